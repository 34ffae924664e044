//! Decodes a body, and explains why it could not be decoded.

use std::convert::Infallible;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;

use crate::runtime::media_type;
use crate::runtime::model::Adapted;

/// The errors that the document describes for one operation, by status. Implemented by generated
/// code.
pub trait OperationError: fmt::Debug + Send + Sync + Sized + 'static {
    /// Decodes `body` as the error of this status. `None` if the document does not describe the
    /// status.
    fn decode(status: u16, body: &ErrorBody) -> Option<Result<Self, DecodeError>>;
}

/// The type that the body of an unsuccessful response is decoded to: an operation's documented
/// errors, or `()`, which decodes nothing.
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

/// For an operation for which the document describes no errors.
impl OperationError for Infallible {
    fn decode(_: u16, _: &ErrorBody) -> Option<Result<Self, DecodeError>> {
        None
    }
}

/// The body of an unsuccessful response, for [`OperationError::decode`].
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

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode_json(self.content_type.as_ref(), &self.bytes)
    }

    /// Decodes the body as JSON with one of `serde_with`'s adaptors.
    // Only error types with a timestamp or an integer at their top need it.
    #[allow(dead_code)]
    pub(crate) fn json_as<T, A>(&self) -> Result<T, DecodeError>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        self.json().map(Adapted::<T, A>::into_inner)
    }

    /// The body as a string.
    ///
    /// # Errors
    ///
    /// If it is not UTF-8.
    pub fn text(&self) -> Result<String, DecodeError> {
        decode_string(self.content_type.as_ref(), &self.bytes)
    }

    /// The bytes of the body.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

/// The reason that a body does not match the document.
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

    /// The path to the JSON value that could not be decoded: `subscribed_events[0]`; `.` is the
    /// whole body.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Applies `redact` to everything that comes from the body.
    pub(crate) fn redacted(mut self, redact: impl Fn(&str) -> Option<String>) -> Self {
        if let Some(what) = redact(&self.what) {
            self.what = what;
            // The parser's error quotes the body.
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

/// Decodes `body` as JSON.
///
/// The body is rejected for its content type only if that names another format. Servers and proxies
/// that do not know the format send no content type, `text/plain` or `application/octet-stream`;
/// then only the body itself counts.
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
        Err(error) => last_of_duplicates(body)
            .ok_or_else(|| not_utf8(content_type).unwrap_or_else(|| explain::<T>(body, error))),
    }
}

/// The error of JSON in another charset than UTF-8, if the content type names one.
fn not_utf8(content_type: Option<&HeaderValue>) -> Option<DecodeError> {
    let other = content_type.and_then(other_charset)?;
    Some(DecodeError::new(format!(
        "the body is in the charset `{other}`, and JSON is UTF-8 (RFC 8259, section 8.1)"
    )))
}

/// Decodes JSON in which the last of members of the same name counts, as in most parsers; serde
/// rejects duplicate fields. Called only for JSON that could not be decoded.
#[cold]
fn last_of_duplicates<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    T::deserialize(value).ok()
}

/// Decodes again, tracking the path, to learn where it fails.
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

/// Decodes `body` as a string. Another charset than UTF-8 is rejected, unless the body has only
/// characters that are the same in both.
pub(crate) fn decode_string(
    content_type: Option<&HeaderValue>,
    body: &[u8],
) -> Result<String, DecodeError> {
    if let Some(other) = content_type.and_then(other_charset)
        && !(body.is_ascii() && extends_ascii(other))
    {
        return Err(DecodeError::new(format!(
            "the body is in the charset `{other}`, and only UTF-8 is supported: \
             decode the raw body"
        )));
    }
    String::from_utf8(body.to_vec()).map_err(|_| DecodeError::new("the body is not UTF-8"))
}

