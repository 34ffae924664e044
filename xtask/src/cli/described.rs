//! The properties that a schema names, itself or through what it refers to.

use std::collections::HashSet;

use serde_json::Value;

/// Every name of a property anywhere in the schema at `pointer`.
pub(crate) fn described(document: &Value, pointer: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut seen = HashSet::new();
    let mut open: Vec<&Value> = document.pointer(pointer).into_iter().collect();
    while let Some(value) = open.pop() {
        if !seen.insert(std::ptr::from_ref(value)) {
            continue;
        }
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("$ref", Value::String(text)) => {
                            let text = super::example::percent_decoded(text);
                            open.extend(document.pointer(text.trim_start_matches('#')));
                        }
                        ("properties", Value::Object(properties)) => {
                            names.extend(properties.keys().cloned());
                            open.extend(properties.values());
                        }
                        ("example" | "examples" | "default" | "const" | "enum", _) => {}
                        _ => open.push(value),
                    }
                }
            }
            _ => {}
        }
    }
    names
}

/// The properties of `value` that `back` lacks.
pub(crate) fn lacking(value: &Value, back: &Value, found: &mut Vec<String>) {
    match (value, back) {
        (Value::Object(value), Value::Object(back)) => {
            for (key, value) in value {
                match back.get(key) {
                    Some(back) => lacking(value, back, found),
                    None if super::same::empty(value) => {}
                    None => found.push(key.clone()),
                }
            }
        }
        (Value::Array(value), Value::Array(back)) => value
            .iter()
            .zip(back)
            .for_each(|(value, back)| lacking(value, back, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{described, lacking};
    use serde_json::json;

    #[test]
    fn names_are_found_through_references() {
        let document = json!({
            "a": {"items": {"$ref": "#/b%20c"}, "example": {"properties": {"no": {}}}},
            "b c": {"properties": {"properties": {"allOf": [{"$ref": "#/a"}, {"properties": {"d": {}}}]}}},
        });
        let mut names: Vec<_> = described(&document, "/a").into_iter().collect();
        names.sort();
        assert_eq!(names, ["d", "properties"]);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let mut found = Vec::new();
        let value = json!({"a": 1, "b": [{"c": 1, "e": null}, {"d": 1}]});
        lacking(&value, &json!({"b": [{}, {"d": 1}]}), &mut found);
        assert_eq!(found, ["a", "c"]);
    }
}
