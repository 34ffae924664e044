//! The documented responses of an operation, by status.

use super::shape::Shape;
use crate::openapi::media_type::{essence, is_json};

/// A documented response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: Status,
    pub(crate) content: Content,
    /// The documented media types.
    pub(crate) media_types: Vec<String>,
    pub(crate) docs: String,
    /// The error codes in the document's examples, in their order.
    pub(crate) codes: Vec<String>,
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
    Text,
    Bytes,
    Events,
    Empty,
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
    /// The media type of a body of this content.
    pub(crate) fn media_type(&self) -> &str {
        let (matches, default): (fn(&str) -> bool, &str) = match self.content {
            Content::Json(_) => (is_json, "application/json"),
            Content::Text => (|essence| essence.starts_with("text/"), "text/plain"),
            Content::Events => (
                |essence| essence == "text/event-stream",
                "text/event-stream",
            ),
            Content::Bytes | Content::Empty => (|_| true, "application/octet-stream"),
        };
        let own = self.media_types.iter().find(|media_type| {
            let essence = essence(media_type);
            !essence.contains('*') && matches(&essence)
        });
        own.map_or(default, String::as_str)
    }
}
