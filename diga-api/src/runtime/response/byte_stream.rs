//! A body that is read as it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::idle::Idle;
use crate::runtime::error::{Error, Kind};
use crate::runtime::request::Body;
use crate::runtime::send::{CallSpan, LimitedBuffer, body_error};

/// The body of a response, read as it arrives: nothing is buffered, and nothing is fetched before
/// it is read.
///
/// A [`Stream`] of chunks. An error ends it; so does a wait for data that is longer than
/// [`ClientBuilder::idle_timeout`](crate::ClientBuilder::idle_timeout).
pub struct ByteStream {
    body: Option<reqwest::Body>,
    /// The error of a body that cannot be read at all.
    failed: Option<Error>,
    idle: Option<Idle>,
    span: CallSpan,
}

impl ByteStream {
    /// `idle_timeout` limits each wait for data.
    pub(crate) fn new(body: reqwest::Body, span: CallSpan, idle_timeout: Option<Duration>) -> Self {
        Self {
            body: Some(body),
            failed: None,
            idle: idle_timeout.and_then(Idle::new),
            span,
        }
    }

    /// A body that cannot be read.
    pub(super) fn unreadable(error: Error, span: CallSpan) -> Self {
        Self {
            body: None,
            failed: Some(error),
            idle: None,
            span,
        }
    }

    /// A body that has arrived already, or is built by hand.
    pub(crate) fn whole(body: Body) -> Self {
        Self::new(body.into_reqwest(None), CallSpan::detached(), None)
    }

    /// An error of the call whose body this is.
    pub(crate) fn failed(&self, error: Error) -> Error {
        self.span.failed(error)
    }

    /// The next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the body is cut off; [`is_timeout`](Error::is_timeout), if
    /// no data arrives in time.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl ByteStream {
    /// The unread rest of the body, if it is at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the body is cut off or is larger.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes, Error> {
        let mut all = LimitedBuffer::new(limit);
        while let Some(chunk) = self.chunk().await? {
            all.push(chunk).map_err(|error| self.span.failed(error))?;
        }
        Ok(all.finish())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(body) = &mut this.body else {
            let failed = this.failed.take();
            return Poll::Ready(failed.map(|error| Err(this.span.failed(error))));
        };
        let error = loop {
            match http_body::Body::poll_frame(Pin::new(&mut *body), cx) {
                Poll::Ready(frame) => {
                    if let Some(idle) = &mut this.idle {
                        idle.data();
                    }
                    match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                        Some(Ok(Ok(chunk))) => return Poll::Ready(Some(Ok(chunk))),
                        Some(Ok(Err(_trailers))) => {}
                        Some(Err(error)) => break body_error("the body", error),
                        None => {
                            this.body = None;
                            return Poll::Ready(None);
                        }
                    }
                }
                Poll::Pending => {
                    let Some(idle) = &mut this.idle else {
                        return Poll::Pending;
                    };
                    match idle.poll_exceeded(cx) {
                        Ok(Poll::Pending) => return Poll::Pending,
                        Ok(Poll::Ready(())) => {}
                        Err(error) => break error,
                    }
                    let detail = format!(
                        "no data for {:?}, which is the limit (`ClientBuilder::idle_timeout`)",
                        idle.limit()
                    );
                    break Error::new(Kind::Timeout, detail);
                }
            }
        };
        this.body = None;
        Poll::Ready(Some(Err(this.span.failed(error))))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("ended", &(self.body.is_none() && self.failed.is_none()))
            .finish_non_exhaustive()
    }
}

/// A hand-built body, to test code that reads one.
#[cfg(feature = "mock")]
impl From<Body> for ByteStream {
    fn from(body: Body) -> Self {
        Self::whole(body)
    }
}
