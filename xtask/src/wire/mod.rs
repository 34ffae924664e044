//! How the values of a generated client travel: what two clients with the same Rust may do
//! differently.
//!
//! Each operation and each type is a table of facts: a subject (a parameter, a field, a variant)
//! and an aspect of it (its name in the document, its style, a limit), with the value as text. Two
//! clients are compared fact by fact; `cargo xtask diff` knows what a changed aspect means.

mod build;
mod facts;
mod limits;

use std::collections::{BTreeMap, BTreeSet};

pub use build::OWN_SERVER;
pub use facts::{Aspect, Facts};

pub(crate) use build::wire;

/// The wire of a whole client.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Wire {
    /// The document's title.
    pub title: String,
    /// The document's version.
    pub version: String,
    /// The default base URL, if the document has one that the client can use.
    pub server: Option<String>,
    /// The operations by their Rust names, in the document's order.
    pub operations: Vec<WireOperation>,
    /// The types by their Rust names.
    pub types: BTreeMap<String, WireType>,
}

/// The wire of one method of the client.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WireOperation {
    /// The client's method.
    pub rust_name: String,
    /// The name of its builder, without the module.
    pub builder: String,
    /// The beginning of the names of its error and response types.
    pub response_stem: String,
    /// The operationId in the document.
    pub id: Option<String>,
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path as the document writes it.
    pub path: String,
    /// Alternatives, each a set of schemes as text; empty if no credentials are needed.
    pub security: Vec<BTreeSet<String>>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
    /// The cargo features of its tags, each of which has it; it is always there without any.
    pub features: BTreeSet<String>,
    /// What is sent and received beside the named types.
    pub facts: Facts,
    /// The documentation of each subject; the operation itself is the empty one.
    pub docs: BTreeMap<String, String>,
    /// The types within reach of its parameters and its body.
    pub sent: BTreeSet<String>,
    /// The types within reach of its responses.
    pub received: BTreeSet<String>,
}

/// The wire of one type.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WireType {
    /// The component schema that it was made of.
    pub schema: Option<String>,
    /// Whether values of it are sent.
    pub sent: bool,
    /// Whether values of it are received.
    pub received: bool,
    /// Whether the document deprecates it; of its fields, those that it deprecates.
    pub deprecated: BTreeSet<String>,
    /// How its values are written.
    pub facts: Facts,
    /// The documentation of each subject; the type itself is the empty one.
    pub docs: BTreeMap<String, String>,
}
