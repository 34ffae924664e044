//! Predicates for the kind of failure.

use http::StatusCode;

use super::error::Error;
use super::kind::Kind;
use crate::runtime::retry::{Outcome, RetryAfter};

impl<E> Error<E> {
    fn is_kind(&self, kind: Kind) -> bool {
        self.inner.details.kind == kind || self.inner.details.also == Some(kind)
    }

    /// The client could not be created, or lacks what the operation needs: a token, a base URL, a
    /// certificate store.
    ///
    /// Nothing was sent. The message names the setting or the environment variable; correct it and
    /// create the client again.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.inner.details.kind == Kind::Configuration
    }

    /// The request violates the document, or cannot be written as HTTP.
    ///
    /// Nothing was sent. [`violations`](Self::violations) lists the location and the rule of each
    /// violation; sending it again cannot help.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.inner.details.kind == Kind::InvalidRequest
    }

    /// The [`TokenProvider`](crate::TokenProvider) failed. Nothing was sent.
    ///
    /// Its error is the [`source`](std::error::Error::source). (A token that the server refuses is
    /// status 401.)
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.inner.details.kind == Kind::Authentication
    }

    /// No connection was made: name resolution, TCP or TLS failed. The server has received nothing.
    ///
    /// The message names the host, which is that of a redirect if one was followed. Check the
    /// [`source`](std::error::Error::source), the base URL and the network. Trying again later is
    /// always safe, but cannot help if the certificate was rejected or a proxy refused: then the
    /// call was not retried, and [`is_retryable`](Self::is_retryable) is false.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.is_kind(Kind::Connect)
    }

    /// A time limit was exceeded: while connecting (then [`is_connect`](Self::is_connect) is true
    /// as well), before the response, while its body was received, or because a stream was idle.
    /// Unless it was while connecting, the server may have processed the call.
    ///
    /// Raise the limit, or find out whether the call took effect before you repeat one that is not
    /// idempotent.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_kind(Kind::Timeout)
    }

    /// The connection failed after the request was begun and before a response arrived. The server
    /// may have processed the call.
    ///
    /// Find out whether it took effect before you repeat one that is not idempotent.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.inner.details.kind == Kind::Transport
    }

    /// The stream that the caller passed as the request's body failed, or does not have its
    /// declared length. The server has received a part of it, and no complete request.
    ///
    /// The stream's own error is the [`source`](std::error::Error::source). The call was not
    /// retried, because the stream is gone.
    #[must_use]
    pub fn is_request_body(&self) -> bool {
        self.inner.details.kind == Kind::RequestBody
    }

    /// A layer of [`ClientBuilder::layer`](crate::ClientBuilder::layer) failed. Whether the server
    /// has received the call depends on that layer.
    ///
    /// Its error is the [`source`](std::error::Error::source). The call was not retried.
    #[must_use]
    pub fn is_middleware(&self) -> bool {
        self.inner.details.kind == Kind::Middleware
    }

    /// A response arrived, but its body could not be read to the end: it was cut off, or it exceeds
    /// the size limit.
    ///
    /// The server has processed the call. [`status`](Self::status) is the result;
    /// [`raw_body`](Self::raw_body) is the part that arrived.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.is_kind(Kind::Body) || self.is_kind(Kind::Oversized)
    }

    /// The response does not match the document: its body is not JSON, of another content type, or
    /// JSON of another shape; or its status is a success that the document does not describe.
    ///
    /// With a success status the server has processed the call, and [`is_status`](Self::is_status)
    /// is false. [`json_path`](Self::json_path) is the path to the value,
    /// [`raw_body`](Self::raw_body) the whole body. An HTML body comes from a proxy; a wrong type
    /// in JSON, or an undocumented success, means that the document is out of date: regenerate from
    /// a newer one, or report it. A body that is compressed in an encoding whose feature is not
    /// enabled is a decode error as well.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        let known = self.is_kind(Kind::Decode) || self.is_kind(Kind::Undocumented);
        known || self.inner.details.decode.is_some()
    }

    /// The server responded with a status that is not a success, whether or not it is documented
    /// and its body can be decoded.
    ///
    /// Branch on [`status`](Self::status), [`error_code`](Self::error_code) or, for documented
    /// errors, [`api`](Self::api).
    #[must_use]
    pub fn is_status(&self) -> bool {
        self.inner.details.kind == Kind::Status
    }

    /// The server responded with an error that the document describes: [`api`](Self::api) returns
    /// it.
    ///
    /// After `?` into [`Error`] without a parameter, [`api_as`](Self::api_as) does.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.inner.api.is_some() || self.inner.details.erased.is_some()
    }

    /// The server responded with a redirect that was not followed: it leads to another origin,
    /// exceeds the limit, has no target, or would have changed the method (301 or 302 after a
    /// `POST`). A 304 is none: it says that a cached response is still valid.
    ///
    /// The target is the `location` in [`headers`](Self::headers). Usually the base URL should be
    /// changed to it.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        let status = self.status().filter(|_| self.is_status());
        status.is_some_and(|status| status.is_redirection() && status != StatusCode::NOT_MODIFIED)
    }

    /// The caller stopped polling, by
    /// [`blocking::Poller::with_cancellation`](crate::blocking::Poller::with_cancellation).
    ///
    /// The work of the server continues; only the client no longer asks.
    #[cfg(feature = "blocking")]
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.inner.details.kind == Kind::Cancelled
    }

    /// The cause may be temporary: no connection, no response, an incomplete response, or a status
    /// of 408, 425, 429, 500, 502, 503, 504, 520 to 524 or 529.
    ///
    /// The client's [`RetryPolicy`](crate::RetryPolicy) has already retried what was safe. Wait for
    /// [`retry_after`](Self::retry_after) or longer, and unless the call is idempotent, find out
    /// first whether it took effect.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.inner.details.status() {
            Some(status) if self.is_status() => {
                Outcome::Response(status, RetryAfter::Absent).is_transient()
            }
            _ => self.inner.details.kind.outcome().is_transient(),
        }
    }
}
