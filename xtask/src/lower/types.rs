//! Several types.

use serde_json::{Value, json};

use super::constants::is_of;
use super::null;
use super::pointer::Object;

/// A list of types becomes one type, or a union of one schema per type; null among them becomes
/// `nullable`.
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
    let nullable = kinds.iter().any(|kind| kind == "null");
    let has_number = kinds.iter().any(|kind| kind == "number");
    let values = schema.get("enum").and_then(Value::as_array);
    let kinds: Vec<&String> = kinds
        .iter()
        .filter(|kind| *kind != "null")
        // An integer is a number.
        .filter(|kind| *kind != "integer" || !has_number)
        // An enumeration has only the types of its values.
        .filter(|kind| values.is_none_or(|values| values.iter().any(|value| is_of(kind, value))))
        .collect();
    match kinds.as_slice() {
        [] if nullable && !schema.contains_key("enum") => return null::only(schema),
        [] => {
            schema.shift_remove("type");
        }
        [kind] => {
            let kind = Value::String((*kind).clone());
            schema.insert("type".to_owned(), kind);
        }
        _ if schema.contains_key("anyOf") || schema.contains_key("oneOf") => {
            // The alternatives determine the types.
            schema.shift_remove("type");
        }
        kinds => {
            let union = kinds.iter().map(|kind| alternative(schema, kind)).collect();
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
        let value = match owner(keyword) {
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

/// The type that a keyword applies to.
fn owner(keyword: &str) -> Option<&'static str> {
    Some(match keyword {
        "enum" | "x-const" => "any",
        "properties"
        | "required"
        | "additionalProperties"
        | "minProperties"
        | "maxProperties"
        | "x-pattern-properties" => "object",
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
            json!({"type": "number", "minimum": 1})
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
