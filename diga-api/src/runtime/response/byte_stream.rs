//! A body that is read as it arrives.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::error::{Error, Kind};
use crate::runtime::request::Body;
use crate::runtime::send::{CallSpan, LimitedBuffer};

/// The body of a response, read as it arrives: nothing is buffered, and nothing is fetched before
/// it is read.
///
/// A [`Stream`] of chunks. An error ends it.
pub struct ByteStream {
    body: Option<reqwest::Body>,
    span: CallSpan,
}

impl ByteStream {
    pub(crate) fn new(body: reqwest::Body, span: CallSpan) -> Self {
        Self {
            body: Some(body),
            span,
        }
    }

    /// A body that has arrived already, or is built by hand.
    pub(crate) fn whole(body: Body) -> Self {
        Self::new(body.into_reqwest(), CallSpan::detached())
    }

    /// An error of the call whose body this is.
    pub(crate) fn failed(&self, error: Error) -> Error {
        self.span.failed(error)
    }

    /// The next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the body is cut off.
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
            return Poll::Ready(None);
        };
        loop {
            match std::task::ready!(http_body::Body::poll_frame(Pin::new(&mut *body), cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => return Poll::Ready(Some(Ok(chunk))),
                    Err(_trailers) => {}
                },
                Some(Err(error)) => {
                    this.body = None;
                    let error = Error::new(Kind::Body, "the body was cut off")
                        .with_source(error.without_url());
                    let error = this.span.failed(error);
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    this.body = None;
                    return Poll::Ready(None);
                }
            }
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("ended", &self.body.is_none())
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
