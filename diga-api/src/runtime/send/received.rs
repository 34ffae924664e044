//! A response as it was received: its head, and its body as far as it arrived.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::timeout_at;

use super::compression::{Corrupt, decompressed};
use super::deadline::AttemptDeadline;
use super::limited_buffer::LimitedBuffer;
use crate::runtime::error::{Error, Kind, ResponseParts, causes, root_cause};
use crate::runtime::operation::Operation;

/// A response, and how much of its body arrived.
pub(crate) struct Received {
    pub(crate) parts: ResponseParts,
    /// Why the body is incomplete.
    pub(crate) body_error: Option<Error>,
    /// The body of a response that is read as a stream.
    pub(crate) unread: Option<reqwest::Body>,
    /// Whether the credentials were sent to the origin that responded, which may not be the case
    /// after a redirect.
    pub(super) credentials_sent: bool,
}

/// The head of a response.
pub(super) struct Sent {
    pub(super) response: reqwest::Response,
    /// Whether the client's credentials were sent to the origin that responded.
    pub(super) credentials_sent: bool,
}

impl Received {
    /// Decompresses the response, and reads its body unless the operation reads it as a stream.
    pub(super) async fn read(
        operation: &Operation,
        sent: Sent,
        deadline: AttemptDeadline,
        limit: usize,
    ) -> Self {
        let (response, compressed) = decompressed(&operation.method, sent.response);
        let streamed =
            compressed.is_none() && operation.is_streamed(response.status(), response.headers());
        let (status, headers, mut response) = parts(response);
        let mut received = Self {
            parts: ResponseParts {
                status,
                headers,
                body: Bytes::new(),
            },
            body_error: compressed,
            unread: None,
            credentials_sent: sent.credentials_sent,
        };
        if streamed {
            received.unread = Some(reqwest::Body::from(response));
        } else {
            let (body, error) = read_body(&mut response, deadline, limit).await;
            received.parts.body = body;
            received.body_error = received.body_error.or(error);
        }
        received
    }
}

/// Reads a body, until `deadline` and up to `limit` bytes. The part that arrived is kept even on
/// failure.
async fn read_body(
    response: &mut reqwest::Response,
    deadline: AttemptDeadline,
    limit: usize,
) -> (Bytes, Option<Error>) {
    let mut body = LimitedBuffer::new(limit);
    let reading = async {
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            body.push(chunk)?;
        }
        Ok(())
    };
    let error = match timeout_at(deadline.end, reading).await {
        Ok(read) => read.err(),
        Err(_) => Some(Error::new(Kind::Timeout, "its body did not arrive in time")),
    };
    (body.finish(), error)
}

fn parts(mut response: reqwest::Response) -> (StatusCode, HeaderMap, reqwest::Response) {
    let headers = std::mem::take(response.headers_mut());
    (response.status(), headers, response)
}

fn broken(error: reqwest::Error) -> Error {
    body_error("its body", error)
}

/// The error of a body, named by `what`, that could not be read to its end.
pub(crate) fn body_error(what: &str, error: reqwest::Error) -> Error {
    let error = error.without_url();
    let corrupt = causes(&error).any(|cause| cause.is::<Corrupt>());
    let cause = root_cause(&error);
    let (kind, detail) = if error.is_timeout() {
        (Kind::Timeout, format!("{what} did not arrive in time"))
    } else if corrupt {
        let detail = format!("{what} cannot be decompressed: {cause}");
        (Kind::Body, detail)
    } else {
        (Kind::Body, format!("{what} was cut off: {cause}"))
    };
    Error::new(kind, detail).with_source(error)
}
