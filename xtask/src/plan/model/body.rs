//! The request body of an operation.

use super::parameter::Style;
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
    /// The fields with a style of their own.
    Form(Vec<FieldStyle>),
    Multipart(Multipart),
    Text,
    Bytes,
}

/// The style of one field of a form, from its `encoding`.
#[derive(Clone, Debug)]
pub(crate) struct FieldStyle {
    pub(crate) wire: String,
    pub(crate) style: Style,
    pub(crate) allow_reserved: bool,
}

/// A body of `multipart/form-data` or another multipart type.
#[derive(Clone, Debug)]
pub(crate) struct Multipart {
    pub(crate) parts: Vec<Part>,
    /// Parts whose names the document leaves open, at most one of each kind.
    pub(crate) additional: Vec<Additional>,
    /// The parts of each alternative, one of which a form must have; empty if there is no choice.
    pub(crate) alternatives: Vec<Vec<String>>,
}

/// Parts whose names the document leaves open.
#[derive(Clone, Debug)]
pub(crate) struct Additional {
    /// The field with all of them.
    pub(crate) rust: String,
    /// The method that adds one.
    pub(crate) adds: String,
    pub(crate) kind: PartKind,
}

impl Multipart {
    /// The shapes of the values in it.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let parts = self.parts.iter().map(|part| &part.kind);
        let additional = self.additional.iter().map(|additional| &additional.kind);
        parts.chain(additional).filter_map(|kind| match kind {
            PartKind::Value(shape) => Some(shape),
            PartKind::File | PartKind::Files => None,
        })
    }

    /// As [`shapes`](Self::shapes), to be changed.
    pub(crate) fn shapes_mut(&mut self) -> impl Iterator<Item = &mut Shape> {
        let parts = self.parts.iter_mut().map(|part| &mut part.kind);
        let additional = self.additional.iter_mut();
        let additional = additional.map(|additional| &mut additional.kind);
        parts.chain(additional).filter_map(|kind| match kind {
            PartKind::Value(shape) => Some(shape),
            PartKind::File | PartKind::Files => None,
        })
    }
}

/// One part of a multipart body.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) wire: String,
    pub(crate) rust: String,
    pub(crate) required: bool,
    pub(crate) kind: PartKind,
    /// The media type that the document gives the part.
    pub(crate) content_type: Option<String>,
    /// The style that the document gives its value.
    pub(crate) style: Option<Style>,
    /// The headers that have one value alone.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) docs: String,
}

#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "most values are of the largest variant"
)]
pub(crate) enum PartKind {
    File,
    Files,
    /// A scalar is plain text, anything else JSON (OpenAPI 3.1, section 4.8.15.1.1).
    Value(Shape),
}
