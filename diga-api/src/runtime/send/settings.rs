//! The settings that all calls of a client share.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::clock::Clock;
use super::transport::Transport;
use crate::runtime::auth::Credentials;
use crate::runtime::request::BaseUrl;
use crate::runtime::retry::{Budget, RetryPolicy};

/// The settings of one client and all its clones.
pub(crate) struct Settings {
    pub(crate) transport: Transport,
    pub(crate) base_url: BaseUrl,
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
