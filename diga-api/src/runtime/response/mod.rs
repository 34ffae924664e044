//! What a call gives back.

mod byte_stream;
mod decode;
mod response;

pub use byte_stream::ByteStream;
pub(crate) use decode::{IncomingResponse, classify};
pub use response::Response;
