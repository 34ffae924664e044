//! Decodes and encodes the structs of generated code.
//!
//! `derive(Deserialize)` expands to a few hundred lines for each struct, all of them generic over
//! the format. Here only what differs between structs is generated: a list of field names, a local
//! variable for each field, and the expression that builds the struct. What is the same, the loop
//! over an object's members, is compiled once for each format: it reaches the local variables
//! through [`FieldSlot`], so that a `String` field costs no more code than the next one.
//!
//! For a schema with a required `id` and an optional `note`, generated code is:
//!
//! ```text
//! let (mut id, mut note) = (None, None);
//! members.read(&[("id", true), ("note", false)], &mut [&mut id, &mut note])?;
//! let (Some(id),) = (id,) else { return Err(incomplete()) };
//! Ok(Self { id, note: note.flatten() })
//! ```
//!
//! Three rules differ from the derive: only an object is decoded, never an array by position; of a
//! member that occurs twice, the last one counts, as in a browser and in Python; and an additional
//! property that has the name of a declared one is not encoded a second time.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::Error as ValueError;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, forward_to_deserialize_any};

/// A struct that is decoded from an object.
pub(crate) trait Fields<'de>: Sized {
    /// The name of the type, for the message of a value that is no object.
    const NAME: &'static str;

    fn decode<A: MapAccess<'de>>(members: Members<A>) -> Result<Self, A::Error>;
}

/// Decodes a struct from a format that says what it contains, such as JSON.
pub(crate) fn decode_fields<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Fields<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Fields<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::decode(Members(members))
    }
}

/// The name of a field in JSON, and whether an object without it is refused.
type Name = (&'static str, bool);

/// The members of an object.
pub(crate) struct Members<A>(A);

impl<'de, A: MapAccess<'de>> Members<A> {
    /// Decodes the members that have these names, each into the slot at the same position; others
    /// are skipped. The slots of required fields are filled then.
    pub(crate) fn read(
        mut self,
        names: &'static [Name],
        slots: &mut [&mut dyn FieldSlot<'de, A>],
    ) -> Result<(), A::Error> {
        let mut next = 0;
        while let Some(name) = self.0.next_key_seed(NameSeed { names, next })? {
            match name.and_then(|index| Some((index, slots.get_mut(index)?))) {
                Some((index, slot)) => {
                    next = index + 1;
                    slot.read(&mut self.0)?;
                }
                None => {
                    self.0.next_value::<IgnoredAny>()?;
                }
            }
        }
        complete(names, slots)
    }

    /// The same, and decodes the members of other names into `rest`.
    // A document may allow no additional properties.
    #[allow(dead_code)]
    pub(crate) fn read_with_rest<T: Deserialize<'de>>(
        mut self,
        names: &'static [Name],
        slots: &mut [&mut dyn FieldSlot<'de, A>],
        rest: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        let mut next = 0;
        while let Some(name) = self.0.next_key::<String>()? {
            let index = position(names, next, &name);
            match index.and_then(|index| Some((index, slots.get_mut(index)?))) {
                Some((index, slot)) => {
                    next = index + 1;
                    slot.read(&mut self.0)?;
                }
                None => {
                    rest.insert(name, self.0.next_value()?);
                }
            }
        }
        complete(names, slots)
    }
}

/// The position of a name; `next` is where it is if the members have the order of the document.
fn position(names: &[Name], next: usize, name: &str) -> Option<usize> {
    if names
        .get(next)
        .is_some_and(|(expected, _)| *expected == name)
    {
        return Some(next);
    }
    names.iter().position(|(candidate, _)| *candidate == name)
}

/// Fails if a required field has no value.
fn complete<'de, A: MapAccess<'de>>(
    names: &[Name],
    slots: &mut [&mut dyn FieldSlot<'de, A>],
) -> Result<(), A::Error> {
    for ((name, required), slot) in names.iter().zip(slots) {
        if *required {
            slot.complete(name)?;
        }
    }
    Ok(())
}

/// The error of an object that lacks a field, which [`Members::read`] has already excluded.
#[cold]
pub(crate) fn incomplete<E: serde::de::Error>() -> E {
    E::custom("a required property is missing")
}

/// Decodes a member's name to the position of its field.
struct NameSeed {
    names: &'static [Name],
    next: usize,
}

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for NameSeed {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(position(self.names, self.next, name))
    }
}

/// A struct with additional properties.
// A document may allow no additional properties.
#[allow(dead_code)]
pub(crate) trait Declared {
    /// The declared properties, as JSON names them.
    const NAMES: &'static [&'static str];
}

/// Where the value of a member goes.
pub(crate) trait FieldSlot<'de, A: MapAccess<'de>> {
    fn read(&mut self, members: &mut A) -> Result<(), A::Error>;

    /// Fails if the field, which is required, has no value.
    fn complete(&mut self, name: &'static str) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Deserialize<'de>> FieldSlot<'de, A> for Option<T> {
    fn read(&mut self, members: &mut A) -> Result<(), A::Error> {
        *self = Some(members.next_value()?);
        Ok(())
    }

    fn complete(&mut self, name: &'static str) -> Result<(), A::Error> {
        if self.is_none() {
            // An `Option` that a type parameter stands for may be absent.
            let absent = T::deserialize(Missing);
            *self = Some(absent.map_err(|_| A::Error::missing_field(name))?);
        }
        Ok(())
    }
}

/// Has no value.
struct Missing;

impl<'de> Deserializer<'de> for Missing {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, ValueError> {
        Err(ValueError::custom("missing"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A field that is encoded as a member of an object.
pub(crate) trait EncodeField<M: SerializeMap> {
    fn write(&self, name: &'static str, members: &mut M) -> Result<(), M::Error>;
}

impl<M: SerializeMap, T: Serialize> EncodeField<M> for T {
    fn write(&self, name: &'static str, members: &mut M) -> Result<(), M::Error> {
        members.serialize_entry(name, self)
    }
}

/// A field that is omitted when it is `None`.
// A document may have no optional property.
#[allow(dead_code)]
pub(crate) struct Optional<'a, T>(pub(crate) &'a Option<T>);

impl<M: SerializeMap, T: Serialize> EncodeField<M> for Optional<'_, T> {
    fn write(&self, name: &'static str, members: &mut M) -> Result<(), M::Error> {
        match self.0 {
            Some(value) => members.serialize_entry(name, value),
            None => Ok(()),
        }
    }
}

/// The fields of a struct with their names.
type Encoded<'a, M> = [(&'static str, &'a dyn EncodeField<M>)];

/// Encodes a struct as an object.
pub(crate) fn encode_fields<S: Serializer>(
    serializer: S,
    fields: &Encoded<'_, S::SerializeMap>,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    for (name, field) in fields {
        field.write(name, &mut members)?;
    }
    members.end()
}

/// The same, with the additional properties that no field declares.
// Like `Members::read_with_rest`.
#[allow(dead_code)]
pub(crate) fn encode_fields_with_rest<'a, S: Serializer, T: Serialize>(
    serializer: S,
    fields: &Encoded<'_, S::SerializeMap>,
    rest: impl IntoIterator<Item = (&'a String, T)>,
) -> Result<S::Ok, S::Error> {
    let mut members = serializer.serialize_map(None)?;
    for (name, field) in fields {
        field.write(name, &mut members)?;
    }
    for (name, value) in rest {
        if !fields.iter().any(|(declared, _)| declared == name) {
            members.serialize_entry(name, &value)?;
        }
    }
    members.end()
}
