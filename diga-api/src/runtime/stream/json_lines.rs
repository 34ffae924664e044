//! A response of JSON texts, one after the other: JSON lines, or `json-seq` (RFC 7464).

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_with::DeserializeAs;

use crate::runtime::error::{DecodeError, DecodeErrorBody, Error, Kind, decode_json};
use crate::runtime::model::Adapted;
#[cfg(feature = "mock")]
use crate::runtime::request::Body;
use crate::runtime::response::{ByteStream, IncomingResponse, Response};
use crate::runtime::send::Settings;

/// The maximum size of an item in bytes.
const MAX_ITEM_BYTES: usize = 16 << 20;

/// What each text of `json-seq` begins with.
const RECORD_SEPARATOR: u8 = 0x1E;

/// A response of JSON lines (`application/jsonl`, `application/x-ndjson`) or of `json-seq`: a
/// [`Stream`] of items, each as soon as it has arrived.
///
/// Lines may end in `\n` or `\r\n`, and empty ones are skipped. An error ends the stream.
pub struct JsonLines<T> {
    bytes: ByteStream,
    splitter: Splitter,
    ended: bool,
    decode: fn(&[u8]) -> Result<T, DecodeError>,
    /// To redact what an error quotes.
    settings: Option<Arc<Settings>>,
}

impl<T> JsonLines<T> {
    fn new(
        bytes: ByteStream,
        decode: fn(&[u8]) -> Result<T, DecodeError>,
        settings: Option<Arc<Settings>>,
    ) -> Self {
        Self {
            bytes,
            splitter: Splitter::default(),
            ended: false,
            decode,
            settings,
        }
    }

