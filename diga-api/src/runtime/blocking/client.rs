//! The blocking client: where the operations hang.

use std::fmt;
use std::sync::Arc;

use super::executor::Executor;
use crate::runtime::client::ClientBuilder;
use crate::runtime::error::Error;

/// A client of the API for code that is not async: each operation of the document is a method, and
/// its `send` waits.
///
/// Put together as the async one is, by [`crate::Client::builder`], and made by
/// [`build_blocking`](ClientBuilder::build_blocking). It holds a pool of connections, and a thread
/// that keeps them alive. Make one and keep it; a clone is cheap and shares both. It can be made
/// and dropped anywhere.
///
/// It waits on any thread but those that run async tasks: there each call is
/// [`is_configuration`](Error::is_configuration), and nothing is sent. Async code uses
/// [`crate::Client`], or calls this one within
/// [`tokio::task::spawn_blocking`](https://docs.rs/tokio/latest/tokio/task/fn.spawn_blocking.html).
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: crate::runtime::Client,
    pub(crate) executor: Arc<Executor>,
}

impl Client {
    /// A client from the environment, as [`crate::Client::from_env`] is.
    ///
    /// # Errors
    ///
    /// As [`crate::Client::from_env`], and if no thread can be started.
    pub fn from_env() -> Result<Self, Error> {
        Self::of(crate::runtime::Client::from_env)
    }

    /// The URL that every request begins with, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.inner.base_url()
    }

    /// A client is made on the runtime that its connections, and its layers' tasks, live on.
    fn of(make: impl FnOnce() -> Result<crate::runtime::Client, Error>) -> Result<Self, Error> {
        let executor = Arc::new(Executor::start()?);
        let inner = executor.within(make)?;
        Ok(Self { inner, executor })
    }
}

impl ClientBuilder {
    /// Makes a client for code that is not async. Nothing is sent.
    ///
    /// An [`http_client`](Self::http_client) that is brought along must not be used elsewhere: its
    /// connections live on the blocking client's thread, and end with it.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build), and [`is_configuration`](Error::is_configuration) if no thread
    /// can be started.
    pub fn build_blocking(self) -> Result<Client, Error> {
        Client::of(|| self.build())
    }
}

/// Without credentials.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
