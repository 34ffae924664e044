//! One parameter of an operation.

use serde_json::Value;

use super::shape::Shape;

/// One parameter of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) wire: String,
    pub(crate) rust: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    pub(crate) style: Style,
    /// Reserved characters of its value are not percent-encoded.
    pub(crate) allow_reserved: bool,
    pub(crate) docs: String,
    pub(crate) example: Option<Value>,
    pub(crate) default: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// The serialization of a value (OpenAPI 3.1, section 4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple {
        explode: bool,
    },
    Label {
        explode: bool,
    },
    Matrix {
        explode: bool,
    },
    Form {
        explode: bool,
    },
    SpaceDelimited {
        explode: bool,
    },
    PipeDelimited {
        explode: bool,
    },
    DeepObject,
    /// Of a parameter, `content` of JSON instead of `schema`: the value as JSON text.
    Json,
}
