//! What was decided for a document, and must stay decided for later versions of it.
//!
//! [`generate`](crate::generate) takes the decisions of the lock and returns those for the document
//! that it was given: what the document has keeps its decision, what it adds gets one, and the
//! names of what it no longer has are [retired](Retired). So the decisions in a lock are up to date
//! exactly if generating from the vendored document returns them unchanged.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What was decided for a document. Maps and sets are sorted, so that a lock's differences are
/// those of its content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Decisions {
    /// Each operation by its key: the operationId, or `METHOD /path` where the document gives none
    /// or gives it twice.
    pub operations: BTreeMap<String, OperationNames>,
    /// Schema of `components.schemas` to its Rust type.
    pub types: BTreeMap<String, String>,
    /// Inline schema to its Rust type. An inline schema goes by the name that its position
    /// suggests, such as `ListCallsOrder`, with ` 2`, ` 3`... after it where several positions
    /// suggest the same.
    pub inline_types: BTreeMap<String, String>,
    /// The width of each integer whose type its bounds decide, as the document has no format for
    /// it, by the name that its position suggests: a bound that is added or removed changes no
    /// type.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub integers: BTreeMap<String, IntegerWidth>,
    /// Generic Rust type to the schemas that are its instances.
    pub generics: BTreeMap<String, BTreeSet<String>>,
    /// Tag to the name of its cargo feature.
    pub tags: BTreeMap<String, String>,
    /// Operations, by their key, whose responses come in pages (`plan/passes/paging.rs`): they have
    /// `pages()` and `items()`.
    pub paged: BTreeSet<String>,
    /// Error codes in the order in which they were named. A code that the document no longer gives
    /// stays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub error_codes: Vec<String>,
    /// Names that are in use no longer, and are never given to anything else.
    pub retired: Retired,
}

/// The Rust type of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum IntegerWidth {
    /// `i64`
    I64,
    /// `u64`
    U64,
    /// `i128`
    I128,
}

/// The methods of an operation, and what recognizes it when its operationId changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OperationNames {
    /// The client's method.
    pub name: String,
    /// The HTTP method in lower case; empty in a lock of version 1, which does not have it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// The path as the document writes it; empty in a lock of version 1, which does not have it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Media type of the body to the method that sends it, where there are several, or one that is
    /// not `application/json`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub media_types: BTreeMap<String, String>,
    /// Status to the methods of the builder that receive its media types, where that is more than
    /// `send` and `application/json`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub responses: BTreeMap<String, ReceivingMethods>,
}

/// A method of a builder to the media types that it receives: `send`, `send_csv`.
pub type ReceivingMethods = BTreeMap<String, Vec<String>>;

/// Names that are in use no longer, each with what it named.
///
/// A name is given back to the same operationId, the same method and path, or the same schema.
/// Anything else gets it by hand alone, as an `x-rust-name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Retired {
    /// Methods of the client.
    pub operations: BTreeMap<String, RetiredOperation>,
    /// Rust type to its schema of `components.schemas`.
    pub types: BTreeMap<String, String>,
    /// Rust type to the name that the position of its inline schema suggested.
    pub inline_types: BTreeMap<String, String>,
    /// Cargo feature to its tag.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

/// The operation that a retired method called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RetiredOperation {
    /// Its key in [`Decisions::operations`].
    pub key: String,
    /// The HTTP method in lower case.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// The path.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The media type of the body, if the method was for that one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

impl OperationNames {
    /// The names of an operation that has one method.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        method: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            method: method.into(),
            path: path.into(),
            media_types: BTreeMap::new(),
            responses: BTreeMap::new(),
        }
    }
}
