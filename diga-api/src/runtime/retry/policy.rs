//! When a call is sent again, and after how long.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use http::header::RETRY_AFTER;
use http::{HeaderMap, Method, StatusCode};

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
    pub(crate) fn verdict(
        &self,
        attempt: u32,
        outcome: &Outcome,
        call: Repeatable,
        random: f64,
    ) -> Verdict {
        if !outcome.is_transient()
            || !call.replayable
            || !(call.idempotent || outcome.is_untouched())
        {
            return Verdict::Keep;
        }
        if attempt >= self.attempts {
            return Verdict::Keep;
        }
        match outcome.retry_after() {
            Some(asked) if asked > self.longest_retry_after => Verdict::GiveUp(format!(
                "the server asks to wait {asked:?}, and {:?} is the most that is waited",
                self.longest_retry_after
            )),
            Some(asked) => Verdict::Again(asked.max(self.wait(attempt, random))),
            None => Verdict::Again(self.wait(attempt, random)),
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

/// Whether a call may be sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeatable {
    /// Twice is as good as once.
    pub(crate) idempotent: bool,
    /// The body is still there.
    pub(crate) replayable: bool,
}

/// How one attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No connection was made.
    Unconnected,
    /// The connection broke, before the answer or within it, or time ran out: the server may have
    /// acted.
    Unanswered,
    /// The server answered.
    Answered(StatusCode, Option<Duration>),
    /// Nothing that another attempt could change.
    Hopeless,
}

impl Outcome {
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Unconnected | Self::Unanswered => true,
            Self::Answered(status, _) => {
                matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Hopeless => false,
        }
    }

    /// Whether the server cannot have acted.
    fn is_untouched(&self) -> bool {
        match self {
            Self::Unconnected => true,
            Self::Answered(status, retry_after) => {
                matches!(status.as_u16(), 429 | 503) && retry_after.is_some()
            }
            Self::Unanswered | Self::Hopeless => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Answered(_, retry_after) => *retry_after,
            _ => None,
        }
    }
}

/// What comes after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It stands as it is.
    Keep,
    /// It stands, for a reason that the caller should know.
    GiveUp(String),
    /// Another, after this long.
    Again(Duration),
}

/// The methods of which twice is as good as once (RFC 9110, section 9.2.2).
pub(crate) fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent()
}

/// `Retry-After` (RFC 9110, section 10.2.3), in seconds or as a date; a date that is past asks for
/// no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// How many retries a client has left, all calls together: an outage is not multiplied by the
/// number of callers.
///
/// Each retry takes five, each call that succeeds at once gives one back.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    const COST: u32 = 5;

    pub(crate) fn of(retries: u32) -> Self {
        let full = retries.saturating_mul(Self::COST);
        Self {
            left: AtomicU32::new(full),
            full,
        }
    }

    /// Takes what a retry costs, if it is there.
    pub(crate) fn take(&self) -> bool {
        self.change(|left| left.checked_sub(Self::COST))
    }

    /// A call went well.
    pub(crate) fn refill(&self) {
        self.change(|left| (left < self.full).then(|| left.saturating_add(1)));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

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
        Outcome::Answered(status, retry_after.map(Duration::from_secs))
    }

    fn again(outcome: &Outcome, call: Repeatable) -> bool {
        matches!(
            RetryPolicy::default().verdict(1, outcome, call, 0.5),
            Verdict::Again(_)
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
        assert!(again(&Outcome::Unconnected, TWICE) && again(&Outcome::Unanswered, TWICE));
        assert!(!again(&Outcome::Hopeless, TWICE));
    }

    #[test]
    fn what_is_not_idempotent_is_sent_again_only_if_the_server_cannot_have_acted() {
        assert!(again(&Outcome::Unconnected, ONCE));
        assert!(!again(&Outcome::Unanswered, ONCE));
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(!again(&answered(status, None), ONCE), "{status}");
            let refused = matches!(status, 429 | 503);
            assert_eq!(again(&answered(status, Some(1)), ONCE), refused, "{status}");
        }
    }

    #[test]
    fn a_stream_is_never_sent_again() {
        assert!(!again(&Outcome::Unconnected, STREAM));
        assert!(!again(&answered(503, Some(1)), STREAM));
    }

    #[test]
    fn waits_double_up_to_a_cap_and_are_fully_jittered() {
        let policy = RetryPolicy::default().give_up_after(100);
        let wait =
            |attempt, random| match policy.verdict(attempt, &Outcome::Unconnected, ONCE, random) {
                Verdict::Again(wait) => wait,
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
            policy.verdict(1, &answered(429, Some(7)), ONCE, 1.0),
            Verdict::Again(Duration::from_secs(7))
        );
        assert_eq!(
            policy.verdict(1, &answered(429, Some(60)), ONCE, 1.0),
            Verdict::Again(Duration::from_secs(60))
        );
        let Verdict::GiveUp(why) = policy.verdict(1, &answered(429, Some(61)), ONCE, 1.0) else {
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
            policy.verdict(2, &Outcome::Unconnected, ONCE, 0.0),
            Verdict::Again(_)
        ));
        assert_eq!(
            policy.verdict(3, &Outcome::Unconnected, ONCE, 0.0),
            Verdict::Keep
        );
        assert_eq!(
            RetryPolicy::never().verdict(1, &Outcome::Unconnected, ONCE, 0.0),
            Verdict::Keep
        );
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Wed, 21 Oct 2015 07:30:00 GMT", Some(120)),
            ("Wednesday, 21-Oct-15 07:30:00 GMT", Some(120)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            assert_eq!(
                retry_after(&headers, now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_budget_is_used_up_and_comes_back_with_success() {
        let budget = Budget::of(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..Budget::COST {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
        for _ in 0..100 {
            budget.refill();
        }
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
