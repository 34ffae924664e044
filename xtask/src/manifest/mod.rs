//! The contents of a generated client, with their Rust names.
//!
//! Programs read it here as Rust values; `cargo xtask generate --manifest FILE` writes it as JSON
//! for everyone else.

mod build;
mod operation;
mod type_def;
mod type_ref;

use indexmap::IndexMap;
use serde::Serialize;

pub(crate) use build::manifest;
pub use operation::{Location, Operation, OtherMethod, Parameter, Part, Request, SendMethod};
pub use type_def::{Alternative, Field, TypeDef};
pub use type_ref::{IntegerWidth, TypeRef};

/// Each operation and each schema of a client, with its Rust names.
///
/// Paths are relative to the root of the crate: `types::Note`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The crate's name as its users write it: `diga_api`.
    #[serde(rename = "crate")]
    pub crate_name: String,
    /// The document's title.
    pub title: String,
    /// The document's version.
    pub version: String,
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// The type of each component schema, and of each other schema that a reference points to.
    pub schemas: IndexMap<String, TypeRef>,
    /// The payloads that are delivered to webhooks, in the document's order.
    pub webhooks: Vec<Webhook>,
    /// The definition of each type in `types`, by path; types of inline schemas are included. A
    /// generic type is there with each of its arguments: `types::Page<types::Note>`.
    pub types: IndexMap<String, TypeDef>,
}

/// One entry of the document's `webhooks`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Webhook {
    /// The name in the document.
    pub name: String,
    /// The type of the payload.
    #[serde(rename = "type")]
    pub ty: TypeRef,
}

impl Manifest {
    /// The operation of a method, in upper or lower case, and a path.
    #[must_use]
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let mut operations = self.operations.iter();
        operations.find(|operation| {
            operation.path == path && operation.method.eq_ignore_ascii_case(method)
        })
    }

    /// The definition of a type, if the client defines it.
    #[must_use]
    pub fn definition(&self, ty: &TypeRef) -> Option<&TypeDef> {
        match ty {
            TypeRef::Named(path) => self.types.get(path),
            TypeRef::Generic(..) => self.types.get(&ty.to_string()),
            _ => None,
        }
    }
}
