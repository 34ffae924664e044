//! `const` and `enum`.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::pointer::Object;

/// `const: v` becomes `enum: [v]` with `x-const: true`.
pub(super) fn lower(schema: &mut Object) {
    if let Some(value) = schema.shift_remove("const") {
        schema.insert("enum".to_owned(), Value::Array(vec![value]));
        schema.insert("x-const".to_owned(), json!(true));
    }
}

/// Gives an enumeration the type of its values, and drops values that its type excludes.
pub(super) fn infer(schema: &mut Object) {
    if schema.contains_key("x-null") {
        return;
    }
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    let values = std::mem::take(values);
    let kind = match schema.get("type").and_then(Value::as_str) {
        Some(kind) => Some(kind.to_owned()),
        None => shared_type(&values).map(str::to_owned),
    };
    let values: Vec<Value> = match &kind {
        Some(kind) => values
            .into_iter()
            .filter_map(|value| converted(kind, value))
            .collect(),
        None => values,
    };
    let values = distinct(values);
    if values.is_empty() {
        schema.shift_remove("enum");
        schema.shift_remove("x-const");
        return;
    }
    schema.insert("enum".to_owned(), Value::Array(values));
    if let Some(kind) = kind {
        if kind == "array" {
            schema.entry("items").or_insert_with(|| json!({}));
        }
        schema.entry("type").or_insert(Value::String(kind));
    }
}

/// Whether a value is of a type.
pub(super) fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

/// The value converted to the schema's type, where that is clear: an unquoted `1` in YAML that is
/// meant as a string.
fn converted(kind: &str, value: Value) -> Option<Value> {
    if is_of(kind, &value) {
        return Some(value);
    }
    match (kind, &value) {
        ("string", Value::Bool(_) | Value::Number(_)) => Some(Value::String(value.to_string())),
        ("integer", Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
        ("number", Value::String(text)) => {
            text.parse::<serde_json::Number>().ok().map(Value::Number)
        }
        ("boolean", Value::String(text)) => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}

fn shared_type(values: &[Value]) -> Option<&'static str> {
    ["string", "boolean", "object", "array"]
        .into_iter()
        .find(|kind| values.iter().all(|value| is_of(kind, value)))
        .or_else(|| {
            let whole = |value: &Value| value.is_i64() || value.is_u64();
            values.iter().all(whole).then_some("integer")
        })
        .or_else(|| values.iter().all(Value::is_number).then_some("number"))
}

fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut seen = HashSet::new();
    values
        .into_iter()
        .filter(|value| seen.insert(value.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn a_constant_is_an_enumeration_of_one() {
        assert_eq!(
            lowered(json!({"type": "string", "const": "a", "default": "a"})),
            json!({"type": "string", "default": "a", "enum": ["a"], "x-const": true})
        );
    }

    #[test]
    fn the_type_that_all_values_share_is_written() {
        assert_eq!(
            lowered(json!({"const": "a"})),
            json!({"type": "string", "enum": ["a"], "x-const": true})
        );
        assert_eq!(
            lowered(json!({"enum": [1, 2]})),
            json!({"type": "integer", "enum": [1, 2]})
        );
        assert_eq!(
            lowered(json!({"enum": [1, 2.5]})),
            json!({"type": "number", "enum": [1, 2.5]})
        );
        assert_eq!(
            lowered(json!({"enum": ["a", 1]})),
            json!({"enum": ["a", 1]})
        );
    }

    #[test]
    fn values_that_yaml_read_as_something_else_are_what_the_type_says() {
        assert_eq!(
            lowered(json!({"type": "string", "enum": [1, true, "x"]})),
            json!({"type": "string", "enum": ["1", "true", "x"]})
        );
        assert_eq!(
            lowered(json!({"type": "integer", "enum": ["1", 2]})),
            json!({"type": "integer", "enum": [1, 2]})
        );
    }

    #[test]
    fn values_that_cannot_be_are_dropped() {
        assert_eq!(
            lowered(json!({"type": "array", "items": {}, "enum": ["a", "b"]})),
            json!({"type": "array", "items": {}})
        );
    }

    #[test]
    fn a_value_stands_once() {
        assert_eq!(
            lowered(json!({"type": "string", "enum": ["a", "b", "a"]})),
            json!({"type": "string", "enum": ["a", "b"]})
        );
    }
}
