//! A buffer that refuses to grow beyond its limit.

use bytes::{Bytes, BytesMut};

use crate::runtime::error::{Error, Kind};

/// The chunks of a body, put together. A single chunk, the usual case, is not copied.
pub(crate) struct LimitedBuffer {
    limit: usize,
    first: Bytes,
    rest: BytesMut,
}

impl LimitedBuffer {
    /// A buffer for at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            first: Bytes::new(),
            rest: BytesMut::new(),
        }
    }

    /// Adds a chunk, unless it would exceed the limit.
    pub(crate) fn push(&mut self, chunk: Bytes) -> Result<(), Error> {
        let before = self.first.len() + self.rest.len();
        if chunk.len() > self.limit.saturating_sub(before) {
            let what = format!("its body is larger than {} bytes", self.limit);
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
        if self.rest.is_empty() {
            self.first
        } else {
            self.rest.freeze()
        }
    }
}
