//! One server-sent event (WHATWG HTML, section 9.2), parsed by `sse-stream`.

use std::time::Duration;

use serde::de::DeserializeOwned;
use sse_stream::Sse;

use crate::runtime::error::{DecodeError, decode_json};

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

/// What an event without an id takes from those before it, and a wait that no event has told yet.
#[derive(Default)]
pub(super) struct LastEvent {
    pub(super) id: String,
    retry: Option<Duration>,
    /// The last wait that any told.
    pub(super) reconnect: Option<Duration>,
}

impl LastEvent {
    /// The event that a block of lines is; without data it is none (section 9.2.6), but what it
    /// says stays.
    pub(super) fn take(&mut self, block: Sse) -> Option<Event> {
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
