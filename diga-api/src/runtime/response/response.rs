//! The value of a successful call, with its response.

use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::runtime::error::{CallInfo, DecodeError, decode_json, request_id};

/// A successful response: the value that the document promises, with the status, headers and body.
///
/// It dereferences to the value, so `response.id` reads a field of it;
/// [`into_inner`](Self::into_inner) returns the value itself.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The call that it is the response to, unless the value is a stream.
    call: Option<CallInfo>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            value,
            status,
            headers,
            body,
            call: None,
        }
    }

    pub(crate) fn with_call(mut self, call: CallInfo) -> Self {
        self.call = Some(call);
        self
    }

    pub(crate) fn call(&self) -> Option<&CallInfo> {
        self.call.as_ref()
    }

    /// The status, which is a success. If the document describes several, this is the one that was
    /// received.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id under which the server logged the call; see
    /// [`Error::request_id`](crate::Error::request_id) for the headers that it is read from.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The whole body as it was received. Empty if the value is a stream.
    #[must_use]
    pub fn raw_body(&self) -> &Bytes {
        &self.body
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same response with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: f(self.value),
            status: self.status,
            headers: self.headers,
            body: self.body,
            call: self.call,
        }
    }
}

impl Response<Bytes> {
    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`; the error names the path.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode_json(self.headers.get(CONTENT_TYPE), self)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

/// Prints status and value, without headers and the raw body.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status.as_u16())
            .field("request_id", &self.request_id())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
