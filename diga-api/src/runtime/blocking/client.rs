//! The blocking client, whose methods are the operations.

use std::fmt;
use std::sync::Arc;

use super::executor::Executor;
use crate::runtime::client::ClientBuilder;
use crate::runtime::error::Error;

/// A client for the API, for code that is not async: each operation of the document is a method,
/// and its `send` blocks.
///
/// Configured by [`crate::Client::builder`], like the async one, and created by
/// [`build_blocking`](ClientBuilder::build_blocking). It has a connection pool, and a thread that
/// drives the connections. Create one client and reuse it; a clone is cheap and shares both. It can
/// be created and dropped on any thread.
///
/// It must not be used on a thread that runs async tasks: there, each call fails with
/// [`is_configuration`](Error::is_configuration), and nothing is sent. Async code uses
/// [`crate::Client`], or calls this one within
/// [`tokio::task::spawn_blocking`](https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html).
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: crate::runtime::Client,
    pub(crate) executor: Arc<Executor>,
}

impl Client {
    /// Creates a client from the environment, like [`crate::Client::from_env`].
    ///
    /// # Errors
    ///
    /// Those of [`crate::Client::from_env`], and [`is_configuration`](Error::is_configuration) if
    /// no thread can be started.
    pub fn from_env() -> Result<Self, Error> {
        Self::within_executor(crate::runtime::Client::from_env)
    }

    /// The URL that every request begins with, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }

    /// Creates the async client within the runtime on which its connections, and the tasks of its
    /// layers, run.
    fn within_executor(
        make: impl FnOnce() -> Result<crate::runtime::Client, Error>,
    ) -> Result<Self, Error> {
        let executor = Arc::new(Executor::start()?);
        let inner = executor.within(make)?;
        Ok(Self { inner, executor })
    }
}

impl ClientBuilder {
    /// Creates a client for code that is not async. Nothing is sent.
    ///
    /// A client passed to [`http_client`](Self::http_client) must not be used elsewhere: its
    /// connections run on the thread of the blocking client, and end with it.
    ///
    /// # Errors
    ///
    /// Those of [`build`](Self::build), and [`is_configuration`](Error::is_configuration) if no
    /// thread can be started.
    pub fn build_blocking(self) -> Result<Client, Error> {
        Client::within_executor(|| self.build())
    }
}

/// Credentials are not printed.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
