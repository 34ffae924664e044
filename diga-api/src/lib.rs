//! Typed client for the Diga API.

mod runtime;

pub use runtime::model::Violation;
pub use runtime::{
    Body, ByteStream, Client, ClientBuilder, DecodeError, Error, ErrorBody, OperationError,
    Response,
};

include!("generated_sample.rs");

#[cfg(doctest)]
mod required;
