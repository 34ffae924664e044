//! Server-sent events (WHATWG HTML, section 9.2).

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::body::ByteStream;
use super::error::{DecodeError, Error, Kind, decode_json};

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
/// A [`Stream`]; it ends with the connection, or after an error. It does not connect again by itself: the last
/// [`id`](Event::id) is what a new call gives as `last-event-id`.
pub struct EventStream {
    bytes: ByteStream,
    parser: Parser,
    ready: VecDeque<Event>,
    ended: bool,
}

impl EventStream {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Self {
            bytes,
            parser: Parser::default(),
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// The next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// [`is_body`](Error::is_body), if the connection breaks off or an event has more than 16 MiB.
    pub async fn event(&mut self) -> Result<Option<Event>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl Stream for EventStream {
    type Item = Result<Event, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(event) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match std::task::ready!(Pin::new(&mut this.bytes).poll_next(cx)) {
                // An event that was not finished by an empty line is not one.
                None => this.ended = true,
                Some(Err(error)) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Ok(chunk)) => {
                    this.parser.feed(&chunk, &mut this.ready);
                    if this.parser.held() > LIMIT {
                        this.ended = true;
                        this.parser = Parser::default();
                        let what = format!("an event is larger than {LIMIT} bytes");
                        return Poll::Ready(Some(Err(Error::new(Kind::Body, what))));
                    }
                }
            }
        }
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

/// What is known of the event that is arriving.
#[derive(Default)]
struct Parser {
    begun: bool,
    /// A line that has not ended.
    line: BytesMut,
    /// The last line ended in a carriage return: a line feed that follows belongs to it.
    returned: bool,
    event: String,
    data: String,
    has_data: bool,
    id: String,
    retry: Option<Duration>,
}

impl Parser {
    fn held(&self) -> usize {
        self.line.len() + self.data.len()
    }

    fn feed(&mut self, mut chunk: &[u8], events: &mut VecDeque<Event>) {
        while let Some(at) = chunk.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            let (before, after) = chunk.split_at(at);
            let (end, rest) = after.split_at(1);
            let joined = end == b"\n" && before.is_empty() && self.line.is_empty() && self.returned;
            self.returned = end == b"\r";
            chunk = rest;
            if !joined {
                self.line.extend_from_slice(before);
                let line = self.line.split().freeze();
                self.take(&line, events);
            }
        }
        if !chunk.is_empty() {
            self.returned = false;
            self.line.extend_from_slice(chunk);
        }
    }

    fn take(&mut self, line: &Bytes, events: &mut VecDeque<Event>) {
        let text = String::from_utf8_lossy(line);
        let text = match self.begun {
            true => &*text,
            false => text.strip_prefix('\u{FEFF}').unwrap_or(&text),
        };
        self.begun = true;
        if text.is_empty() {
            return self.dispatch(events);
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if self.has_data {
                    self.data.push('\n');
                }
                self.has_data = true;
                self.data.push_str(value);
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
            }
            // A comment, which keeps the connection alive, or a field that is not known.
            _ => {}
        }
    }

    fn dispatch(&mut self, events: &mut VecDeque<Event>) {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data);
        if std::mem::take(&mut self.has_data) {
            events.push_back(Event {
                event: if event.is_empty() {
                    "message".to_owned()
                } else {
                    event
                },
                data,
                id: self.id.clone(),
                retry: self.retry.take(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parsed whole, and byte by byte.
    fn parsed(text: &str) -> Vec<(String, String, String)> {
        let parse = |size: usize| {
            let (mut parser, mut events) = (Parser::default(), VecDeque::new());
            for chunk in text.as_bytes().chunks(size) {
                parser.feed(chunk, &mut events);
            }
            Vec::from(events)
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
        let (mut parser, mut events) = (Parser::default(), VecDeque::new());
        parser.feed(
            b"retry: 1500\ndata: [1]\n\nretry: x\ndata: y\n\n",
            &mut events,
        );
        assert_eq!(events[0].retry, Some(Duration::from_millis(1500)));
        assert_eq!(events[0].json::<Vec<u8>>().unwrap(), [1]);
        assert_eq!(events[1].retry, None);
    }
}
