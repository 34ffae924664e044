//! The settings that all calls of a client share.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use reqwest::Url;

use super::clock::Clock;
use super::transport::Transport;
use crate::runtime::auth::Credentials;
use crate::runtime::error::Error;
use crate::runtime::request::{BaseUrl, Request, ServerError};
use crate::runtime::retry::{Budget, RetryPolicy};

/// The settings of one client and all its clones.
pub(crate) struct Settings {
    pub(crate) transport: Transport,
    pub(crate) base_url: BaseUrl,
    /// The servers of single operations, as in `API.servers`, or why one cannot be used. Empty if
    /// every operation is sent to the base URL.
    pub(crate) servers: Vec<Result<BaseUrl, ServerError>>,
    /// The origins, besides that of the base URL, that credentials may be sent to.
    pub(crate) allowed: Vec<BaseUrl>,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeouts: Timeouts,
    /// The maximum number of bytes in a response's body.
    pub(crate) max_body_bytes: usize,
    pub(crate) retry_policy: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether the bodies of requests and responses are logged.
    pub(crate) log_bodies: bool,
}

impl Settings {
    /// The server that a request is sent to.
    pub(crate) fn server(&self, request: &Request) -> Result<&BaseUrl, Error> {
        match request.server.and_then(|index| self.servers.get(index)) {
            None => Ok(&self.base_url),
            Some(Ok(server)) => Ok(server),
            Some(Err(why)) => Err(Error::configuration(why.to_string())),
        }
    }

    /// Whether credentials may be sent to a URL.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        let mut allowed = std::iter::once(&self.base_url).chain(&self.allowed);
        allowed.any(|allowed| allowed.same_origin(url))
    }

    /// Fails if a request may not be sent to `server`: with credentials, or with headers that the
    /// caller added, it goes only to origins that the caller allows. A client of this machine does
    /// not call others by itself.
    pub(crate) fn authorize(
        &self,
        server: &BaseUrl,
        request: &Request,
        has_credentials: bool,
    ) -> Result<(), Error> {
        if self.allows(server.url()) {
            return Ok(());
        }
        let what = if has_credentials {
            "credentials"
        } else if !request.options.headers.is_empty() {
            "headers that the caller adds"
        } else if self.base_url.is_loopback() && !server.is_loopback() {
            "calls of a client of this machine"
        } else {
            return Ok(());
        };
        let origin = server.origin();
        Err(Error::configuration(format!(
            "the operation has a server of its own, to which no {what} go unless it is allowed: \
             `ClientBuilder::allow_origin(\"{origin}\")`"
        )))
    }
}

/// The time limits for the parts of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    /// Of each wait for data of a body that is read as a stream.
    pub(crate) idle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(60),
            total: Duration::from_secs(180),
            // Proxies and load balancers usually close a connection after a minute without data.
            idle: Duration::from_secs(90),
        }
    }
}
