//! The client for code that is not async: the same calls, made by the async client on a runtime of
//! its own.

mod byte_stream;
mod client;
mod executor;
mod iter;
mod raw_call;

pub use byte_stream::ByteStream;
pub use client::Client;
#[cfg(feature = "sse")]
pub use iter::EventStream;
pub use iter::{Items, Iter, Pages};
pub use raw_call::RawCall;
/// An answer of server-sent events, which without the feature `sse` is read as the bytes that it
/// is.
#[cfg(not(feature = "sse"))]
pub type EventStream = ByteStream;
