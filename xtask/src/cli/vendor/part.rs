//! A document that is merged with others into the vendored one.

use serde_json::Value;

/// A document and the name of its source.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) document: Value,
}
