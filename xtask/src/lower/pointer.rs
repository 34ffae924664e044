//! JSON pointers (RFC 6901) into the document that was given.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::place::METHODS;
use crate::Diagnostic;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// One step from a value into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'d> {
    Key(&'d str),
    Index(usize),
}

/// The way from the document to a value.
pub(super) type Path<'d> = Vec<Step<'d>>;

/// Who a value of the document is; no two are at one address while the document is borrowed.
pub(super) type Address = *const Value;

/// The address of a value.
pub(super) fn address(value: &Value) -> Address {
    std::ptr::from_ref(value)
}

/// The text of a `$ref`, where there is one.
pub(super) fn reference_text(object: &Object) -> Option<&str> {
    object.get("$ref").and_then(Value::as_str)
}

/// The path as a URI fragment: `#/paths/~1v1~1webhook~1/post`.
pub(super) fn fragment(path: &[Step<'_>]) -> String {
    let mut text = String::from("#");
    for step in path {
        text.push('/');
        match step {
            Step::Index(index) => {
                let _ = write!(text, "{index}");
            }
            Step::Key(key) => {
                for byte in escape(key).bytes() {
                    if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
                        text.push(char::from(byte));
                    } else {
                        let _ = write!(text, "%{byte:02X}");
                    }
                }
            }
        }
    }
    text
}

/// A key as one token of a pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The keys that a pointer names; it starts with a slash or is empty.
pub(super) fn tokens(pointer: &str) -> Vec<String> {
    pointer
        .split('/')
        .skip(1)
        .map(|token| token.replace("~1", "/").replace("~0", "~"))
        .collect()
}

/// Text with its percent-encoding undone, or as it stands where that gives no UTF-8.
pub(super) fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}

/// A diagnostic at `path` that names the operation it stands in.
pub(super) fn diagnostic(
    document: &Value,
    path: &[Step<'_>],
    why: impl Into<String>,
) -> Diagnostic {
    let diagnostic = Diagnostic::new(fragment(path), why);
    match operation(document, path) {
        Some(operation) => diagnostic.operation(operation),
        None => diagnostic,
    }
}

/// The operation that a path leads into, as `METHOD /path (operationId)`.
fn operation(document: &Value, path: &[Step<'_>]) -> Option<String> {
    let [Step::Key("paths"), Step::Key(route), Step::Key(method), ..] = path else {
        return None;
    };
    if !METHODS.contains(method) {
        return None;
    }
    let mut text = format!("{} {route}", method.to_uppercase());
    let id = document
        .get("paths")
        .and_then(|paths| paths.get(*route))
        .and_then(|item| item.get(*method))
        .and_then(|operation| operation.get("operationId"))
        .and_then(Value::as_str);
    if let Some(id) = id {
        let _ = write!(text, " ({id})");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_is_escaped_and_encoded() {
        let path = [
            Step::Key("paths"),
            Step::Key("/a~b/{id}"),
            Step::Key("parameters"),
            Step::Index(2),
        ];
        assert_eq!(fragment(&path), "#/paths/~1a~0b~1%7Bid%7D/parameters/2");
    }

    #[test]
    fn tokens_undo_what_a_pointer_escapes() {
        assert_eq!(tokens("/paths/~1a~01/x"), ["paths", "/a~1", "x"]);
        assert!(tokens("").is_empty());
    }

    #[test]
    fn percent_encoding_is_undone_and_a_stray_percent_is_left() {
        assert_eq!(percent_decode("a%20b%7B%c3%a4"), "a b{ä");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%f"), "%zz%f");
        assert_eq!(percent_decode("%ff"), "%ff");
        assert_eq!(percent_decode("%ä"), "%ä");
    }
}
