//! Typed client for the Diga API.

mod runtime;

pub use runtime::model::{Unrecognized, Violation};
pub use runtime::{
    Body, ByteStream, Call, Client, ClientBuilder, DecodeError, Error, ErrorBody, Event,
    EventStream, File, OperationError, RawCall, Response, RetryPolicy, Token, TokenProvider,
};

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

#[cfg(doctest)]
mod required;
