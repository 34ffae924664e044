//! Unions: one of several types, told apart by a tag or by what fits.

use std::collections::HashSet;

use serde::{Deserialize as _, Serialize, Serializer, de};
use serde_json::Value;
use serde_with::{DeserializeAs, de::DeserializeAsWrap};

use super::{Fitness, Look, union_match::FitFn};

/// One alternative of the union `U`.
pub(crate) struct Alternative<U> {
    /// The values of the discriminator that select it.
    pub(crate) tags: &'static [&'static str],
    /// Whether its own schema lacks the discriminator, so that it is added when the alternative is
    /// written.
    pub(crate) adds: bool,
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

/// The alternatives that a value may be by its form: not those that would get a discriminator which
/// it does not have.
fn possible<U: Union>(value: &Value) -> impl Iterator<Item = &'static Alternative<U>> {
    let named = has_tag::<U>(value);
    U::ALTERNATIVES.iter().filter(move |it| named || !it.adds)
}

fn has_tag<U: Union>(value: &Value) -> bool {
    U::TAG.is_some_and(|tag| value.get(tag).is_some())
}

/// How well a value fits the alternative that it would be decoded as.
pub(crate) fn fit<U: Union>(value: &Value, look: &mut Look) -> Option<Fitness> {
    if !look.burn() {
        return Some(Fitness::KEPT);
    }
    if look.is_of_losses() {
        let chosen = look.plainly(|look| {
            let tagged = tagged::<U>(value).filter(|it| (it.fit)(value, look).is_some());
            tagged.or_else(|| lossless::<U>(value, look).next())
        });
        return chosen.map_or(Some(Fitness::KEPT), |it| (it.fit)(value, look));
    }
    if let Some(fitness) = tagged::<U>(value).and_then(|it| (it.fit)(value, look)) {
        return Some(fitness);
    }
    let best = possible::<U>(value)
        .filter_map(|it| (it.fit)(value, look))
        .max();
    Some(best.unwrap_or(Fitness::KEPT))
}

/// Decodes a union: by its tag, else as the alternative that fits best and loses nothing that the
/// union knows, else it is kept as it came.
pub(crate) fn decode<'de, U, D>(deserializer: D) -> Result<U, D::Error>
where
    U: Union,
    D: de::Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if let Some(decoded) = tagged::<U>(&value).and_then(|it| (it.decode)(&value).ok()) {
        return Ok(decoded);
    }
    let mut look = Look::at(&value);
    let found = lossless::<U>(&value, &mut look).find_map(|it| (it.decode)(&value).ok());
    let found = found.filter(|_| !look.is_out_of_fuel());
    Ok(found.unwrap_or_else(|| U::unknown(value)))
}

/// Alternatives that fit, best first (of equals, the document's first), without those that would
/// lose something.
///
/// A property that no alternative has is from the future, and dropped as in any other type. One
/// that another alternative has tells that the value was meant as that one, and does not fit it.
fn lossless<'a, U: Union>(
    value: &'a Value,
    look: &'a mut Look,
) -> impl Iterator<Item = &'static Alternative<U>> + 'a {
    // The tag may be a mere text in the document, and belong to any alternative; but one that it
    // does not select must know everything that it would keep.
    let named = has_tag::<U>(value);
    let mut fitting: Vec<_> = possible::<U>(value)
        .filter_map(|it| Some(((it.fit)(value, look)?, it)))
        // A union within this one that would keep the value does no more than this one does.
        .filter(|(fitness, _)| *fitness != Fitness::KEPT && (!named || fitness.is_whole()))
        .collect();
    fitting.sort_by_key(|(fitness, _)| std::cmp::Reverse(*fitness));
    let mut known: Option<HashSet<u64>> = None;
    fitting.into_iter().filter_map(move |(fitness, it)| {
        if fitness.loses() {
            let known = known.get_or_insert_with(|| {
                look.knowing(|look| {
                    for it in U::ALTERNATIVES {
                        (it.fit)(value, look);
                    }
                })
            });
            let lost = look.losing(|look| {
                (it.fit)(value, look);
            });
            if !known.is_disjoint(&lost) {
                return None;
            }
        }
        Some(it)
    })
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

/// Implements a union: for each alternative its tags, how well a value fits it, and how it is
/// decoded; and, for one whose own schema lacks the discriminator, what is added when it is sent.
macro_rules! open_union {
    ($name:ident, $tag:expr; $(
        $variant:ident($type:ty): [$($value:literal),*], $fit:expr, $adaptor:ty $(, adds $property:literal = $added:literal)?;
    )*) => {
        impl crate::runtime::model::unions::Union for $name {
            const TAG: ::std::option::Option<&'static str> = $tag;
            const ALTERNATIVES: &'static [crate::runtime::model::unions::Alternative<Self>] = &[$(
                crate::runtime::model::unions::Alternative {
                    tags: &[$($value),*],
                    adds: <[&str]>::len(&[$($added)?]) > 0,
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
                look: &mut crate::runtime::model::Look,
            ) -> ::std::option::Option<crate::runtime::model::Fitness> {
                crate::runtime::model::unions::fit::<Self>(value, look)
            }
        }
    };
}
pub(crate) use open_union;
