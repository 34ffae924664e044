//! A value while it is read, from JSON or YAML; duplicate keys and excessive aliases are reported
//! with line and column.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

/// The maximum size of a document once its aliases are expanded.
pub(super) struct Budget {
    left: Cell<usize>,
}

impl Budget {
    /// Eight times the size of the file, and some more for small files. Documents without aliases
    /// stay far below it.
    pub(super) fn for_text(text: &str) -> Self {
        Self {
            left: Cell::new(text.len().saturating_mul(8).saturating_add(4 << 20)),
        }
    }

    fn spend<E: Error>(&self, bytes: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(bytes.saturating_add(1));
        self.left.set(
            left.ok_or_else(|| E::custom("aliases expand to far more than the file contains"))?,
        );
        Ok(())
    }
}

/// The format whose rules apply to keys and merges.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Dialect {
    Json,
    Yaml,
}

/// The part of the document that a value is in, where that affects how it is read.
#[derive(Clone, Copy, PartialEq)]
enum Section {
    Root,
    Info,
    /// A string even where YAML has a number: `openapi: 3.1` and `version: 1.10`.
    String,
    Elsewhere,
}

/// Reads one value with everything in it.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    dialect: Dialect,
    section: Section,
    budget: &'a Budget,
}

impl<'a> Node<'a> {
    /// The document itself.
    pub(super) fn root(dialect: Dialect, budget: &'a Budget) -> Self {
        Self {
            dialect,
            section: Section::Root,
            budget,
        }
    }

    fn under(self, key: &str) -> Self {
        let section = match (self.section, key) {
            (Section::Root, "info") => Section::Info,
            (Section::Root, "openapi" | "swagger") | (Section::Info, "version") => Section::String,
            _ => Section::Elsewhere,
        };
        Self { section, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        if self.dialect == Dialect::Yaml && self.section == Section::String {
            source.deserialize_str(self)
        } else {
            source.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.section == Section::String {
            "a string"
        } else {
            "a value"
        })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::from(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.budget.spend(0)?;
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom(format_args!("JSON cannot represent the number `{value}`")))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.budget.spend(value.len())?;
        Ok(Value::from(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.budget.spend(0)?;
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let item = self.under("");
        let mut array = Vec::new();
        while let Some(value) = items.next_element_seed(item)? {
            array.push(value);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.budget.spend(0)?;
        let mut object = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = entries.next_key_seed(Key(&object))? {
            self.budget.spend(key.len())?;
            let value = entries.next_value_seed(self.under(&key))?;
            if self.dialect == Dialect::Yaml && key == "<<" {
                merged.push(value);
            } else {
                object.insert(key, value);
            }
        }
        if merged.is_empty() {
            return Ok(Value::Object(object));
        }
        let mut all = Map::new();
        expand(merged, &mut all)?;
        all.extend(object);
        Ok(Value::Object(all))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        // A local tag (`!secret`) has no meaning in OpenAPI, so only its value is read.
        let (_, content) = tagged.variant::<String>()?;
        content.newtype_variant_seed(self)
    }
}

/// Puts the values of `<<` into `into`; of several with the same key, the first one's is used.
fn expand<E: Error>(merged: Vec<Value>, into: &mut Map<String, Value>) -> Result<(), E> {
    for value in merged.into_iter().rev() {
        match value {
            Value::Object(object) => into.extend(object),
            Value::Array(values) if values.iter().all(Value::is_object) => expand(values, into)?,
            _ => {
                return Err(E::custom(
                    "the merge key `<<` must have an object or a list of objects",
                ));
            }
        }
    }
    Ok(())
}

/// A key, which must differ from those before it.
struct Key<'a>(&'a Map<String, Value>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<String, D::Error> {
        // As a string, so that YAML does not read `200` as a number.
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a string")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<String, E> {
        if self.0.contains_key(key) {
            return Err(E::custom(format_args!(
                "the key `{key}` appears twice in one object"
            )));
        }
        Ok(key.to_owned())
    }
}
