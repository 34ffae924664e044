//! The hand-written part: the same for any document.

// A document uses what it needs of the runtime: not every one has cookies, streams or API keys.
#![allow(dead_code, unused_imports)]

mod auth;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod client;
mod error;
#[cfg(feature = "mock")]
pub(crate) mod mock;
pub(crate) mod model;
mod operation;
mod request;
mod response;
mod retry;
mod send;
mod stream;

#[cfg(test)]
mod tests;

pub use auth::{Token, TokenProvider};
pub use client::{Client, ClientBuilder, RawCall};
pub use error::{DecodeError, Error, ErrorBody, OperationError};
pub use request::{Body, ByteStream, Call, File};
pub use response::Response;
pub use retry::RetryPolicy;
pub use send::Transport;
#[cfg(feature = "sse")]
pub use stream::{Event, EventStream, Subscription};
/// An answer of server-sent events, which without the feature `sse` is read as the bytes that it
/// is.
#[cfg(not(feature = "sse"))]
pub type EventStream = ByteStream;
pub use stream::{Items, Next, Paged, Pages};

pub(crate) use operation::{Api, Operation, SecurityScheme};
pub(crate) use request::{
    CallOptions, Form, JsonText, OnlyHere, PathStyle, QueryStyle, encode_path, path_value,
};
pub(crate) use response::Incoming;
