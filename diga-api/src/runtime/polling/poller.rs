//! Repeats a call until its response says that something has finished.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout_at;

use super::schedule::{Limits, Schedule};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::send::{Clock, within_runtime};

/// Waits for something that takes the server longer than one call: a call that is to end, a file
/// that is to be indexed. It sends a call of your choice again and again, until your condition
/// holds for its response.
///
/// It waits longer after each poll: a second at first, twice as long each time, at most 30 seconds.
/// Each wait is up to a quarter shorter, at random, so that many pollers do not stay in step. It
/// ends, with an error, after ten minutes. The methods change all of these.
///
/// Errors that may be temporary ([`is_retryable`](Error::is_retryable): no connection, 429, 503,
/// ...) are ignored, if not more than five polls in a row fail; each poll has already been retried
/// by the client's [`RetryPolicy`](crate::RetryPolicy). A `Retry-After` is obeyed. Every other
/// error ends the polling at once.
///
/// Dropping the future cancels: the connection is closed, and no further poll is sent. A poller is
/// only settings: create one, clone it, and use it as often as needed.
#[derive(Clone)]
#[must_use = "a poller does nothing before `until`"]
pub struct Poller {
    clock: Arc<dyn Clock>,
    limits: Limits,
}

impl Poller {
    /// A poller with the default settings. It waits by the clock of `client`: one that was created
    /// by the feature `mock` does not wait between polls.
    pub fn new(client: &Client) -> Self {
        Self {
            clock: Arc::clone(&client.settings.clock),
            limits: Limits {
                interval: Duration::from_secs(1),
                max_interval: Duration::from_secs(30),
                timeout: Duration::from_secs(600),
                max_failures: 5,
                pending_statuses: Vec::new(),
            },
        }
    }

    /// The first wait, which doubles from poll to poll. Defaults to a second.
    pub fn with_interval(mut self, interval: Duration) -> Self {
        self.limits.interval = interval;
        self
    }

    /// The longest wait between two polls. Defaults to 30 seconds. If it equals the interval, all
    /// waits are of the same length.
    pub fn with_max_interval(mut self, interval: Duration) -> Self {
        self.limits.max_interval = interval;
        self
    }

    /// The deadline, counted from the first poll: by then, [`until`](Self::until) has returned.
    /// Defaults to ten minutes.
    ///
    /// The last poll begins shortly before: one interval or a tenth of this time, whichever is
    /// shorter.
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// How many polls in a row may fail for a reason that may be temporary. Defaults to 5; with 0,
    /// every error ends the polling.
    pub fn with_max_failures(mut self, failures: u32) -> Self {
        self.limits.max_failures = failures;
        self
    }

    /// An error of this status means "not yet", however often it comes: 404 for something that is
    /// still being created.
    pub fn with_pending_status(mut self, status: StatusCode) -> Self {
        self.limits.pending_statuses.push(status);
        self
    }

    /// Sends `call` until `done` returns true for its value, and returns that value.
    ///
    /// `call` may consist of several calls. `done` is called once for each value, in order, so it
    /// can show progress as well.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use diga_api::{Client, Error, Poller};
    /// use http::Method;
    ///
    /// # async fn run(client: Client) -> Result<(), Error> {
    /// let job = Poller::new(&client)
    ///     .with_interval(Duration::from_millis(500))
    ///     .with_timeout(Duration::from_secs(120))
    ///     .until(
    ///         || client.request_raw(Method::GET, "/v1/jobs/7").send(),
    ///         |job| job.raw_body().ends_with(b"done"),
    ///     )
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// To stop for a reason of your own, drop the future, for example by `select!`:
    ///
    /// ```no_run
    /// # use diga_api::{Client, Error, Poller};
    /// # use http::Method;
    /// # async fn run(client: Client, stop: impl Future<Output = ()>) -> Result<(), Error> {
    /// let job = Poller::new(&client).until(
    ///     || client.request_raw(Method::GET, "/v1/jobs/7").send(),
    ///     |job| job.raw_body().ends_with(b"done"),
    /// );
    /// tokio::select! {
    ///     job = job => println!("{:?}", job?.raw_body()),
    ///     () = stop => println!("stopped before the job was done"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_timeout`](Error::is_timeout) if the deadline has passed; if the last poll failed, its
    /// error is the [`source`](StdError::source). Otherwise the error of `call`, if it is permanent
    /// or if too many polls in a row have failed.
    pub fn until<T, E, C, F, D>(
        &self,
        mut call: C,
        mut done: D,
    ) -> impl Future<Output = Result<T, Error<E>>> + use<T, E, C, F, D>
    where
        C: FnMut() -> F,
        F: Future<Output = Result<T, Error<E>>>,
        D: FnMut(&T) -> bool,
        Error<E>: StdError + Send + Sync + 'static,
    {
        let poller = self.clone();
        within_runtime(async move {
            let mut schedule = poller.schedule();
            loop {
                // Drawn before, so that no value is kept across the wait.
                let random = poller.clock.random();
                let wait = match timeout_at(schedule.end(), call()).await {
                    Ok(Ok(value)) if done(&value) => return Ok(value),
                    Ok(Ok(_)) => schedule.pending(random)?,
                    Ok(Err(error)) => schedule.failed(error, random)?,
                    Err(_) => return Err(schedule.timed_out().of_operation()),
                };
                poller.clock.wait(wait).await;
            }
        })
    }

    pub(crate) fn schedule(&self) -> Schedule {
        Schedule::new(self.limits.clone())
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller")
            .field("interval", &self.limits.interval)
            .field("max_interval", &self.limits.max_interval)
            .field("timeout", &self.limits.timeout)
            .field("max_failures", &self.limits.max_failures)
            .field("pending_statuses", &self.limits.pending_statuses)
            .finish_non_exhaustive()
    }
}
