//! The hand-written part of the client, which is the same for any document.

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
mod polling;
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
pub use polling::Poller;
pub use request::{Body, Call, File};
pub use response::{ByteStream, Response};
pub use retry::RetryPolicy;
pub use send::Transport;
#[cfg(feature = "sse")]
pub use stream::{Event, Subscription};
pub use stream::{EventStream, Items, JsonLines, Next, Paged, Pages};

// The names that generated code uses; no document needs all of them.
#[allow(unused_imports)]
pub(crate) use operation::{Api, Operation, SecurityScheme, Server, ServerVariable};
#[allow(unused_imports)]
pub(crate) use request::{
    CallOptions, FieldStyle, Form, JsonText, PathStyle, QueryStyle, Request, Sealed, converted,
    encode_path, path_value,
};
#[allow(unused_imports)]
pub(crate) use response::IncomingResponse;
#[allow(unused_imports)]
pub(crate) use stream::{Counted, LastPage, Numbered, integer_of};
