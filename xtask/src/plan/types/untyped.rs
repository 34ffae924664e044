//! The JSON type of a schema, which need not have a `type`.
//!
//! For JSON Schema, `{"properties": {...}}` allows every string too: a keyword restricts only the
//! values of its own type. Authors who write it mean objects. So without `type`, the first of these
//! rules decides; a value of another type is then refused.
//!
//! 1. `enum`, `const`, `oneOf` and `anyOf` are values or alternatives, whose types they are.
//! 2. `properties` or `additionalProperties`: an object.
//! 3. `items` or `prefixItems`: an array.
//! 4. `format`: the type that the format is of, a number for `int64` or `double`; even beside a
//!    `pattern`.
//! 5. `pattern`, `minLength` or `maxLength`: a string.
//! 6. Anything else: any JSON value, which is neither refused nor checked.
//!
//! Keywords of numbers beside those of strings (`minimum` with `minLength`) say that both are
//! meant: any JSON value.

use serde_json::{Map, Value};

use super::scalars::type_of_format;

/// The JSON type of the values that a schema describes, alternatives and listed values aside;
/// `None` for any.
pub(super) fn json_type(object: &Map<String, Value>) -> Option<&str> {
    if let Some(stated) = object.get("type").and_then(Value::as_str) {
        return Some(stated);
    }
    let has = |keywords: &[&str]| keywords.iter().any(|key| object.contains_key(*key));
    if has(&["properties", "additionalProperties"]) {
        return Some("object");
    }
    if has(&["items", "x-prefix-items"]) {
        return Some("array");
    }
    let format = object.get("format").and_then(Value::as_str);
    if let Some(numeric) = format.and_then(type_of_format).filter(|ty| *ty != "string") {
        return Some(numeric);
    }
    let is_string =
        format.and_then(type_of_format).is_some() || has(&["pattern", "minLength", "maxLength"]);
    let is_number = has(&["minimum", "maximum", "multipleOf"]);
    (is_string && !is_number).then_some("string")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_keyword_of_a_type_decides() {
        for (schema, expected) in [
            (json!({"type": "string", "properties": {}}), Some("string")),
            (json!({"properties": {}, "items": {}}), Some("object")),
            (json!({"additionalProperties": false}), Some("object")),
            (json!({"items": {}, "pattern": "a"}), Some("array")),
            (
                json!({"format": "int32", "pattern": "^[0-9]$"}),
                Some("integer"),
            ),
            (json!({"format": "double", "minimum": 0}), Some("number")),
            (json!({"format": "boolean"}), Some("boolean")),
            (json!({"format": "date-time"}), Some("string")),
            (json!({"pattern": "a"}), Some("string")),
            (json!({"pattern": "a", "format": "our-own"}), Some("string")),
            (json!({"minLength": 1, "minimum": 1}), None),
            (json!({"format": "our-own"}), None),
            (json!({"minimum": 1}), None),
            (json!({"required": ["a"]}), None),
            (json!({}), None),
        ] {
            let object = schema.as_object().unwrap();
            assert_eq!(json_type(object), expected, "{schema}");
        }
    }
}
