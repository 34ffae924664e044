//! The one error of every call.

use std::any::Any;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::decode::{DecodeError, OperationError};
use super::kind::Kind;
use super::reported::Reported;
use super::request_id::request_id;
use crate::runtime::model::Violation;
use crate::runtime::operation::Operation;

type Source = Box<dyn StdError + Send + Sync>;

/// Why a call failed, and everything that is known of it.
///
/// `E` is what the document says the operation answers when it fails: [`api`](Self::api) gives it.
/// `Error` without a parameter is the error of *any* operation; `?` turns every other into it.
///
/// An error is one pointer wide. It prints as one line that never holds a credential, a header or a
/// whole body; what was received is all there, in [`status`](Self::status),
/// [`headers`](Self::headers) and [`raw_body`](Self::raw_body). The predicates are not exclusive: a
/// documented error is both [`is_api`](Self::is_api) and [`is_status`](Self::is_status).
pub struct Error<E = ()> {
    pub(super) inner: Box<Inner<E>>,
}

pub(super) struct Inner<E> {
    pub(super) kind: Kind,
    /// A second stage that holds as well: a connection that took too long, an error's body that
    /// broke off.
    pub(super) also: Option<Kind>,
    /// How long the server asked to wait.
    pub(super) retry_after: Option<Duration>,
    /// What happened, in a few words of ours: never a credential.
    pub(super) detail: String,
    pub(super) call: Option<Call>,
    pub(super) answer: Option<Answer>,
    pub(super) reported: Reported,
    pub(super) decode: Option<DecodeError>,
    pub(super) violations: Vec<Violation>,
    pub(super) api: Option<E>,
    /// The documented error of an operation that is no longer known by its type.
    pub(super) erased: Option<Box<dyn Any + Send + Sync>>,
    pub(super) source: Option<Source>,
}

/// The call that failed.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: &'static Operation,
    /// Without the query's values.
    pub(crate) url: String,
    pub(crate) elapsed: Duration,
    pub(crate) attempts: u32,
}

/// What the server answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// As far as it was read.
    pub(crate) body: Bytes,
}

/// A value that cannot be what the document asks for, on its way into any operation's error. See
/// [`Error::invalid_request`].
#[derive(Debug)]
pub(crate) struct InvalidRequest(String);

impl<E> From<InvalidRequest> for Error<E> {
    fn from(invalid: InvalidRequest) -> Self {
        Error::not_sent(invalid.0).of_operation()
    }
}

impl Error {
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                also: None,
                retry_after: None,
                detail: detail.into(),
                call: None,
                answer: None,
                reported: Reported::default(),
                decode: None,
                violations: Vec::new(),
                api: None,
                erased: None,
                source: None,
            }),
        }
    }

    /// For generated code: a value was given that is not one. `?` makes it the operation's own
    /// error.
    pub(crate) fn invalid_request(detail: impl Into<String>) -> InvalidRequest {
        InvalidRequest(detail.into())
    }

    /// The request cannot be sent as it is.
    pub(crate) fn not_sent(detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest, detail)
    }

    /// The client is not set up for this.
    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, detail)
    }
}

impl<E> Error<E> {
    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    pub(crate) fn with_call(mut self, call: Call) -> Self {
        self.inner.call = Some(call);
        self
    }

    pub(crate) fn with_also(mut self, also: Kind) -> Self {
        self.inner.also = Some(also);
        self
    }

    pub(crate) fn with_answer(mut self, answer: Answer) -> Self {
        self.inner.answer = Some(answer);
        self
    }

    pub(crate) fn with_reported(mut self, reported: Reported) -> Self {
        self.inner.reported = reported;
        self
    }

    pub(crate) fn with_decode(mut self, decode: DecodeError) -> Self {
        self.inner.decode = Some(decode);
        self
    }

