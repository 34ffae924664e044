//! Which of the things that can go wrong did, asked by predicates.

use super::error::Error;
use super::kind::Kind;
use crate::runtime::retry::Outcome;

impl<E> Error<E> {
    fn stopped_by(&self, kind: Kind) -> bool {
        self.inner.details.kind == kind || self.inner.details.also == Some(kind)
    }

    /// The client could not be made, or lacks what the operation needs: a token, a base URL, a
    /// certificate store.
    ///
    /// Nothing was sent. The message names the setting or the environment variable; correct it and
    /// make the client anew.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        self.inner.details.kind == Kind::Configuration
    }

    /// The request breaks what the document asks for, or cannot be written as HTTP.
    ///
    /// Nothing was sent. [`violations`](Self::violations) names each place and rule; sending it
    /// again cannot help.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.inner.details.kind == Kind::InvalidRequest
    }

    /// The [`TokenProvider`](crate::TokenProvider) failed. Nothing was sent.
    ///
    /// Look at [`source`](std::error::Error::source): it is the provider's own error. (A token that
    /// the server refuses is status 401.)
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.inner.details.kind == Kind::Authentication
    }

    /// No connection was made: name resolution, TCP or TLS failed. The server has seen nothing of
    /// the call.
    ///
    /// Look at [`source`](std::error::Error::source) for the cause, at the base URL and at the
    /// network; trying again later is always safe.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.stopped_by(Kind::Connect)
    }

    /// Time ran out: while connecting (then [`is_connect`](Self::is_connect) holds too), before the
    /// answer, or while its body arrived. Unless it was while connecting, the server may have acted
    /// on the call.
    ///
    /// Raise the time-out, or look up whether the call took effect before repeating one that is not
    /// idempotent.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.stopped_by(Kind::Timeout)
    }

    /// The connection failed after the request was begun and before an answer came. The server may
    /// have acted on the call.
    ///
    /// Look up whether it took effect before repeating one that is not idempotent.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.inner.details.kind == Kind::Transport
    }

    /// A layer of [`ClientBuilder::layer`](crate::ClientBuilder::layer) failed. Whether the server
    /// has seen the call is for that layer to say.
    ///
    /// Look at [`source`](std::error::Error::source): it is the layer's own error. The call was not
    /// tried again.
    #[must_use]
    pub fn is_middleware(&self) -> bool {
        self.inner.details.kind == Kind::Middleware
    }

    /// An answer came, but its body could not be read to the end: it broke off, or it is over the
    /// size limit.
    ///
    /// The server has acted. [`status`](Self::status) says how; [`raw_body`](Self::raw_body) has
    /// what did arrive.
    #[must_use]
    pub fn is_body(&self) -> bool {
        self.stopped_by(Kind::Body) || self.stopped_by(Kind::Oversized)
    }

    /// An answer came whose body is not what the document says: not JSON, another content type,
    /// another shape.
    ///
    /// With a success status the server has acted, and [`is_status`](Self::is_status) is false.
    /// [`json_path`](Self::json_path) says where, [`raw_body`](Self::raw_body) has it all. An HTML
    /// body points to a proxy; a wrong type inside JSON points to a document that is out of date:
    /// regenerate from a newer one, or report it.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        self.inner.details.decode.is_some() || self.inner.details.kind == Kind::Decode
    }

    /// The server answered with a status that is not a success: documented or not, readable or not.
    ///
    /// Branch on [`status`](Self::status), [`error_code`](Self::error_code) or, for documented
    /// ones, [`api`](Self::api).
    #[must_use]
    pub fn is_status(&self) -> bool {
        self.inner.details.kind == Kind::Status
    }

    /// The server answered with an error as the document describes it: [`api`](Self::api) gives it,
    /// typed.
    ///
    /// After `?` into [`Error`] without a parameter, [`api_as`](Self::api_as) does.
    #[must_use]
    pub fn is_api(&self) -> bool {
        self.inner.api.is_some() || self.inner.details.erased.is_some()
    }

    /// The server answered with a redirect that was not followed: to another origin, past the
    /// limit, without a target, or one that would have changed the method (301 or 302 after a
    /// `POST`).
    ///
    /// The `location` is in [`headers`](Self::headers); most often the base URL should be the one
    /// it points to.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.is_status() && self.status().is_some_and(|status| status.is_redirection())
    }

    /// What happened may pass: no connection, no answer, one that broke off, or a status of 408,
    /// 429, 500, 502, 503 or 504.
    ///
    /// The client's [`RetryPolicy`](crate::RetryPolicy) has already tried what was safe. Wait for
    /// [`retry_after`](Self::retry_after) or longer, and unless the call is idempotent, find out
    /// first whether it took effect.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.inner.details.status() {
            Some(status) if self.is_status() => Outcome::Response(status, None).is_transient(),
            _ => self.inner.details.kind.outcome().is_transient(),
        }
    }
}
