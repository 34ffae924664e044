//! A response's body, read as it arrives.

use std::io::{self, BufRead, Read};

use bytes::{Buf, Bytes};

use super::client::Client;
use super::iter::Iter;
use crate::runtime::error::Error;

/// The body of a response, read as it arrives: nothing is buffered, and nothing is fetched before
/// it is read.
///
/// Read it as any [`Read`] or [`BufRead`], whose errors contain an [`Error`]; or
/// [`chunk`](Self::chunk) by chunk, or in a `for` loop. An error ends it.
#[derive(Debug)]
pub struct ByteStream {
    chunks: Iter<crate::runtime::ByteStream>,
    /// The part of the last chunk that has not been read.
    rest: Bytes,
}

impl ByteStream {
    /// Reads `stream`, from a response to a call of `client`: for streams that are part of a larger
    /// value.
    pub fn new(client: &Client, stream: crate::runtime::ByteStream) -> Self {
        Self {
            chunks: Iter::new(client, stream),
            rest: Bytes::new(),
        }
    }

    /// The next chunk, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the body is cut off; [`is_timeout`](Error::is_timeout), if
    /// no data arrives in time.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        if self.rest.is_empty() {
            self.chunks.next().transpose()
        } else {
            Ok(Some(std::mem::take(&mut self.rest)))
        }
    }
}

impl Iter<crate::runtime::EventStream> {
    /// The body before any event is read from it. `None` once an event has been requested.
    #[must_use]
    pub fn into_bytes(self) -> Option<ByteStream> {
        let executor = self.executor;
        let bytes = self.stream.into_bytes()?;
        Some(ByteStream {
            chunks: Iter::within(executor, bytes),
            rest: Bytes::new(),
        })
    }
}

impl Read for ByteStream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for ByteStream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.rest.is_empty() {
            match self.chunks.next() {
                Some(Ok(chunk)) => self.rest = chunk,
                Some(Err(error)) => return Err(io::Error::other(error)),
                None => break,
            }
        }
        Ok(&self.rest)
    }

    fn consume(&mut self, read: usize) {
        self.rest.advance(read.min(self.rest.len()));
    }
}

/// Not an [`Iterator`] itself, whose methods have the same names as some of [`Read`].
impl IntoIterator for ByteStream {
    type Item = Result<Bytes, Error>;
    type IntoIter =
        std::iter::Chain<std::option::IntoIter<Self::Item>, Iter<crate::runtime::ByteStream>>;

    fn into_iter(self) -> Self::IntoIter {
        let rest = (!self.rest.is_empty()).then_some(Ok(self.rest));
        rest.into_iter().chain(self.chunks)
    }
}
