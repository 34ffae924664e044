//! What a document leaves out, or writes as something else, where there is one way to read it.

use serde_json::{Value, json};

use super::keywords;
use super::place::Place;
use super::pointer::Object;

/// What 3.0.3 asks of an object and the document left out, where there is one way to read it.
pub(super) fn repaired(place: Place, mut object: Object) -> Object {
    if matches!(
        place,
        Place::Operation | Place::Parameter | Place::RequestBody | Place::Header | Place::Encoding
    ) {
        object.retain(|key, value| {
            let is_switch = matches!(
                key.as_str(),
                "required" | "deprecated" | "allowEmptyValue" | "allowReserved" | "explode"
            );
            !is_switch || keywords::switch(value)
        });
    }
    match place {
        Place::Info => {
            for key in ["title", "version"] {
                let text = match object.get(key) {
                    Some(Value::String(_)) => continue,
                    // A version without quotes, in YAML.
                    Some(Value::Number(number)) => number.to_string(),
                    _ => String::new(),
                };
                object.insert(key.to_owned(), Value::String(text));
            }
            if let Some(license) = object.get_mut("license").and_then(Value::as_object_mut) {
                license.shift_remove("identifier");
            }
        }
        Place::Response if !object.get("description").is_some_and(Value::is_string) => {
            object.insert("description".to_owned(), json!(""));
        }
        Place::RequestBody => {
            object.entry("content").or_insert_with(|| json!({}));
        }
        Place::Parameter | Place::Header | Place::MediaType => {
            if let Some(Value::Array(list)) = object.get("examples") {
                let first = list.first().cloned();
                object.shift_remove("examples");
                if let Some(first) = first {
                    object.entry("example").or_insert(first);
                }
            }
            if place != Place::MediaType
                && !object.contains_key("schema")
                && !object.contains_key("content")
            {
                object.insert("schema".to_owned(), json!({}));
            }
            if place == Place::Parameter && object.get("in").is_some_and(|value| value == "path") {
                object.insert("required".to_owned(), json!(true));
            }
        }
        _ => {}
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(place: Place, object: Value) -> Value {
        match object {
            Value::Object(map) => Value::Object(repaired(place, map)),
            other => other,
        }
    }

    #[test]
    fn a_switch_in_quotes_is_a_switch() {
        assert_eq!(
            repair(
                Place::Parameter,
                json!({"required": "true", "explode": 1, "schema": {}})
            ),
            json!({"required": true, "schema": {}})
        );
    }

    #[test]
    fn a_parameter_of_the_path_is_required_and_has_a_schema() {
        assert_eq!(
            repair(Place::Parameter, json!({"in": "path"})),
            json!({"in": "path", "schema": {}, "required": true})
        );
    }

    #[test]
    fn examples_as_a_list_become_an_example() {
        assert_eq!(
            repair(Place::MediaType, json!({"examples": [1, 2]})),
            json!({"example": 1})
        );
    }
}
