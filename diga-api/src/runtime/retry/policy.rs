//! When a failed call is sent again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use super::outcome::{Outcome, Repeatable, RetryAfter, RetryDecision};

/// When a failed call is sent again.
///
/// By default a call is sent up to three times. The wait before the second attempt is a random
/// fraction of half a second, and before the third a random fraction of a second; this limit
/// doubles up to 20 seconds. A `Retry-After` of up to one minute is respected: seconds, of which a
/// fraction is rounded up, or a date, which is measured from the response's `Date`. After one that
/// cannot be read, the wait is the whole limit.
///
/// Only calls that are safe to repeat are retried:
///
/// - every call, if no connection was made, or if the server rejected it with 429 or 503 and a
///   `Retry-After`;
/// - `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE` and `TRACE` (RFC 9110, section 9.2.2), and calls
///   that the caller marks as idempotent, also if the connection failed, if an attempt timed out,
///   and on 408, 425, 429, 500, 502, 503, 504, 520 to 524 and 529;
/// - `GET`, `HEAD`, `OPTIONS` and `TRACE` (RFC 9110, section 9.2.1), and calls that the caller
///   marks as idempotent, also if the body of a success was cut off: a second `DELETE` would find
///   nothing;
/// - no call whose body is a stream, and no call beyond the retry budget of the client.
///
/// A response that is read as a stream is complete when its headers have arrived: if its body is
/// cut off later, the call is not retried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is given to a client or a call"]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Sends every call once.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// The maximum number of attempts, the first included. Defaults to 3; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The upper limit of the wait before the second attempt, which doubles with each further
    /// attempt. Defaults to half a second.
    ///
    /// The wait is a random fraction of its limit ("full jitter").
    pub fn initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// The value up to which the limit of the wait doubles. Defaults to 20 seconds.
    pub fn max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// The longest `Retry-After` that is respected; a server that asks for a longer wait ends the
    /// call. Defaults to one minute.
    ///
    /// It also limits the wait of a subscription before it reconnects, if the server asks for one
    /// (`retry:`).
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Decides what to do after attempt number `attempt` ended in `outcome`. `random` is between 0
    /// and 1.
    pub(crate) fn decide(
        &self,
        attempt: u32,
        outcome: &Outcome,
        call: Repeatable,
        random: f64,
    ) -> RetryDecision {
        if !outcome.is_transient()
            || !call.replayable
            || !(call.idempotent || outcome.is_unprocessed())
        {
            return RetryDecision::Stop;
        }
        if attempt >= self.max_attempts {
            return RetryDecision::Stop;
        }
        match outcome.retry_after() {
            RetryAfter::Wait(asked) if asked > self.max_retry_after => {
                RetryDecision::Exhausted(format!(
                    "the server asks to wait {asked:?}; \
                 the limit is {:?} (`RetryPolicy::max_retry_after`)",
                    self.max_retry_after
                ))
            }
            RetryAfter::Wait(asked) => RetryDecision::Retry(asked.max(self.wait(attempt, random))),
            // The server asks for a wait, but it is unknown which.
            RetryAfter::Invalid => RetryDecision::Retry(self.wait(attempt, 1.0)),
            RetryAfter::Absent => RetryDecision::Retry(self.wait(attempt, random)),
        }
    }

    /// The wait before events are requested again, if the server asks to wait `asked`. It has a
    /// minimum, so that a server that asks for no wait is not polled in a tight loop.
    #[cfg(feature = "sse")]
    pub(crate) fn reconnect(&self, asked: Duration) -> Duration {
        const SHORTEST: Duration = Duration::from_millis(100);
        asked.min(self.max_retry_after).max(SHORTEST)
    }

    /// Full jitter: a random fraction of the doubled wait
    /// (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
    pub(crate) fn wait(&self, attempt: u32, random: f64) -> Duration {
        let doubling = ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(self.initial_backoff.min(self.max_backoff))
            .with_max_delay(self.max_backoff)
            .without_max_times();
        let before = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        let longest = doubling
            .build()
            .nth(before.min(64))
            .unwrap_or(self.max_backoff);
        longest
            .min(self.max_backoff)
            .mul_f64(random.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    const ONCE: Repeatable = Repeatable {
        idempotent: false,
        replayable: true,
    };
    const TWICE: Repeatable = Repeatable {
        idempotent: true,
        replayable: true,
    };
    const STREAM: Repeatable = Repeatable {
        idempotent: true,
        replayable: false,
    };

    fn responded(status: u16, retry_after: Option<u64>) -> Outcome {
        let status = StatusCode::from_u16(status).unwrap();
        let retry_after = retry_after.map_or(RetryAfter::Absent, |seconds| {
            RetryAfter::Wait(Duration::from_secs(seconds))
        });
        Outcome::Response(status, retry_after)
    }

    const TRANSIENT: [u16; 13] = [
        408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529,
    ];

    fn again(outcome: &Outcome, call: Repeatable) -> bool {
        matches!(
            RetryPolicy::default().decide(1, outcome, call, 0.5),
            RetryDecision::Retry(_)
        )
    }

    #[test]
    fn an_idempotent_call_is_retried_after_a_temporary_failure() {
        for status in TRANSIENT {
            assert!(again(&responded(status, None), TWICE), "{status}");
        }
        for status in [
            200, 302, 400, 401, 403, 404, 409, 422, 501, 505, 519, 525, 530,
        ] {
            assert!(!again(&responded(status, Some(1)), TWICE), "{status}");
        }
        assert!(again(&Outcome::NotConnected, TWICE) && again(&Outcome::NoResponse, TWICE));
        assert!(!again(&Outcome::Permanent, TWICE));
    }

    #[test]
    fn another_call_is_retried_only_if_the_server_cannot_have_processed_it() {
        assert!(again(&Outcome::NotConnected, ONCE));
        assert!(!again(&Outcome::NoResponse, ONCE));
        for status in TRANSIENT {
            assert!(!again(&responded(status, None), ONCE), "{status}");
            let refused = matches!(status, 429 | 503);
            assert_eq!(
                again(&responded(status, Some(1)), ONCE),
                refused,
                "{status}"
            );
        }
    }

    #[test]
    fn a_stream_is_never_retried() {
        assert!(!again(&Outcome::NotConnected, STREAM));
        assert!(!again(&responded(503, Some(1)), STREAM));
    }

    #[test]
    fn waits_double_up_to_a_cap_and_are_fully_jittered() {
        let policy = RetryPolicy::default().max_attempts(100);
        let wait =
            |attempt, random| match policy.decide(attempt, &Outcome::NotConnected, ONCE, random) {
                RetryDecision::Retry(wait) => wait,
                other => panic!("{other:?}"),
            };
        let longest: Vec<_> = (1..=8)
            .map(|attempt| wait(attempt, 1.0).as_millis())
            .collect();
        assert_eq!(
            longest,
            [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]
        );
        assert_eq!(wait(3, 0.0), Duration::ZERO);
        assert_eq!(wait(3, 0.25), Duration::from_millis(500));
        assert_eq!(wait(99, 1.0), Duration::from_secs(20));
    }

    #[test]
    fn retry_after_is_followed_or_ends_the_call() {
        let policy = RetryPolicy::default();
        assert_eq!(
            policy.decide(1, &responded(429, Some(7)), ONCE, 1.0),
            RetryDecision::Retry(Duration::from_secs(7))
        );
        assert_eq!(
            policy.decide(1, &responded(429, Some(60)), ONCE, 1.0),
            RetryDecision::Retry(Duration::from_secs(60))
        );
        let RetryDecision::Exhausted(why) = policy.decide(1, &responded(429, Some(61)), ONCE, 1.0)
        else {
            panic!("waited");
        };
        assert_eq!(
            why,
            "the server asks to wait 61s; the limit is 60s (`RetryPolicy::max_retry_after`)"
        );
    }

    #[test]
    fn a_retry_after_that_cannot_be_read_is_a_whole_backoff() {
        let outcome = Outcome::Response(StatusCode::SERVICE_UNAVAILABLE, RetryAfter::Invalid);
        let policy = RetryPolicy::default();
        assert_eq!(
            policy.decide(1, &outcome, TWICE, 0.0),
            RetryDecision::Retry(Duration::from_millis(500))
        );
        assert_eq!(policy.decide(1, &outcome, ONCE, 0.0), RetryDecision::Stop);
    }

    #[test]
    fn attempts_are_counted() {
        let policy = RetryPolicy::default();
        assert!(matches!(
            policy.decide(2, &Outcome::NotConnected, ONCE, 0.0),
            RetryDecision::Retry(_)
        ));
        assert_eq!(
            policy.decide(3, &Outcome::NotConnected, ONCE, 0.0),
            RetryDecision::Stop
        );
        assert_eq!(
            RetryPolicy::never().decide(1, &Outcome::NotConnected, ONCE, 0.0),
            RetryDecision::Stop
        );
    }
}
