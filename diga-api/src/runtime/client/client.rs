//! The client, whose methods are the operations.

use std::fmt;
use std::sync::Arc;

use crate::runtime::error::Error;
use crate::runtime::request::Request;
use crate::runtime::response::Incoming;
use crate::runtime::send::{Settings, send};

/// A client for the API: each operation of the document is a method.
///
/// It has a connection pool. Create one client and reuse it; a clone is cheap and shares the pool.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
}

impl Client {
    /// The URL that every request begins with, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }

    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings: Arc::new(settings),
        }
    }

    /// Sends `request` and receives the response, whatever its status. Called by generated code,
    /// which knows the errors of the operation: this is compiled once. The request is borrowed,
    /// since every future that it passes through would copy it.
    pub(crate) async fn call(self, request: &mut Request) -> Result<Incoming, Error> {
        let exchange = send(&self.settings, request).await?;
        Ok(Incoming::new(self.settings, exchange))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.settings.base_url)
            .field("credentials", &self.settings.credentials)
            .field("user_agent", &self.settings.user_agent)
            .field("timeouts", &self.settings.timeouts)
            .field("retry_policy", &self.settings.retry_policy)
            .field("max_body_bytes", &self.settings.max_body_bytes)
            .finish_non_exhaustive()
    }
}
