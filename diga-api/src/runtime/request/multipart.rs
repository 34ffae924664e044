//! Bodies of `multipart/form-data` (RFC 7578).

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;

use super::body::{Body, ByteChunks};
use super::parameter::{Parameter, scalar_string};
use crate::runtime::error::BoxError;

/// A file to send: its content, name and media type.
///
/// Created from anything that converts to a [`Body`]: `File::from(bytes)`,
/// `File::from(Body::stream(...))`.
#[derive(Debug)]
pub struct File {
    body: Body,
    name: Option<String>,
    content_type: Option<String>,
}

impl File {
    /// The name of the file. Defaults to the name of the form field.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The media type of the file, such as `audio/wav`. Defaults to `application/octet-stream`.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl<B: Into<Body>> From<B> for File {
    fn from(body: B) -> Self {
        Self {
            body: body.into(),
            name: None,
            content_type: None,
        }
    }
}

/// A form that generated code fills.
#[derive(Debug, Default)]
pub(crate) struct Form {
    parts: Vec<Part>,
    failed: Option<Unwritable>,
}

#[derive(Debug)]
struct Part {
    head: String,
    body: Body,
}

// A document may have no `multipart/form-data`.
#[allow(dead_code)]
impl Form {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a value: a scalar as a string, a list as one part per item, an object as JSON (the
    /// defaults of OpenAPI 3.1, section 4.8.15.1.2). Absent and null values are omitted.
    pub(crate) fn value<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        content_type: Option<&str>,
        value: &T,
    ) {
        match Parameter::of(value) {
            Ok(Parameter::Absent) => {}
            Ok(Parameter::Scalar(text)) => self.part(name, None, content_type, Body::from(text)),
            Ok(Parameter::List(items)) => items
                .iter()
                .for_each(|item| self.item(name, content_type, item)),
            Ok(Parameter::Object(members)) => {
                self.item(name, content_type, &Value::Object(members));
            }
            Err(error) => self.fail(format!("part {name}: {error}")),
        }
    }

    fn item(&mut self, name: &str, content_type: Option<&str>, item: &Value) {
        let json = matches!(item, Value::Object(_) | Value::Array(_)).then_some("application/json");
        let content_type = content_type.or(json);
        if let Some(text) = scalar_string(item) {
            self.part(name, None, content_type, Body::from(text));
        }
    }

    /// Adds a file, with its own media type or else the one in the document.
    pub(crate) fn file(&mut self, name: &str, content_type: Option<&str>, file: File) {
        let filename = file.name.as_deref().unwrap_or(name);
        let content_type = file
            .content_type
            .as_deref()
            .or(content_type)
            .unwrap_or("application/octet-stream");
        self.part(name, Some(filename), Some(content_type), file.body);
    }

    fn part(&mut self, name: &str, filename: Option<&str>, content_type: Option<&str>, body: Body) {
        if content_type.is_some_and(|value| http::HeaderValue::from_str(value).is_err()) {
            return self.fail(format!(
                "part {name}: the content type is not a valid header value"
            ));
        }
        let mut head = format!("content-disposition: form-data; name=\"{}\"", quoted(name));
        if let Some(filename) = filename {
            let _ = write!(head, "; filename=\"{}\"", quoted(filename));
        }
        if let Some(content_type) = content_type {
            let _ = write!(head, "\r\ncontent-type: {content_type}");
        }
        self.parts.push(Part { head, body });
    }

    fn fail(&mut self, what: String) {
        self.failed.get_or_insert(Unwritable(what));
    }

    /// The content type, which contains the boundary, and the body: bytes if every part is,
    /// otherwise a stream.
    pub(crate) fn into_body(self) -> Result<(String, Body), Unwritable> {
        self.bounded(&boundary())
    }

    /// A copy of the form, unless one of its parts is a stream.
    #[cfg(feature = "mock")]
    pub(crate) fn again(&self) -> Option<Self> {
        let parts = self.parts.iter().map(|part| {
            Some(Part {
                head: part.head.clone(),
                body: part.body.again()?,
            })
        });
        Some(Self {
            parts: parts.collect::<Option<_>>()?,
            failed: None,
        })
    }

