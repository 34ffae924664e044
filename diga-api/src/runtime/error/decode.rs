//! Decodes a body, and explains why it could not be decoded.

use std::convert::Infallible;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use serde_with::DeserializeAs;

use super::json_path::{path_at, position};
use crate::runtime::media_type;
use crate::runtime::model::{Adapted, raw_end};

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
#[derive(Clone, Debug)]
pub struct ErrorBody {
    content_type: Option<HeaderValue>,
    bytes: Bytes,
    form: JsonForm,
}

impl ErrorBody {
    pub(crate) fn new(headers: &HeaderMap, bytes: Bytes) -> Self {
        Self {
            content_type: headers.get(CONTENT_TYPE).cloned(),
            bytes,
            form: JsonForm::default(),
        }
    }

    /// Whether the content type is one of these.
    // Only errors of several media types need it.
    #[allow(dead_code)]
    pub(crate) fn is_one_of(&self, documented: &[&str]) -> bool {
        let content_type = self.content_type.as_ref();
        content_type.is_some_and(|own| documented.iter().any(|known| media_type::is(own, known)))
    }

    /// The same body, which is null if it is empty.
    #[allow(dead_code)]
    pub(crate) fn or_null(&self) -> Self {
        let mut body = self.clone();
        body.form.empty_is_null = true;
        body
    }

    /// The same body, which is a string if its content type is not JSON.
    #[allow(dead_code)]
    pub(crate) fn or_string(&self) -> Self {
        let mut body = self.clone();
        body.form.may_be_string = true;
        body
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.form.decode(self.content_type.as_ref(), &self.bytes)
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

/// What a body may be beside JSON.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct JsonForm {
    /// Without any byte it is null.
    pub(crate) empty_is_null: bool,
    /// It is a string as it is, unless the content type is JSON.
    pub(crate) may_be_string: bool,
}

impl JsonForm {
    /// Decodes `body`.
    pub(crate) fn decode<T: DeserializeOwned>(
        self,
        content_type: Option<&HeaderValue>,
        body: &[u8],
    ) -> Result<T, DecodeError> {
        let mut value = None;
        self.read(content_type, body, &mut |json| {
            value = Some(serde_json::from_slice(json)?);
            Ok(())
        })?;
        value.ok_or_else(|| DecodeError::new("the body is empty"))
    }

    /// Decodes `body` with this function.
    fn read(
        self,
        content_type: Option<&HeaderValue>,
        body: &[u8],
        decode: DecodeJson<'_>,
    ) -> Result<(), DecodeError> {
        if self.empty_is_null && body.iter().all(u8::is_ascii_whitespace) {
            return read_json(None, b"null", decode);
        }
        let named = || content_type.and_then(media_type::essence);
        if !self.may_be_string || named().is_some_and(media_type::is_json) {
            return read_json(content_type, body, decode);
        }
        // Without a content type, a string in quotes is taken for JSON.
        if content_type.is_none() && decode(body).is_ok() {
            return Ok(());
        }
        let string = serde_json::Value::String(decode_string(content_type, body)?);
        read_json(None, string.to_string().as_bytes(), decode)
    }
}

/// Decodes JSON and keeps the value, whose type is not known here.
type DecodeJson<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), serde_json::Error>;

/// Decodes `body` as JSON.
///
/// The body is rejected for its content type only if that names another format. Servers and proxies
/// that do not know the format send no content type, `text/plain` or `application/octet-stream`;
/// then only the body itself counts.
pub(crate) fn decode_json<T: DeserializeOwned>(
    content_type: Option<&HeaderValue>,
    body: &[u8],
) -> Result<T, DecodeError> {
    JsonForm::default().decode(content_type, body)
}

fn read_json(
    content_type: Option<&HeaderValue>,
    body: &[u8],
    decode: DecodeJson<'_>,
) -> Result<(), DecodeError> {
    if let Some(other) = content_type.and_then(other_format) {
        return Err(DecodeError::new(format!(
            "the body is {other} and not JSON"
        )));
    }
    // RFC 8259, section 8.1: a parser may ignore a byte order mark.
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match decode(body) {
        Ok(()) => Ok(()),
        Err(_) if body.iter().all(u8::is_ascii_whitespace) => {
            Err(DecodeError::new("the body is empty"))
        }
        Err(error) => Err(not_utf8(content_type).unwrap_or_else(|| explain(body, error))),
    }
}

/// The error of JSON in another charset than UTF-8, if the content type names one.
fn not_utf8(content_type: Option<&HeaderValue>) -> Option<DecodeError> {
    let other = content_type.and_then(other_charset)?;
    Some(DecodeError::new(format!(
        "the body is in the charset `{other}`, and JSON is UTF-8 (RFC 8259, section 8.1)"
    )))
}

#[cold]
fn explain(body: &[u8], error: serde_json::Error) -> DecodeError {
    let end = raw_end(body, &error);
    let end = end.unwrap_or_else(|| position(body, &error));
    DecodeError {
        what: error.to_string(),
        path: Some(path_at(body, end)),
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
    // What most responses have need not be taken apart.
    if content_type == "application/json" {
        return None;
    }
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
    fn a_string_is_json_only_if_its_content_type_says_so() {
        let form = JsonForm {
            may_be_string: true,
            empty_is_null: false,
        };
        for (content_type, body, expected) in [
            (Some("application/json"), "\"a\"", "a"),
            (Some("text/plain"), "\"a\"", "\"a\""),
            (Some("text/html"), "<p>", "<p>"),
            (Some("text/plain"), "", ""),
            (None, "\"a\"", "a"),
            (None, "a", "a"),
        ] {
            let content_type = content_type.map(HeaderValue::from_static);
            let decoded: String = form.decode(content_type.as_ref(), body.as_bytes()).unwrap();
            assert_eq!(decoded, expected, "{content_type:?} {body}");
        }
    }

    #[test]
    fn an_empty_body_is_null_where_null_is_allowed() {
        let form = JsonForm {
            empty_is_null: true,
            may_be_string: false,
        };
        for content_type in [None, Some(HeaderValue::from_static("text/html"))] {
            let decoded: Option<u8> = form.decode(content_type.as_ref(), b" \r\n").unwrap();
            assert_eq!(decoded, None);
        }
        assert!(form.decode::<u8>(None, b"").is_err());
        assert!(JsonForm::default().decode::<Option<u8>>(None, b"").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_ignored() {
        assert_eq!(decoded(None, "\u{FEFF}[1]"), Ok(vec![1]));
    }

    #[test]
    fn the_path_of_a_value_that_is_read_as_text_is_named() {
        use std::collections::BTreeMap;

        use crate::runtime::model::{Integer, Number};

        fn path<T: DeserializeOwned>(json: &str) -> Option<String> {
            let decoded = decode_json::<BTreeMap<String, T>>(None, json.as_bytes());
            decoded.err()?.path().map(str::to_owned)
        }
        for json in ["{\"a\": 1, \"b\": \"x\"\n}", "{\"b\": [1] , \"a\": 1}"] {
            assert_eq!(path::<Number>(json).as_deref(), Some("b"));
            assert_eq!(path::<Adapted<i128, Integer>>(json).as_deref(), Some("b"));
        }
        let json = r#"{"a": 1, "b": 1.5}"#;
        assert_eq!(path::<Adapted<i128, Integer>>(json).as_deref(), Some("b"));
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
