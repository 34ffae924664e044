//! Path parameters: values that go into the path and must not change its shape.

use serde::Serialize;

use super::encode::encode_into;
use super::query;

/// Stands in a path where a value cannot be sent. An encoded path never contains it.
const UNSENDABLE: char = '\0';

/// `value` as one segment of a path (RFC 3986, section 3.3): everything but unreserved characters is percent-encoded,
/// so that a `/` stays inside its segment.
///
/// An empty value, `.` and `..` have no such form: the first makes another path, and URL parsers resolve the others even
/// where they are percent-encoded. They are marked, and [`unsendable`] finds them before anything is sent.
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

/// How a path parameter is written (OpenAPI 3.1, section 4.8.12.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathStyle {
    /// `1,2`
    Simple { explode: bool },
    /// `.1.2`
    Label { explode: bool },
    /// `;name=1,2`
    Matrix { explode: bool },
}

/// A value that is no mere text as one segment of a path.
pub(crate) fn path_value<T: Serialize + ?Sized>(name: &str, style: PathStyle, value: &T) -> String {
    let (PathStyle::Simple { explode }
    | PathStyle::Label { explode }
    | PathStyle::Matrix { explode }) = style;
    // What cannot be written is as unsendable as what is empty.
    let texts = query::values(value, explode)
        .ok()
        .flatten()
        .unwrap_or_default();
    let mut texts: Vec<String> = texts.iter().map(|text| encode_path(text)).collect();
    if texts.is_empty() {
        return encode_path("");
    }
    match style {
        PathStyle::Simple { .. } => texts.join(","),
        PathStyle::Label { explode } => format!(".{}", texts.join(if explode { "." } else { "," })),
        PathStyle::Matrix { explode: false } => {
            format!(";{}={}", encode_path(name), texts.join(","))
        }
        PathStyle::Matrix { explode: true } => {
            let name = encode_path(name);
            texts
                .iter_mut()
                .for_each(|text| text.insert_str(0, &format!(";{name}=")));
            texts.concat()
        }
    }
}

/// Why `path`, filled from `template`, cannot be sent: the parameter and what is wrong with it.
pub(crate) fn unsendable(path: &str, template: &str) -> Option<String> {
    if !path.contains(UNSENDABLE) {
        return None;
    }
    let (segment, place) = path
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
        format!("path parameter {place} is empty")
    } else {
        format!("path parameter {place} is `{value}`, which no URL can carry as a segment")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_stays_inside_its_segment() {
        assert_eq!(encode_path("a/b c?d#e%f"), "a%2Fb%20c%3Fd%23e%25f");
    }

    #[test]
    fn unreserved_characters_are_left_alone() {
        assert_eq!(encode_path("Az09-._~"), "Az09-._~");
    }

    #[test]
    fn lists_follow_their_style() {
        for (style, expected) in [
            (PathStyle::Simple { explode: false }, "a%2Fb,2"),
            (PathStyle::Label { explode: false }, ".a%2Fb,2"),
            (PathStyle::Label { explode: true }, ".a%2Fb.2"),
            (PathStyle::Matrix { explode: false }, ";id=a%2Fb,2"),
            (PathStyle::Matrix { explode: true }, ";id=a%2Fb;id=2"),
        ] {
            assert_eq!(path_value("id", style, &("a/b", 2)), expected);
        }
        assert_eq!(
            path_value("id", PathStyle::Simple { explode: false }, &[0; 0]),
            encode_path("")
        );
    }

    #[test]
    fn text_beyond_ascii_is_encoded_as_utf_8() {
        assert_eq!(encode_path("é"), "%C3%A9");
    }

    #[test]
    fn values_that_would_change_the_path_are_found_and_their_parameter_named() {
        for (value, said) in [
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
                Some(said)
            );
        }
        assert_eq!(unsendable("/v1/things/...", "/v1/things/{id}"), None);
    }
}
