//! Keywords that describe without constraining.

use serde_json::Value;

use super::pointer::Object;

/// The extension with which documents name the values of an enum, in a list beside it.
const VALUE_NAMES: &str = "x-enum-varnames";

/// Whether a keyword only describes.
pub(super) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "default"
            | "example"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "nullable"
            | "externalDocs"
            | "xml"
    ) || keyword.starts_with("x-") && !is_ours(keyword)
}

/// Whether an extension is one of those that the rules write.
fn is_ours(keyword: &str) -> bool {
    matches!(
        keyword,
        "x-null"
            | "x-const"
            | "x-prefix-items"
            | "x-items-false"
            | "x-pattern-properties"
            | "x-conditional"
    )
}

/// `x-enum-varnames` becomes an object of names by value: other rules drop values of the enum.
fn name_values(schema: &mut Object) {
    let (Some(Value::Array(values)), Some(Value::Array(names))) =
        (schema.get("enum"), schema.get(VALUE_NAMES))
    else {
        return;
    };
    // Of lists of different lengths, nobody knows which name is missing.
    let names = if values.len() == names.len() {
        let names = values.iter().zip(names).map(|(value, name)| {
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (value, name.clone())
        });
        Value::Object(names.collect())
    } else {
        Value::Object(Object::new())
    };
    schema.insert(VALUE_NAMES.to_owned(), names);
}

/// `examples` becomes `example`: the first of them.
pub(super) fn lower(schema: &mut Object) {
    name_values(schema);
    let first = match schema.shift_remove("examples") {
        Some(Value::Array(list)) => list.into_iter().next(),
        // In the form of media types: by name, each in an object.
        Some(Value::Object(map)) => map
            .into_iter()
            .next()
            .and_then(|(_, mut example)| example.as_object_mut()?.shift_remove("value")),
        _ => None,
    };
    if let Some(first) = first {
        schema.entry("example").or_insert(first);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn the_first_example_is_kept() {
        assert_eq!(
            lowered(json!({"type": "string", "examples": ["a", "b"]})),
            json!({"type": "string", "example": "a"})
        );
        assert_eq!(
            lowered(json!({"examples": {"one": {"value": 1}}})),
            json!({"example": 1})
        );
    }

    #[test]
    fn an_example_wins_over_examples() {
        assert_eq!(
            lowered(json!({"example": null, "examples": ["b"]})),
            json!({"example": null})
        );
    }

    #[test]
    fn names_of_values_stay_with_their_values() {
        assert_eq!(
            lowered(json!({
                "type": ["string", "null"], "enum": [null, "a", "a", "b"],
                "x-enum-varnames": ["NONE", "FIRST", "AGAIN", "SECOND"]
            })),
            json!({
                "type": "string", "nullable": true, "enum": ["a", "b"],
                "x-enum-varnames": {"null": "NONE", "a": "AGAIN", "b": "SECOND"}
            })
        );
    }

    #[test]
    fn nothing_in_data_is_rewritten() {
        let data = json!({"type": ["null"], "const": 1, "$ref": "#/nowhere", "examples": [1]});
        let schema = json!({"default": data, "example": data, "enum": [data, 1], "x-more": data});
        assert_eq!(lowered(schema.clone()), schema);
    }
}
