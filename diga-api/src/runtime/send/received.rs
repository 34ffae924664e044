//! An answer as it was received: its head, and its body as far as it arrived.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};

use super::retry_loop::deepest;
use crate::runtime::error::{Answer, Error, Kind};

/// An answer, and what became of its body.
pub(crate) struct Received {
    pub(crate) answer: Answer,
    /// Why the body is not whole.
    pub(crate) failed: Option<Error>,
    /// The body of an answer that is handed out as it arrives.
    pub(crate) unread: Option<reqwest::Body>,
}

impl Received {
    /// Leaves the body to whoever wants it.
    pub(crate) fn head(response: reqwest::Response) -> Self {
        let (status, headers, response) = parts(response);
        Self {
            answer: Answer {
                status,
                headers,
                body: Bytes::new(),
            },
            failed: None,
            unread: Some(reqwest::Body::from(response)),
        }
    }

    /// Reads the body, as far as it arrives before `deadline` and within `limit` bytes. What did
    /// arrive is kept in any case.
    pub(crate) async fn whole(
        response: reqwest::Response,
        deadline: Instant,
        limit: usize,
    ) -> Self {
        let (status, headers, mut response) = parts(response);
        let mut body = Gathered::default();
        let reading = async {
            while let Some(chunk) = response.chunk().await.map_err(broken)? {
                body.add(chunk, limit)?;
            }
            Ok(())
        };
        let failed = match timeout_at(deadline, reading).await {
            Ok(read) => read.err(),
            Err(_) => Some(Error::new(Kind::Timeout, "its body did not arrive in time")),
        };
        Self {
            answer: Answer {
                status,
                headers,
                body: body.finish(),
            },
            failed,
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
    Error::new(kind, format!("its body broke off: {}", deepest(&error))).with_source(error)
}

/// Chunks put together; one alone, which is the rule, is not copied.
#[derive(Default)]
pub(crate) struct Gathered {
    first: Bytes,
    rest: BytesMut,
}

impl Gathered {
    /// Adds a chunk, unless there are more than `limit` bytes then.
    pub(crate) fn add(&mut self, chunk: Bytes, limit: usize) -> Result<(), Error> {
        let before = self.first.len() + self.rest.len();
        if chunk.len() > limit.saturating_sub(before) {
            let what = format!("its body is larger than {limit} bytes");
            return Err(Error::new(Kind::Oversized, what));
        }
        if self.first.is_empty() && self.rest.is_empty() {
            self.first = chunk;
            return Ok(());
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
            self.first = Bytes::new();
        }
        self.rest.extend_from_slice(&chunk);
        Ok(())
    }

    pub(crate) fn finish(self) -> Bytes {
        match self.rest.is_empty() {
            true => self.first,
            false => self.rest.freeze(),
        }
    }
}
