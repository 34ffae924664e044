//! What is known about the body of a request while it is sent.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Duration, Instant};

use crate::runtime::error::BoxError;

/// The progress of a request's body, and why it failed.
///
/// The transport may lose the error of a body (HTTP/2 reports a reset stream), so the body itself
/// records it.
#[derive(Debug)]
pub(crate) struct Upload {
    begun: Instant,
    /// When the transport last took a chunk, in milliseconds since `begun`, plus one. Zero before
    /// the first chunk.
    moved: AtomicU64,
    failure: Mutex<Option<BoxError>>,
}

impl Upload {
    /// Bodies of bytes up to this size are sent at once, and have no progress.
    pub(crate) const SMALL: usize = 64 << 10;

    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            begun: Instant::now(),
            moved: AtomicU64::new(0),
            failure: Mutex::new(None),
        })
    }

    /// The transport takes a chunk.
    pub(super) fn moves(&self) {
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.moved.store(now.saturating_add(1), Ordering::Relaxed);
    }

    /// When the transport last took a chunk, if it has taken any.
    pub(crate) fn last_moved(&self) -> Option<Instant> {
        let since = self.moved.load(Ordering::Relaxed).checked_sub(1)?;
        self.begun.checked_add(Duration::from_millis(since))
    }

    /// Records why the body failed, and returns an error for the transport.
    pub(super) fn fail(&self, error: BoxError) -> BoxError {
        let message = error.to_string();
        let mut failure = match self.failure.lock() {
            Ok(failure) => failure,
            Err(poisoned) => poisoned.into_inner(),
        };
        *failure = Some(error);
        message.into()
    }

    /// Why the body failed, if it did.
    pub(crate) fn take_failure(&self) -> Option<BoxError> {
        match self.failure.lock() {
            Ok(mut failure) => failure.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        }
    }
}

tokio::task_local! {
    /// The upload of the attempt that is being sent, for the transport below the layers.
    static UPLOAD: Arc<Upload>;
}

/// Runs `sending`, in which [`observed`] records the progress of a large body in `upload`.
pub(crate) fn observing<F: Future>(
    upload: Arc<Upload>,
    sending: F,
) -> impl Future<Output = F::Output> {
    UPLOAD.scope(upload, sending)
}

/// The body as the transport sends it: a large body of bytes in slices, to see how far it is.
///
/// Layers get it whole, since some sign or log its bytes.
pub(crate) fn observed(body: reqwest::Body) -> reqwest::Body {
    let Ok(upload) = UPLOAD.try_with(Arc::clone) else {
        return body;
    };
    match body.as_bytes() {
        Some(bytes) if bytes.len() > Upload::SMALL => reqwest::Body::wrap(Sliced {
            body,
            slices: Bytes::new(),
            upload,
        }),
        _ => body,
    }
}

/// A body whose chunks are sent slice by slice.
struct Sliced {
    body: reqwest::Body,
    /// The rest of the last chunk.
    slices: Bytes,
    upload: Arc<Upload>,
}

impl Sliced {
    /// The size of a frame of HTTP/2 and of a TLS record, by default.
    const SLICE: usize = 16 << 10;
}

impl http_body::Body for Sliced {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        let this = &mut *self;
        if this.slices.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => this.slices = chunk,
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                ended => return Poll::Ready(ended),
            }
        }
        this.upload.moves();
        let size = this.slices.len().min(Self::SLICE);
        let slice = this.slices.split_to(size);
        Poll::Ready(Some(Ok(Frame::data(slice))))
    }

    fn is_end_stream(&self) -> bool {
        self.slices.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let left = u64::try_from(self.slices.len()).unwrap_or(u64::MAX);
        match self.body.size_hint().exact() {
            Some(body) => SizeHint::with_exact(body.saturating_add(left)),
            None => SizeHint::default(),
        }
    }
}
