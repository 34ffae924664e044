//! Paths and JSON pointers (RFC 6901) into the original document.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::openapi::method::is_method;
use crate::openapi::pointer::escape;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// One step from a value into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'d> {
    Key(&'d str),
    Index(usize),
}

/// The steps from the document to a value.
pub(super) type Path<'d> = Vec<Step<'d>>;

/// The identity of a value: no two have one address while the document is borrowed.
pub(super) type Address = *const Value;

/// The address of a value.
pub(super) fn address(value: &Value) -> Address {
    std::ptr::from_ref(value)
}

/// The string of a `$ref`, if there is one.
pub(super) fn reference_string(object: &Object) -> Option<&str> {
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

/// A diagnostic at `path`, with the operation that the path leads into.
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
    if !is_method(method) {
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
}
