//! Path parameters, whose values must not change the shape of the path.

use serde::Serialize;

use super::parameter::{Parameter, scalar_string};
use super::percent::encode_into;

/// Marks a value that cannot be sent. An encoded path never contains it.
const UNSENDABLE: char = '\0';

/// `value` as one segment of a path (RFC 3986, section 3.3): everything but unreserved characters
/// is percent-encoded, so that a `/` stays within its segment.
///
/// An empty value, `.` and `..` cannot be encoded: the first changes the path, and URL parsers
/// resolve the others even if they are percent-encoded. They are marked, and [`unsendable`] finds
/// them before anything is sent.
// A document may have no path parameters.
#[allow(dead_code)]
pub(crate) fn encode_path(value: &str) -> String {
    let mut out = String::new();
    if matches!(value, "" | "." | "..") {
        out.push(UNSENDABLE);
        out.push_str(value);
    } else {
        encode_into(&mut out, value);
    }
    out
}

/// How a path parameter that is not a plain string is serialized (OpenAPI 3.1, section 4.8.12.3;
/// RFC 6570).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Generated code uses only the styles that the document has.
#[allow(dead_code)]
pub(crate) enum PathStyle {
    /// `1,2`
    Simple {
        /// `key=value` for the members of an object instead of `key,value`.
        explode: bool,
    },
    /// `.1,2`, exploded `.1.2`
    Label {
        /// A dot before each item.
        explode: bool,
    },
    /// `;name=1,2`, exploded `;name=1;name=2`
    Matrix {
        /// A pair for each item.
        explode: bool,
    },
}

/// `value` as the path parameter `name`. A value that leaves nothing to write is marked as in
/// [`encode_path`].
// A document may have no path parameters but plain ones.
#[allow(dead_code)]
pub(crate) fn path_value<T: Serialize + ?Sized>(name: &str, style: PathStyle, value: &T) -> String {
    let unsendable = || String::from(UNSENDABLE);
    let Ok(value) = Parameter::of(value) else {
        return unsendable();
    };
    let encoded = |text: &str| {
        let mut out = String::new();
        encode_into(&mut out, text);
        out
    };
    // Each value with the name that it has once it is exploded.
    let mut object = false;
    let parts: Vec<(String, String)> = match value {
        Parameter::Absent => Vec::new(),
        Parameter::Scalar(text) => vec![(encoded(name), encoded(&text))],
        Parameter::List(items) => {
            let items = items.iter().filter_map(scalar_string);
            items.map(|item| (encoded(name), encoded(&item))).collect()
        }
        Parameter::Object(members) => {
            object = true;
            let members = members
                .iter()
                .filter_map(|(key, value)| Some((key, scalar_string(value)?)));
            members
                .map(|(key, value)| (encoded(key), encoded(&value)))
                .collect()
        }
    };
    if parts.iter().all(|(_, value)| value.is_empty()) {
        return unsendable();
    }
    let joined = |between: &str, pairs: Option<&str>| {
        let parts = parts.iter().map(|(key, value)| match pairs {
            Some(pair) => format!("{key}{pair}{value}"),
            None => value.clone(),
        });
        parts.collect::<Vec<_>>().join(between)
    };
    let flat = || joined(",", object.then_some(","));
    let written = match style {
        PathStyle::Simple { explode: true } => joined(",", object.then_some("=")),
        PathStyle::Simple { explode: false } => flat(),
        PathStyle::Label { explode: true } => format!(".{}", joined(".", object.then_some("="))),
        PathStyle::Label { explode: false } => format!(".{}", flat()),
        PathStyle::Matrix { explode: true } => format!(";{}", joined(";", Some("="))),
        PathStyle::Matrix { explode: false } => format!(";{}={}", encoded(name), flat()),
    };
    if matches!(&*written, "." | "..") {
        return format!("{UNSENDABLE}{written}");
    }
    written
}

/// The reason that `path`, filled from `template`, cannot be sent, if there is one: the parameter
/// that is invalid, and how.
pub(crate) fn unsendable(path: &str, template: &str) -> Option<String> {
    if !path.contains(UNSENDABLE) {
        return None;
    }
    let (segment, placeholder) = path
        .split('/')
        .zip(template.split('/'))
        .find(|(segment, _)| segment.contains(UNSENDABLE))?;
    let value: String = segment
        .chars()
        .skip_while(|character| *character != UNSENDABLE)
        .skip(1)
        .take_while(|character| *character == '.')
        .collect();
    Some(if value.is_empty() {
        format!("path parameter {placeholder} is empty")
    } else {
        format!("path parameter {placeholder} is `{value}`, which no URL can carry as a segment")
    })
}

