//! A group of operations.

/// A group of operations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    /// The document's description; may be empty.
    pub(crate) docs: String,
}
