//! Errors, made by hand.

use std::error::Error as StdError;
use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::answer::Answer;
use crate::runtime::error::{
    BoxError, CallInfo, DecodeError, DecodeErrorBody, Error, Kind, OperationError, ResponseParts,
    decode_json,
};
use crate::runtime::operation::Operation;
use crate::runtime::response::classify;

/// An operation's errors, as a server answers them. Generated.
pub trait Documented: OperationError {
    /// The status and the body. Of a range of statuses it is the first that the document does not
    /// name by itself, for `default` the first such from 500 on.
    fn answer(&self) -> Answer;
}

/// An [`Error`] being made by hand, for a test that asks no server: of code behind a trait of your
/// own.
///
/// `.into()` makes the error of any operation, or [`Error`] without a parameter. Where there is an
/// answer, the error is read from it just as the client does it: what [`Error::api`],
/// [`message`](Error::message), [`retry_after`](Error::retry_after) and the predicates say follows
/// from status, headers and body.
#[must_use = "it is no `Error` before `into`"]
pub struct Failure {
    kind: Kind,
    detail: String,
    also: Option<Kind>,
    answer: Option<Answer>,
    /// Makes the documented error of an operation, which is then forgotten.
    erased: Option<fn(Answer) -> Error>,
    /// Why a success's body is not one.
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
            answer: None,
            erased: None,
            decode: None,
            source: None,
            operation: None,
            attempts: u32::from(sent),
        }
    }

    fn answered(kind: Kind, detail: &str, answer: Answer) -> Self {
        Self {
            answer: Some(answer),
            ..Self::new(kind, detail)
        }
    }

    /// What the document says of an operation's errors: [`Error::api`], or after `?`
    /// [`Error::api_as`].
    pub fn api<E: Documented>(error: &E) -> Self {
        Self {
            erased: Some(|answer| classified::<E>(answer).into()),
            ..Self::answered(Kind::Status, "", error.answer())
        }
    }

    /// A status that is not a success, with no body.
    pub fn status(status: u16) -> Self {
        Self::answered(Kind::Status, "", Answer::empty(status))
    }

    /// A success whose body, this one, is no `T`: [`Error::is_decode`].
    pub fn decode<T: DeserializeOwned>(body: impl Into<Bytes>) -> Self {
        let answer = Answer::bytes(200, "application/json", body);
        let decode = decode_json::<T>(None, &answer.body).err();
        let detail = match decode {
            Some(_) => "",
            None => "mock: the body can be decoded",
        };
        Self {
            decode,
            ..Self::answered(Kind::Decode, detail, answer)
        }
    }

    /// A success whose body, of which this came, broke off: [`Error::is_body`].
    pub fn body(body: impl Into<Bytes>) -> Self {
        let answer = Answer::bytes(200, "application/json", body);
        Self::answered(Kind::Body, "its body broke off", answer)
    }

    /// A success whose body is larger than the client reads: [`Error::is_body`], but another
    /// attempt would not help.
    pub fn oversized() -> Self {
        let answer = Answer::empty(200);
        Self::answered(Kind::Oversized, "its body is too large", answer)
    }

    /// No answer in time: [`Error::is_timeout`].
    pub fn timeout() -> Self {
        Self::new(Kind::Timeout, "no answer in time")
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

    /// The connection broke before an answer came: [`Error::is_transport`].
    pub fn transport() -> Self {
        Self::new(Kind::Transport, "no answer: the connection was closed")
    }

    /// A layer around the transport failed, with this error: [`Error::is_middleware`].
    pub fn middleware(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Middleware, "a layer failed").with_source(source)
    }

    /// The token provider failed, with this error: [`Error::is_authentication`].
    pub fn authentication(source: impl Into<BoxError>) -> Self {
        Self::new(Kind::Authentication, "the token provider failed").with_source(source)
    }

    /// The client cannot be made or lacks something: [`Error::is_configuration`].
    pub fn configuration(detail: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, detail)
    }

    /// The request was not sent: [`Error::is_invalid_request`].
    pub fn invalid_request(detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest, detail)
    }

    /// Another status than that of the answer: for a documented range of statuses, or `default`.
    pub fn with_status(mut self, status: u16) -> Self {
        let empty = Answer::empty(status);
        self.answer = Some(match self.answer {
            Some(answer) if empty.status.as_u16() == status => Answer {
                status: empty.status,
                ..answer
            },
            _ => empty,
        });
        self
    }

    /// A header of the answer: `retry-after`, `x-request-id`. Where there is no answer it is left
    /// out.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        if let Some(answer) = &mut self.answer {
            match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                (Ok(name), Ok(value)) => {
                    answer.headers.insert(name, value);
                }
                _ => *answer = Answer::wrong(&format!("`{name}: {value}` is no header")),
            }
        }
        self
    }

    /// The answer's body. Where there is no answer it is left out.
    pub fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        if let Some(answer) = &mut self.answer {
            answer.body = body.into();
        }
        self
    }

    /// The answer's body, as JSON. Where there is no answer it is left out.
    pub fn with_json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        if let Some(answer) = &mut self.answer {
            let json = Answer::json(answer.status.as_u16(), "application/json", body);
            answer.headers.extend(json.headers);
            answer.body = json.body;
        }
        self
    }

    /// What caused it: [`source`](StdError::source).
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// How often the request was sent: [`Error::attempts`].
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(super) fn of(mut self, operation: &'static Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// The error, of whichever operation `classify` reads it.
    fn make<E>(
        self,
        classify: impl FnOnce(Answer) -> Error<E>,
        of_operation: impl FnOnce(Error) -> Error<E>,
    ) -> Error<E> {
        let mut error = match self.answer {
            Some(answer) if self.kind == Kind::Status => classify(answer),
            answer => {
                let mut error = Error::new(self.kind, self.detail);
                if let Some(also) = self.also {
                    error = error.with_also(also);
                }
                if let Some(decode) = self.decode {
                    error = error.with_decode(decode);
                }
                if let Some(answer) = answer {
                    error = error.with_response(received(answer));
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
            }),
            None => error,
        }
    }
}

fn received(answer: Answer) -> ResponseParts {
    ResponseParts {
        status: answer.status,
        headers: answer.headers,
        body: answer.body,
    }
}

/// As the client reads what was answered.
fn classified<E: DecodeErrorBody>(answer: Answer) -> Error<E> {
    classify(received(answer), None, |_| None, SystemTime::now())
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
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}
