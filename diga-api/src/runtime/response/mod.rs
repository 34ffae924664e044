//! What a call gives back.

mod decode;
mod response;

pub(crate) use decode::{Answered, Incoming, judge};
pub use response::Response;
