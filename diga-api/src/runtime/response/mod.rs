//! The response of a call: decoding, the typed value, and streams of bytes.

mod byte_stream;
mod decode;
mod idle;
mod response;

pub use byte_stream::ByteStream;
pub(crate) use decode::IncomingResponse;
#[cfg(feature = "mock")]
pub(crate) use decode::classify;
pub use response::Response;
