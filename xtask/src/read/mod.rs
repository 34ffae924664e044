//! Bytes to a document.

mod format;
mod node;
mod parse;
mod version;

pub use format::Format;
pub use parse::{parse, read};
pub(crate) use version::check as check_version;
