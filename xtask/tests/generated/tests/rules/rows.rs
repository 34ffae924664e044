//! Values and what comes back of them, in rows.

use serde_json::{Value, from_str};

use generated_tests::schemas::round_trip;

/// What comes back.
pub(crate) enum Back {
    Same,
    As(&'static str),
    /// It does not decode.
    Refused,
}
use Back::{As, Refused, Same};

/// Every row that does not hold, in one message.
pub(crate) fn holds(rows: &[(&str, &str, Back)]) {
    let mut faults = Vec::new();
    for (schema, text, back) in rows {
        let value: Value = from_str(text).unwrap_or_else(|it| panic!("{schema}: {text}: {it}"));
        let expected = match back {
            Same => Some(value.clone()),
            As(text) => Some(from_str(text).unwrap_or_else(|it| panic!("{schema}: {text}: {it}"))),
            Refused => None,
        };
        let got = round_trip(schema, &value).unwrap_or_else(|| panic!("no schema {schema}"));
        match (&got, &expected) {
            (Ok(got), Some(expected)) if same(got, expected, str::eq) => {}
            (Err(_), None) => {}
            _ => faults.push(format!(
                "{schema} {text}\n  expected {}\n  got      {}",
                expected.map_or_else(|| "an error".to_owned(), |it| it.to_string()),
                got.map_or_else(|it| format!("error: {it}"), |it| it.to_string())
            )),
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Equal, numbers by value: `1` is `1.0`; and texts as `texts` has it.
pub(crate) fn same(a: &Value, b: &Value, texts: fn(&str, &str) -> bool) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, texts))
        }
        (Value::Object(a), Value::Object(b)) => {
            let there = |(key, a)| b.get(key).is_some_and(|b| same(a, b, texts));
            a.len() == b.len() && a.iter().all(there)
        }
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && a.is_f64() != b.is_f64()
        }
        (Value::String(a), Value::String(b)) => texts(a, b),
        _ => a == b,
    }
}
