//! A document that is a part of the one that is vendored.

use serde_json::Value;

/// A document that was read, and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) document: Value,
}
