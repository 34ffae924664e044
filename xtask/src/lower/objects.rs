//! Properties that are not listed by name.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::keywords::NAME_RULES;
use super::pointer::Object;

/// `patternProperties` and `unevaluatedProperties` become `additionalProperties`;
/// `dependentRequired` and `propertyNames`, extensions of what is checked of them.
pub(super) fn lower(schema: &mut Object) {
    dependent_required(schema);
    property_names(schema);
    additional_properties(schema);
}

/// `dependentRequired`, and the lists of `dependencies` (before 2019-09).
fn dependent_required(schema: &mut Object) {
    let mut dependent = Object::new();
    for keyword in ["dependencies", "dependentRequired"] {
        let Some(Value::Object(lists)) = schema.shift_remove(keyword) else {
            continue;
        };
        for (name, list) in lists {
            let names = list.as_array().into_iter().flatten();
            let names: Vec<Value> = names.filter(|name| name.is_string()).cloned().collect();
            if !names.is_empty() {
                dependent.insert(name, Value::Array(names));
            }
        }
    }
    if !dependent.is_empty() {
        schema.insert("x-dependent-required".to_owned(), Value::Object(dependent));
    }
}

/// What `propertyNames` requires of the string that a name is. A list of names is a pattern.
fn property_names(schema: &mut Object) {
    let Some(Value::Object(mut names)) = schema.shift_remove("propertyNames") else {
        return;
    };
    names.retain(|keyword, _| NAME_RULES.contains(&keyword.as_str()));
    let one = names.shift_remove("const").map(|name| json!([name]));
    let listed = names.shift_remove("enum").or(one);
    if let Some(Value::Array(listed)) = listed
        && !names.contains_key("pattern")
    {
        let listed: Vec<String> = listed
            .iter()
            .filter_map(Value::as_str)
            .map(escaped)
            .collect();
        let pattern = format!("^(?:{})$", listed.join("|"));
        names.insert("pattern".to_owned(), Value::String(pattern));
    }
    if !names.is_empty() {
        schema.insert("x-name-rules".to_owned(), Value::Object(names));
    }
}

/// A pattern of exactly this string.
fn escaped(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for character in name.chars() {
        if r"\^$.*+?()[]{}|/".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

fn additional_properties(schema: &mut Object) {
    let unevaluated = schema.shift_remove("unevaluatedProperties");
    if let Some(unevaluated) = unevaluated
        && unevaluated.is_object()
        && !schema.contains_key("additionalProperties")
        && !["$ref", "allOf", "anyOf", "oneOf"]
            .iter()
            .any(|key| schema.contains_key(*key))
    {
        // Without other schemas beside them the two are equivalent.
        schema.insert("additionalProperties".to_owned(), unevaluated);
    }
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
        return;
    };
    if patterns.is_empty() {
        return;
    }
    let names: Vec<String> = patterns.keys().cloned().collect();
    let mut alternatives: Vec<Value> = patterns.into_iter().map(|(_, schema)| schema).collect();
    let mut free = false;
    match schema.shift_remove("additionalProperties") {
        // A property that matches no pattern may have any value.
        None => free = true,
        // Only properties that match a pattern are allowed.
        Some(Value::Bool(false)) => {
            schema.insert("x-property-names".to_owned(), json!(names));
        }
        Some(Value::Bool(true)) => alternatives.push(json!({})),
        Some(other) => alternatives.push(other),
    }
    let mut seen = HashSet::new();
    alternatives.retain(|alternative| seen.insert(alternative.to_string()));
    let additional = if alternatives.contains(&json!({})) {
        json!(true)
    } else if alternatives.len() == 1 {
        alternatives.pop().unwrap_or_default()
    } else {
        let mut union = Object::new();
        union.insert("anyOf".to_owned(), Value::Array(alternatives));
        super::null::alternatives(&mut union);
        Value::Object(union)
    };
    schema.insert("additionalProperties".to_owned(), additional);
    schema.insert("x-pattern-properties".to_owned(), json!(free));
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn one_pattern_gives_the_additional_properties() {
        for (schema, free) in [
            (
                json!({"type": "object", "patternProperties": {"^x": {"type": "string"}}}),
                true,
            ),
            (
                json!({
                    "type": "object", "patternProperties": {"^x": {"type": "string"}},
                    "additionalProperties": false
                }),
                false,
            ),
        ] {
            let mut expected = json!({
                "type": "object", "additionalProperties": {"type": "string"},
                "x-pattern-properties": free
            });
            if !free {
                expected["x-property-names"] = json!(["^x"]);
            }
            assert_eq!(lowered(schema), expected);
        }
        let closed = lowered(json!({
            "type": "object", "patternProperties": {"^x": {}, "^y": {}},
            "additionalProperties": false
        }));
        assert_eq!(closed["x-property-names"], json!(["^x", "^y"]));
    }

    #[test]
    fn several_patterns_give_a_union() {
        assert_eq!(
            lowered(json!({
                "patternProperties": {"^a": {"type": "string"}, "^b": {"type": "integer"}},
                "additionalProperties": {"type": "boolean"}
            })),
            json!({
                "additionalProperties": {
                    "anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]
                },
                "x-pattern-properties": false
            })
        );
    }

    #[test]
    fn anything_else_stays_anything() {
        assert_eq!(
            lowered(json!({
                "patternProperties": {"^a": {"type": "string"}}, "additionalProperties": true
            })),
            json!({"additionalProperties": true, "x-pattern-properties": false})
        );
    }

    #[test]
    fn what_is_required_of_names_is_kept() {
        assert_eq!(
            lowered(json!({
                "type": "object", "dependentRequired": {"a": ["b"], "c": []},
                "dependencies": {"d": ["e"]},
                "propertyNames": {"type": "string", "maxLength": 3, "enum": ["a.b", "c"]}
            })),
            json!({
                "type": "object", "x-dependent-required": {"d": ["e"], "a": ["b"]},
                "x-name-rules": {"maxLength": 3, "pattern": "^(?:a\\.b|c)$"}
            })
        );
        assert_eq!(
            lowered(json!({"propertyNames": {"format": "uri"}})),
            json!({})
        );
    }

    #[test]
    fn whether_more_is_allowed_stays_a_boolean() {
        let schema = json!({"type": "object", "additionalProperties": false});
        assert_eq!(lowered(schema.clone()), schema);
    }

    #[test]
    fn unevaluated_properties_are_additional_ones_where_nothing_else_evaluates() {
        assert_eq!(
            lowered(json!({"unevaluatedProperties": {"type": "string"}})),
            json!({"additionalProperties": {"type": "string"}})
        );
        assert_eq!(
            lowered(json!({"allOf": [{}], "unevaluatedProperties": {"type": "string"}})),
            json!({"allOf": [{}]})
        );
        assert_eq!(lowered(json!({"unevaluatedProperties": false})), json!({}));
    }
}
