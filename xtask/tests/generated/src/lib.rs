//! The client of all `documents/`, over the real runtime.

#[path = "../../../../diga-api/src/runtime/mod.rs"]
mod runtime;

pub use runtime::model::{Unrecognized, Violation};
pub use runtime::{
    Body, ByteStream, Client, ClientBuilder, DecodeError, Error, ErrorBody, Event, EventStream,
    File, OperationError, Response,
};

pub mod schemas;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
