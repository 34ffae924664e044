//! The client: where the operations hang.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::builder::ClientBuilder;
use super::environment;
use crate::runtime::auth::Credentials;
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;
use crate::runtime::request::BaseUrl;
use crate::runtime::request::Request;
use crate::runtime::retry::{Budget, RetryPolicy};
use crate::runtime::send::Clock;
use crate::runtime::send::Transport;

/// A client of the API: each operation of the document is a method.
///
/// It holds a pool of connections. Make one and keep it; a clone is cheap and shares the pool.
#[derive(Clone)]
pub struct Client {
    /// Without a trailing slash.
    pub(crate) baseurl: BaseUrl,
    pub(crate) settings: Arc<Settings>,
}

/// What all clones of a client share.
pub(crate) struct Settings {
    pub(crate) transport: Transport,
    pub(crate) base_url: BaseUrl,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_body_bytes: usize,
    pub(crate) retry_policy: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) clock: Arc<dyn Clock>,
}

/// How long what may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) connect: Duration,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            attempt: Duration::from_secs(60),
            total: Duration::from_secs(180),
        }
    }
}

impl Client {
    /// Starts a client: at the least it needs a token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client from the environment: `DIGA_API_TOKEN` holds the token and `DIGA_BASE_URL`, if it
    /// is set, the base URL.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the token is missing (the message names
    /// the variable), or for any of [`ClientBuilder::build`]'s reasons.
    pub fn from_env() -> Result<Self, Error> {
        let builder = Self::builder().or_from_env()?;
        if !builder.has_token() {
            return Err(Error::configuration(format!(
                "the environment variable {} is not set: it holds the token",
                environment::token_variable()
            )));
        }
        builder.build()
    }

    /// The URL that every request begins with, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.baseurl.as_str()
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            baseurl: settings.base_url.clone(),
            settings: Arc::new(settings),
        }
    }

    /// Begins `operation` at `url`, which is the base URL and the filled path. Called by generated
    /// code.
    pub(crate) fn request(&self, operation: &'static Operation, url: String) -> Request<'_> {
        Request::new(self, operation, url)
    }
}

/// Without credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.baseurl)
            .field("credentials", &self.settings.credentials)
            .field("user_agent", &self.settings.user_agent)
            .field("timeouts", &self.settings.timeouts)
            .field("retry_policy", &self.settings.retry_policy)
            .field("max_body_bytes", &self.settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
