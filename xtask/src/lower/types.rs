//! Several types.

use serde_json::{Value, json};

use super::constants::is_of;
use super::null;
use super::pointer::Object;

/// A list of types becomes one type, or a union of one schema per type; null among them becomes
/// `nullable`, and an integer beside a number an `x-exact` number, so that neither is rounded.
pub(super) fn lower(schema: &mut Object) {
    let kinds: Vec<String> = match schema.get("type") {
        Some(Value::String(kind)) if kind == "null" => return null::only(schema),
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => return,
    };
    let has = |name: &str| kinds.iter().any(|kind| kind == name);
    let is_exact = has("number") && has("integer");
    let nullable = has("null");
    let values = schema.get("enum").and_then(Value::as_array);
    let kinds: Vec<&String> = kinds
        .iter()
        .filter(|kind| *kind != "null")
        // An integer is a number.
        .filter(|kind| *kind != "integer" || !is_exact)
        // An enumeration has only the types of its values.
        .filter(|kind| values.is_none_or(|values| values.iter().any(|value| is_of(kind, value))))
        .collect();
    match kinds.as_slice() {
        [] if nullable && !schema.contains_key("enum") => return null::only(schema),
        [] => {
            schema.shift_remove("type");
        }
        [kind] => {
            if is_exact && *kind == "number" {
                schema.insert("x-exact".to_owned(), json!(true));
            }
            let kind = Value::String((*kind).clone());
            schema.insert("type".to_owned(), kind);
        }
        _ if schema.contains_key("anyOf") || schema.contains_key("oneOf") => {
            // The alternatives determine the types.
            schema.shift_remove("type");
        }
        kinds => {
            let mut union: Vec<_> = kinds.iter().map(|kind| alternative(schema, kind)).collect();
            if is_exact {
                let numbers = union.iter_mut().filter_map(Value::as_object_mut);
                for number in numbers.filter(|one| one.get("type") == Some(&json!("number"))) {
                    number.insert("x-exact".to_owned(), json!(true));
                }
            }
            schema.retain(|keyword, _| keyword != "type" && owner(keyword).is_none());
            schema.insert("anyOf".to_owned(), Value::Array(union));
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), json!(true));
    }
}

/// The schema with the keywords of one type.
fn alternative(schema: &Object, kind: &str) -> Value {
    let mut alternative = Object::new();
    alternative.insert("type".to_owned(), Value::String(kind.to_owned()));
    for (keyword, value) in schema {
        let owner = match keyword.as_str() {
            // `int32` beside `[integer, string]` does not describe the string.
            "format" if value.as_str().is_some_and(is_numeric) => Some("number"),
            _ => owner(keyword),
        };
        let value = match owner {
            Some("any") => match value {
                Value::Array(values) if keyword == "enum" => Value::Array(
                    values
                        .iter()
                        .filter(|value| is_of(kind, value))
                        .cloned()
                        .collect(),
                ),
                other => other.clone(),
            },
            Some("number") if kind == "integer" => value.clone(),
            Some(owner) if owner == kind => value.clone(),
            _ => continue,
        };
        alternative.insert(keyword.clone(), value);
    }
    Value::Object(alternative)
}

/// Whether a format is of numbers.
fn is_numeric(format: &str) -> bool {
    let sized = |prefix: &str| {
        let size = format.strip_prefix(prefix);
        size.is_some_and(|size| matches!(size, "8" | "16" | "32" | "64"))
    };
    sized("int") || sized("uint") || matches!(format, "float" | "double" | "decimal")
}

/// The type that a keyword applies to.
fn owner(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "enum" | "x-const" => "any",
        "properties"
        | "required"
        | "additionalProperties"
        | "minProperties"
        | "maxProperties"
        | "x-dependent-required"
        | "x-name-rules"
        | "x-pattern-properties"
        | "x-property-names" => "object",
        "items" | "minItems" | "maxItems" | "uniqueItems" | "x-prefix-items" | "x-items-false" => {
            "array"
        }
        "minLength" | "maxLength" | "pattern" | "format" => "string",
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => "number",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn one_type_and_null_is_nullable() {
        assert_eq!(
            lowered(json!({"type": ["string", "null"], "title": "T"})),
            json!({"type": "string", "title": "T", "nullable": true})
        );
        assert_eq!(
            lowered(json!({"type": ["string"]})),
            json!({"type": "string"})
        );
    }

    #[test]
    fn several_types_are_a_union_and_each_keeps_what_concerns_it() {
        assert_eq!(
            lowered(json!({
                "type": ["string", "integer", "array", "null"], "description": "d", "default": 1,
                "minLength": 2, "minimum": 3, "items": {"type": "string"}, "pattern": "a"
            })),
            json!({
                "description": "d", "default": 1,
                "anyOf": [
                    {"type": "string", "minLength": 2, "pattern": "a"},
                    {"type": "integer", "minimum": 3},
                    {"type": "array", "items": {"type": "string"}}
                ],
                "nullable": true
            })
        );
    }

    #[test]
    fn an_enumeration_is_divided_by_type() {
        assert_eq!(
            lowered(json!({"type": ["string", "integer", "boolean"], "enum": ["a", 1]})),
            json!({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "integer", "enum": [1]}]})
        );
        assert_eq!(
            lowered(json!({"type": ["string", "integer"], "const": "a"})),
            json!({"type": "string", "enum": ["a"], "x-const": true})
        );
    }

    #[test]
    fn an_integer_is_a_number() {
        assert_eq!(
            lowered(json!({"type": ["integer", "number"], "minimum": 1})),
            json!({"type": "number", "minimum": 1, "x-exact": true})
        );
        assert_eq!(
            lowered(json!({"type": ["integer", "number", "string"], "minLength": 1})),
            json!({"anyOf": [
                {"type": "number", "x-exact": true}, {"type": "string", "minLength": 1}
            ]})
        );
    }

    #[test]
    fn a_format_belongs_to_the_types_that_it_describes() {
        assert_eq!(
            lowered(
                json!({"type": ["integer", "string"], "format": "int32", "pattern": "^[0-9]+$"})
            ),
            json!({"anyOf": [
                {"type": "integer", "format": "int32"}, {"type": "string", "pattern": "^[0-9]+$"}
            ]})
        );
    }

    #[test]
    fn a_union_beside_several_types_says_which_they_are() {
        assert_eq!(
            lowered(json!({
                "type": ["string", "object", "null"], "anyOf": [{"type": "string"},
                {"type": "object"}]
            })),
            json!({"anyOf": [{"type": "string"}, {"type": "object"}], "nullable": true})
        );
    }
}
