//! What a call returns.

mod byte_stream;
mod decode;
mod response;

pub use byte_stream::ByteStream;
pub(crate) use decode::IncomingResponse;
#[cfg(feature = "mock")]
pub(crate) use decode::classify;
pub use response::Response;
