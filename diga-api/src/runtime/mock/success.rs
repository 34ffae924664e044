//! Hand-built successful responses.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::runtime::response::Response;

/// Builds a [`Response`] by hand, to test code without a server, behind a trait of your own.
///
/// `.into()` creates the response. An invalid header or status is ignored.
#[must_use = "it becomes a `Response` with `into`"]
pub struct Success<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl<T> Success<T> {
    /// A value as if it had been received as JSON with status 200; [`raw_body`](Response::raw_body)
    /// is its JSON.
    pub fn json(value: T) -> Self
    where
        T: Serialize,
    {
        let body = serde_json::to_vec(&value).unwrap_or_default();
        Self::new(value)
            .with_header(CONTENT_TYPE.as_str(), "application/json")
            .with_body(body)
    }

    /// Any value, with status 200 and no body: a stream (`ByteStream::from(Body::from("text"))`),
    /// `()`.
    pub fn new(value: T) -> Self {
        Self {
            value,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    /// The status.
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = StatusCode::from_u16(status).unwrap_or(self.status);
        self
    }

    /// Adds a header: `x-request-id`.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
        if let (Ok(name), Ok(value)) = header {
            self.headers.insert(name, value);
        }
        self
    }

    /// The body as it was received.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}

impl<T> From<Success<T>> for Response<T> {
    fn from(success: Success<T>) -> Self {
        Self::new(success.value, success.status, success.headers, success.body)
    }
}

impl<T: fmt::Debug> fmt::Debug for Success<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Success")
            .field("value", &self.value)
            .field("status", &self.status.as_u16())
            .finish_non_exhaustive()
    }
}
