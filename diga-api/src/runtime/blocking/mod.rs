//! The client for code that is not async: the same calls, made by the async client on its own
//! runtime.

mod byte_stream;
mod client;
mod executor;
mod iter;
mod poller;
mod raw_call;

pub use byte_stream::ByteStream;
pub use client::Client;
pub use iter::{EventStream, Items, Iter, JsonLines, Pages};
pub use poller::Poller;
pub use raw_call::RawCall;