    /// Like [`into_body`](Self::into_body), with this boundary.
    pub(crate) fn bounded(self, boundary: &str) -> Result<(String, Body), Unwritable> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        let mut pieces = VecDeque::new();
        let mut text = BytesMut::new();
        for Part { head, body } in self.parts {
            text.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
            match body.as_bytes() {
                Some(bytes) => text.extend_from_slice(bytes),
                None => {
                    pieces.push_back(Body::from(text.split().freeze()));
                    pieces.push_back(body);
                }
            }
            text.extend_from_slice(b"\r\n");
        }
        text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let last = Body::from(text.freeze());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        if pieces.is_empty() {
            return Ok((content_type, last));
        }
        pieces.push_back(last);
        let length = pieces
            .iter()
            .map(Body::length)
            .try_fold(0_u64, |sum, length| sum.checked_add(length?));
        let pieces = pieces.into_iter().map(Body::into_chunks).collect();
        let stream = Pieces { pieces };
        let body = match length {
            Some(length) => Body::stream_with_length(stream, length),
            None => Body::stream(stream),
        };
        Ok((content_type, body))
    }
}

/// The error for a form that cannot be sent.
#[derive(Debug)]
pub(crate) struct Unwritable(String);

impl std::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

/// Several bodies, concatenated.
struct Pieces {
    pieces: VecDeque<ByteChunks>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(piece) = self.pieces.front_mut() {
            match std::task::ready!(Pin::new(piece).poll_next(cx)) {
                Some(chunk) => return Poll::Ready(Some(chunk)),
                None => self.pieces.pop_front(),
            };
        }
        Poll::Ready(None)
    }
}

/// Escaped as browsers do (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("%22"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            other => out.push(other),
        }
    }
    out
}

/// A string that occurs in no part: 128 random bits, from the random keys of the standard library.
fn boundary() -> String {
    let random = || RandomState::new().hash_one(0_u8);
    format!("form-{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(form: Form) -> String {
        let (content_type, body) = form.into_body().unwrap();
        let boundary = content_type
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        let text = String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap();
        text.replace(boundary, "B")
    }

    #[test]
    fn values_become_parts_as_openapi_defines() {
        let mut form = Form::new();
        form.value("text", None, "a\nb");
        form.value("list", None, &[1, 2]);
        form.value("object", None, &json!({"k": 1}));
        form.value("none", None, &None::<u8>);
        assert_eq!(
            written(form),
            "--B\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\na\nb\r\n\
             --B\r\ncontent-disposition: form-data; name=\"list\"\r\n\r\n1\r\n\
             --B\r\ncontent-disposition: form-data; name=\"list\"\r\n\r\n2\r\n\
             --B\r\ncontent-disposition: form-data; name=\"object\"\r\n\
             content-type: application/json\r\n\r\n{\"k\":1}\r\n\
             --B--\r\n"
        );
    }

    #[test]
    fn files_have_a_name_and_a_type() {
        let mut form = Form::new();
        form.file("file", None, File::from("x"));
        form.file(
            "more",
            None,
            File::from("y")
                .with_name("a\"\r\n.wav")
                .with_content_type("audio/wav"),
        );
        assert_eq!(
            written(form),
            "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
             content-type: application/octet-stream\r\n\r\nx\r\n\
             --B\r\ncontent-disposition: form-data; name=\"more\"; filename=\"a%22%0D%0A.wav\"\r\n\
             content-type: audio/wav\r\n\r\ny\r\n--B--\r\n"
        );
    }

    #[test]
    fn an_empty_form_is_still_a_form() {
        assert_eq!(written(Form::new()), "--B--\r\n");
    }

    #[test]
    fn a_content_type_that_would_add_a_header_is_rejected() {
        let mut form = Form::new();
        form.file(
            "file",
            None,
            File::from("x").with_content_type("a/b\r\nx: y"),
        );
        assert!(form.into_body().is_err());
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(boundary(), boundary());
    }
}
