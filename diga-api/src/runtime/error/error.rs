//! The error type, what it records, and its accessors.

use std::any::Any;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use super::boxed::{BoxError, SharedError};
use super::decode::{DecodeError, OperationError};
use super::kind::Kind;
use super::reported::Reported;
use super::request_id::request_id;
use crate::runtime::model::Violation;
use crate::runtime::operation::Operation;

/// The error of a failed call, with everything that is known about it.
///
/// `E` is the type of the errors that the document describes for the operation; [`api`](Self::api)
/// returns it. `Error` without a parameter is the error of *any* operation; `?` converts every
/// other error into it.
///
/// An error is one pointer wide. It prints as one line that never contains a credential, a header
/// or a whole body; what was received is available from [`status`](Self::status),
/// [`headers`](Self::headers) and [`raw_body`](Self::raw_body). The predicates are not exclusive: a
/// documented error is both [`is_api`](Self::is_api) and [`is_status`](Self::is_status).
pub struct Error<E = ()> {
    pub(super) inner: Box<Inner<E>>,
}

pub(super) struct Inner<E> {
    /// The documented error, for an operation that is known by its type.
    pub(super) api: Option<E>,
    pub(super) details: Details,
}

/// The part that is the same for the errors of all operations.
pub(super) struct Details {
    pub(super) kind: Kind,
    /// A second stage that applies as well, such as a connection that took too long, or an error
    /// response whose body is incomplete.
    pub(super) also: Option<Kind>,
    /// The wait that the server asked for.
    pub(super) retry_after: Option<Duration>,
    /// What happened, in a few words; it never contains a credential.
    pub(super) detail: String,
    pub(super) call: Option<CallInfo>,
    pub(super) response: Option<ResponseParts>,
    pub(super) reported: Reported,
    pub(super) decode: Option<DecodeError>,
    pub(super) violations: Vec<Violation>,
    /// The documented error, for an operation that is no longer known by its type.
    pub(super) erased: Option<Box<dyn Any + Send + Sync>>,
    pub(super) source: Option<BoxError>,
}

impl Details {
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|response| response.status)
    }
}

/// The call that failed.
#[derive(Clone, Debug)]
pub(crate) struct CallInfo {
    pub(crate) operation: &'static Operation,
    /// Without the values in the query.
    pub(crate) url: String,
    pub(crate) elapsed: Duration,
    pub(crate) attempts: u32,
    /// The position in a list, for a page: calls that request the same page have the same.
    pub(crate) position: Option<u64>,
}

/// A response as it was received.
#[derive(Clone, Debug)]
pub(crate) struct ResponseParts {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The part of the body that was read.
    pub(crate) body: Bytes,
}

/// A value that does not convert to its type. It converts into the error of any operation. See
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
                api: None,
                details: Details {
                    kind,
                    also: None,
                    retry_after: None,
                    detail: detail.into(),
                    call: None,
                    response: None,
                    reported: Reported::default(),
                    decode: None,
                    violations: Vec::new(),
                    erased: None,
                    source: None,
                },
            }),
        }
    }

    /// For generated code: a value does not convert to its type. `?` turns it into the error of the
    /// operation.
    // An operation may have no optional parameters.
    #[allow(dead_code)]
    pub(crate) fn invalid_request(detail: impl Into<String>) -> InvalidRequest {
        InvalidRequest(detail.into())
    }

    /// An error for a request that cannot be sent.
    pub(crate) fn not_sent(detail: impl Into<String>) -> Self {
        Self::new(Kind::InvalidRequest, detail)
    }

    /// An error for a setting that is missing or invalid.
    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Self::new(Kind::Configuration, detail)
    }
}

