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
        let end = from_now(self.attempt);
        if end < self.end {
            let timeout = self.attempt;
            AttemptDeadline { end, timeout }
        } else {
            AttemptDeadline {
                end: self.end,
                timeout: self.total,
            }
        }
    }

    /// Whether another attempt can begin after this wait.
    pub(super) fn allows(&self, wait: Duration) -> bool {
        from_now(wait) < self.end
    }
}

/// The instant after this time, limited to a year, since adding a longer `Duration` could overflow
/// an `Instant`.
fn from_now(time: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    Instant::now() + time.min(YEAR)
}
