//! What a mock answers.

use std::fmt;
use std::ops::RangeInclusive;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::json;
use wiremock::ResponseTemplate;

/// A status with its body, as the document has them. Made by generated code.
#[derive(Clone)]
pub struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// A body of JSON, written as the client reads it.
    pub(crate) fn json<T: Serialize + ?Sized>(
        status: u16,
        media_type: &'static str,
        value: &T,
    ) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::bytes(status, media_type, body),
            Err(error) => Self::wrong(&format!("the answer cannot be written as JSON: {error}")),
        }
    }

    /// A body as it is.
    pub(crate) fn bytes(status: u16, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut answer = Self::empty(status);
        // The document's own, which generation has read.
        if let Ok(media_type) = HeaderValue::try_from(media_type) {
            answer.headers.insert(CONTENT_TYPE, media_type);
        }
        answer.body = body.into();
        answer
    }

    /// No body.
    pub(crate) fn empty(status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self {
                status,
                headers: HeaderMap::new(),
                body: Bytes::new(),
            },
            Err(_) => Self::wrong(&format!("{status} is no status")),
        }
    }

    /// An answer that says what is wrong with the test. It is none that a client asks again after.
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

    /// The same, if its status is one of these.
    // A document may give every status by its number.
    #[allow(dead_code)]
    pub(crate) fn within(self, statuses: RangeInclusive<u16>) -> Self {
        if statuses.contains(&self.status.as_u16()) {
            return self;
        }
        Self::wrong(&format!(
            "the status {} is none of {} to {}",
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

/// Without the body.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status.as_u16())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
