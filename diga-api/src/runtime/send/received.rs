//! A response as it was received: its head, and its body as far as it arrived.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::timeout_at;

use super::deadline::AttemptDeadline;
use super::limited_buffer::LimitedBuffer;
use crate::runtime::error::{Error, Kind, ResponseParts, root_cause};

/// A response, and how much of its body arrived.
pub(crate) struct Received {
    pub(crate) parts: ResponseParts,
    /// Why the body is incomplete.
    pub(crate) body_error: Option<Error>,
    /// The body of a response that is read as a stream.
    pub(crate) unread: Option<reqwest::Body>,
}

impl Received {
    /// Leaves the body unread.
    pub(super) fn streamed(response: reqwest::Response) -> Self {
        let (status, headers, response) = parts(response);
        Self {
            parts: ResponseParts {
                status,
                headers,
                body: Bytes::new(),
            },
            body_error: None,
            unread: Some(reqwest::Body::from(response)),
        }
    }

    /// Reads the body, until `deadline` and up to `limit` bytes. The part that arrived is kept even
    /// on failure.
    pub(super) async fn with_body(
        response: reqwest::Response,
        deadline: AttemptDeadline,
        limit: usize,
    ) -> Self {
        let (status, headers, mut response) = parts(response);
        let mut body = LimitedBuffer::new(limit);
        let reading = async {
            while let Some(chunk) = response.chunk().await.map_err(broken)? {
                body.push(chunk)?;
            }
            Ok(())
        };
        let body_error = match timeout_at(deadline.end, reading).await {
            Ok(read) => read.err(),
            Err(_) => Some(Error::new(Kind::Timeout, "its body did not arrive in time")),
        };
        Self {
            parts: ResponseParts {
                status,
                headers,
                body: body.finish(),
            },
            body_error,
            unread: None,
        }
    }
}

fn parts(mut response: reqwest::Response) -> (StatusCode, HeaderMap, reqwest::Response) {
    let headers = std::mem::take(response.headers_mut());
    (response.status(), headers, response)
}

fn broken(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let kind = if error.is_timeout() {
        Kind::Timeout
    } else {
        Kind::Body
    };
    Error::new(
        kind,
        format!("its body was cut off: {}", root_cause(&error)),
    )
    .with_source(error)
}
