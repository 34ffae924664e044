//! The value of a parameter, read once from anything that serializes.

use serde::Serialize;
use serde_json::Value;

/// The value of an optional parameter or body, or the message that it does not convert to its type.
// An operation may have no optional parameters.
#[allow(dead_code)]
pub(crate) fn converted<T>(value: impl TryInto<T>, name: &str) -> Result<Option<T>, String> {
    match value.try_into() {
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(unconverted(name)),
    }
}

#[cold]
fn unconverted(name: &str) -> String {
    format!("the value of `{name}` does not convert to its type")
}

/// A parameter that the document describes by `content` instead of `schema`: its value is one JSON
/// string, wherever it is sent.
#[derive(Debug)]
// A document may describe every parameter by `schema`.
#[allow(dead_code)]
pub(crate) struct JsonText<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Serialize + ?Sized> Serialize for JsonText<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = serde_json::to_string(self.0).map_err(serde::ser::Error::custom)?;
        match json.as_str() {
            "null" => serializer.serialize_none(),
            json => serializer.serialize_str(json),
        }
    }
}

/// The value of a parameter.
pub(super) enum Parameter {
    /// Not sent.
    Absent,
    /// A scalar as a string.
    Scalar(String),
    /// Items in order.
    List(Vec<Value>),
    /// Members in order.
    Object(serde_json::Map<String, Value>),
}

impl Parameter {
    /// Serializes to JSON first, so that a number is written as its own type writes it (`0.1_f32`
    /// is `0.1`).
    pub(super) fn of<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Self> {
        let text = serde_json::to_string(value)?;
        Ok(match text.as_bytes().first() {
            Some(b'n') => Self::Absent,
            Some(b'"') => Self::Scalar(serde_json::from_str(&text)?),
            Some(b'[') => Self::List(serde_json::from_str(&text)?),
            Some(b'{') => Self::Object(serde_json::from_str(&text)?),
            _ => Self::Scalar(number(text)),
        })
    }
}

/// A scalar as a string; `None` for null; JSON for values that a style cannot nest.
pub(super) fn scalar_string(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(self::number(number.to_string())),
        other => Some(other.to_string()),
    }
}

/// A JSON number, or a boolean, as text. An integral number is written as an integer, since a
/// server that expects one does not read `2.0` or `1e16`.
fn number(json: String) -> String {
    if let Some(whole) = json.strip_suffix(".0") {
        return if whole == "-0" { "0" } else { whole }.to_owned();
    }
    match json.parse::<f64>() {
        Ok(value) if json.contains('e') && value.fract() == 0.0 && value.abs() < 1e21 => {
            format!("{value:.0}")
        }
        _ => json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integral_number_is_written_as_an_integer() {
        for (value, text) in [
            (2.0, "2"),
            (-3.0, "-3"),
            (-0.0, "0"),
            (0.5, "0.5"),
            (1e16, "10000000000000000"),
            (1e-7, "1e-7"),
        ] {
            assert!(matches!(Parameter::of(&value), Ok(Parameter::Scalar(own)) if own == text));
            assert_eq!(
                scalar_string(&serde_json::json!(value)).as_deref(),
                Some(text)
            );
        }
        // A string is sent as it is.
        assert!(matches!(Parameter::of("2.0"), Ok(Parameter::Scalar(own)) if own == "2.0"));
        assert!(matches!(Parameter::of(&true), Ok(Parameter::Scalar(own)) if own == "true"));
    }
}
