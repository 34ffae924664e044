//! One server-sent event (WHATWG HTML, section 9.2).

use std::time::Duration;

use serde::de::DeserializeOwned;
use sse_stream::Sse;

use crate::runtime::error::{DecodeError, decode_json};

/// One server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The type of the event; `message` if the server names none.
    pub event: String,
    /// The data, its lines joined by line feeds.
    pub data: String,
    /// The last id that the server sent, with this event or an earlier one; empty if it sent none.
    pub id: String,
    /// The wait before reconnecting that the server asks for in this event, if any.
    pub retry: Option<Duration>,
}

impl Event {
    /// Decodes the data as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON, or not a `T`; the error names the path.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        decode_json(None, self.data.as_bytes())
    }
}

/// The fields that an event inherits from earlier ones.
#[derive(Default)]
pub(super) struct LastEvent {
    pub(super) id: String,
    /// A wait that has not been part of an event yet.
    retry: Option<Duration>,
    /// The last wait that the server asked for.
    pub(super) reconnect: Option<Duration>,
}

impl LastEvent {
    /// The event in a block of lines. A block without data is not an event (section 9.2.6), but its
    /// id and wait still apply.
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
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "message".to_owned()),
            data,
            id: self.id.clone(),
            retry: self.retry.take(),
        })
    }
}
