//! serde, for structs that are JSON objects: what the derives of generated structs use as their
//! serde (`#[serde(crate = "...")]`).
//!
//! serde's derive decodes a struct from a sequence too, each item as the field at its position. A
//! JSON array is no object, so here the visitor of a struct is wrapped in one that accepts only a
//! map. This costs no generated line, and spares the compiler the code that decodes a sequence.
//!
//! The derive calls `Deserializer::deserialize_struct(deserializer, name, fields, visitor)`, and
//! finds the trait of that name in this module. It has the methods that the derive calls for a
//! struct, and every deserializer implements it, so that the generated `impl` is serde's own trait
//! with serde's own bounds.

use std::fmt;

// The derive names many items of serde, private ones among them.
pub(crate) use serde::*;

/// Takes the place of serde's trait in derived code.
// A document may have no struct, or none with additional properties.
#[allow(dead_code)]
pub(crate) trait Deserializer<'de>: serde::Deserializer<'de> {
    fn deserialize_struct<V: de::Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        serde::Deserializer::deserialize_struct(self, name, fields, ObjectVisitor(visitor))
    }

    /// A struct with a flattened field.
    fn deserialize_map<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        serde::Deserializer::deserialize_map(self, visitor)
    }

    /// The name of a field.
    fn deserialize_identifier<V: de::Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        serde::Deserializer::deserialize_identifier(self, visitor)
    }
}

impl<'de, D: serde::Deserializer<'de>> Deserializer<'de> for D {}

/// Accepts a map and nothing else.
struct ObjectVisitor<V>(V);

impl<'de, V: de::Visitor<'de>> de::Visitor<'de> for ObjectVisitor<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(map)
    }
}

#[cfg(test)]
mod tests {
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(crate = "crate::runtime::model::json_object")]
    struct Pair {
        left: i64,
        right: Option<String>,
    }

    #[test]
    fn an_array_is_not_an_object() {
        let pair = serde_json::from_str::<Pair>(r#"{"left": 1, "right": "a"}"#).unwrap();
        assert_eq!(pair.left, 1);
        let error = serde_json::from_str::<Pair>(r#"[1, "a"]"#).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("invalid type: sequence, expected struct Pair"),
            "{error}"
        );
        assert!(serde_json::from_value::<Pair>(serde_json::json!([1, "a"])).is_err());
    }
}
