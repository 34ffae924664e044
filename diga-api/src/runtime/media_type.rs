//! Media types as headers carry them.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};

/// Server-sent events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// The media type of a body with these headers, without its parameters.
pub(crate) fn of(headers: &HeaderMap) -> Option<&str> {
    essence(headers.get(CONTENT_TYPE)?)
}

/// The media type of a `content-type` header without its parameters: `application/json` of
/// `application/json; charset=utf-8`. `None` if the header is not a string.
pub(crate) fn essence(content_type: &HeaderValue) -> Option<&str> {
    let value = content_type.to_str().ok()?;
    Some(value.split(';').next().unwrap_or(value).trim())
}

/// Whether a media type is JSON by name: `application/json`, `text/json`, or `+json` at its end
/// (RFC 6839, section 3.1).
pub(crate) fn is_json(essence: &str) -> bool {
    ends_with(essence, "+json") || ends_with(essence, "/json")
}

/// The value of the parameter `charset`, if the header has one.
pub(crate) fn charset(content_type: &HeaderValue) -> Option<&str> {
    let value = content_type.to_str().ok()?;
    value.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

fn ends_with(essence: &str, end: &str) -> bool {
    essence
        .len()
        .checked_sub(end.len())
        .and_then(|at| essence.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
