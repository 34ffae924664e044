//! Hand-built errors.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::mock_response::MockResponse;
use crate::runtime::error::{
    BoxError, CallInfo, DecodeError, DecodeErrorBody, Error, Kind, OperationError, ResponseParts,
    decode_json,
};
use crate::runtime::operation::Operation;
use crate::runtime::response::classify;

/// An operation's errors, as a server responds with them. Implemented by generated code.
pub trait Documented: OperationError {
    /// The status and the body. For a range of statuses it is the first that the document does not
    /// describe separately, for `default` the first such from 500 on.
    fn response(&self) -> MockResponse;
}

/// Builds an [`Error`] by hand, to test code without a server, behind a trait of your own.
///
/// `.into()` creates the error of any operation, or [`Error`] without a parameter. If there is a
/// response, the error is read from it as the client reads it: [`Error::api`],
/// [`message`](Error::message), [`retry_after`](Error::retry_after) and the predicates follow from
/// status, headers and body.
#[must_use = "it becomes an `Error` with `into`"]
pub struct Failure {
    kind: Kind,
    detail: String,
    also: Option<Kind>,
    response: Option<MockResponse>,
    /// Creates the documented error of an operation, and then erases its type.
    erased: Option<fn(MockResponse) -> Error>,
    /// Why the body of a success cannot be decoded.
    decode: Option<DecodeError>,
    source: Option<BoxError>,
    operation: Option<&'static Operation>,
    attempts: u32,
}

impl Failure {
    fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let sent = !matches!(
            kind,
            Kind::Configuration | Kind::InvalidRequest | Kind::Authentication
        );
        Self {
            kind,
            detail: detail.into(),
            also: None,
            response: None,
            erased: None,
            decode: None,
            source: None,
            operation: None,
            attempts: u32::from(sent),
        }
    }

    fn with_response(kind: Kind, detail: &str, response: MockResponse) -> Self {
        Self {
            response: Some(response),
            ..Self::new(kind, detail)
        }
    }

    /// An error that the document describes for an operation: [`Error::api`], or after `?`
    /// [`Error::api_as`].
    pub fn api<E: Documented>(error: &E) -> Self {
        Self {
            erased: Some(|response| classified::<E>(response).into()),
            ..Self::with_response(Kind::Status, "", error.response())
        }
    }

    /// A status that is not a success, without a body.
    pub fn status(status: u16) -> Self {
        Self::with_response(Kind::Status, "", MockResponse::empty(status))
    }

    /// A success with this body, which is not a `T`: [`Error::is_decode`].
    pub fn decode<T: DeserializeOwned>(body: impl Into<Bytes>) -> Self {
        let response = MockResponse::bytes(200, "application/json", body);
        let decode = decode_json::<T>(None, &response.body).err();
        let detail = match decode {
            Some(_) => "",
            None => "mock: the body can be decoded",
        };
        Self {
            decode,
            ..Self::with_response(Kind::Decode, detail, response)
        }
    }

    /// A success whose body was cut off after this part: [`Error::is_body`].
    pub fn body(body: impl Into<Bytes>) -> Self {
        let response = MockResponse::bytes(200, "application/json", body);
        Self::with_response(Kind::Body, "its body was cut off", response)
    }

    /// A success whose body exceeds the size limit: [`Error::is_body`], but not retryable.
    pub fn oversized() -> Self {
        let response = MockResponse::empty(200);
        Self::with_response(Kind::Oversized, "its body is too large", response)
    }

    /// No response in time: [`Error::is_timeout`].
    pub fn timeout() -> Self {
        Self::new(Kind::Timeout, "no response in time")
    }

    /// No connection: [`Error::is_connect`].
    pub fn connect() -> Self {
        Self::new(Kind::Connect, "cannot connect: connection refused")
    }

    /// No connection in time: [`Error::is_connect`] and [`Error::is_timeout`].
    pub fn connect_timeout() -> Self {
        Self {
            also: Some(Kind::Timeout),
            ..Self::new(Kind::Connect, "cannot connect: no connection in time")
        }
    }

    /// The connection broke before a response arrived: [`Error::is_transport`].
    pub fn transport() -> Self {
        Self::new(Kind::Transport, "no response: the connection was closed")
    }

    /// A layer around the transport failed with this error: [`Error::is_middleware`].
    pub fn middleware(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Middleware, "a layer failed").with_source(source)
    }

    /// The token provider failed with this error: [`Error::is_authentication`].
    pub fn authentication(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Authentication, "the token provider failed").with_source(source)
    }

    /// The client cannot be created or lacks a setting: [`Error::is_configuration`].
    pub fn configuration(detail: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, detail)
    }

    /// The request was not sent: [`Error::is_invalid_request`].
    pub fn invalid_request(detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest, detail)
    }

    /// Replaces the status of the response: for a documented range of statuses, or `default`.
    pub fn with_status(mut self, status: u16) -> Self {
        let empty = MockResponse::empty(status);
        self.response = Some(match self.response {
            Some(response) if empty.status.as_u16() == status => MockResponse {
                status: empty.status,
                ..response
            },
            _ => empty,
        });
        self
    }

    /// Adds a header to the response: `retry-after`, `x-request-id`. Ignored without a response.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Some(response) = &mut self.response {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => {
                    response.headers.insert(name, value);
                }
                _ => {
                    *response =
                        MockResponse::wrong(&format!("`{name}: {value}` is not a valid header"))
                }
            }
        }
        self
    }

    /// The body of the response. Ignored without a response.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        if let Some(response) = &mut self.response {
            response.body = body.into();
        }
        self
    }

    /// The body of the response, as JSON. Ignored without a response.
    pub fn with_json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        if let Some(response) = &mut self.response {
            let json = MockResponse::json(response.status.as_u16(), "application/json", body);
            response.headers.extend(json.headers);
            response.body = json.body;
        }
        self
    }

    /// The cause: [`source`](std::error::Error::source).
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The number of times the request was sent: [`Error::attempts`].
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(super) fn of(mut self, operation: &'static Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Builds the error. `classify` reads the response as one of the operation's.
    fn make<E>(
        self,
        classify: impl FnOnce(MockResponse) -> Error<E>,
        of_operation: impl FnOnce(Error) -> Error<E>,
    ) -> Error<E> {
        let mut error = match self.response {
            Some(response) if self.kind == Kind::Status => classify(response),
            response => {
                let mut error = Error::new(self.kind, self.detail);
                if let Some(also) = self.also {
                    error = error.with_also(also);
                }
                if let Some(decode) = self.decode {
                    error = error.with_decode(decode);
                }
                if let Some(response) = response {
                    error = error.with_response(received(response));
                }
                of_operation(error)
            }
        };
        if let Some(source) = self.source {
            error = error.with_source(source);
        }
        match self.operation {
            Some(operation) => error.with_call(CallInfo {
                operation,
                url: format!("http://mock{}", operation.path),
                elapsed: Duration::ZERO,
                attempts: self.attempts,
                position: None,
            }),
            None => error,
        }
    }
}

fn received(response: MockResponse) -> ResponseParts {
    ResponseParts {
        status: response.status,
        headers: response.headers,
        body: response.body,
    }
}

/// Reads a response as the client does.
fn classified<E: DecodeErrorBody>(response: MockResponse) -> Error<E> {
    classify(received(response), None, &|_| None, SystemTime::now())
}

impl<E: OperationError> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        failure.make(classified, Error::of_operation)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let erased = failure.erased.unwrap_or(classified::<()>);
        failure.make(erased, |error| error)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("kind", &self.kind)
            .field("response", &self.response)
            .finish_non_exhaustive()
    }
}
