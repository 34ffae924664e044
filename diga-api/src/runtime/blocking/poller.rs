//! Repeats a call until its response says that something has finished, for code that is not async.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::client::Client;
use super::executor::Executor;
use crate::runtime::error::{Error, Kind};

/// How often a wait asks whether it is cancelled.
const SLICE: Duration = Duration::from_millis(50);

/// Waits for something that takes the server longer than one call, by the settings of
/// [`crate::Poller`]; its [`until`](Self::until) blocks.
#[derive(Clone)]
#[must_use = "a poller does nothing before `until`"]
pub struct Poller {
    executor: Arc<Executor>,
    inner: crate::runtime::Poller,
    is_cancelled: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Poller {
    /// A poller with the default settings of [`crate::Poller`].
    pub fn new(client: &Client) -> Self {
        Self {
            executor: Arc::clone(&client.executor),
            inner: crate::runtime::Poller::new(&client.inner),
            is_cancelled: Arc::new(|| false),
        }
    }

    /// The first wait; see [`crate::Poller::with_interval`].
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.inner = self.inner.with_interval(interval);
        self
    }

    /// The longest wait; see [`crate::Poller::with_max_interval`].
    pub fn with_max_interval(mut self, interval: Duration) -> Self {
        self.inner = self.inner.with_max_interval(interval);
        self
    }

    /// The deadline; see [`crate::Poller::with_timeout`].
    ///
    /// A poll that has begun is not interrupted: its own timeout limits it
    /// ([`Call::with_timeout`](crate::Call::with_timeout)).
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.inner = self.inner.with_timeout(timeout);
        self
    }

    /// How many polls in a row may fail; see [`crate::Poller::with_max_failures`].
    pub fn with_max_failures(mut self, failures: u32) -> Self {
        self.inner = self.inner.with_max_failures(failures);
        self
    }

    /// A status that means "not yet"; see [`crate::Poller::with_pending_status`].
    pub fn with_pending_status(mut self, status: StatusCode) -> Self {
        self.inner = self.inner.with_pending_status(status);
        self
    }

    /// Cancels when this returns true. It is asked before each poll, and during a wait about twenty
    /// times a second.
    ///
    /// ```no_run
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use diga_api::blocking::{Client, Poller};
    ///
    /// # fn run(client: Client) {
    /// let stop = Arc::new(AtomicBool::new(false)); // set by another thread
    /// let poller = Poller::new(&client).with_cancellation(move || stop.load(Ordering::Relaxed));
    /// # }
    /// ```
    pub fn with_cancellation(
        mut self,
        is_cancelled: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        self.is_cancelled = Arc::new(is_cancelled);
        self
    }

    /// Sends `call` until `done` returns true for its value, and returns that value; see
    /// [`crate::Poller::until`].
    ///
    /// ```no_run
    /// use diga_api::blocking::{Client, Poller};
    /// use http::Method;
    ///
    /// # fn run(client: Client) -> Result<(), diga_api::Error> {
    /// let job = Poller::new(&client).until(
    ///     || client.request_raw(Method::GET, "/v1/jobs/7").send(),
    ///     |job| job.raw_body().ends_with(b"done"),
    /// )?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`crate::Poller::until`], and [`is_cancelled`](Error::is_cancelled).
    pub fn until<T, E>(
        &self,
        mut call: impl FnMut() -> Result<T, Error<E>>,
        mut done: impl FnMut(&T) -> bool,
    ) -> Result<T, Error<E>>
    where
        Error<E>: StdError + Send + Sync + 'static,
    {
        let mut schedule = self.executor.within(|| self.inner.schedule());
        loop {
            self.check_cancelled()?;
            let random = self.inner.clock().random();
            let mut wait = match call() {
                Ok(value) if done(&value) => return Ok(value),
                Ok(_) => schedule.pending(random)?,
                Err(error) => schedule.failed(error, random)?,
            };
            while !wait.is_zero() {
                self.check_cancelled()?;
                let slice = wait.min(SLICE);
                self.executor.run(async {
                    self.inner.clock().wait(slice).await;
                    Ok::<_, Error<E>>(())
                })?;
                wait = wait.saturating_sub(slice);
            }
        }
    }

    fn check_cancelled<E>(&self) -> Result<(), Error<E>> {
        if (self.is_cancelled)() {
            let detail = "polling was cancelled by `Poller::with_cancellation`";
            return Err(Error::new(Kind::Cancelled, detail).of_operation());
        }
        Ok(())
    }
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
