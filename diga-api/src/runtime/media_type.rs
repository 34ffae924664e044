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

/// Whether a `content-type` header has the media type that a document names, with its parameters:
/// `application/json; version=2`. The charset does not count.
pub(crate) fn is(content_type: &HeaderValue, documented: &str) -> bool {
    let Ok(value) = content_type.to_str() else {
        return false;
    };
    let same = |one: &str, other: &str| one.trim().eq_ignore_ascii_case(other.trim());
    let (mut own, mut wanted) = (value.split(';'), documented.split(';'));
    let (Some(essence), Some(documented)) = (own.next(), wanted.next()) else {
        return false;
    };
    let own: Vec<&str> = own.collect();
    let has = |parameter: &str| {
        own.iter()
            .any(|own| same(&unquoted(own), &unquoted(parameter)))
    };
    let is_charset = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        same(name, "charset")
    };
    same(essence, documented) && wanted.all(|parameter| is_charset(parameter) || has(parameter))
}

/// A parameter without quotes and without space around its parts.
fn unquoted(parameter: &str) -> String {
    let parts = parameter
        .splitn(2, '=')
        .map(|part| part.trim().trim_matches('"'));
    parts.collect::<Vec<_>>().join("=")
}

fn ends_with(essence: &str, end: &str) -> bool {
    essence
        .len()
        .checked_sub(end.len())
        .and_then(|at| essence.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documented_media_type_is_recognised_with_its_parameters() {
        for (header, documented, expected) in [
            ("application/json", "application/json", true),
            ("Application/JSON; charset=utf-8", "application/json", true),
            (
                "application/json; version=\"2\"",
                "application/json;version=2",
                true,
            ),
            (
                "application/json; version=1",
                "application/json; version=2",
                false,
            ),
            ("application/json", "application/json; version=2", false),
            ("text/csv", "text/csv; charset=utf-8", true),
            ("application/problem+json", "application/json", false),
        ] {
            let header = HeaderValue::from_static(header);
            assert_eq!(is(&header, documented), expected, "{header:?} {documented}");
        }
    }
}
