//! The request of a call: plain data that does not depend on the client.

mod base_url;
mod body;
mod multipart;
mod options;
mod parameter;
mod path;
mod percent;
pub(crate) mod query;
mod request;
mod server;
mod upload;

pub(crate) use base_url::BaseUrl;
pub use body::Body;
pub use multipart::File;
pub(crate) use multipart::Form;
pub use options::Call;
pub(crate) use options::{CallOptions, Sealed};
#[allow(unused_imports)]
pub(crate) use parameter::{JsonText, converted};
pub(crate) use path::{PathStyle, encode_path, path_value, written_path};
pub(crate) use percent::encode_into;
#[cfg(feature = "mock")]
pub(crate) use percent::{Encode, encode_reserved_into};
pub(crate) use query::{FieldStyle, QueryStyle};
pub(crate) use request::Request;
pub(crate) use server::{ServerError, expand};
pub(crate) use upload::{Upload, observed, observing};
