//! The deadlines of a call and of its attempts.

use std::time::Duration;

use tokio::time::Instant;

use super::settings::Timeouts;
use crate::runtime::request::CallOptions;

/// When a call ends, and how long each of its attempts may take.
#[derive(Clone, Copy)]
pub(super) struct Deadline {
    pub(super) total: Duration,
    attempt: Duration,
    pub(super) end: Instant,
}

/// When an attempt ends, and the timeout that set this limit.
#[derive(Clone, Copy)]
pub(super) struct AttemptDeadline {
    pub(super) end: Instant,
    pub(super) timeout: Duration,
    call: Deadline,
}

impl Deadline {
    /// The deadline of a call that begins now.
    pub(super) fn new(timeouts: &Timeouts, options: &CallOptions) -> Self {
        let total = options.timeout.unwrap_or(timeouts.total);
        Self {
            total,
            attempt: options.attempt_timeout.unwrap_or(timeouts.attempt),
            end: from_now(total),
        }
    }

    /// The deadline of an attempt that begins now.
    pub(super) fn of_attempt(&self) -> AttemptDeadline {
        self.after(Instant::now())
    }

    /// The deadline of an attempt that has made progress at `since`.
    fn after(&self, since: Instant) -> AttemptDeadline {
        let end = since + self.attempt.min(YEAR);
        let (end, timeout) = if end < self.end {
            (end, self.attempt)
        } else {
            (self.end, self.total)
        };
        AttemptDeadline {
            end,
            timeout,
            call: *self,
        }
    }

    /// Whether another attempt can begin after this wait.
    pub(super) fn allows(&self, wait: Duration) -> bool {
        from_now(wait) < self.end
    }
}

impl AttemptDeadline {
    /// The deadline of the same attempt, whose upload moved at `since`, if it is later.
    pub(super) fn extended(&self, since: Option<Instant>) -> Option<Self> {
        let later = self.call.after(since?);
        (later.end > self.end).then_some(later)
    }
}

/// The longest time limit, since adding a longer `Duration` could overflow an `Instant`.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// The instant after this time.
fn from_now(time: Duration) -> Instant {
    Instant::now() + time.min(YEAR)
}