/// The charset, if it is not UTF-8 or a part of it.
fn other_charset(content_type: &HeaderValue) -> Option<&str> {
    let charset = media_type::charset(content_type)?;
    let utf8 = ["utf-8", "utf8", "us-ascii", "ascii"];
    let utf8 = utf8.iter().any(|name| charset.eq_ignore_ascii_case(name));
    (!utf8).then_some(charset)
}

/// Whether ASCII means the same in a charset: servers send ASCII as one of these by default.
fn extends_ascii(charset: &str) -> bool {
    let charset = charset.to_ascii_lowercase();
    let single_byte = ["iso-8859-", "iso8859-", "iso_8859-", "windows-125", "cp125"];
    charset == "latin1" || single_byte.iter().any(|prefix| charset.starts_with(prefix))
}

/// The media type, if it names a format that is not JSON.
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
    fn json_is_decoded_under_each_of_its_media_types() {
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
    fn another_format_is_rejected_even_if_it_parses() {
        assert_eq!(
            decoded(Some("text/html; charset=utf-8"), "[1]"),
            Err("the body is text/html and not JSON".to_owned())
        );
    }

    #[test]
    fn of_duplicate_members_the_last_counts() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Inner {
            b: u8,
        }
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Outer {
            a: Vec<Inner>,
        }
        let body = br#"{"a":[],"a":[{"b":1,"b":{},"b":2}]}"#;
        let decoded: Outer = decode_json(None, body).unwrap();
        assert_eq!(
            decoded,
            Outer {
                a: vec![Inner { b: 2 }]
            }
        );
        let error = decode_json::<Outer>(None, br#"{"a":[{"b":1}],"a":0}"#).unwrap_err();
        assert!(error.to_string().contains("duplicate field"), "{error}");
    }

    #[test]
    fn another_charset_is_rejected_by_name() {
        let read = |content_type: &'static str, body: &[u8]| {
            let content_type = HeaderValue::from_static(content_type);
            decode_string(Some(&content_type), body).map_err(|error| error.to_string())
        };
        for content_type in [
            "text/plain",
            "text/plain; charset=utf-8",
            "text/plain; a=b;Charset=\"UTF-8\"",
        ] {
            assert_eq!(read(content_type, "ü".as_bytes()), Ok("ü".to_owned()));
            let error = read(content_type, b"\xFC").unwrap_err();
            assert_eq!(error, "the body is not UTF-8");
        }
        for (content_type, name) in [
            ("text/plain; charset=iso-8859-1", "`iso-8859-1`"),
            ("text/csv;charset=Windows-1252", "`Windows-1252`"),
            ("text/plain; charset=\"UTF-16LE\"", "`UTF-16LE`"),
            ("text/plain; charset=shift_jis", "`shift_jis`"),
        ] {
            // Valid UTF-8, but it means something else.
            let error = read(content_type, "ü".as_bytes()).unwrap_err();
            assert!(error.contains(name), "{error}");
        }
        assert!(read("text/plain; charset=utf-16", b"a\0").is_err());
        let ascii = read("text/plain; charset=ISO-8859-1", b"plain");
        assert_eq!(ascii, Ok("plain".to_owned()));
        let utf16 = HeaderValue::from_static("application/json; charset=utf-16");
        let error = decode_json::<Vec<u8>>(Some(&utf16), b"[\0]\0").unwrap_err();
        assert!(error.to_string().contains("`utf-16`"), "{error}");
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        assert_eq!(decoded(None, "\u{FEFF}[1]"), Ok(vec![1]));
    }

    #[test]
    fn a_decode_error_names_the_path() {
        assert_eq!(decoded(None, " \n"), Err("the body is empty".to_owned()));
        let message = decoded(None, "[1, \"x\"]").unwrap_err();
        assert!(
            message.starts_with("at [1]: invalid type: string \"x\""),
            "{message}"
        );
        let message = decoded(None, "[1] trailing").unwrap_err();
        assert!(message.starts_with("trailing characters"), "{message}");
    }
}
