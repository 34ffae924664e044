//! Path parameters: values that go into the path and must not change its shape.

use super::encode::encode_into;

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
