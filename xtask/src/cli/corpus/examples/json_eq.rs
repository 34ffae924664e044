//! Equality of JSON values.

use chrono::DateTime;
use serde_json::Value;

use xtask::openapi::pointer::escape;

/// Whether two values are equal as the harness of the fidelity tools compares them: numbers by
/// value, timestamps by instant, UUIDs in either case; a property that is null or empty may be
/// missing.
pub(crate) fn json_eq(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(x), Value::Number(y)) => match (x.is_f64(), y.is_f64()) {
            // Integers are compared exactly.
            (false, false) => x == y,
            _ => match (x.as_f64(), y.as_f64()) {
                (Some(x), Some(y)) => (x - y).abs() <= 1e-9 * x.abs().max(y.abs()),
                _ => false,
            },
        },
        (Value::Object(x), Value::Object(y)) => {
            let keys = x.keys().chain(y.keys().filter(|key| !x.contains_key(*key)));
            keys.into_iter().all(|key| match (x.get(key), y.get(key)) {
                (Some(x), Some(y)) => json_eq(x, y),
                (Some(only), None) | (None, Some(only)) => is_empty(only),
                (None, None) => true,
            })
        }
        (Value::Array(x), Value::Array(y)) => {
            x.len() == y.len() && x.iter().zip(y).all(|(x, y)| json_eq(x, y))
        }
        (Value::String(x), Value::String(y)) => x == y || instants(x, y) || uuids(x, y),
        _ => left == right,
    }
}

/// `value` without the properties that `back` does not have: which is what a type with fields for
/// only some properties retains.
pub(crate) fn retained(value: &Value, back: &Value) -> Value {
    match (value, back) {
        (Value::Object(value), Value::Object(back)) => value
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), retained(value, back.get(key)?))))
            .collect(),
        (Value::Array(value), Value::Array(back)) if value.len() == back.len() => value
            .iter()
            .zip(back)
            .map(|(x, y)| retained(x, y))
            .collect(),
        _ => value.clone(),
    }
}

/// Pointers to the properties of `value`, neither null nor empty, that `back` does not have.
pub(crate) fn missing(value: &Value, back: &Value) -> Vec<String> {
    fn walk(value: &Value, back: &Value, at: &str, found: &mut Vec<String>) {
        match (value, back) {
            (Value::Object(value), Value::Object(back)) => {
                for (key, value) in value {
                    let at = format!("{at}/{}", escape(key));
                    match back.get(key) {
                        Some(back) => walk(value, back, &at, found),
                        None if is_empty(value) => {}
                        None => found.push(at),
                    }
                }
            }
            (Value::Array(value), Value::Array(back)) => {
                for (index, (value, back)) in value.iter().zip(back).enumerate() {
                    walk(value, back, &format!("{at}/{index}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, back, "", &mut found);
    found
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

fn instants(x: &str, y: &str) -> bool {
    let instant = |text| DateTime::parse_from_rfc3339(text).ok();
    instant(x).is_some() && instant(x) == instant(y)
}

fn uuids(x: &str, y: &str) -> bool {
    let uuid = |text: &str| {
        let dashes = text.bytes().filter(|byte| *byte == b'-').count();
        let digits = text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        text.len() == 36 && dashes == 4 && digits
    };
    uuid(x) && x.eq_ignore_ascii_case(y)
}

#[cfg(test)]
mod tests {
    use super::{json_eq, missing, retained};
    use serde_json::json;

    #[test]
    fn equal_values_may_be_written_differently() {
        for (left, right) in [
            (json!(1), json!(1.0)),
            (json!({"a": null, "b": [1]}), json!({"b": [1.0], "c": {}})),
            (
                json!("2026-07-03T10:00:00Z"),
                json!("2026-07-03T12:00:00.000+02:00"),
            ),
            (
                json!("9F1C40B2-3AAA-4BBB-8CCC-000000000001"),
                json!("9f1c40b2-3aaa-4bbb-8ccc-000000000001"),
            ),
        ] {
            assert!(json_eq(&left, &right), "{left} {right}");
        }
        for (left, right) in [
            (json!(true), json!(1)),
            (json!(9007199254740993_i64), json!(9007199254740992_i64)),
            (json!({"a": 0}), json!({})),
            (json!([null]), json!([])),
            (json!("A"), json!("a")),
        ] {
            assert!(!json_eq(&left, &right), "{left} {right}");
        }
    }

    #[test]
    fn what_is_retained_has_the_properties_that_came_back() {
        let value = json!({"a": 1, "b": [{"c": 1, "d": 2}]});
        assert_eq!(
            retained(&value, &json!({"b": [{"c": 7}]})),
            json!({"b": [{"c": 1}]})
        );
    }

    #[test]
    fn missing_properties_have_a_pointer() {
        let value = json!({"a/b": 1, "b": [{"c": 1, "e": null}, {"d": 1}]});
        let back = json!({"b": [{}, {"d": 1}]});
        assert_eq!(missing(&value, &back), ["/a~1b", "/b/0/c"]);
    }
}
