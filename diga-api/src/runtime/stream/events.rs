//! A response of server-sent events (WHATWG HTML, section 9.2).

use std::fmt;
#[cfg(feature = "sse")]
use std::pin::Pin;
#[cfg(feature = "sse")]
use std::task::{Context, Poll, ready};
#[cfg(feature = "sse")]
use std::time::Duration;

#[cfg(feature = "sse")]
use futures_core::Stream;
#[cfg(feature = "sse")]
use sse_stream::SseByteStream;

#[cfg(feature = "sse")]
use super::event::{Event, LastEvent};
#[cfg(feature = "sse")]
use super::event_limit::EventLimit;
#[cfg(feature = "sse")]
use crate::runtime::error::Kind;
use crate::runtime::error::{DecodeErrorBody, Error};
use crate::runtime::media_type;
#[cfg(feature = "mock")]
use crate::runtime::request::Body;
use crate::runtime::response::{ByteStream, IncomingResponse, Response};

/// A response of server-sent events.
///
/// With the feature `sse` it is a `Stream` of `Event`s, each as it arrives. Without it,
/// [`into_bytes`](Self::into_bytes) returns the bytes.
///
/// It ends with the connection, or after an error, and does not reconnect, unlike a `Subscription`:
/// to resume, send the last event's id as `last-event-id` with a new call. An event that is
/// incomplete when the connection ends is discarded.
pub struct EventStream {
    /// The body, until the first event is requested.
    unread: Option<ByteStream>,
    #[cfg(feature = "sse")]
    blocks: Option<SseByteStream<EventLimit<ByteStream>>>,
    #[cfg(feature = "sse")]
    last: LastEvent,
}

impl EventStream {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Self {
            unread: Some(bytes),
            #[cfg(feature = "sse")]
            blocks: None,
            #[cfg(feature = "sse")]
            last: LastEvent::default(),
        }
    }

    /// The body before any event is read from it. `None` once an event has been requested.
    #[must_use]
    pub fn into_bytes(self) -> Option<ByteStream> {
        self.unread
    }
}

#[cfg(feature = "sse")]
impl EventStream {
    /// Continues after the event with this id.
    pub(super) fn after(mut self, id: &str) -> Self {
        id.clone_into(&mut self.last.id);
        self
    }

    pub(super) fn last_id(&self) -> &str {
        &self.last.id
    }

    /// How long the server asked to wait before reconnecting.
    pub(super) fn reconnect(&self) -> Option<Duration> {
        self.last.reconnect
    }

    /// The next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the response is cut off or an event exceeds 16 MiB;
    /// [`is_decode`](Error::is_decode), if it is not UTF-8; [`is_timeout`](Error::is_timeout), if
    /// no data arrives within [`ClientBuilder::idle_timeout`](crate::ClientBuilder::idle_timeout).
    pub async fn event(&mut self) -> Result<Option<Event>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

#[cfg(feature = "sse")]
impl Stream for EventStream {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let blocks = match (&mut this.blocks, this.unread.take()) {
            (Some(blocks), _) => blocks,
            (none, Some(bytes)) => none.insert(SseByteStream::new(EventLimit::new(bytes))),
            (None, None) => return Poll::Ready(None),
        };
        loop {
            match ready!(Pin::new(&mut *blocks).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some(Ok(block)) => {
                    if let Some(event) = this.last.take(block) {
                        return Poll::Ready(Some(Ok(event)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(stream_error(error)))),
            }
        }
    }
}

/// Converts an error of the parser, unless it wraps an error of the connection, which is already an
/// [`Error`].
#[cfg(feature = "sse")]
fn stream_error(error: sse_stream::Error) -> Error {
    let error = match error {
        sse_stream::Error::Body(body) => match body.downcast::<Error>() {
            Ok(error) => return *error,
            Err(body) => {
                return Error::new(Kind::Body, "the events were cut off").with_source(body);
            }
        },
        other => other,
    };
    Error::new(Kind::Decode, "the events are not UTF-8").with_source(error)
}

// A document may have no events.
#[allow(dead_code)]
impl<E: DecodeErrorBody> IncomingResponse<E> {
    /// The body as server-sent events. Another content type is an error with the body, which would
    /// otherwise look like a stream that ends at once.
    pub(crate) fn events(self) -> Result<Response<EventStream>, Error<E>> {
        let essence = media_type::of(self.headers()).unwrap_or_default();
        if essence.eq_ignore_ascii_case(media_type::EVENTS) {
            return Ok(self.stream().map(EventStream::new));
        }
        let events = media_type::EVENTS;
        let detail = format!("the response is `{essence}` and not `{events}`");
        Err(self.undecodable(detail))
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

/// Hand-built events for a test, from a string of `data: ...` lines or a stream of them.
#[cfg(feature = "mock")]
impl From<Body> for EventStream {
    fn from(body: Body) -> Self {
        Self::new(ByteStream::from(body))
    }
}

#[cfg(all(test, feature = "sse"))]
mod tests {
    use std::collections::VecDeque;
    use std::time::Duration;

    use bytes::Bytes;

    use super::*;
    use crate::runtime::stream::event_limit::MAX_EVENT_BYTES;

    /// Chunks that are available at once.
    struct Chunks(VecDeque<Bytes>);

    impl Stream for Chunks {
        type Item = Result<Bytes, Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    fn read(text: &[u8], size: usize) -> Vec<Result<Event, Error>> {
        let chunks = text.chunks(size).map(Bytes::copy_from_slice).collect();
        let mut blocks = SseByteStream::new(EventLimit::new(Chunks(chunks)));
        let mut last = LastEvent::default();
        let mut context = Context::from_waker(std::task::Waker::noop());
        let mut events = Vec::new();
        while let Poll::Ready(Some(block)) = Pin::new(&mut blocks).poll_next(&mut context) {
            match block {
                Ok(block) => events.extend(last.take(block).map(Ok)),
                Err(error) => events.push(Err(stream_error(error))),
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
    fn retry_is_read_in_milliseconds() {
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
        let events = read(&vec![b'x'; MAX_EVENT_BYTES + 2], MAX_EVENT_BYTES);
        assert!(
            matches!(events.as_slice(), [Err(error)] if error.is_body()),
            "{events:?}"
        );
    }

    #[test]
    fn comments_that_keep_a_connection_alive_have_no_limit() {
        for end in ["\n", "\r\n", "\r"] {
            let comment = format!(": {}{end}{end}", "x".repeat(MAX_EVENT_BYTES / 3));
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
        let events = read(&b"data: x\r\n".repeat(MAX_EVENT_BYTES / 9 + 2), 1 << 16);
        assert!(
            matches!(events.as_slice(), [Err(error)] if error.is_body()),
            "{events:?}"
        );
    }
}