    pub(crate) fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.inner.violations = violations;
        self
    }

    pub(crate) fn with_api(mut self, api: E) -> Self {
        self.inner.api = Some(api);
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner.retry_after = wait;
        self
    }

    /// Says one more thing.
    pub(crate) fn adding(mut self, what: &str) -> Self {
        if !self.inner.detail.is_empty() {
            self.inner.detail.push_str("; ");
        }
        self.inner.detail.push_str(what);
        self
    }

    pub(crate) fn detail(&self) -> &str {
        &self.inner.detail
    }

    pub(crate) fn into_source(self) -> Option<Source> {
        self.inner.source
    }

    /// What the document says this status means, typed. `None` where the document does not know the
    /// status, or where the body was something else: then see [`status`](Self::status) and
    /// [`raw_body`](Self::raw_body).
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        self.inner.api.as_ref()
    }

    /// As [`api`](Self::api), by value.
    #[must_use]
    pub fn into_api(self) -> Option<E> {
        self.inner.api
    }

    /// The documented error of one operation, out of an error that no longer says which operation
    /// it comes from.
    ///
    /// `None` where the error is another operation's, or has no documented error.
    #[must_use]
    pub fn api_as<A: OperationError>(&self) -> Option<&A> {
        match &self.inner.erased {
            Some(erased) => erased.downcast_ref(),
            None => None,
        }
    }

    /// The status that the server answered with. `None` where no answer came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.answer.as_ref().map(|answer| answer.status)
    }

    /// The answer's headers. `None` where no answer came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The id under which the server logged the call: give it to whoever runs the server.
    ///
    /// Read from `x-request-id`, `request-id`, `x-amzn-requestid`, `x-amz-request-id`,
    /// `x-ms-request-id` or `x-correlation-id`, the first that is there.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// The answer's whole body, byte for byte as it was received, as far as it was received. `None`
    /// where no answer came.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.inner.answer.as_ref().map(|answer| &answer.body)
    }

    /// The server's own name for the error, where the body has one: `error_code` in Diga's shape.
    ///
    /// Read from error statuses, documented or not. Compare this, not [`message`](Self::message).
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.inner.reported.code.as_deref()
    }

    /// What the server says happened, where the body says it: `message` in Diga's shape, `detail`
    /// in FastAPI's. For people to read.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.reported.message.as_deref()
    }

    /// The Rust name of the operation: `create_webhook`. `None` where the failure came before any
    /// operation.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.call.as_ref().map(|call| call.operation.name)
    }

    /// The document's `operationId`.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.inner.call.as_ref().map(|call| call.operation.id)
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.inner.call.as_ref().map(|call| &call.operation.method)
    }

    /// The request's URL; every value in its query is replaced by `…`.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.inner.call.as_ref().map(|call| call.url.as_str())
    }

    /// How long the call took, all attempts and waits together.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        self.inner.call.as_ref().map(|call| call.elapsed)
    }

    /// How long the server asked to wait before the call is sent again (`Retry-After`), counted
    /// from its answer.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How often the request was sent, redirects not counted: 0 where the call failed before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.call.as_ref().map_or(0, |call| call.attempts)
    }

    /// Where in a JSON body the value stands that could not be decoded: `subscribed_events[0]`; `.`
    /// is the body itself.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.inner.decode.as_ref()?.path()
    }

    /// The constraints of the document that the request breaks; empty where it was not refused for
    /// that.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.inner.violations
    }
}

impl<E> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Some(source) = &self.inner.source {
            return Some(source.as_ref());
        }
        let decode = self.inner.decode.as_ref()?;
        Some(decode)
    }
}

/// Forgets which operation the error comes from; [`Error::api_as`] still gives the documented
/// error.
impl<E: OperationError> From<Error<E>> for Error<()> {
    fn from(error: Error<E>) -> Self {
        let inner = *error.inner;
        Self {
            inner: Box::new(Inner {
                erased: inner
                    .api
                    .map(|api| Box::new(api) as Box<dyn Any + Send + Sync>)
                    .or(inner.erased),
                api: None,
                kind: inner.kind,
                also: inner.also,
                retry_after: inner.retry_after,
                detail: inner.detail,
                call: inner.call,
                answer: inner.answer,
                reported: inner.reported,
                decode: inner.decode,
                violations: inner.violations,
                source: inner.source,
            }),
        }
    }
}

impl Error<()> {
    /// The same error as one operation's: the inner workings of a call do not know which they work
    /// for.
    pub(crate) fn of_operation<E>(self) -> Error<E> {
        let inner = *self.inner;
        Error {
            inner: Box::new(Inner {
                api: None,
                kind: inner.kind,
                also: inner.also,
                retry_after: inner.retry_after,
                detail: inner.detail,
                call: inner.call,
                answer: inner.answer,
                reported: inner.reported,
                decode: inner.decode,
                violations: inner.violations,
                erased: inner.erased,
                source: inner.source,
            }),
        }
    }
}
