//! The time that a stream may be idle.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::runtime::error::Error;
use crate::runtime::send::polled_within_runtime;

/// Measures how long a reader has waited for data. The time between reads does not count.
#[derive(Debug)]
pub(super) struct Idle {
    limit: Duration,
    /// The runtime with the timer, since a stream may be read outside of it.
    runtime: Handle,
    timer: Option<Pin<Box<Sleep>>>,
    waiting: bool,
}

impl Idle {
    /// `None` outside of a runtime, where nothing can be measured.
    pub(super) fn new(limit: Duration) -> Option<Self> {
        Some(Self {
            limit,
            runtime: Handle::try_current().ok()?,
            timer: None,
            waiting: false,
        })
    }

    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// Data has arrived.
    pub(super) fn data(&mut self) {
        self.waiting = false;
    }

    /// There is no data yet. Ready when the limit is exceeded.
    ///
    /// # Errors
    ///
    /// If the runtime is shut down, so that nothing can be measured.
    pub(super) fn poll_exceeded(&mut self, cx: &mut Context<'_>) -> Result<Poll<()>, Error> {
        polled_within_runtime(|| self.poll_timer(cx))
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        /// Adding a longer time could overflow an `Instant`.
        const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

        let end = || Instant::now() + self.limit.min(YEAR);
        let timer = match &mut self.timer {
            Some(timer) => {
                if !self.waiting {
                    timer.as_mut().reset(end());
                }
                timer
            }
            none => {
                let end = end();
                let _entered = self.runtime.enter();
                none.insert(Box::pin(sleep_until(end)))
            }
        };
        self.waiting = true;
        timer.as_mut().poll(cx)
    }
}
