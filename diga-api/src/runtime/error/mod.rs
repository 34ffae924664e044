//! The one error of every call.

mod decode;
mod display;
mod error;
mod kind;
mod reported;
mod request_id;

pub(crate) use decode::{Adapted, Failure, decode_json, decode_text};
pub use decode::{DecodeError, ErrorBody, OperationError};
pub use error::Error;
pub(crate) use error::{Answer, Call, InvalidRequest};
pub(crate) use kind::Kind;
pub(crate) use reported::Reported;
pub(crate) use request_id::request_id;
