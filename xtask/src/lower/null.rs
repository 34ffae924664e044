//! Null: a type in 3.1, a flag in 3.0.

use serde_json::{Value, json};

use super::annotations::is_annotation;
use super::pointer::Object;

/// The schema that accepts only null.
pub(super) fn alternative() -> Value {
    json!({"nullable": true, "enum": [null], "x-null": true})
}

/// Turns `schema` into the schema that accepts only null.
pub(super) fn only(schema: &mut Object) {
    schema.retain(|keyword, _| is_annotation(keyword));
    if let Value::Object(alternative) = alternative() {
        schema.extend(alternative);
    }
}

/// Null among the values of an enumeration becomes `nullable`.
pub(super) fn values(schema: &mut Object) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    let before = values.len();
    values.retain(|value| !value.is_null());
    if values.is_empty() {
        only(schema);
    } else if values.len() < before {
        schema.insert("nullable".to_owned(), json!(true));
    }
}

/// Null among alternatives becomes `nullable`; a single remaining alternative is merged.
pub(super) fn alternatives(schema: &mut Object) {
    for union in ["anyOf", "oneOf"] {
        let Some(Value::Array(list)) = schema.get_mut(union) else {
            continue;
        };
        let before = list.len();
        list.retain(|alternative| alternative.get("x-null").is_none_or(|only| only != true));
        let mut nullable = list.len() < before;
        let removed = nullable;
        for alternative in list.iter_mut().filter_map(Value::as_object_mut) {
            if alternative.get("nullable").is_some_and(|on| on == true) {
                alternative.shift_remove("nullable");
                nullable = true;
            }
        }
        let left = list.len();
        if left == 0 {
            return only(schema);
        }
        if nullable {
            schema.insert("nullable".to_owned(), json!(true));
        }
        if removed
            && left == 1
            && let Some(Value::Array(list)) = schema.shift_remove(union)
        {
            for alone in list {
                merge(schema, alone);
            }
        }
    }
}

/// Writes the single remaining alternative into the enclosing schema.
fn merge(schema: &mut Object, alone: Value) {
    let Value::Object(alone) = alone else { return };
    if !alone.contains_key("oneOf") && !alone.contains_key("anyOf") {
        // A single alternative needs no discriminator.
        schema.shift_remove("discriminator");
    }
    let contradicts = alone.iter().any(|(keyword, value)| {
        !is_annotation(keyword) && schema.get(keyword).is_some_and(|outer| outer != value)
    });
    if alone.contains_key("$ref") || contradicts {
        match schema.get_mut("allOf") {
            Some(Value::Array(list)) => list.push(Value::Object(alone)),
            _ => {
                schema.insert("allOf".to_owned(), json!([alone]));
            }
        }
        return;
    }
    for (keyword, value) in alone {
        schema.entry(keyword).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lowered, lowered_beside};
    use serde_json::json;

    #[test]
    fn null_alone_says_so() {
        for schema in [
            json!({"type": "null"}),
            json!({"type": ["null"]}),
            json!({"const": null}),
            json!({"enum": [null]}),
            json!({"anyOf": [{"type": "null"}]}),
        ] {
            assert_eq!(
                lowered(schema),
                json!({"nullable": true, "enum": [null], "x-null": true})
            );
        }
        assert_eq!(
            lowered(json!({"type": "null", "title": "Nothing"})),
            json!({"title": "Nothing", "nullable": true, "enum": [null], "x-null": true})
        );
    }

    #[test]
    fn null_in_an_enumeration_is_nullable() {
        assert_eq!(
            lowered(json!({"type": ["string", "null"], "enum": ["a", null]})),
            json!({"type": "string", "enum": ["a"], "nullable": true})
        );
        assert_eq!(
            lowered(json!({"enum": [1, null]})),
            json!({"type": "integer", "enum": [1], "nullable": true})
        );
    }

    #[test]
    fn an_inline_alternative_that_is_left_is_merged_and_the_outer_words_win() {
        assert_eq!(
            lowered(json!({
                "anyOf": [{"type": "string", "format": "uuid", "title": "Inner"}, {"type": "null"}],
                "title": "Outer", "default": null
            })),
            json!({
                "title": "Outer", "default": null, "nullable": true,
                "type": "string", "format": "uuid"
            })
        );
    }

    #[test]
    fn a_reference_that_is_left_is_wrapped() {
        assert_eq!(
            lowered_beside(
                json!({"oneOf": [{"const": null}, {"$ref": "#/components/schemas/A"}],
                    "title": "T"}),
                json!({"A": {"type": "string"}})
            ),
            json!({
                "title": "T", "nullable": true,
                "allOf": [{"$ref": "#/components/schemas/A"}]
            })
        );
    }

    #[test]
    fn null_is_known_through_references() {
        assert_eq!(
            lowered_beside(
                json!({"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/A"}]}),
                json!({"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "null"}})
            ),
            json!({"type": "string", "nullable": true})
        );
    }

    #[test]
    fn several_alternatives_stay_a_union() {
        assert_eq!(
            lowered(json!({
                "anyOf": [{"type": "string"}, {"type": ["integer", "null"]}, {"type": "null"}]
            })),
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": true})
        );
    }

    #[test]
    fn what_contradicts_the_outer_schema_is_kept_apart() {
        assert_eq!(
            lowered(json!({"type": "object", "anyOf": [{"type": "string"}, {"type": "null"}]})),
            json!({"type": "object", "nullable": true, "allOf": [{"type": "string"}]})
        );
    }

    #[test]
    fn the_switch_of_3_0_stays() {
        let schema = json!({"type": "string", "nullable": true});
        assert_eq!(lowered(schema.clone()), schema);
    }
}
