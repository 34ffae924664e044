//! Media types (RFC 9110, section 8.3.1).

use serde_json::{Map, Value};

/// The media type without its parameters, in lower case: `application/json; charset=utf-8` is
/// `application/json`.
#[must_use]
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether the media type is JSON: `application/json`, `application/problem+json`,
/// `application/json-patch+json`...
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json"
        || essence == "text/json"
        || (essence.ends_with("+json") && !is_json_lines(&essence))
}

/// Whether the media type is a sequence of JSON texts: JSON lines under its names, or `json-seq`
/// (RFC 7464, and `+json-seq` of RFC 8091).
#[must_use]
pub fn is_json_lines(media_type: &str) -> bool {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    let name = subtype.strip_prefix("x-").unwrap_or(subtype);
    matches!(
        name,
        "jsonl"
            | "json-l"
            | "jsonlines"
            | "json-lines"
            | "ndjson"
            | "json-seq"
            | "stream+json"
            | "json-stream"
    ) || name.ends_with("+json-seq")
        || name.ends_with("+jsonl")
        || name.ends_with("+ndjson")
}

/// Whether the string is `type/subtype`, both of them tokens, with or without parameters.
#[must_use]
pub fn is_valid(media_type: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    let essence = essence(media_type);
    essence
        .split_once('/')
        .is_some_and(|(main, subtype)| token(main) && token(subtype))
}

/// The JSON entry of a `content` map: `application/json` if it is there, else the first that is
/// JSON.
#[must_use]
pub fn json_entry(content: &Map<String, Value>) -> Option<(&String, &Value)> {
    let mut entries = content.iter();
    let plain = entries.find(|(media_type, _)| essence(media_type) == "application/json");
    plain.or_else(|| content.iter().find(|(media_type, _)| is_json(media_type)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_and_case_do_not_matter() {
        assert_eq!(
            essence("Application/JSON ; charset=utf-8"),
            "application/json"
        );
        assert!(is_json("application/problem+json; charset=utf-8"));
        assert!(!is_json("application/x-ndjson"));
    }

    #[test]
    fn json_lines_are_not_json() {
        for lines in [
            "application/jsonl",
            "application/x-ndjson; charset=utf-8",
            "application/json-seq",
            "application/geo+json-seq",
            "application/stream+json",
        ] {
            assert!(is_json_lines(lines) && !is_json(lines), "{lines}");
        }
        assert!(!is_json_lines("application/json") && !is_json_lines("application/problem+json"));
    }

    #[test]
    fn a_media_type_is_two_tokens() {
        assert!(is_valid("application/vnd.api+json; version=1") && is_valid("*/*"));
        for invalid in ["", "json", "application/", "/json", "a/b/c", "a b/c"] {
            assert!(!is_valid(invalid), "{invalid}");
        }
    }

    #[test]
    fn plain_json_comes_before_other_json() {
        let content = json!({"text/html": 1, "application/problem+json": 2, "application/json": 3});
        let entry = json_entry(content.as_object().unwrap()).unwrap();
        assert_eq!(entry, (&"application/json".to_owned(), &json!(3)));
        let content = json!({"text/html": 1, "application/problem+json": 2});
        assert_eq!(json_entry(content.as_object().unwrap()).unwrap().1, 2);
        let content = json!({"text/html": 1});
        assert_eq!(json_entry(content.as_object().unwrap()), None);
    }
}
