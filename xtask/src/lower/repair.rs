//! Required members that a document omits or miswrites, where only one meaning is possible.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::keywords;
use super::pointer::Object;
use super::position::Position;

/// Whether a member outside of schemas is a boolean.
pub(super) fn is_switch(key: &str) -> bool {
    matches!(
        key,
        "required" | "deprecated" | "allowEmptyValue" | "allowReserved" | "explode"
    )
}

/// Adds the members that 3.0.3 requires of an object, where only one value is possible.
pub(super) fn repaired(position: Position, mut object: Object) -> Object {
    if matches!(
        position,
        Position::Operation
            | Position::Parameter
            | Position::RequestBody
            | Position::Header
            | Position::Encoding
    ) {
        object.retain(|key, value| !is_switch(key) || keywords::switch(value));
    }
    match position {
        Position::Info => {
            for key in ["title", "version"] {
                let text = match object.get(key) {
                    Some(Value::String(_)) => continue,
                    // An unquoted version in YAML.
                    Some(Value::Number(number)) => number.to_string(),
                    _ => String::new(),
                };
                object.insert(key.to_owned(), Value::String(text));
            }
            if let Some(license) = object.get_mut("license").and_then(Value::as_object_mut) {
                license.shift_remove("identifier");
            }
        }
        Position::Response if !object.get("description").is_some_and(Value::is_string) => {
            object.insert("description".to_owned(), json!(""));
        }
        Position::Responses => without_respelled_statuses(&mut object),
        Position::RequestBody => {
            object.entry("content").or_insert_with(|| json!({}));
        }
        Position::Parameter | Position::Header | Position::MediaType => {
            if let Some(Value::Array(list)) = object.get("examples") {
                let first = list.first().cloned();
                object.shift_remove("examples");
                if let Some(first) = first {
                    object.entry("example").or_insert(first);
                }
            }
            if position != Position::MediaType
                && !object.contains_key("schema")
                && !object.contains_key("content")
            {
                object.insert("schema".to_owned(), json!({}));
            }
            if position == Position::Parameter
                && object.get("in").is_some_and(|value| value == "path")
            {
                object.insert("required".to_owned(), json!(true));
            }
        }
        _ => {}
    }
    object
}

/// Leaves one response of several whose keys are the same status, as `2XX` and `2xx`: the one that
/// is spelled as in the specification, else the first.
fn without_respelled_statuses(responses: &mut Object) {
    let mut keys: Vec<(String, String)> = responses
        .keys()
        .map(|key| (status(key), key.clone()))
        .collect();
    keys.sort_by_key(|(status, key)| status != key);
    let mut known = HashSet::new();
    for (status, key) in keys {
        if !known.insert(status) {
            responses.shift_remove(&key);
        }
    }
}

/// The key of a status as the specification spells it.
fn status(key: &str) -> String {
    let key = key.trim();
    let upper = key.to_ascii_uppercase();
    if upper.len() == 3 && upper.ends_with("XX") {
        upper
    } else if key.eq_ignore_ascii_case("default") {
        "default".to_owned()
    } else {
        key.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repair(position: Position, object: Value) -> Value {
        match object {
            Value::Object(map) => Value::Object(repaired(position, map)),
            other => other,
        }
    }

    #[test]
    fn a_switch_in_quotes_is_a_switch() {
        assert_eq!(
            repair(
                Position::Parameter,
                json!({"required": "true", "explode": 1, "schema": {}})
            ),
            json!({"required": true, "schema": {}})
        );
    }

    #[test]
    fn a_parameter_of_the_path_is_required_and_has_a_schema() {
        assert_eq!(
            repair(Position::Parameter, json!({"in": "path"})),
            json!({"in": "path", "schema": {}, "required": true})
        );
    }

    #[test]
    fn of_one_status_in_several_spellings_the_specifications_stays() {
        let responses =
            json!({"2xx": 1, "2XX": 2, "Default": 3, "default": 4, "4xx": 5, "x-2xx": 6});
        assert_eq!(
            repair(Position::Responses, responses),
            json!({"2XX": 2, "default": 4, "4xx": 5, "x-2xx": 6})
        );
        let responses = json!({"DEFAULT": 1, "Default": 2, "4Xx": 3, "4xX": 4});
        assert_eq!(
            repair(Position::Responses, responses),
            json!({"DEFAULT": 1, "4Xx": 3})
        );
    }

    #[test]
    fn examples_as_a_list_become_an_example() {
        assert_eq!(
            repair(Position::MediaType, json!({"examples": [1, 2]})),
            json!({"example": 1})
        );
    }
}
