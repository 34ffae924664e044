//! The response of a call: decoding, the typed value, and streams of bytes.

mod byte_stream;
mod decode;
mod idle;
mod response;

pub use byte_stream::ByteStream;
#[cfg(feature = "mock")]
pub(crate) use decode::classify;
pub(crate) use decode::{Incoming, IncomingResponse};
pub use response::Response;
