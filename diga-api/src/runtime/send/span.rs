//! Records a call, for its error and for its tracing span.

use std::fmt::Display;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use tracing::field::{Empty, display};
use tracing::{Span, info, info_span, warn};

use crate::runtime::error::{CallInfo, Error, request_id};
use crate::runtime::operation::Operation;
use crate::runtime::request::BaseUrl;

/// One call, from its beginning to the last byte of its response.
///
/// The fields of its span are those that OpenTelemetry defines for HTTP clients
/// (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span>): the method,
/// the path template, the server, the status, the number of retries. Headers, bodies and values of
/// parameters are not recorded.
pub(crate) struct CallSpan {
    pub(crate) operation: &'static Operation,
    /// Without the values in the query.
    pub(crate) url: String,
    pub(crate) attempts: u32,
    pub(crate) span: Span,
    /// The position in a list, for a page.
    pub(crate) position: Option<u64>,
    started: Instant,
}

impl CallSpan {
    pub(crate) fn new(operation: &'static Operation, base_url: &BaseUrl) -> Self {
        let (method, path) = (operation.method.as_str(), operation.path);
        let span = info_span!(
            "diga_api.call",
            otel.name = %format_args!("{method} {path}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method,
            url.template = path,
            server.address = base_url.host(),
            server.port = base_url.port(),
            rpc.method = operation.name,
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            http.response.request_id = Empty,
            error.type = Empty,
        );
        Self {
            operation,
            url: String::new(),
            attempts: 0,
            span,
            position: None,
            started: Instant::now(),
        }
    }

    /// For a body that does not come from a connection, which cannot fail.
    pub(crate) fn detached() -> Self {
        static NO_OPERATION: Operation = Operation {
            id: "mock",
            name: "mock",
            method: http::Method::GET,
            path: "/",
            accept: None,
            security: &[],
            ..Operation::PLAIN
        };
        Self {
            operation: &NO_OPERATION,
            url: String::new(),
            attempts: 0,
            span: Span::none(),
            position: None,
            started: Instant::now(),
        }
    }

    /// Another attempt begins.
    pub(crate) fn begin_attempt(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
        if self.attempts > 1 {
            self.span
                .record("http.request.resend_count", self.attempts.saturating_sub(1));
        }
    }

    /// A response has arrived.
    pub(crate) fn responded(&self, status: StatusCode, headers: &HeaderMap) {
        self.span
            .record("http.response.status_code", status.as_u16());
        // Finding the id takes up to six lookups, wasted if nothing records it.
        if !self.span.is_none()
            && let Some(id) = request_id(headers)
        {
            self.span.record("http.response.request_id", id);
        }
    }

    /// The call will be sent again after `wait`, because of `cause`.
    pub(crate) fn retrying(&self, wait: Duration, cause: &dyn Display) {
        info!(parent: &self.span, attempts = self.attempts, ?wait, %cause, "sending again");
    }

    /// The call will be sent again with another token.
    pub(crate) fn renewing(&self) {
        info!(
            parent: &self.span,
            attempts = self.attempts,
            "sending again with a new token, because the server refused this one"
        );
    }

    /// Records `error`, which ends the call, and adds the call to it.
    pub(crate) fn failed<E>(&self, error: Error<E>) -> Error<E> {
        let error = error.with_call(self.info(self.url.clone()));
        let status = error.status().filter(|_| error.is_status());
        self.record_failure(status, error.kind().name(), &error);
        error
    }

    /// The call, which has succeeded.
    pub(crate) fn succeeded(mut self) -> CallInfo {
        let url = std::mem::take(&mut self.url);
        self.info(url)
    }

    fn info(&self, url: String) -> CallInfo {
        CallInfo {
            operation: self.operation,
            url,
            elapsed: self.started.elapsed(),
            attempts: self.attempts,
            position: self.position,
        }
    }

    /// The part that does not depend on the operation.
    fn record_failure(&self, status: Option<StatusCode>, kind: &str, error: &dyn Display) {
        self.span.record("otel.status_code", "ERROR");
        match status {
            Some(status) => self.span.record("error.type", display(status.as_u16())),
            None => self.span.record("error.type", kind),
        };
        // The error's message has neither credentials nor bodies in it.
        warn!(parent: &self.span, %error, "a call failed");
    }
}
