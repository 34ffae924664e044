//! The value of a parameter, read once from anything that serializes.

use serde::Serialize;
use serde_json::Value;

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
            _ => Self::Scalar(text),
        })
    }
}

/// A scalar as a string; `None` for null; JSON for values that a style cannot nest.
pub(super) fn scalar_string(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
