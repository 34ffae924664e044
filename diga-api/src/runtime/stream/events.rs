//! Server-sent events (WHATWG HTML, section 9.2), parsed by `sse-stream`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use sse_stream::{Sse, SseByteStream};

use crate::runtime::error::{DecodeError, Error, Kind, decode_json};
use crate::runtime::request::ByteStream;

/// How many bytes one event may have.
const LIMIT: usize = 16 << 20;

/// One event that a server sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The event's type; `message` where the server names none.
    pub event: String,
    /// The data, lines joined by line feeds.
    pub data: String,
    /// The last id that the server gave, by this event or one before it; empty where it gave none.
    pub id: String,
    /// How long the server asks to wait before connecting again, where this event says so.
    pub retry: Option<Duration>,
}

impl Event {
    /// The data as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`; the error says where.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode_json(None, self.data.as_bytes())
    }
}

/// An answer that is a stream of events, each as it arrives.
///
/// A [`Stream`]; it ends with the connection, or after an error. It does not connect again by
/// itself, as [`Subscription`](crate::Subscription) does: the last [`id`](Event::id) is what a new
/// call gives as `last-event-id`. An event that has not ended when the connection does is none.
pub struct EventStream {
    blocks: SseByteStream<Bounded<ByteStream>>,
    last: Last,
}

/// What an event without an id takes from those before it, and a wait that no event has told yet.
#[derive(Default)]
struct Last {
    id: String,
    retry: Option<Duration>,
    /// The last wait that any told.
    reconnect: Option<Duration>,
}

impl EventStream {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Self {
            blocks: SseByteStream::new(Bounded::new(bytes)),
            last: Last::default(),
        }
    }

    /// Goes on from an event with this id.
    pub(crate) fn after(mut self, id: &str) -> Self {
        id.clone_into(&mut self.last.id);
        self
    }

    pub(crate) fn last_id(&self) -> &str {
        &self.last.id
    }

    /// How long the server asked to wait before connecting again.
    pub(crate) fn reconnect(&self) -> Option<Duration> {
        self.last.reconnect
    }

    /// The next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the connection breaks off or an event has more than 16 MiB;
    /// [`is_decode`](Error::is_decode), if it is not UTF-8.
    pub async fn event(&mut self) -> Result<Option<Event>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl Last {
    /// The event that a block of lines is; without data it is none (section 9.2.6), but what it
    /// says stays.
    fn take(&mut self, block: Sse) -> Option<Event> {
        if let Some(id) = block.id {
            self.id = id;
        }
        if let Some(retry) = block.retry {
            self.retry = Some(Duration::from_millis(retry));
            self.reconnect = self.retry;
        }
        let data = block.data?;
        Some(Event {
            event: block
                .event
                .filter(|it| !it.is_empty())
                .unwrap_or_else(|| "message".to_owned()),
            data,
            id: self.id.clone(),
            retry: self.retry.take(),
        })
    }
}

impl Stream for EventStream {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match ready!(Pin::new(&mut this.blocks).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(block)) => {
                    if let Some(event) = this.last.take(block) {
                        return Poll::Ready(Some(Ok(event)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(own(error)))),
            }
        }
    }
}

/// The connection's error is ours already.
fn own(error: sse_stream::Error) -> Error {
    let error = match error {
        sse_stream::Error::Body(body) => match body.downcast::<Error>() {
            Ok(error) => return *error,
            Err(body) => return Error::new(Kind::Body, "the events broke off").with_source(body),
        },
        other => other,
    };
    Error::new(Kind::Decode, "the events are not UTF-8").with_source(error)
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// Bytes that end in an error where an event does not end in time.
struct Bounded<S> {
    bytes: S,
    /// How many came since the last blank line.
    held: usize,
    /// The last one.
    last: Option<u8>,
}

impl<S> Bounded<S> {
    fn new(bytes: S) -> Self {
        Self {
            bytes,
            held: 0,
            last: None,
        }
    }

    fn count(&mut self, chunk: &[u8]) {
        let inside = chunk.windows(2).rposition(ends_a_block).map(|at| at + 2);
        let across = || match (self.last, chunk) {
            (Some(last), [first, ..]) => ends_a_block(&[last, *first]).then_some(1),
            _ => None,
        };
        self.held = match inside.or_else(across) {
            Some(end) => chunk.len().saturating_sub(end),
            None => self.held.saturating_add(chunk.len()),
        };
        self.last = chunk.last().copied().or(self.last);
    }
}

/// Whether a line ends where one has just ended. Of two line ends, only those of `\r\n` are one.
fn ends_a_block(pair: &[u8]) -> bool {
    matches!(pair, [b'\n', b'\n' | b'\r'] | [b'\r', b'\r'])
}

impl<S: Stream<Item = Result<Bytes, Error>> + Unpin> Stream for Bounded<S> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(Pin::new(&mut self.bytes).poll_next(cx));
        if let Some(Ok(chunk)) = &chunk {
            self.count(chunk);
            if self.held > LIMIT {
                let what = format!("an event is larger than {LIMIT} bytes");
                return Poll::Ready(Some(Err(Error::new(Kind::Oversized, what))));
            }
        }
        Poll::Ready(chunk)
    }
}

