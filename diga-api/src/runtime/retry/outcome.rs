//! The outcome of an attempt, and the decision about another one.

use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
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
    Response(StatusCode, Option<Duration>),
    /// Another attempt cannot help.
    Permanent,
}

impl Outcome {
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::NotConnected | Self::NoResponse => true,
            Self::Response(status, _) => {
                matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
            }
            Self::Permanent => false,
        }
    }

    /// Whether the server cannot have processed the request.
    pub(super) fn is_unprocessed(&self) -> bool {
        match self {
            Self::NotConnected => true,
            Self::Response(status, retry_after) => {
                matches!(status.as_u16(), 429 | 503) && retry_after.is_some()
            }
            Self::NoResponse | Self::Permanent => false,
        }
    }

    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Response(_, retry_after) => *retry_after,
            _ => None,
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

/// `Retry-After` (RFC 9110, section 10.2.3), in seconds or as a date; a date in the past asks for
/// no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

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
}