/// `path`, as a caller wrote it, in a form that can be sent; or the reason that it cannot be.
///
/// The rules are those for paths that are filled from a template: no segment may lead to another
/// path, and nothing may be removed or changed by a URL parser.
pub(crate) fn written_path(path: &str) -> Result<String, &'static str> {
    if !path.starts_with('/') {
        return Err("the path does not begin with a slash");
    }
    if path.contains(['?', '#']) {
        return Err("the path has a query or fragment: add query parameters with `with_query`");
    }
    if path.contains(|character: char| character.is_control()) {
        return Err("the path contains a control character, which has to be percent-encoded");
    }
    if path.contains('\\') {
        return Err("the path contains a backslash, which URLs take for a slash: write `%5C`");
    }
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        matches!(&*segment, "." | "..")
    };
    if path.split('/').any(is_dots) {
        return Err("the path has the segment `.` or `..`, which no URL can carry");
    }
    // A parser would remove those at the end.
    Ok(path.replace(' ', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_stays_within_its_segment() {
        assert_eq!(encode_path("a/b c?d#e%f"), "a%2Fb%20c%3Fd%23e%25f");
    }

    #[test]
    fn unreserved_characters_are_left_alone() {
        assert_eq!(encode_path("Az09-._~"), "Az09-._~");
    }

    #[test]
    fn other_characters_are_encoded_as_utf_8() {
        assert_eq!(encode_path("é"), "%C3%A9");
    }

    #[test]
    fn styles_follow_rfc_6570() {
        let list = serde_json::json!(["a/b", 2]);
        let object = serde_json::json!({"k": "v", "l": null, "m": 1});
        for (style, of_list, of_object) in [
            (PathStyle::Simple { explode: false }, "a%2Fb,2", "k,v,m,1"),
            (PathStyle::Simple { explode: true }, "a%2Fb,2", "k=v,m=1"),
            (PathStyle::Label { explode: false }, ".a%2Fb,2", ".k,v,m,1"),
            (PathStyle::Label { explode: true }, ".a%2Fb.2", ".k=v.m=1"),
            (
                PathStyle::Matrix { explode: false },
                ";id=a%2Fb,2",
                ";id=k,v,m,1",
            ),
            (
                PathStyle::Matrix { explode: true },
                ";id=a%2Fb;id=2",
                ";k=v;m=1",
            ),
        ] {
            assert_eq!(path_value("id", style, &list), of_list);
            assert_eq!(path_value("id", style, &object), of_object);
        }
        let simple = PathStyle::Simple { explode: false };
        assert_eq!(path_value("id", simple, &true), "true");
        for nothing in ["", ".", ".."] {
            assert!(
                path_value("id", simple, nothing).contains(UNSENDABLE),
                "{nothing}"
            );
        }
        assert!(path_value("id", simple, &[0_u8; 0]).contains(UNSENDABLE));
    }

    #[test]
    fn a_value_that_would_change_the_path_is_found_and_its_parameter_named() {
        for (value, message) in [
            ("", "path parameter {id} is empty"),
            (
                ".",
                "path parameter {id} is `.`, which no URL can carry as a segment",
            ),
            (
                "..",
                "path parameter {id} is `..`, which no URL can carry as a segment",
            ),
        ] {
            let path = format!("/v1/things/{}/parts", encode_path(value));
            assert_eq!(
                unsendable(&path, "/v1/things/{id}/parts").as_deref(),
                Some(message)
            );
        }
        assert_eq!(unsendable("/v1/things/...", "/v1/things/{id}"), None);
    }
    #[test]
    fn a_written_path_is_sent_as_it_is_or_not_at_all() {
        for (path, sent) in [
            ("/", "/"),
            ("/v2/a b ", "/v2/a%20b%20"),
            ("/v2/é/%2F//x..", "/v2/é/%2F//x.."),
        ] {
            assert_eq!(written_path(path).unwrap(), sent);
        }
        for path in [
            "",
            "v2",
            "/x?y",
            "/x#y",
            "/x\0",
            "/x\ny",
            "/x\ty",
            "/x\u{7f}",
            "/x\u{85}",
            "/x\\..\\y",
            "/.",
            "/x/..",
            "/x/../y",
            "/x/%2E%2e/y",
            "/x/.%2e",
            "/x/%2e",
        ] {
            assert!(written_path(path).is_err(), "{path:?}");
        }
    }
}
