//! Bodies of `multipart/form-data` (RFC 7578), and of other multipart types (RFC 2046, section
//! 5.1).

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
use super::percent::encode_into;
use super::query::{self, QueryStyle};
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
    headers: Vec<(String, String)>,
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

    /// Adds a header to the part that the file is sent as. An invalid header is an error when the
    /// call is sent, and so are `content-type` and `content-disposition`, which the client writes
    /// itself.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl<B: Into<Body>> From<B> for File {
    fn from(body: B) -> Self {
        Self {
            body: body.into(),
            name: None,
            content_type: None,
            headers: Vec::new(),
        }
    }
}

/// Whether the head of a part has a header of this name.
// A document may have no `multipart/form-data`.
#[allow(dead_code)]
fn has_header(head: &str, name: &str) -> bool {
    let mut lines = head.split("\r\n");
    lines.any(|line| {
        let own = line.split(':').next().unwrap_or_default();
        own.eq_ignore_ascii_case(name)
    })
}

/// A form that generated code fills.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// `None` is `multipart/form-data`.
    media_type: Option<&'static str>,
    parts: Vec<Part>,
    failed: Option<Unwritable>,
}

#[derive(Debug)]
struct Part {
    name: String,
    head: String,
    content_type: Option<String>,
    body: Body,
}

// A document may have no `multipart/form-data`.
#[allow(dead_code)]
impl Form {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A body of another multipart type: `multipart/mixed`.
    pub(crate) fn of(media_type: &'static str) -> Self {
        Self {
            media_type: Some(media_type),
            ..Self::default()
        }
    }

    /// Adds a value in the style that the document gives its part, as it would be in a query but
    /// without percent-encoding.
    pub(crate) fn styled<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        style: QueryStyle,
        value: &T,
    ) {
        match query::pairs(name, style, value) {
            Ok(pairs) => pairs
                .iter()
                .for_each(|pair| self.part(&pair.name, None, None, Body::from(pair.plain()))),
            Err(error) => self.fail(format!("part {name}: {error}")),
        }
    }

    /// Fails unless the form has all parts of one alternative.
    pub(crate) fn require_any(&mut self, alternatives: &[&[&str]]) {
        let has = |name: &&str| self.parts.iter().any(|part| part.name == **name);
        if !alternatives.iter().any(|parts| parts.iter().all(has)) {
            let alternatives: Vec<String> = alternatives
                .iter()
                .map(|parts| parts.join(" and "))
                .collect();
            self.fail(format!("it needs the parts {}", alternatives.join(", or ")));
        }
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
        for (header, value) in &file.headers {
            self.file_header(name, header, value);
        }
    }

    /// Adds a header of the caller to the last part.
    fn file_header(&mut self, part: &str, name: &str, value: &str) {
        let valid = http::HeaderName::try_from(name).ok();
        let valid = valid.filter(|_| http::HeaderValue::from_str(value).is_ok());
        match (valid, self.parts.last_mut()) {
            (Some(name), Some(last)) if !has_header(&last.head, name.as_str()) => {
                let _ = write!(last.head, "\r\n{name}: {value}");
            }
            (Some(name), Some(_)) => {
                self.fail(format!("part {part}: it has the header {name} already"))
            }
            _ => self.fail(format!("part {part}: a header is not valid")),
        }
    }

    /// Adds a header of the document to the parts of this name, except those on which the caller
    /// set it.
    pub(crate) fn header(&mut self, part: &str, name: &str, value: &str) {
        for own in self.parts.iter_mut().filter(|own| own.name == part) {
            if !has_header(&own.head, name) {
                let _ = write!(own.head, "\r\n{name}: {value}");
            }
        }
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
        // A related part is found by its id (RFC 2387, section 3.2).
        if self.is_related() {
            let mut id = String::new();
            encode_into(&mut id, name);
            let _ = write!(head, "\r\ncontent-id: <{id}>");
        }
        self.parts.push(Part {
            name: name.to_owned(),
            head,
            content_type: content_type.map(str::to_owned),
            body,
        });
    }

    fn is_related(&self) -> bool {
        self.media_type
            .is_some_and(|own| own.starts_with("multipart/related"))
    }

    /// The content type without the boundary. A related body names the type of its root, the first
    /// part (RFC 2387, section 3.1).
    fn media_type(&self) -> String {
        let media_type = self.media_type.unwrap_or("multipart/form-data");
        let root = self.parts.first().map(|part| part.content_type.as_deref());
        match root.filter(|_| self.is_related() && !media_type.contains("type=")) {
            Some(root) => format!("{media_type}; type=\"{}\"", root.unwrap_or("text/plain")),
            None => media_type.to_owned(),
        }
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
                name: part.name.clone(),
                head: part.head.clone(),
                content_type: part.content_type.clone(),
                body: part.body.again()?,
            })
        });
        Some(Self {
            media_type: self.media_type,
            parts: parts.collect::<Option<_>>()?,
            failed: None,
        })
    }

    /// Like [`into_body`](Self::into_body), with this boundary.
    pub(crate) fn bounded(self, boundary: &str) -> Result<(String, Body), Unwritable> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        let media_type = self.media_type();
        let mut pieces = VecDeque::new();
        let mut text = BytesMut::new();
        for Part { head, body, .. } in self.parts {
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
        let content_type = format!("{media_type}; boundary={boundary}");
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
    fn a_styled_value_is_not_encoded() {
        let mut form = Form::new();
        form.styled("list", QueryStyle::Form { explode: false }, &["a b", "c"]);
        form.styled("deep", QueryStyle::DeepObject, &json!({"k": 1.0}));
        assert_eq!(
            written(form),
            "--B\r\ncontent-disposition: form-data; name=\"list\"\r\n\r\na b,c\r\n\
             --B\r\ncontent-disposition: form-data; name=\"deep[k]\"\r\n\r\n1\r\n--B--\r\n"
        );
    }

    #[test]
    fn another_multipart_type_has_a_boundary_too() {
        let mut form = Form::of("multipart/mixed");
        form.value("a", None, "x");
        let (content_type, _) = form.bounded("B").unwrap();
        assert_eq!(content_type, "multipart/mixed; boundary=B");
        let mut form = Form::of("multipart/related");
        form.value("meta", None, &json!({"k": 1}));
        form.file("a b", None, File::from("x"));
        let (content_type, body) = form.bounded("B").unwrap();
        assert_eq!(
            content_type,
            "multipart/related; type=\"application/json\"; boundary=B"
        );
        let text = String::from_utf8(body.as_bytes().unwrap().to_vec()).unwrap();
        assert!(text.contains("\r\ncontent-id: <meta>\r\n") && text.contains("<a%20b>"));
    }

    #[test]
    fn a_form_has_the_parts_of_one_alternative() {
        let alternatives: [&[&str]; 2] = [&["file"], &["url", "name"]];
        for (parts, expected) in [
            (&["file"][..], true),
            (&["url", "name"], true),
            (&["url"], false),
            (&[], false),
        ] {
            let mut form = Form::new();
            for part in parts {
                form.value(part, None, "x");
            }
            form.require_any(&alternatives);
            assert_eq!(form.into_body().is_ok(), expected, "{parts:?}");
        }
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
