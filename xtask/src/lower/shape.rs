//! Properties of a schema in the original document.

use serde_json::Value;

use super::pointer::Object;

/// The mapping of a discriminator.
pub(super) fn mapping(schema: &Object) -> Option<&Object> {
    schema.get("discriminator")?.get("mapping")?.as_object()
}

/// Whether the schema becomes a type of its own: a structure, an enumeration, a union.
pub(super) fn has_shape(schema: &Value) -> bool {
    let mut schema = schema;
    loop {
        let Some(map) = schema.as_object() else {
            return false;
        };
        if ["properties", "patternProperties", "allOf"]
            .iter()
            .any(|key| map.contains_key(*key))
        {
            return true;
        }
        if map
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| values.len() > 1)
        {
            return true;
        }
        let alternatives: Vec<&Value> = ["anyOf", "oneOf"]
            .iter()
            .filter_map(|key| map.get(*key)?.as_array())
            .flatten()
            .filter(|alternative| !is_null(alternative))
            .collect();
        match alternatives.as_slice() {
            [] => return false,
            [alone] => schema = alone,
            _ => return true,
        }
    }
}

/// Whether the original schema accepts only null.
pub(super) fn is_null(schema: &Value) -> bool {
    let Some(map) = schema.as_object() else {
        return false;
    };
    let only = |value: &Value, null: &Value| match value {
        Value::Array(list) => !list.is_empty() && list.iter().all(|element| element == null),
        _ => false,
    };
    let name = Value::from("null");
    map.get("type")
        .is_some_and(|value| *value == name || only(value, &name))
        || map.get("const").is_some_and(Value::is_null)
        || map
            .get("enum")
            .is_some_and(|value| only(value, &Value::Null))
        || map.get("x-null").is_some_and(|value| value == true)
}

/// Whether the schema accepts nothing.
pub(super) fn is_never(schema: &Value) -> bool {
    match schema {
        Value::Bool(any) => !any,
        Value::Object(map) => map.get("not").is_some_and(|not| match not {
            Value::Bool(any) => *any,
            Value::Object(map) => map.is_empty(),
            _ => false,
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn null_is_known_in_each_of_its_spellings() {
        for schema in [
            json!({"type": "null"}),
            json!({"type": ["null"], "title": "Nothing"}),
            json!({"const": null}),
            json!({"enum": [null]}),
        ] {
            assert!(is_null(&schema), "{schema}");
        }
        assert!(!is_null(&json!({"type": "string"})));
        assert!(!is_null(&json!({"enum": [null, 1]})));
        assert!(!is_null(&json!({"enum": ["null"]})));
    }

    #[test]
    fn an_optional_scalar_has_no_shape() {
        assert!(!has_shape(
            &json!({"anyOf": [{"type": "string"}, {"type": "null"}]})
        ));
        assert!(has_shape(
            &json!({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]})
        ));
        assert!(has_shape(&json!({"properties": {}})));
    }
}
