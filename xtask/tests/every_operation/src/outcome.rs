//! What became of a call.

use std::fmt::Debug;

use diga_api::{ByteStream, Error, EventStream, Response};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::InvalidArgument;

/// The most that is read of a body that is a stream.
const LIMIT: usize = 16 * 1024 * 1024;

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// A documented success, with the decoded value encoded again. Bytes are a string, nothing is
    /// null, and one of several kinds of success is its `Debug`.
    Success {
        /// The HTTP status.
        status: u16,
        /// The value.
        body: Value,
    },
    /// A documented error.
    Error {
        /// The HTTP status.
        status: u16,
        /// `Debug` of the operation's error: `Status404(ErrorResponseSchema { ... })`.
        variant: String,
    },
    /// Any other error, as it prints.
    Failed(String),
    /// Nothing was called, because an argument is missing or not of its type.
    Invalid(String),
}

impl From<InvalidArgument> for Outcome {
    fn from(invalid: InvalidArgument) -> Self {
        Self::Invalid(invalid.to_string())
    }
}

/// A response, or an error.
type Sent<T, E> = Result<Response<T>, Error<E>>;

impl Outcome {
    pub(crate) fn of_json<T: Serialize, E: Debug>(sent: Sent<T, E>) -> Self {
        Self::of(sent, |value| serde_json::to_value(value))
    }

    pub(crate) fn of_nothing<E: Debug>(sent: Sent<(), E>) -> Self {
        Self::of(sent, |()| Ok(Value::Null))
    }

    #[allow(dead_code)] // unused if no operation has several kinds of success
    pub(crate) fn of_debug<T: Debug, E: Debug>(sent: Sent<T, E>) -> Self {
        Self::of(sent, |value| Ok(Value::String(format!("{value:?}"))))
    }

    #[allow(dead_code)] // unused if no operation responds with bytes
    pub(crate) async fn of_bytes<E: Debug>(sent: Sent<ByteStream, E>) -> Self {
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Self::of_error(&error),
        };
        let status = response.status().as_u16();
        match response.into_inner().bytes(LIMIT).await {
            Ok(bytes) => Self::Success {
                status,
                body: Value::String(String::from_utf8_lossy(&bytes).into_owned()),
            },
            Err(error) => Self::Failed(error.to_string()),
        }
    }

    #[allow(dead_code)] // unused if no operation responds with events
    pub(crate) async fn of_events<E: Debug>(sent: Sent<EventStream, E>) -> Self {
        Self::of(sent, |_| Ok(Value::Null))
    }

    fn of<T, E: Debug>(
        sent: Sent<T, E>,
        body: impl FnOnce(T) -> Result<Value, serde_json::Error>,
    ) -> Self {
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Self::of_error(&error),
        };
        let status = response.status().as_u16();
        match body(response.into_inner()) {
            Ok(body) => Self::Success { status, body },
            Err(error) => Self::Failed(error.to_string()),
        }
    }

    fn of_error<E: Debug>(error: &Error<E>) -> Self {
        match (error.status(), error.api()) {
            (Some(status), Some(variant)) => Self::Error {
                status: status.as_u16(),
                variant: format!("{variant:?}"),
            },
            _ => Self::Failed(error.to_string()),
        }
    }
}
