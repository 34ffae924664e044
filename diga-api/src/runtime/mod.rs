//! The hand-written part: the same for any document.

// A document uses what it needs of the runtime: not every one has cookies, streams or API keys.
#![allow(dead_code, unused_imports)]

pub(crate) mod model;

mod base_url;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
mod body;
mod builder;
mod client;
mod clock;
mod credentials;
mod encode;
mod environment;
mod error;
#[cfg(feature = "sse")]
mod events;
mod incoming;
#[cfg(feature = "mock")]
pub(crate) mod mock;
mod multipart;
mod operation;
mod options;
mod pages;
mod path;
mod prepare;
mod query;
mod raw;
mod received;
mod redirect;
mod request;
mod request_id;
mod response;
mod retry;
mod send;
#[cfg(feature = "sse")]
mod subscription;
mod tls;
mod token;
mod trace;
mod transport;

#[cfg(test)]
mod tests;

pub use body::{Body, ByteStream};
pub use builder::ClientBuilder;
pub use client::Client;
pub use error::{DecodeError, Error, ErrorBody, OperationError};
#[cfg(feature = "sse")]
pub use events::{Event, EventStream};
/// An answer of server-sent events, which without the feature `sse` is read as the bytes that it
/// is.
#[cfg(not(feature = "sse"))]
pub type EventStream = ByteStream;
pub use multipart::File;
pub use options::Call;
pub use raw::RawCall;
pub use response::Response;
pub use retry::RetryPolicy;
#[cfg(feature = "sse")]
pub use subscription::Subscription;
pub use token::{Token, TokenProvider};
pub use transport::Transport;

pub(crate) use incoming::Incoming;
pub(crate) use multipart::Form;
pub(crate) use operation::{Api, Operation, SecurityScheme};
pub(crate) use options::{CallOptions, OnlyHere};
pub use pages::{Items, Next, Paged, Pages};
pub(crate) use path::{PathStyle, encode_path, path_value};
pub(crate) use query::{JsonText, QueryStyle};
