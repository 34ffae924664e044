//! The request body of an operation.

use super::shape::Shape;

/// The request body of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) media_type: String,
    pub(crate) kind: BodyKind,
    pub(crate) shape: Shape,
    pub(crate) docs: String,
}

#[derive(Clone, Debug)]
pub(crate) enum BodyKind {
    Json,
    Form,
    Multipart(Vec<Part>),
    Text,
    Bytes,
}

/// One part of a `multipart/form-data` body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) wire: String,
    pub(crate) rust: String,
    pub(crate) required: bool,
    pub(crate) kind: PartKind,
    /// The media type that the document gives the part.
    pub(crate) content_type: Option<String>,
    pub(crate) docs: String,
}

#[derive(Clone, Debug)]
pub(crate) enum PartKind {
    File,
    Files,
    /// A scalar is plain text, anything else JSON (OpenAPI 3.1, section 4.8.15.1.1).
    Value(Shape),
}
