//! The error of every call.

mod boxed;
mod decode;
mod display;
mod error;
mod json_path;
mod kind;
mod predicates;
mod reported;
mod request_id;

pub(crate) use boxed::{BoxError, SharedError, causes, root_cause};
pub use decode::{DecodeError, ErrorBody, OperationError};
pub(crate) use decode::{DecodeErrorBody, JsonForm, decode_json, decode_string};
pub use error::Error;
pub(crate) use error::{CallInfo, ResponseParts};
pub(crate) use kind::Kind;
pub(crate) use reported::Reported;
pub(crate) use request_id::{REQUEST_ID_HEADERS, request_id};
