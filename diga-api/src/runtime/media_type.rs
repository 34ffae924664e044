//! Media types as headers carry them.

use http::HeaderValue;

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

fn ends_with(essence: &str, end: &str) -> bool {
    essence
        .len()
        .checked_sub(end.len())
        .and_then(|at| essence.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
