//! The hand-written part: the same for any document.

// A document uses what it needs of the runtime: not every one has cookies, streams or API keys.
#![allow(dead_code, unused_imports)]

mod auth;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod client;
mod error;
mod media_type;
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
pub use request::{Body, Call, File};
pub use response::{ByteStream, Response};
pub use retry::RetryPolicy;
pub use send::Transport;
#[cfg(feature = "sse")]
pub use stream::{Event, Subscription};
pub use stream::{EventStream, Items, Next, Paged, Pages};

pub(crate) use operation::{Api, Operation, SecurityScheme};
pub(crate) use request::{
    CallOptions, Form, JsonText, OnlyHere, PathStyle, QueryStyle, Request, encode_path, path_value,
};
pub(crate) use response::IncomingResponse;
