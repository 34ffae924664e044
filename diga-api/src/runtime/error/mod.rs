//! The error of every call.

mod boxed;
mod decode;
mod display;
mod error;
mod kind;
mod predicates;
mod reported;
mod request_id;

pub(crate) use boxed::{BoxError, root_cause};
pub(crate) use decode::{Adapted, DecodeErrorBody, JsonForm, decode_json, decode_string};
pub use decode::{DecodeError, ErrorBody, OperationError};
pub use error::Error;
pub(crate) use error::{CallInfo, ResponseParts};
pub(crate) use kind::Kind;
pub(crate) use reported::Reported;
pub(crate) use request_id::request_id;
