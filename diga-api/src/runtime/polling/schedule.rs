//! When the next poll is: a decision without I/O.

use std::error::Error as StdError;
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use crate::runtime::error::{Error, Kind};

/// The settings of a poller.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// The first wait.
    pub(super) interval: Duration,
    pub(super) max_interval: Duration,
    /// From the first poll to the end.
    pub(super) timeout: Duration,
    /// How many polls in a row may fail for a temporary reason.
    pub(super) max_failures: u32,
    /// Statuses that are not failures: "not yet".
    pub(super) pending_statuses: Vec<StatusCode>,
}

/// The state of one run of polls.
#[derive(Debug)]
pub(crate) struct Schedule {
    limits: Limits,
    start: Instant,
    /// The sum of all waits. A clock of a test lets none of them take time.
    waited: Duration,
    /// The next wait, before jitter.
    backoff: Duration,
    polls: u32,
    /// The polls in a row that failed.
    failures: u32,
}

/// Waits are shorter than the backoff by up to this part of it, at random.
const JITTER: f64 = 0.25;

/// A poll needs some time: the last one begins this part of the timeout before its end, or one
/// interval before it, whichever is later.
const LAST: u32 = 10;

/// No wait and no timeout is longer, since instants and products of durations could overflow.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

impl Schedule {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            start: Instant::now(),
            waited: Duration::ZERO,
            backoff: limits.interval.min(limits.max_interval),
            polls: 0,
            failures: 0,
            limits,
        }
    }

    /// When all polls have to be over.
    pub(super) fn end(&self) -> Instant {
        self.start + self.limits.timeout.min(YEAR)
    }

    /// The wait after a poll that has found the work unfinished. `random` is between 0 and 1.
    pub(crate) fn pending<E>(&mut self, random: f64) -> Result<Duration, Error<E>> {
        self.polls = self.polls.saturating_add(1);
        self.failures = 0;
        self.next(random, Duration::ZERO)
            .ok_or_else(|| self.timed_out().of_operation())
    }

    /// The wait after a poll that has failed; the error, if it may not be ignored.
    pub(crate) fn failed<E>(&mut self, error: Error<E>, random: f64) -> Result<Duration, Error<E>>
    where
        Error<E>: StdError + Send + Sync + 'static,
    {
        let is_pending = error.is_status()
            && error
                .status()
                .is_some_and(|status| self.limits.pending_statuses.contains(&status));
        if is_pending {
            return self.pending(random);
        }
        if !error.is_retryable() {
            return Err(error);
        }
        self.polls = self.polls.saturating_add(1);
        self.failures = self.failures.saturating_add(1);
        if self.failures > self.limits.max_failures {
            return Err(error.adding(&format!("{} polls in a row have failed", self.failures)));
        }
        let at_least = error.retry_after().unwrap_or_default();
        self.next(random, at_least)
            .ok_or_else(|| self.timed_out().with_source(error).of_operation())
    }

    /// No poll found the work finished in time.
    pub(super) fn timed_out(&self) -> Error {
        let Limits { timeout, .. } = self.limits;
        let polls = match self.polls {
            1 => "1 poll".to_owned(),
            polls => format!("{polls} polls"),
        };
        let detail = format!("still pending after {timeout:?} and {polls}");
        Error::new(Kind::Timeout, detail)
    }

    /// The next wait; none, if no time is left for another poll.
    fn next(&mut self, random: f64, at_least: Duration) -> Option<Duration> {
        let Limits {
            interval, timeout, ..
        } = self.limits;
        let elapsed = self.start.elapsed().max(self.waited);
        let last = interval.min(timeout / LAST);
        let longest = timeout.checked_sub(elapsed)?.checked_sub(last)?;
        let backoff = self.backoff.min(YEAR);
        let jittered = backoff.mul_f64(1.0 - JITTER * random.clamp(0.0, 1.0));
        let wait = jittered.min(longest).max(at_least);
        if longest.is_zero() || wait > longest {
            return None;
        }
        self.backoff = self.backoff.saturating_mul(2).min(self.limits.max_interval);
        self.waited = self.waited.saturating_add(wait);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(timeout: u64) -> Schedule {
        Schedule::new(Limits {
            interval: Duration::from_secs(1),
            max_interval: Duration::from_secs(8),
            timeout: Duration::from_secs(timeout),
            max_failures: 2,
            pending_statuses: Vec::new(),
        })
    }

    fn waits(mut schedule: Schedule, random: f64) -> (Vec<u128>, Error) {
        let mut waits = Vec::new();
        loop {
            match schedule.pending::<()>(random) {
                Ok(wait) => waits.push(wait.as_millis()),
                Err(error) => return (waits, error),
            }
        }
    }

    // A paused clock: what has elapsed is what was waited.
    #[tokio::test(start_paused = true)]
    async fn waits_double_up_to_a_limit_and_the_last_poll_is_shortly_before_the_end() {
        let (found, error) = waits(schedule(30), 0.0);
        assert_eq!(found, [1000, 2000, 4000, 8000, 8000, 6000]);
        assert!(error.is_timeout());
        assert_eq!(error.to_string(), "still pending after 30s and 7 polls");
        // All of the jitter.
        assert_eq!(waits(schedule(5), 1.0).0, [750, 1500, 2250]);
        // Less than an interval.
        assert_eq!(waits(schedule(1), 0.0).0, [900]);
        assert_eq!(waits(schedule(0), 0.0).0, [0_u128; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_interval_may_be_longer_than_its_limit_or_nothing() {
        let mut long = schedule(30);
        long.backoff = Duration::MAX;
        long.limits.max_interval = Duration::MAX;
        assert_eq!(waits(long, 0.0).0, [29_000]);
        let mut zero = schedule(1);
        zero.backoff = Duration::ZERO;
        assert!(zero.pending::<()>(0.5).is_ok_and(|wait| wait.is_zero()));
    }
}
