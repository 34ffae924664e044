//! The size limit of one event.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::runtime::error::{Error, Kind};

/// The maximum size of an event in bytes.
pub(super) const MAX_EVENT_BYTES: usize = 16 << 20;

/// A stream of bytes that fails if an event exceeds the limit.
pub(super) struct EventLimit<S> {
    bytes: S,
    /// The number of bytes since the last blank line.
    unfinished: usize,
    /// The last byte.
    last: Option<u8>,
}

impl<S> EventLimit<S> {
    pub(super) fn new(bytes: S) -> Self {
        Self {
            bytes,
            unfinished: 0,
            last: None,
        }
    }

    fn count(&mut self, chunk: &[u8]) {
        let inside = chunk.windows(2).rposition(ends_a_block).map(|at| at + 2);
        let across = || match (self.last, chunk) {
            (Some(last), [first, ..]) => ends_a_block(&[last, *first]).then_some(1),
            _ => None,
        };
        self.unfinished = match inside.or_else(across) {
            Some(end) => chunk.len().saturating_sub(end),
            None => self.unfinished.saturating_add(chunk.len()),
        };
        self.last = chunk.last().copied().or(self.last);
    }
}

/// Whether two bytes are two line endings. `\r\n` is a single one.
fn ends_a_block(pair: &[u8]) -> bool {
    matches!(pair, [b'\n', b'\n' | b'\r'] | [b'\r', b'\r'])
}

impl<S: Stream<Item = Result<Bytes, Error>> + Unpin> Stream for EventLimit<S> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(Pin::new(&mut self.bytes).poll_next(cx));
        if let Some(Ok(chunk)) = &chunk {
            self.count(chunk);
            if self.unfinished > MAX_EVENT_BYTES {
                let what = format!("an event is larger than {MAX_EVENT_BYTES} bytes");
                return Poll::Ready(Some(Err(Error::new(Kind::Oversized, what))));
            }
        }
        Poll::Ready(chunk)
    }
}
