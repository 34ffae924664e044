//! The body of a request, as bytes or as a stream.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use super::upload::Upload;
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
    ///
    /// The stream must end after as many bytes. If it is longer or shorter, the call fails with
    /// [`is_request_body`](crate::Error::is_request_body), and the server does not receive a body
    /// that looks complete: the last chunk is sent once the stream has ended.
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

    /// The body as a stream of chunks, which has its declared length or fails.
    pub(crate) fn into_chunks(self) -> ByteChunks {
        match self.inner {
            Inner::Bytes(bytes) => ByteChunks::Bytes(Some(bytes)),
            Inner::Stream(chunks, length) => {
                ByteChunks::Stream(Measured::new(into_inner(chunks), length))
            }
        }
    }

    /// Where the progress of the body is recorded, unless it is sent at once.
    pub(crate) fn upload(&self) -> Option<Arc<Upload>> {
        let at_once = self
            .as_bytes()
            .is_some_and(|bytes| bytes.len() <= Upload::SMALL);
        (!at_once).then(Upload::new)
    }

    /// The body for the transport; a stream records its progress in `upload`.
    pub(crate) fn into_reqwest(self, upload: Option<&Arc<Upload>>) -> reqwest::Body {
        match self.inner {
            Inner::Bytes(bytes) => reqwest::Body::from(bytes),
            Inner::Stream(chunks, length) => reqwest::Body::wrap(Sending {
                chunks: Mutex::new(Measured::new(into_inner(chunks), length)),
                left: length,
                upload: upload.map_or_else(Upload::new, Arc::clone),
            }),
        }
    }

    /// The body itself, or no bytes for a stream that has none by its declared length, which is
    /// read to its end: the transport would not read it at all.
    pub(crate) async fn settled(self) -> Result<Self, BoxError> {
        let Inner::Stream(chunks, Some(0)) = self.inner else {
            return Ok(self);
        };
        let mut chunks = into_inner(chunks);
        while let Some(chunk) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
            if !chunk?.is_empty() {
                return Err(WrongLength::Longer(0).into());
            }
        }
        Ok(Self::from(Bytes::new()))
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
    Stream(Measured),
}

impl Stream for ByteChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut *self {
            Self::Bytes(bytes) => Poll::Ready(bytes.take().map(Ok)),
            Self::Stream(chunks) => chunks.poll_chunk(cx),
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

fn into_inner(chunks: Mutex<Chunks>) -> Chunks {
    match chunks.into_inner() {
        Ok(chunks) => chunks,
        Err(poisoned) => poisoned.into_inner(),
    }
}

/// A stream as hyper reads it.
struct Sending {
    /// Never locked, like that of a [`Body`].
    chunks: Mutex<Measured>,
    /// How many bytes are left to send, if the length is known.
    left: Option<u64>,
    upload: Arc<Upload>,
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let chunks = match this.chunks.get_mut() {
            Ok(chunks) => chunks,
            Err(poisoned) => poisoned.into_inner(),
        };
        Poll::Ready(match ready!(chunks.poll_chunk(cx)) {
            Some(Ok(chunk)) => {
                this.left = this.left.map(|left| left.saturating_sub(size(&chunk)));
                this.upload.moves();
                Some(Ok(Frame::data(chunk)))
            }
            Some(Err(error)) => Some(Err(this.upload.fail(error))),
            None => None,
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.left
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A stream that fails if it does not have its declared length.
pub(crate) struct Measured {
    /// `None` once it has ended.
    chunks: Option<Chunks>,
    length: Option<Length>,
    /// The chunk that completes the declared length. It waits for the end of the stream: hyper
    /// reads no further, and the server would take a body that is cut off for the whole.
    last: Option<Bytes>,
}

/// The declared length of a stream.
#[derive(Clone, Copy)]
struct Length {
    total: u64,
    /// How many bytes have not been read.
    left: u64,
}

impl Measured {
    fn new(chunks: Chunks, length: Option<u64>) -> Self {
        Self {
            chunks: Some(chunks),
            length: length.map(|total| Length { total, left: total }),
            last: None,
        }
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
        let Some(chunks) = &mut self.chunks else {
            return Poll::Ready(None);
        };
        let ending = loop {
            let chunk = match ready!(chunks.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) if chunk.is_empty() => continue,
                Some(Ok(chunk)) => chunk,
                Some(Err(error)) => break Some(Err(error)),
                None => {
                    break match self.length {
                        Some(Length {
                            total,
                            left: left @ 1..,
                        }) => {
                            let read = total.saturating_sub(left);
                            Some(Err(WrongLength::Shorter { total, read }.into()))
                        }
                        _ => self.last.take().map(Ok),
                    };
                }
            };
            let Some(length) = &mut self.length else {
                return Poll::Ready(Some(Ok(chunk)));
            };
            match length.left.checked_sub(size(&chunk)) {
                None => break Some(Err(WrongLength::Longer(length.total).into())),
                Some(0) => {
                    length.left = 0;
                    self.last = Some(chunk);
                }
                Some(left) => {
                    length.left = left;
                    return Poll::Ready(Some(Ok(chunk)));
                }
            }
        };
        // A stream must not be polled after its end.
        self.chunks = None;
        Poll::Ready(ending)
    }
}

fn size(chunk: &Bytes) -> u64 {
    u64::try_from(chunk.len()).unwrap_or(u64::MAX)
}

/// The error of a stream that does not have its declared length.
#[derive(Clone, Copy, Debug)]
enum WrongLength {
    Longer(u64),
    Shorter { total: u64, read: u64 },
}

impl fmt::Display for WrongLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Longer(total) => write!(
                f,
                "the stream is longer than its declared length of {total} bytes"
            ),
            Self::Shorter { total, read } => write!(
                f,
                "the stream ended after {read} bytes; its declared length is {total}"
            ),
        }
    }
}

impl std::error::Error for WrongLength {}
