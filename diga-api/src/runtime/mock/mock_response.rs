//! The response of a mock.

use std::fmt;
use std::ops::RangeInclusive;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use wiremock::ResponseTemplate;

/// A status with its body, as in the document. Created by generated code.
#[derive(Clone)]
pub struct MockResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl MockResponse {
    /// A JSON body, encoded as the client decodes it.
    pub(crate) fn json<T: Serialize + ?Sized>(
        status: u16,
        media_type: &'static str,
        value: &T,
    ) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::bytes(status, media_type, body),
            Err(error) => Self::wrong(&format!(
                "the response cannot be serialized as JSON: {error}"
            )),
        }
    }

    /// A body of JSON lines.
    // A document may have none.
    #[allow(dead_code)]
    pub(crate) fn lines<T: Serialize>(status: u16, media_type: &'static str, items: &[T]) -> Self {
        let mut body = Vec::new();
        for item in items {
            // RFC 7464, section 2.2.
            if media_type.contains("json-seq") {
                body.push(0x1E);
            }
            if let Err(error) = serde_json::to_writer(&mut body, item) {
                return Self::wrong(&format!("an item cannot be serialized as JSON: {error}"));
            }
            body.push(b'\n');
        }
        Self::bytes(status, media_type, body)
    }

    /// A body of bytes.
    pub(crate) fn bytes(status: u16, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Self::empty(status);
        // The media type comes from the document, and the generator has checked it.
        if let Ok(media_type) = HeaderValue::try_from(media_type) {
            response.headers.insert(CONTENT_TYPE, media_type);
        }
        response.body = body.into();
        response
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self {
                status,
                headers: HeaderMap::new(),
                body: Bytes::new(),
            },
            Err(_) => Self::wrong(&format!("{status} is not a status")),
        }
    }

    /// A response that reports a mistake in the test, with a status that is not retried.
    pub(super) fn wrong(why: &str) -> Self {
        let json = json!({ "message": format!("mock: {why}") });
        Self {
            status: StatusCode::NOT_IMPLEMENTED,
            headers: HeaderMap::from_iter([(
                CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            )]),
            body: json.to_string().into(),
        }
    }

    /// The same response, if its status is in this range.
    // A document may give every status by its number.
    #[allow(dead_code)]
    pub(crate) fn within(self, statuses: RangeInclusive<u16>) -> Self {
        if statuses.contains(&self.status.as_u16()) {
            return self;
        }
        Self::wrong(&format!(
            "the status {} is not between {} and {}",
            self.status.as_u16(),
            statuses.start(),
            statuses.end()
        ))
    }

    pub(super) fn template(self) -> ResponseTemplate {
        let template = ResponseTemplate::new(self.status).set_body_bytes(self.body.to_vec());
        let headers = self.headers.iter();
        headers.fold(template, |template, (name, value)| {
            template.insert_header(name, value)
        })
    }
}

/// The body is not printed.
impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse")
            .field("status", &self.status.as_u16())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
