//! The body of a request, as bytes or as a stream.

use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use crate::runtime::error::BoxError;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The body of a request that the document describes as bytes.
///
/// Created from bytes or a string, which can be sent again if the first attempt fails, or from a
/// [`stream`](Self::stream), which cannot.
pub struct Body {
    inner: Inner,
}

enum Inner {
    Bytes(Bytes),
    /// The mutex is never locked: it makes a stream that is only `Send` also `Sync`.
    Stream(Mutex<Chunks>, Option<u64>),
}

impl Body {
    /// A body that is read while it is sent, chunk by chunk, as fast as the server accepts it. A
    /// call with a stream is never retried.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self {
            inner: Inner::Stream(Mutex::new(Box::pin(Erase(Box::pin(stream)))), None),
        }
    }

    /// Like [`stream`](Self::stream), with a total of `length` bytes, which is sent as
    /// `content-length`.
    pub fn stream_with_length<S, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self {
            inner: Inner::Stream(Mutex::new(Box::pin(Erase(Box::pin(stream)))), Some(length)),
        }
    }

    /// The bytes, unless the body is a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.inner {
            Inner::Bytes(bytes) => Some(bytes),
            Inner::Stream(..) => None,
        }
    }

    /// A copy of the body, unless it is a stream.
    pub(crate) fn again(&self) -> Option<Self> {
        match &self.inner {
            Inner::Bytes(bytes) => Some(Self::from(bytes.clone())),
            Inner::Stream(..) => None,
        }
    }

    /// The number of bytes, if it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match &self.inner {
            Inner::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Inner::Stream(_, length) => *length,
        }
    }

    /// The body as a stream of chunks.
    pub(crate) fn into_chunks(self) -> ByteChunks {
        match self.inner {
            Inner::Bytes(bytes) => ByteChunks::Bytes(Some(bytes)),
            Inner::Stream(chunks, _) => ByteChunks::Stream(match chunks.into_inner() {
                Ok(chunks) => chunks,
                Err(poisoned) => poisoned.into_inner(),
            }),
        }
    }

    pub(crate) fn into_reqwest(self) -> reqwest::Body {
        match self.inner {
            Inner::Bytes(bytes) => reqwest::Body::from(bytes),
            Inner::Stream(chunks, length) => reqwest::Body::wrap(Sending {
                chunks,
                left: length,
            }),
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self {
            inner: Inner::Bytes(bytes),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self::from(Bytes::from_static(bytes))
    }
}

/// Prints the size, never the content.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner {
            Inner::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Stream(_, Some(length)) => write!(f, "Body(stream of {length} bytes)"),
            Inner::Stream(_, None) => f.write_str("Body(stream)"),
        }
    }
}

/// A body, chunk by chunk.
pub(crate) enum ByteChunks {
    Bytes(Option<Bytes>),
    Stream(Chunks),
}

impl Stream for ByteChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut *self {
            Self::Bytes(bytes) => Poll::Ready(bytes.take().map(Ok)),
            Self::Stream(chunks) => chunks.as_mut().poll_next(cx),
        }
    }
}

/// A stream with its error boxed.
struct Erase<S>(Pin<Box<S>>);

impl<S, E> Stream for Erase<S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(cx)
            .map(|chunk| chunk.map(|chunk| chunk.map_err(Into::into)))
    }
}

/// A stream as hyper reads it.
struct Sending {
    chunks: Mutex<Chunks>,
    /// How many bytes are left, if the length is known.
    left: Option<u64>,
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let chunks = match self.chunks.get_mut() {
            Ok(chunks) => chunks,
            Err(poisoned) => poisoned.into_inner(),
        };
        let chunk = std::task::ready!(chunks.as_mut().poll_next(cx));
        if let (Some(Ok(chunk)), Some(left)) = (&chunk, &mut self.left) {
            *left = left.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        }
        Poll::Ready(chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