    /// The next item, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the response is cut off or an item exceeds 16 MiB;
    /// [`is_decode`](Error::is_decode), if an item is not a `T`.
    pub async fn item(&mut self) -> Result<Option<T>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    fn decoded(&self, item: &[u8]) -> Result<T, Error> {
        (self.decode)(item).map_err(|error| {
            let settings = self.settings.as_ref();
            let redact = |text: &str| settings?.credentials.redact(text);
            let error = error.redacted(redact);
            let detail = format!("an item cannot be decoded: {error}");
            self.bytes
                .failed(Error::new(Kind::Decode, detail).with_decode(error))
        })
    }
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.splitter.item(this.ended) {
                let decoded = this.decoded(&item);
                if decoded.is_err() {
                    this.ended = true;
                    this.splitter = Splitter::default();
                }
                return Poll::Ready(Some(decoded));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut this.bytes).poll_next(cx)) {
                Some(Ok(chunk)) => {
                    this.splitter.buffer.extend_from_slice(&chunk);
                    if this.splitter.is_too_large() {
                        this.ended = true;
                        this.splitter = Splitter::default();
                        let what = format!("an item is larger than {MAX_ITEM_BYTES} bytes");
                        let error = this.bytes.failed(Error::new(Kind::Oversized, what));
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Some(Err(error)) => {
                    this.ended = true;
                    this.splitter = Splitter::default();
                    return Poll::Ready(Some(Err(error)));
                }
                None => this.ended = true,
            }
        }
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines")
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// Splits bytes into JSON texts.
#[derive(Default)]
struct Splitter {
    buffer: BytesMut,
    /// How many bytes at the start of the buffer contain no end of an item.
    searched: usize,
}

impl Splitter {
    /// The next item, if it has arrived; `ended` says that nothing follows.
    fn item(&mut self, ended: bool) -> Option<Bytes> {
        loop {
            if self.searched == 0 {
                let blank = self
                    .buffer
                    .iter()
                    .take_while(|byte| byte.is_ascii_whitespace());
                drop(self.buffer.split_to(blank.count()));
            }
            let is_sequence = self.buffer.first() == Some(&RECORD_SEPARATOR);
            let end = if is_sequence {
                self.end_of_record()
            } else {
                self.end(1, b'\n')
            };
            let end = match end {
                Some(end) => end,
                None if ended && !self.buffer.is_empty() => self.buffer.len(),
                None => {
                    self.searched = self.buffer.len();
                    return None;
                }
            };
            self.searched = 0;
            let item = self.buffer.split_to(end).freeze();
            let start = usize::from(is_sequence);
            let item = item.slice(start.min(item.len())..);
            if !item.iter().all(u8::is_ascii_whitespace) {
                return Some(item);
            }
        }
    }

    /// The position of `separator`, which is not among the first `from` bytes.
    fn end(&self, from: usize, separator: u8) -> Option<usize> {
        let from = self.searched.max(from);
        let rest = self.buffer.get(from..)?;
        let found = rest.iter().position(|byte| *byte == separator)?;
        Some(from + found)
    }

    /// The end of a record: the next one, or a line feed after a whole text.
    fn end_of_record(&self) -> Option<usize> {
        self.end(1, RECORD_SEPARATOR).or_else(|| {
            let text = self.buffer.get(1..)?;
            let is_whole =
                text.ends_with(b"\n") && serde_json::from_slice::<IgnoredAny>(text).is_ok();
            is_whole.then_some(self.buffer.len())
        })
    }

    fn is_too_large(&self) -> bool {
        let unfinished = self.buffer.iter().rev();
        let ends = |byte: &u8| *byte == b'\n' || *byte == RECORD_SEPARATOR;
        self.buffer.len() > MAX_ITEM_BYTES
            && unfinished.take(MAX_ITEM_BYTES).all(|byte| !ends(byte))
    }
}

// A document may have no JSON lines.
#[allow(dead_code)]
impl<E: DecodeErrorBody> IncomingResponse<E> {
    /// The body as JSON texts.
    pub(crate) fn lines<T: DeserializeOwned>(self) -> Response<JsonLines<T>> {
        self.lines_by(|item| decode_json(None, item))
    }

    /// The body as JSON texts, each read by one of `serde_with`'s adaptors.
    pub(crate) fn lines_as<T, A>(self) -> Response<JsonLines<T>>
    where
        A: for<'de> DeserializeAs<'de, T>,
    {
        self.lines_by(|item| decode_json::<Adapted<T, A>>(None, item).map(Adapted::into_inner))
    }

    fn lines_by<T>(self, decode: fn(&[u8]) -> Result<T, DecodeError>) -> Response<JsonLines<T>> {
        let settings = Arc::clone(self.settings());
        self.stream()
            .map(|bytes| JsonLines::new(bytes, decode, Some(settings)))
    }
}

/// Hand-built lines for a test, from a string or a stream of them.
#[cfg(feature = "mock")]
impl<T: DeserializeOwned> From<Body> for JsonLines<T> {
    fn from(body: Body) -> Self {
        Self::new(ByteStream::from(body), |item| decode_json(None, item), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of chunks of this size; the count is of those that arrive before the end.
    fn split(text: &str, size: usize) -> (usize, Vec<String>) {
        let mut splitter = Splitter::default();
        let mut items = Vec::new();
        let string = |item: Bytes| String::from_utf8(item.to_vec()).unwrap().trim().to_owned();
        for chunk in text.as_bytes().chunks(size) {
            splitter.buffer.extend_from_slice(chunk);
            while let Some(item) = splitter.item(false) {
                items.push(string(item));
            }
        }
        let before = items.len();
        while let Some(item) = splitter.item(true) {
            items.push(string(item));
        }
        (before, items)
    }

    #[test]
    fn each_line_is_an_item_however_lines_end() {
        for end in ["\n", "\r\n"] {
            let text = "{\"a\":1}\n\n 2 \n[3]".replace('\n', end);
            for size in [1, 2, 5, 100] {
                let (before, items) = split(&text, size);
                assert_eq!(items, ["{\"a\":1}", "2", "[3]"], "{size}");
                assert_eq!(before, 2, "{size}");
            }
        }
    }

    #[test]
    fn a_sequence_has_texts_of_several_lines() {
        let text = "\u{1e}{\"a\":\n 1}\n\u{1e}\u{1e}2\n\u{1e}3\n";
        for size in [1, 3, 100] {
            let (_, items) = split(text, size);
            assert_eq!(items, ["{\"a\":\n 1}", "2", "3"], "{size}");
        }
        // Before the next one begins.
        assert_eq!(split("\u{1e}{\"a\":\n 1}\n", 1).0, 1);
    }

    #[test]
    fn an_item_that_does_not_end_is_too_large() {
        let mut splitter = Splitter::default();
        splitter
            .buffer
            .extend_from_slice(&vec![b'x'; MAX_ITEM_BYTES]);
        assert!(!splitter.is_too_large());
        splitter.buffer.extend_from_slice(b"x");
        assert!(splitter.is_too_large());
        splitter.buffer.extend_from_slice(b"\nx");
        assert!(!splitter.is_too_large());
    }
}
