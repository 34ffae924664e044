//! Strings and numbers to types.

use serde_json::{Map, Number, Value};

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

/// An integer wide enough for every value that the document allows.
///
/// Without a format and both bounds, that is every integer. `i128` holds each that a service
/// stores: it costs 8 bytes more than `i64`, and some instructions where it is decoded, but
/// literals, arithmetic and comparisons are those of any integer. Where a bound or an example is
/// beyond that, the number is kept as it is written.
pub(super) fn integer(object: &Map<String, Value>) -> Type {
    let format = object.get("format").and_then(Value::as_str);
    let bound = |key: &str| object.get(key).and_then(Value::as_number);
    let bounds = [bound("minimum"), bound("maximum")];
    if stated(object)
        .chain(bounds.into_iter().flatten())
        .any(is_beyond)
    {
        return Type::Exact;
    }
    Type::Integer(match (format, bounds) {
        (Some("uint64"), _) => Integer::U64,
        (Some(format), _) if is_integer(format) => Integer::I64,
        (_, [Some(minimum), Some(maximum)]) if is_i64(minimum) && is_i64(maximum) => Integer::I64,
        (_, [Some(minimum), Some(maximum)]) if is_u64(minimum) && is_u64(maximum) => Integer::U64,
        _ => Integer::I128,
    })
}

// A bound may be written as a float: `1e3`.
fn is_i64(bound: &Number) -> bool {
    bound.is_i64() || bound.is_f64() && bound.as_f64().is_some_and(|bound| bound.abs() < 2e18)
}

fn is_u64(bound: &Number) -> bool {
    bound.is_u64() || bound.is_f64() && bound.as_f64().is_some_and(|b| (0.0..1e19).contains(&b))
}

/// Whether a format decides the type of an integer.
pub(super) fn has_integer_format(object: &Map<String, Value>) -> bool {
    let format = object.get("format").and_then(Value::as_str);
    format.is_some_and(is_integer)
}

/// Whether an integer of this width can have the bounds that the document gives.
pub(super) fn holds_bounds(object: &Map<String, Value>, width: Integer) -> bool {
    let bounds = ["minimum", "maximum"];
    let bounds = bounds.into_iter().filter_map(|key| object.get(key));
    let mut bounds = bounds.filter_map(Value::as_number);
    match width {
        Integer::I64 => bounds.all(is_i64),
        Integer::U64 => bounds.all(is_u64),
        Integer::I128 => true,
    }
}

/// The numbers that the document shows as values.
fn stated(object: &Map<String, Value>) -> impl Iterator<Item = &Number> {
    let examples = object.get("examples").and_then(Value::as_array);
    let stated = ["default", "example"].into_iter();
    let stated = stated.filter_map(|key| object.get(key));
    let stated = stated.chain(examples.into_iter().flatten());
    stated.filter_map(Value::as_number)
}

/// Whether a number is beyond 128 bits.
fn is_beyond(number: &Number) -> bool {
    number
        .as_f64()
        .is_some_and(|number| number.abs() > i128::MAX as f64)
}

/// A number, as a float unless the document asks for more: it shows a value that is beyond every
/// integer type, of which a float has only the first digits.
pub(super) fn number(object: &Map<String, Value>) -> Type {
    let is_integer_too = object.contains_key("x-exact");
    match object.get("format").and_then(Value::as_str) {
        Some("decimal" | "decimal128") => Type::Exact,
        _ if is_integer_too || stated(object).any(is_beyond) => Type::Exact,
        _ => Type::Number,
    }
}

/// Whether a format is of integers (OpenAPI Format Registry).
fn is_integer(format: &str) -> bool {
    matches!(
        format,
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64"
    )
}

/// The JSON type that a format is of; `None` if the format is unknown.
///
/// OpenAPI writes numeric formats beside a type. .NET also writes them without one, beside a
/// `pattern` for the string that a lenient reader of it accepts too.
pub(super) fn type_of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        _ if is_integer(format) => "integer",
        "float" | "double" | "single" | "decimal" | "decimal128" | "double-int" => "number",
        "boolean" => "boolean",
        "date-time"
        | "date"
        | "time"
        | "duration"
        | "email"
        | "idn-email"
        | "hostname"
        | "idn-hostname"
        | "ipv4"
        | "ipv6"
        | "uri"
        | "uri-reference"
        | "uri-template"
        | "iri"
        | "iri-reference"
        | "uuid"
        | "json-pointer"
        | "relative-json-pointer"
        | "regex"
        | "byte"
        | "binary"
        | "base64url"
        | "password"
        | "char"
        | "html"
        | "commonmark"
        | "url" => "string",
        _ => return None,
    })
}
