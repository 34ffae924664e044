//! The outcome of an attempt, and the decision about another one.

use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};

/// Whether a call may be sent again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeatable {
    /// Sending it twice has the same effect as sending it once.
    pub(crate) idempotent: bool,
    /// The body is not a stream, which is gone once it has been sent.
    pub(crate) replayable: bool,
}

/// The outcome of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No connection was made.
    NotConnected,
    /// The connection failed, before the response or during it, or a time limit was exceeded: the
    /// server may have processed the request.
    NoResponse,
    /// The server responded, perhaps with a `Retry-After`.
    Response(StatusCode, RetryAfter),
    /// Another attempt cannot help.
    Permanent,
}

impl Outcome {
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::NotConnected | Self::NoResponse => true,
            Self::Response(status, _) => {
                // 520 to 524 are from Cloudflare, 529 says that the service is overloaded.
                matches!(
                    status.as_u16(),
                    408 | 425 | 429 | 500 | 502..=504 | 520..=524 | 529
                )
            }
            Self::Permanent => false,
        }
    }

    /// Whether the server cannot have processed the request.
    pub(super) fn is_unprocessed(&self) -> bool {
        match self {
            Self::NotConnected => true,
            Self::Response(status, retry_after) => {
                matches!(status.as_u16(), 429 | 503) && matches!(retry_after, RetryAfter::Wait(_))
            }
            Self::NoResponse | Self::Permanent => false,
        }
    }

    pub(super) fn retry_after(&self) -> RetryAfter {
        match self {
            Self::Response(_, retry_after) => *retry_after,
            _ => RetryAfter::Absent,
        }
    }
}

/// The decision after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RetryDecision {
    /// Its result is final.
    Stop,
    /// Its result is final, for a reason that the caller should know.
    Exhausted(String),
    /// Another attempt, after this wait.
    Retry(Duration),
}

/// The wait that a response asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// None.
    Absent,
    /// One that cannot be read.
    Invalid,
    /// This one.
    Wait(Duration),
}

impl RetryAfter {
    /// Reads `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date.
    ///
    /// A fraction of a second, which the RFC does not allow, is rounded up. A date is measured from
    /// the `Date` of the response, since the server's clock may differ from this machine's; `now`
    /// replaces one that is missing or invalid. A date in the past asks for no wait.
    pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Self {
        let Some(value) = headers.get(RETRY_AFTER) else {
            return Self::Absent;
        };
        let Ok(value) = value.to_str() else {
            return Self::Invalid;
        };
        let value = value.trim();
        if let Some(seconds) = seconds(value) {
            return Self::Wait(Duration::from_secs(seconds));
        }
        let Ok(until) = httpdate::parse_http_date(value) else {
            return Self::Invalid;
        };
        let sent = headers.get(DATE).and_then(|date| {
            let date = date.to_str().ok()?;
            httpdate::parse_http_date(date.trim()).ok()
        });
        Self::Wait(
            until
                .duration_since(sent.unwrap_or(now))
                .unwrap_or_default(),
        )
    }

    /// The wait, if it can be read.
    pub(crate) fn wait(self) -> Option<Duration> {
        match self {
            Self::Wait(wait) => Some(wait),
            Self::Absent | Self::Invalid => None,
        }
    }
}

/// The whole seconds of `12` or `12.5`, rounded up. Without exponents, signs and the like, which
/// the parser of floating-point numbers would read.
fn seconds(value: &str) -> Option<u64> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: u64 = match whole {
        "" if fraction.is_empty() => return None,
        "" => 0,
        whole => whole.parse().ok()?,
    };
    let rest = fraction.bytes().any(|byte| byte != b'0');
    whole.checked_add(u64::from(rest))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(headers: &[(http::HeaderName, &'static str)]) -> RetryAfter {
        let now = httpdate::parse_http_date("Wed, 21 Oct 2015 07:28:00 GMT").unwrap();
        let headers = headers
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect();
        RetryAfter::read(&headers, now)
    }

    fn wait(seconds: u64) -> RetryAfter {
        RetryAfter::Wait(Duration::from_secs(seconds))
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        for (text, expected) in [
            ("120", wait(120)),
            (" 0 ", wait(0)),
            ("Wed, 21 Oct 2015 07:30:00 GMT", wait(120)),
            ("Wednesday, 21-Oct-15 07:30:00 GMT", wait(120)),
            ("Wed, 21 Oct 2015 07:00:00 GMT", wait(0)),
            ("-1", RetryAfter::Invalid),
            ("soon", RetryAfter::Invalid),
            ("99999999999999999999", RetryAfter::Invalid),
        ] {
            assert_eq!(read(&[(RETRY_AFTER, text)]), expected, "{text}");
        }
        assert_eq!(read(&[]), RetryAfter::Absent);
    }

    #[test]
    fn a_fraction_of_a_second_is_rounded_up() {
        for (text, expected) in [
            ("1.5", wait(2)),
            ("0.001", wait(1)),
            (".2", wait(1)),
            ("3.0", wait(3)),
            ("3.", wait(3)),
            (".", RetryAfter::Invalid),
            ("", RetryAfter::Invalid),
            ("1.5.2", RetryAfter::Invalid),
            ("1e3", RetryAfter::Invalid),
            ("inf", RetryAfter::Invalid),
            ("NaN", RetryAfter::Invalid),
            ("+1", RetryAfter::Invalid),
            ("1,5", RetryAfter::Invalid),
            ("18446744073709551615.5", RetryAfter::Invalid),
        ] {
            assert_eq!(read(&[(RETRY_AFTER, text)]), expected, "{text}");
        }
    }

    #[test]
    fn a_date_is_measured_from_the_date_of_the_response() {
        let until = (RETRY_AFTER, "Wed, 21 Oct 2015 09:00:05 GMT");
        let sent = |date| [until.clone(), (DATE, date)];
        assert_eq!(read(&sent("Wed, 21 Oct 2015 09:00:00 GMT")), wait(5));
        assert_eq!(read(&sent("Wed, 21 Oct 2015 10:00:00 GMT")), wait(0));
        let from_now = wait(92 * 60 + 5);
        assert_eq!(read(&sent("yesterday")), from_now);
        assert_eq!(read(&[until]), from_now);
    }
}