impl<E> Error<E> {
    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.inner.details.source = Some(source.into());
        self
    }

    pub(crate) fn with_call(mut self, call: CallInfo) -> Self {
        self.inner.details.call = Some(call);
        self
    }

    pub(crate) fn with_also(mut self, also: Kind) -> Self {
        self.inner.details.also = Some(also);
        self
    }

    pub(crate) fn with_response(mut self, response: ResponseParts) -> Self {
        self.inner.details.response = Some(response);
        self
    }

    pub(crate) fn with_reported(mut self, reported: Reported) -> Self {
        self.inner.details.reported = reported;
        self
    }

    pub(crate) fn with_decode(mut self, decode: DecodeError) -> Self {
        self.inner.details.decode = Some(decode);
        self
    }

    pub(crate) fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.inner.details.violations = violations;
        self
    }

    pub(crate) fn with_api(mut self, api: Option<E>) -> Self {
        self.inner.api = api;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.inner.details.retry_after = wait;
        self
    }

    /// Appends `what` to the detail.
    pub(crate) fn adding(mut self, what: &str) -> Self {
        if !self.inner.details.detail.is_empty() {
            self.inner.details.detail.push_str("; ");
        }
        self.inner.details.detail.push_str(what);
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.inner.details.kind
    }

    pub(crate) fn detail(&self) -> &str {
        &self.inner.details.detail
    }

    pub(crate) fn into_source(self) -> Option<BoxError> {
        self.inner.details.source
    }

    /// The error that the document describes for this status. `None` if the document does not
    /// describe the status, or if the body does not match it: then see [`status`](Self::status)
    /// and [`raw_body`](Self::raw_body).
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        self.inner.api.as_ref()
    }

    /// Like [`api`](Self::api), by value.
    #[must_use]
    pub fn into_api(self) -> Option<E> {
        self.inner.api
    }

    /// The documented error of one operation, from an error that is no longer typed by its
    /// operation.
    ///
    /// `None` if the error belongs to another operation, or has no documented error.
    #[must_use]
    pub fn api_as<A: OperationError>(&self) -> Option<&A> {
        match &self.inner.details.erased {
            Some(erased) => erased.downcast_ref(),
            None => None,
        }
    }

    /// The response's status. `None` if there was no response.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.details.status()
    }

    /// The response's headers. `None` if there was no response.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner
            .details
            .response
            .as_ref()
            .map(|response| &response.headers)
    }

    /// The id under which the server logged the call. Include it when you report a problem.
    ///
    /// Read from `x-request-id`, `request-id`, `x-amzn-requestid`, `x-amz-request-id`,
    /// `x-ms-request-id` or `x-correlation-id`, whichever is found first.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// The response's body as it was received, as far as it was received. `None` if there was no
    /// response.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.inner
            .details
            .response
            .as_ref()
            .map(|response| &response.body)
    }

    /// The server's code for the error, if the body has one: a member such as `error_code`.
    ///
    /// Read from error statuses, documented or not. Compare this, not [`message`](Self::message).
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.inner.details.reported.code.as_deref()
    }

    /// The code at the place where the document has it. For generated code, which gives it a type.
    // A document may show no codes.
    #[allow(dead_code)]
    pub(crate) fn documented_code(&self) -> Option<&str> {
        let reported = &self.inner.details.reported;
        // Codes of an earlier version of the document may be all that is left.
        let anywhere = crate::API.error_codes.is_empty();
        reported
            .code
            .as_deref()
            .filter(|_| reported.documented || anywhere)
    }

    /// The server's description of the error, if the body has one: a member such as
    /// `message`, or `detail` in FastAPI's format. It is meant for people.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.inner.details.reported.message.as_deref()
    }

    /// The Rust name of the operation: `create_webhook`. `None` if the failure was not part of a
    /// call.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.inner
            .details
            .call
            .as_ref()
            .map(|call| call.operation.name)
    }

    /// The operation's `operationId` in the document.
    #[must_use]
    pub fn operation_id(&self) -> Option<&'static str> {
        self.inner
            .details
            .call
            .as_ref()
            .map(|call| call.operation.id)
    }

    /// The request's method.
    #[must_use]
    pub fn method(&self) -> Option<&Method> {
        self.inner
            .details
            .call
            .as_ref()
            .map(|call| &call.operation.method)
    }

    /// The request's URL, with every value in its query replaced by `…`.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.inner
            .details
            .call
            .as_ref()
            .map(|call| call.url.as_str())
    }

    /// The duration of the call, with all attempts and waits.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        self.inner.details.call.as_ref().map(|call| call.elapsed)
    }

    /// The wait that the server asked for before the next attempt (`Retry-After`), counted from its
    /// response.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.details.retry_after
    }

    /// The number of times that the request was sent, without redirects: 0 if the call failed
    /// before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner
            .details
            .call
            .as_ref()
            .map_or(0, |call| call.attempts)
    }

    /// The path to the JSON value that could not be decoded: `subscribed_events[0]`; `.` is the
    /// whole body.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.inner.details.decode.as_ref()?.path()
    }

    /// The constraints of the document that the request violates. Empty if it failed for another
    /// reason.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.inner.details.violations
    }
}

impl<E> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Some(source) = &self.inner.details.source {
            return Some(match source.downcast_ref::<SharedError>() {
                Some(shared) => shared.get(),
                None => source.as_ref(),
            });
        }
        let decode = self.inner.details.decode.as_ref()?;
        Some(decode)
    }
}

/// Erases the operation's error type; [`Error::api_as`] still returns the documented error.
impl<E: OperationError> From<Error<E>> for Error<()> {
    fn from(error: Error<E>) -> Self {
        let Inner { api, mut details } = *error.inner;
        if let Some(api) = api {
            details.erased = Some(Box::new(api));
        }
        let inner = Box::new(Inner { api: None, details });
        Self { inner }
    }
}

impl Error<()> {
    /// The same error for an operation with the errors `E`: needed because the code that sends
    /// calls does not know their types.
    pub(crate) fn of_operation<E>(self) -> Error<E> {
        let details = self.inner.details;
        let inner = Box::new(Inner { api: None, details });
        Error { inner }
    }
}
