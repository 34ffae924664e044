//! Unions: one of several types, told apart by a tag or by what fits.

use serde::{Deserialize as _, Serialize, Serializer, de};
use serde_json::Value;
use serde_with::{DeserializeAs, de::DeserializeAsWrap};

use super::{Fitness, Fuel, fit::FitFn};

/// One alternative of the union `U`.
pub(crate) struct Alternative<U> {
    /// The values of the discriminator that select it.
    pub(crate) tags: &'static [&'static str],
    pub(crate) fit: FitFn,
    pub(crate) decode: fn(&Value) -> Result<U, serde_json::Error>,
}

/// A type that holds one of several.
pub(crate) trait Union: Sized + 'static {
    /// The discriminator's property.
    const TAG: Option<&'static str>;
    /// The alternatives, in the document's order.
    const ALTERNATIVES: &'static [Alternative<Self>];
    /// Keeps a value that no alternative takes.
    fn unknown(value: Value) -> Self;
}

/// Decodes a type by itself (`A = Same`) or in another way.
pub(crate) fn decode_as<T, A>(value: &Value) -> Result<T, serde_json::Error>
where
    A: for<'de> DeserializeAs<'de, T>,
{
    DeserializeAsWrap::<T, A>::deserialize(value).map(DeserializeAsWrap::into_inner)
}

fn tagged<U: Union>(value: &Value) -> Option<&'static Alternative<U>> {
    let tag = value.get(U::TAG?)?;
    let number;
    let tag = match tag {
        Value::String(tag) => tag.as_str(),
        Value::Number(tag) => {
            number = tag.to_string();
            &number
        }
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        _ => return None,
    };
    U::ALTERNATIVES.iter().find(|it| it.tags.contains(&tag))
}

/// How well a value fits the best alternative.
pub(crate) fn fit<U: Union>(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
    if !fuel.burn() {
        return Some(Fitness::PLAIN);
    }
    if let Some(alternative) = tagged::<U>(value) {
        return (alternative.fit)(value, fuel);
    }
    let fits = U::ALTERNATIVES.iter();
    fits.filter_map(|it| (it.fit)(value, fuel)).max()
}

/// Decodes a union: by its tag, else as the alternative that fits best, else it is kept as it came.
pub(crate) fn decode<'de, U, D>(deserializer: D) -> Result<U, D::Error>
where
    U: Union,
    D: de::Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if let Some(alternative) = tagged::<U>(&value) {
        match (alternative.decode)(&value) {
            Ok(decoded) => return Ok(decoded),
            // The tag may be a mere text in the document, and belong to any alternative.
            Err(error) => {
                return best::<U>(&value).ok_or_else(|| de::Error::custom(error));
            }
        }
    }
    // An alternative that no tag selects must know everything that it would keep.
    let unnamed = U::TAG.is_some_and(|tag| value.get(tag).is_some());
    let found = match unnamed {
        true => exactly::<U>(&value),
        false => best::<U>(&value),
    };
    Ok(found.unwrap_or_else(|| U::unknown(value)))
}

/// The alternative that fits best.
fn best<U: Union>(value: &Value) -> Option<U> {
    let fitting = fitting::<U>(value);
    fitting.iter().find_map(|(_, it)| (it.decode)(value).ok())
}

/// The alternative that fits best, if it fits without leniency and without loss.
fn exactly<U: Union>(value: &Value) -> Option<U> {
    let fitting = fitting::<U>(value);
    let whole = fitting.iter().filter(|(fitness, _)| fitness.is_whole());
    whole
        .into_iter()
        .find_map(|(_, it)| (it.decode)(value).ok())
}

/// Alternatives that fit, best first; of equals, the document's first.
fn fitting<U: Union>(value: &Value) -> Vec<(Fitness, &'static Alternative<U>)> {
    let mut fuel = Fuel::default();
    let mut fitting: Vec<_> = U::ALTERNATIVES
        .iter()
        .filter_map(|it| Some(((it.fit)(value, &mut fuel)?, it)))
        .collect();
    fitting.sort_by_key(|(fitness, _)| std::cmp::Reverse(*fitness));
    fitting
}

/// Serialises an alternative, with the discriminator added if its own schema lacks it.
pub(crate) fn serialize<T: Serialize, S: Serializer>(
    value: &T,
    added: &[(&'static str, &'static str)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if added.is_empty() {
        return value.serialize(serializer);
    }
    let mut value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if let Value::Object(object) = &mut value {
        for (property, tag) in added {
            object.entry(*property).or_insert_with(|| Value::from(*tag));
        }
    }
    value.serialize(serializer)
}

/// Implements a union: for each alternative its tags, how well a value fits it, and how it is decoded; and, for one whose
/// own schema lacks the discriminator, what is added when it is sent.
macro_rules! open_union {
    ($name:ident, $tag:expr; $(
        $variant:ident($type:ty): [$($value:literal),*], $fit:expr, $adaptor:ty $(, adds $property:literal = $added:literal)?;
    )*) => {
        impl crate::runtime::model::unions::Union for $name {
            const TAG: ::std::option::Option<&'static str> = $tag;
            const ALTERNATIVES: &'static [crate::runtime::model::unions::Alternative<Self>] = &[$(
                crate::runtime::model::unions::Alternative {
                    tags: &[$($value),*],
                    fit: $fit,
                    decode: |value| {
                        crate::runtime::model::unions::decode_as::<$type, $adaptor>(value).map(Self::$variant)
                    },
                },
            )*];
            fn unknown(value: ::serde_json::Value) -> Self {
                Self::UnknownValue(crate::runtime::model::Unrecognized(value))
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        crate::runtime::model::unions::serialize(
                            value,
                            &[$(($property, $added))?],
                            serializer,
                        )
                    })*
                    Self::UnknownValue(value) => ::serde::Serialize::serialize(value.get(), serializer),
                }
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::model::unions::decode(deserializer)
            }
        }
        impl crate::runtime::model::Fit for $name {
            fn fit(
                value: &::serde_json::Value,
                fuel: &mut crate::runtime::model::Fuel,
            ) -> ::std::option::Option<crate::runtime::model::Fitness> {
                crate::runtime::model::unions::fit::<Self>(value, fuel)
            }
        }
    };
}
pub(crate) use open_union;
