//! An answer's body, read as it arrives.

use std::io::{self, BufRead, Read};

use bytes::{Buf, Bytes};

use super::client::Client;
use super::iter::Iter;
use crate::runtime::error::Error;

/// An answer's body, read as it arrives: nothing is kept, and what is not asked for is not fetched.
///
/// Read it as any [`Read`] or [`BufRead`], whose errors hold an [`Error`]; or
/// [`chunk`](Self::chunk) by chunk, or in a `for` loop, as the network brings it. After an error it
/// has ended.
#[derive(Debug)]
pub struct ByteStream {
    chunks: Iter<crate::runtime::ByteStream>,
    /// What of the last chunk has not been read.
    rest: Bytes,
}

impl ByteStream {
    /// Reads `stream`, which a call of `client` was answered with: for those that stand within an
    /// answer.
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
    /// [`is_body`](Error::is_body), if the body breaks off.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        match self.rest.is_empty() {
            true => self.chunks.next().transpose(),
            false => Ok(Some(std::mem::take(&mut self.rest))),
        }
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

/// Not an [`Iterator`] itself, which has methods of [`Read`]'s names.
impl IntoIterator for ByteStream {
    type Item = Result<Bytes, Error>;
    type IntoIter =
        std::iter::Chain<std::option::IntoIter<Self::Item>, Iter<crate::runtime::ByteStream>>;

    fn into_iter(self) -> Self::IntoIter {
        let rest = (!self.rest.is_empty()).then_some(Ok(self.rest));
        rest.into_iter().chain(self.chunks)
    }
}
