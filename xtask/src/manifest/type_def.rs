//! The definition of a type of the client.

use indexmap::IndexMap;
use serde::Serialize;

use super::TypeRef;

/// The definition of a type in `types`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum TypeDef {
    /// An object.
    Struct {
        /// The fields, by the property's name.
        fields: IndexMap<String, Field>,
        /// The type of the values of other properties, if these are retained.
        rest: Option<TypeRef>,
    },
    /// A closed list of values.
    Enum,
    /// One of several types.
    Union {
        /// The alternatives, in the document's order.
        alternatives: Vec<Alternative>,
    },
    /// Another name for a type.
    Alias {
        /// The type.
        #[serde(rename = "type")]
        ty: TypeRef,
    },
    /// A tuple struct around a type that contains itself.
    Wrapper {
        /// The type inside.
        #[serde(rename = "type")]
        ty: TypeRef,
    },
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Field {
    /// The field's name in Rust.
    pub rust_name: String,
    /// The type of the property's value; it does not reflect whether the property is optional.
    #[serde(rename = "type")]
    pub ty: TypeRef,
}

/// An alternative of a union.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Alternative {
    /// The variant's name in Rust.
    pub rust_name: String,
    /// The type of the variant's value.
    #[serde(rename = "type")]
    pub ty: TypeRef,
}

impl Field {
    /// A field of this name and type.
    pub fn new(rust_name: impl Into<String>, ty: TypeRef) -> Self {
        Self {
            rust_name: rust_name.into(),
            ty,
        }
    }
}

impl Alternative {
    /// A variant of this name and type.
    pub fn new(rust_name: impl Into<String>, ty: TypeRef) -> Self {
        Self {
            rust_name: rust_name.into(),
            ty,
        }
    }
}
