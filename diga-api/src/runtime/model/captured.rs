//! A value that is decoded later, once its type is known.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, IntoDeserializer as _, MapAccess, SeqAccess};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::number::{RAW, Text};
use super::raw_error::raw_error;

/// A value as it was received, and parsed.
///
/// The type of a union's value is chosen by the parsed value, and then decoded from the JSON
/// itself: so every type is compiled for one format, and its numbers are exact.
pub(crate) struct Captured<'de> {
    pub(crate) value: Value,
    /// The JSON, if the format is JSON.
    received: Option<Cow<'de, str>>,
}

impl Captured<'_> {
    pub(crate) fn json(&self) -> Cow<'_, [u8]> {
        match &self.received {
            Some(json) => Cow::Borrowed(json.as_bytes()),
            None => Cow::Owned(self.value.to_string().into_bytes()),
        }
    }
}

impl<'de> Deserialize<'de> for Captured<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A format that does not know the name gives the value itself.
        deserializer.deserialize_newtype_struct(RAW, Visitor)
    }
}

impl From<Value> for Captured<'_> {
    fn from(value: Value) -> Self {
        Self {
            value,
            received: None,
        }
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Captured<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        Value::deserialize(inner).map(Captured::from)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some(Text(key)) = map.next_key()? else {
            return Ok(Value::Object(Map::new()).into());
        };
        if key != RAW {
            let first = map.next_value()?;
            let rest = Map::deserialize(MapAccessDeserializer::new(map))?;
            let mut members = Map::from_iter([(key.into_owned(), first)]);
            members.extend(rest);
            return Ok(Value::Object(members).into());
        }
        let Text(json) = map.next_value()?;
        Ok(Captured {
            value: serde_json::from_str(&json)
                .map_err(|error| raw_error(&json, without_position(&error)))?,
            received: Some(json),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(Captured::from)
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
        Captured::deserialize(inner)
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Null.into())
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Null.into())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Bool(value).into())
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::from(value).into())
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Value::from(value).into())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Value::deserialize(value.into_deserializer()).map(Captured::from)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Value::from(value).into())
    }
}

/// The reason without its position, which counts from the start of the captured value.
#[cold]
fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if text.ends_with(&position) {
        text.truncate(text.len() - position.len());
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_captured_as_it_was_received() {
        let json = r#"{"a": 18446744073709551617, "b": [1.0, "\u00e9"]}"#;
        let captured: Captured<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(captured.json(), json.as_bytes());
        assert_eq!(captured.value["b"], json!([1.0, "é"]));
        assert!(matches!(captured.json(), Cow::Borrowed(_)));
    }

    #[test]
    fn other_formats_are_captured_by_value() {
        for value in [
            json!({"a": [1, -2, 0.5, "x", true, null]}),
            json!({}),
            json!([{"a": 1, "b": 2}]),
            json!("x"),
            json!(null),
        ] {
            let captured = Captured::deserialize(value.clone()).unwrap();
            assert_eq!(captured.value, value);
            // As `#[serde(untagged)]` and `#[serde(flatten)]` buffer values.
            let members = value.clone().into_deserializer();
            let buffered = Buffered::deserialize(members).unwrap();
            let Buffered::Union(captured) = buffered;
            assert_eq!(captured.value, value);
            let parsed: Value = serde_json::from_slice(&captured.json()).unwrap();
            assert_eq!(parsed, value);
        }
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Buffered<'a> {
        #[serde(borrow)]
        Union(Captured<'a>),
    }

    #[test]
    fn an_error_has_one_position() {
        let error = serde_json::from_str::<Vec<Captured<'_>>>("[1e999]").err();
        let error = error.unwrap().to_string();
        assert!(
            error.starts_with("number out of range at line 1"),
            "{error}"
        );
        assert_eq!(error.matches("line").count(), 1);
    }
}
