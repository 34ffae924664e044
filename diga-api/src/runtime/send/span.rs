//! Records a call, for its error and for its tracing span.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use tracing::field::{Empty, display};
use tracing::{Span, debug, info_span};

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
        if let Some(id) = request_id(headers) {
            self.span.record("http.response.request_id", id);
        }
    }

    /// The call will be sent again after `wait`.
    pub(crate) fn retrying(&self, wait: Duration) {
        debug!(parent: &self.span, attempts = self.attempts, ?wait, "sending again");
    }

    /// Records `error`, which ends the call, and adds the call to it.
    pub(crate) fn failed<E>(&self, error: Error<E>) -> Error<E> {
        self.span.record("otel.status_code", "ERROR");
        match error.status() {
            Some(status) if error.is_status() => {
                self.span.record("error.type", display(status.as_u16()));
            }
            _ => {
                self.span.record("error.type", error.kind().name());
            }
        }
        error.with_call(CallInfo {
            operation: self.operation,
            url: self.url.clone(),
            elapsed: self.started.elapsed(),
            attempts: self.attempts,
        })
    }
}
