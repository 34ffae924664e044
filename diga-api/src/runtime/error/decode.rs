//! From a body's bytes to a value, and what is said when they are not one.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_with::DeserializeAs;

use crate::runtime::media_type;

/// The errors that the document describes for one operation, by status. Generated.
pub trait OperationError: fmt::Debug + Send + Sync + Sized + 'static {
    /// Reads the error that `body` is under `status`. `None`: the document says nothing of this
    /// status.
    fn decode(status: u16, body: &ErrorBody) -> Option<Result<Self, DecodeError>>;
}

/// What the body of an unsuccessful response is decoded as: an operation's own errors, or nothing in
/// particular.
pub(crate) trait DecodeErrorBody: Send + Sync + Sized + 'static {
    fn decode_body(status: u16, body: &ErrorBody) -> Option<Result<Self, DecodeError>>;
}

impl<E: OperationError> DecodeErrorBody for E {
    fn decode_body(status: u16, body: &ErrorBody) -> Option<Result<Self, DecodeError>> {
        E::decode(status, body)
    }
}

impl DecodeErrorBody for () {
    fn decode_body(_: u16, _: &ErrorBody) -> Option<Result<Self, DecodeError>> {
        None
    }
}

/// An operation whose errors the document does not describe.
impl OperationError for Infallible {
    fn decode(_: u16, _: &ErrorBody) -> Option<Result<Self, DecodeError>> {
        None
    }
}

/// The body of an unsuccessful answer, on its way to [`OperationError::decode`].
#[derive(Debug)]
pub struct ErrorBody {
    content_type: Option<HeaderValue>,
    bytes: Bytes,
}

impl ErrorBody {
    pub(crate) fn new(headers: &HeaderMap, bytes: Bytes) -> Self {
        Self {
            content_type: headers.get(CONTENT_TYPE).cloned(),
            bytes,
        }
    }

    /// The body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode_json(self.content_type.as_ref(), &self.bytes)
    }

    /// The body as JSON, read by one of `serde_with`'s adaptors.
    pub(crate) fn json_as<T, A>(&self) -> Result<T, DecodeError>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        self.json().map(Adapted::<T, A>::into_inner)
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8.
    pub fn text(&self) -> Result<String, DecodeError> {
        decode_string(&self.bytes)
    }

    /// The body as it is.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

/// A body is not what the document says it is.
#[derive(Debug)]
pub struct DecodeError {
    what: String,
    path: Option<String>,
    source: Option<serde_json::Error>,
}

impl DecodeError {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            path: None,
            source: None,
        }
    }

    /// Where in the JSON the value stands that could not be decoded; `.` is the body itself.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Puts `redact` over everything that came out of the body.
    pub(crate) fn redacted(mut self, redact: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(what) = redact(&self.what) {
            self.what = what;
            // The parser's own error quotes what it found.
            self.source = None;
        }
        if let Some(path) = self.path.as_deref().and_then(redact) {
            self.path = Some(path);
        }
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path() {
            Some(".") | None => f.write_str(&self.what),
            Some(path) => write!(f, "at {path}: {}", self.what),
        }
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_ref()?;
        Some(source)
    }
}

/// A `T` that is read by the adaptor `A`.
pub(crate) struct Adapted<T, A>(T, PhantomData<A>);

impl<T, A> Adapted<T, A> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<'de, T, A: DeserializeAs<'de, T>> Deserialize<'de> for Adapted<T, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        A::deserialize_as(deserializer).map(|value| Self(value, PhantomData))
    }
}

/// Reads `body` as JSON.
///
/// The content type is held against it only where it names another format. None at all,
/// `text/plain` and `application/octet-stream` are what servers and proxies say when they do not
/// know: then the body itself decides.
pub(crate) fn decode_json<T: DeserializeOwned>(
    content_type: Option<&HeaderValue>,
    body: &[u8],
) -> Result<T, DecodeError> {
    if let Some(other) = content_type.and_then(other_format) {
        return Err(DecodeError::new(format!(
            "the body is {other} and not JSON"
        )));
    }
    // RFC 8259, section 8.1: a parser may ignore a byte order mark.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match serde_json::from_slice(body) {
        Ok(value) => Ok(value),
        Err(_) if body.iter().all(u8::is_ascii_whitespace) => {
            Err(DecodeError::new("the body is empty"))
        }
        Err(error) => Err(explain::<T>(body, error)),
    }
}

/// Decodes once more, slowly, to learn where it fails.
#[cold]
fn explain<T: DeserializeOwned>(body: &[u8], error: serde_json::Error) -> DecodeError {
    let mut json = serde_json::Deserializer::from_slice(body);
    let (path, error) = match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Ok(_) => (".".to_owned(), error),
        Err(error) => (error.path().to_string(), error.into_inner()),
    };
    DecodeError {
        what: error.to_string(),
        path: Some(path),
        source: Some(error),
    }
}

pub(crate) fn decode_string(body: &[u8]) -> Result<String, DecodeError> {
    String::from_utf8(body.to_vec()).map_err(|_| DecodeError::new("the body is not UTF-8"))
}

/// The media type, where it names a format that is not JSON.
fn other_format(content_type: &HeaderValue) -> Option<&str> {
    let essence = media_type::essence(content_type)?;
    let may_be_json = essence.is_empty()
        || media_type::is_json(essence)
        || essence.eq_ignore_ascii_case("text/plain")
        || essence.eq_ignore_ascii_case("application/octet-stream");
    (!may_be_json).then_some(essence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(content_type: Option<&'static str>, body: &str) -> Result<Vec<u8>, String> {
        let content_type = content_type.map(HeaderValue::from_static);
        decode_json(content_type.as_ref(), body.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn json_by_any_of_its_names_is_decoded() {
        for name in [
            None,
            Some("application/json"),
            Some("Application/JSON; charset=utf-8"),
            Some("application/problem+json"),
            Some("text/json"),
            Some("text/plain"),
            Some("application/octet-stream"),
        ] {
            assert_eq!(decoded(name, "[1]"), Ok(vec![1]), "{name:?}");
        }
    }

    #[test]
    fn another_format_is_refused_even_where_it_would_parse() {
        assert_eq!(
            decoded(Some("text/html; charset=utf-8"), "[1]"),
            Err("the body is text/html and not JSON".to_owned())
        );
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        assert_eq!(decoded(None, "\u{FEFF}[1]"), Ok(vec![1]));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(decoded(None, " \n"), Err("the body is empty".to_owned()));
        let said = decoded(None, "[1, \"x\"]").unwrap_err();
        assert!(
            said.starts_with("at [1]: invalid type: string \"x\""),
            "{said}"
        );
        let said = decoded(None, "[1] trailing").unwrap_err();
        assert!(said.starts_with("trailing characters"), "{said}");
    }
}
