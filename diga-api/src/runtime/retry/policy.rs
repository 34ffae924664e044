//! When a call is sent again, and after how long.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use super::outcome::{Outcome, Repeatable, RetryDecision};

/// When a call that failed is sent again.
///
/// The default sends a call up to three times in all. It waits a random part of half a second
/// before the second, of a second before the third, and so on, doubling up to 20 seconds, or as
/// long as the server's `Retry-After` asks for, up to a minute.
///
/// Only what is safe is sent again:
///
/// - whatever it is, if no connection was made, or if the server refused it with 429 or 503 and a
///   `Retry-After`;
/// - `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE` and `TRACE` (RFC 9110, section 9.2.2), and calls
///   that the caller calls idempotent, also if the connection broke, if an attempt ran out of time,
///   and on 408, 429, 500, 502, 503 and 504;
/// - `GET`, `HEAD`, `OPTIONS` and `TRACE` (RFC 9110, section 9.2.1), and calls that the caller
///   calls idempotent, also if a success's body broke off: a second `DELETE` would find nothing;
/// - nothing whose body is a stream, and nothing beyond the client's budget for retries.
///
/// An answer that is handed out as a stream has been answered when its headers are there: what
/// breaks off later is not asked for again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until it is given to a client or a call"]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once.
    pub fn never() -> Self {
        Self::default().give_up_after(1)
    }

    /// Gives up after so many attempts, the first included.
    pub fn give_up_after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Waits up to this long before the second attempt, and up to twice as long before each one
    /// after it.
    pub fn wait_at_first(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Never waits longer than this of its own accord.
    pub fn wait_at_most(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Waits as long as a server asks for (`Retry-After`) up to this; a server that asks for more
    /// ends the call. A subscription waits no longer than this either, whatever the server asks for
    /// (`retry:`).
    pub fn obey_retry_after_up_to(mut self, wait: Duration) -> Self {
        self.longest_retry_after = wait;
        self
    }

    /// What to do after attempt number `attempt` ended in `outcome`. `random` is from 0 to 1.
    pub(crate) fn decide(
        &self,
        attempt: u32,
        outcome: &Outcome,
        call: Repeatable,
        random: f64,
    ) -> RetryDecision {
        if !outcome.is_transient()
            || !call.replayable
            || !(call.idempotent || outcome.is_untouched())
        {
            return RetryDecision::Stop;
        }
        if attempt >= self.attempts {
            return RetryDecision::Stop;
        }
        match outcome.retry_after() {
            Some(asked) if asked > self.longest_retry_after => RetryDecision::Exhausted(format!(
                "the server asks to wait {asked:?}, and {:?} is the most that is waited",
                self.longest_retry_after
            )),
            Some(asked) => RetryDecision::Retry(asked.max(self.wait(attempt, random))),
            None => RetryDecision::Retry(self.wait(attempt, random)),
        }
    }

    /// How long to wait before events are asked for again, where the server asks for so long. A
    /// server that asks for none is not meant to be asked as fast as the network allows.
    #[cfg(feature = "sse")]
    pub(crate) fn reconnect(&self, asked: Duration) -> Duration {
        const SHORTEST: Duration = Duration::from_millis(100);
        asked.min(self.longest_retry_after).max(SHORTEST)
    }

    /// Full jitter: anything from nothing to the doubled wait
    /// (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
    pub(crate) fn wait(&self, attempt: u32, random: f64) -> Duration {
        let doubling = ExponentialBuilder::new()
            .with_factor(2.0)
            .with_min_delay(self.first_wait.min(self.longest_wait))
            .with_max_delay(self.longest_wait)
            .without_max_times();
        let before = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
        let longest = doubling
            .build()
            .nth(before.min(64))
            .unwrap_or(self.longest_wait);
        longest
            .min(self.longest_wait)
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

    fn answered(status: u16, retry_after: Option<u64>) -> Outcome {
        let status = StatusCode::from_u16(status).unwrap();
        Outcome::Response(status, retry_after.map(Duration::from_secs))
    }

    fn again(outcome: &Outcome, call: Repeatable) -> bool {
        matches!(
            RetryPolicy::default().decide(1, outcome, call, 0.5),
            RetryDecision::Retry(_)
        )
    }

    #[test]
    fn what_is_idempotent_is_sent_again_after_what_may_pass() {
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(again(&answered(status, None), TWICE), "{status}");
        }
        for status in [200, 302, 400, 401, 403, 404, 409, 422, 501] {
            assert!(!again(&answered(status, Some(1)), TWICE), "{status}");
        }
        assert!(again(&Outcome::NotConnected, TWICE) && again(&Outcome::NoResponse, TWICE));
        assert!(!again(&Outcome::Permanent, TWICE));
    }

    #[test]
    fn what_is_not_idempotent_is_sent_again_only_if_the_server_cannot_have_acted() {
        assert!(again(&Outcome::NotConnected, ONCE));
        assert!(!again(&Outcome::NoResponse, ONCE));
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(!again(&answered(status, None), ONCE), "{status}");
            let refused = matches!(status, 429 | 503);
            assert_eq!(again(&answered(status, Some(1)), ONCE), refused, "{status}");
        }
    }

    #[test]
    fn a_stream_is_never_sent_again() {
        assert!(!again(&Outcome::NotConnected, STREAM));
        assert!(!again(&answered(503, Some(1)), STREAM));
    }

    #[test]
    fn waits_double_up_to_a_cap_and_are_fully_jittered() {
        let policy = RetryPolicy::default().give_up_after(100);
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
    fn what_the_server_asks_for_is_obeyed_or_ends_the_call() {
        let policy = RetryPolicy::default();
        assert_eq!(
            policy.decide(1, &answered(429, Some(7)), ONCE, 1.0),
            RetryDecision::Retry(Duration::from_secs(7))
        );
        assert_eq!(
            policy.decide(1, &answered(429, Some(60)), ONCE, 1.0),
            RetryDecision::Retry(Duration::from_secs(60))
        );
        let RetryDecision::Exhausted(why) = policy.decide(1, &answered(429, Some(61)), ONCE, 1.0)
        else {
            panic!("waited");
        };
        assert_eq!(
            why,
            "the server asks to wait 61s, and 60s is the most that is waited"
        );
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
