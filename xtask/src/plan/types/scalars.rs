//! Strings and integers to types.

use serde_json::{Map, Value};

use crate::plan::model::{Integer, Type};

pub(super) fn string(object: &Map<String, Value>) -> Type {
    // A parser of the format might reject strings that the pattern allows.
    if object.contains_key("pattern") {
        return Type::String;
    }
    match object.get("format").and_then(Value::as_str) {
        Some("uuid") => Type::Uuid,
        Some("date-time") => Type::DateTime,
        Some("date") => Type::Date,
        _ => Type::String,
    }
}

/// An integer wide enough for every value that the document allows, or a number beyond 64 bits,
/// where JSON parsers round.
pub(super) fn integer(object: &Map<String, Value>) -> Type {
    let bound = |key: &str| object.get(key).and_then(Value::as_f64);
    let (minimum, maximum) = (bound("minimum"), bound("maximum"));
    let beyond = |limit: Option<f64>, most: f64| limit.is_some_and(|bound| bound > most);
    let unsigned = object.get("format").and_then(Value::as_str) == Some("uint64");
    if beyond(maximum, u64::MAX as f64) || minimum.is_some_and(|minimum| minimum < i64::MIN as f64)
    {
        return Type::Number;
    }
    let wide = [maximum, minimum]
        .into_iter()
        .any(|limit| beyond(limit, i64::MAX as f64));
    Type::Integer(match (wide || unsigned, minimum) {
        (false, _) => Integer::I64,
        (true, Some(minimum)) if minimum < 0.0 => Integer::I128,
        (true, None) if !unsigned => Integer::I128,
        (true, _) => Integer::U64,
    })
}
