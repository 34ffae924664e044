//! Tables of values: decoded as the generated type of a schema, and encoded again.

use serde_json::{Value, from_str};

use generated_tests::schemas::round_trip;

/// The value after decoding and encoding.
pub(crate) enum Back {
    Same,
    As(&'static str),
    /// Decoding fails.
    Refused,
}
use Back::{As, Refused, Same};

/// Checks every row, and reports all that fail in one message.
pub(crate) fn holds(rows: &[(&str, &str, Back)]) {
    let mut faults = Vec::new();
    for (schema, json, back) in rows {
        let value: Value =
            from_str(json).unwrap_or_else(|error| panic!("{schema}: {json}: {error}"));
        let expected = match back {
            Same => Some(value.clone()),
            As(json) => {
                Some(from_str(json).unwrap_or_else(|error| panic!("{schema}: {json}: {error}")))
            }
            Refused => None,
        };
        let got = round_trip(schema, &value).unwrap_or_else(|| panic!("no schema {schema}"));
        match (&got, &expected) {
            (Ok(got), Some(expected)) if same(got, expected, str::eq) => {}
            (Err(_), None) => {}
            _ => faults.push(format!(
                "{schema} {json}\n  expected {}\n  got      {}",
                expected.map_or_else(|| "an error".to_owned(), |value| value.to_string()),
                got.map_or_else(|error| format!("error: {error}"), |value| value.to_string())
            )),
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Whether two values are equal: numbers by value (`1` equals `1.0`), strings by `strings`.
pub(crate) fn same(a: &Value, b: &Value, strings: fn(&str, &str) -> bool) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, strings))
        }
        (Value::Object(a), Value::Object(b)) => {
            let equal = |(key, a)| b.get(key).is_some_and(|b| same(a, b, strings));
            a.len() == b.len() && a.iter().all(equal)
        }
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && a.is_f64() != b.is_f64()
        }
        (Value::String(a), Value::String(b)) => strings(a, b),
        _ => a == b,
    }
}