/// An answer of events made by hand: from the text of `data: ...` lines, or from a stream of it.
#[cfg(feature = "mock")]
impl From<crate::runtime::request::Body> for EventStream {
    fn from(body: crate::runtime::request::Body) -> Self {
        Self::new(ByteStream::from(body))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Chunks that are there already.
    struct Chunks(VecDeque<Bytes>);

    impl Stream for Chunks {
        type Item = Result<Bytes, Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    fn read(text: &[u8], size: usize) -> Vec<Result<Event, Error>> {
        let chunks = text.chunks(size).map(Bytes::copy_from_slice).collect();
        let mut blocks = SseByteStream::new(Bounded::new(Chunks(chunks)));
        let mut last = Last::default();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut events = Vec::new();
        while let Poll::Ready(Some(block)) = Pin::new(&mut blocks).poll_next(&mut context) {
            match block {
                Ok(block) => events.extend(last.take(block).map(Ok)),
                Err(error) => events.push(Err(own(error))),
            }
        }
        events
    }

    /// Parsed whole, and byte by byte.
    fn parsed(text: &str) -> Vec<(String, String, String)> {
        let parse = |size: usize| -> Vec<Event> {
            let events = read(text.as_bytes(), size).into_iter();
            events.map(Result::unwrap).collect()
        };
        let whole = parse(text.len().max(1));
        assert_eq!(whole, parse(1));
        whole
            .into_iter()
            .map(|event| (event.event, event.data, event.id))
            .collect()
    }

    fn event(event: &str, data: &str, id: &str) -> (String, String, String) {
        (event.to_owned(), data.to_owned(), id.to_owned())
    }

    #[test]
    fn events_end_with_an_empty_line_however_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                "event: a\ndata: 1\ndata:2\nid: 7\n\n: comment\n\ndata\n\ndata: ü\n\ndata: lost"
                    .replace('\n', end);
            assert_eq!(
                parsed(&text),
                [
                    event("a", "1\n2", "7"),
                    event("message", "", "7"),
                    event("message", "ü", "7")
                ]
            );
        }
    }

    #[test]
    fn a_byte_order_mark_and_unknown_fields_are_ignored() {
        assert_eq!(
            parsed("\u{FEFF}data: x\nother: y\n\n"),
            [event("message", "x", "")]
        );
        assert_eq!(parsed("event: only\n\n"), []);
    }

    #[test]
    fn the_wait_is_read_in_milliseconds() {
        let events = read(b"retry: 1500\ndata: [1]\n\nretry: x\ndata: y\n\n", 64);
        let [Ok(first), Ok(second)] = events.as_slice() else {
            panic!("{events:?}");
        };
        assert_eq!(first.retry, Some(Duration::from_millis(1500)));
        assert_eq!(first.json::<Vec<u8>>().unwrap(), [1]);
        assert_eq!(second.retry, None);
    }

    #[test]
    fn an_event_that_does_not_end_is_an_error() {
        let events = read(&vec![b'x'; LIMIT + 2], LIMIT);
        assert!(
            matches!(events.as_slice(), [Err(error)] if error.is_body()),
            "{events:?}"
        );
    }

    #[test]
    fn what_only_keeps_a_connection_alive_has_no_limit() {
        for end in ["\n", "\r\n", "\r"] {
            let comment = format!(": {}{end}{end}", "x".repeat(LIMIT / 3));
            let text = comment.repeat(4) + &format!("data: x{end}{end}");
            for size in [1 << 16, comment.len() - 1, comment.len() - end.len()] {
                let events = read(text.as_bytes(), size);
                assert!(
                    matches!(events.as_slice(), [Ok(event)] if event.data == "x"),
                    "{end:?} in {size}: {events:?}"
                );
            }
        }
    }

    #[test]
    fn an_event_of_many_lines_that_does_not_end_is_an_error() {
        let events = read(&b"data: x\r\n".repeat(LIMIT / 9 + 2), 1 << 16);
        assert!(
            matches!(events.as_slice(), [Err(error)] if error.is_body()),
            "{events:?}"
        );
    }
}
