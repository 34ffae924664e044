//! The documented responses of an operation, by status.

use super::shape::Shape;
use crate::openapi::media_type::{essence, is_json, is_json_lines};

/// A documented response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: Status,
    pub(crate) content: Content,
    /// The documented media types of this content.
    pub(crate) media_types: Vec<String>,
    /// What the same status contains in other media types.
    pub(crate) others: Vec<Representation>,
    pub(crate) docs: String,
    /// The error codes in the document's examples, in their order.
    pub(crate) codes: Vec<String>,
}

/// A further content of a status, by its media type.
#[derive(Clone, Debug)]
pub(crate) struct Representation {
    /// What names of this content end in: `csv`. It depends on the media type only, so it stays
    /// when the document adds others.
    pub(crate) suffix: String,
    pub(crate) content: Content,
    pub(crate) media_types: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Code(u16),
    /// `4XX` is 4.
    Range(u16),
    Default,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Json(Shape),
    /// A string of any media type: JSON if the response says so, otherwise the string itself.
    Scalar(Shape),
    /// JSON texts, one after the other, each of this shape.
    Lines(Shape),
    Text,
    Bytes,
    /// Bytes of any media type, or JSON with the bytes in base64.
    Base64,
    Events,
    Empty,
}

impl Content {
    /// The shape of the JSON in it.
    pub(crate) fn shape(&self) -> Option<&Shape> {
        match self {
            Self::Json(shape) | Self::Scalar(shape) | Self::Lines(shape) => Some(shape),
            Self::Text | Self::Bytes | Self::Base64 | Self::Events | Self::Empty => None,
        }
    }

    /// As [`shape`](Self::shape), to be changed.
    pub(crate) fn shape_mut(&mut self) -> Option<&mut Shape> {
        match self {
            Self::Json(shape) | Self::Scalar(shape) | Self::Lines(shape) => Some(shape),
            Self::Text | Self::Bytes | Self::Base64 | Self::Events | Self::Empty => None,
        }
    }

    /// Whether the response is read as a stream.
    pub(crate) fn is_streamed(&self) -> bool {
        matches!(self, Self::Bytes | Self::Events | Self::Lines(_))
    }
}

impl Status {
    /// As the document writes it.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(range) => format!("{range}XX"),
            Self::Default => "default".to_owned(),
        }
    }

    pub(crate) fn hundreds(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Range(range) => Some(range),
            Self::Default => None,
        }
    }
}

impl Response {
    /// Its contents in all media types.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &Content> {
        let others = self.others.iter().map(|other| &other.content);
        std::iter::once(&self.content).chain(others)
    }

    /// As [`contents`](Self::contents), to be changed.
    pub(crate) fn contents_mut(&mut self) -> impl Iterator<Item = &mut Content> {
        let others = self.others.iter_mut().map(|other| &mut other.content);
        std::iter::once(&mut self.content).chain(others)
    }

    /// The response with its content of another media type in place of the main one.
    pub(crate) fn with(&self, other: &Representation) -> Self {
        Self {
            content: other.content.clone(),
            media_types: other.media_types.clone(),
            others: Vec::new(),
            ..self.clone()
        }
    }

    /// The media type of a body of this content.
    pub(crate) fn media_type(&self) -> &str {
        let (matches, default): (fn(&str) -> bool, &str) = match self.content {
            Content::Json(_) | Content::Scalar(_) => (is_json, "application/json"),
            Content::Lines(_) => (is_json_lines, "application/jsonl"),
            Content::Text => (|essence| essence.starts_with("text/"), "text/plain"),
            Content::Events => (
                |essence| essence == "text/event-stream",
                "text/event-stream",
            ),
            Content::Bytes | Content::Base64 | Content::Empty => {
                (|_| true, "application/octet-stream")
            }
        };
        let own = self.media_types.iter().find(|media_type| {
            let essence = essence(media_type);
            !essence.contains('*') && matches(&essence)
        });
        own.map_or(default, String::as_str)
    }
}
