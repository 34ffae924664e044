//! Unions: one of several types, chosen by a discriminator or by the best match.
//!
//! A value is decoded in three steps.
//!
//! 1. The discriminator (`TAG`), if the value has one that an alternative lists and the value
//!    decodes as that alternative.
//!
//! 2. Otherwise every alternative is scored ([`UnionMatch`](super::UnionMatch)), and the matching
//!    ones are tried, best first; of equal ones, the first in the document. An alternative is
//!    skipped if it would drop a property that another alternative has: then the value was meant
//!    as that other one. A property that no alternative has is new, and dropped as in any other
//!    type.
//!
//! 3. If no alternative is left, the union keeps the value as it is, in its variant for unknown
//!    values.
//!
//! For example, a union of `Circle { radius }` and `Square { side, label? }` without a
//! discriminator, and the value `{"side": 2, "label": "a", "new": 1}`: `Circle` does not match,
//! because `radius` is required. `Square` matches, recognizes two properties, and drops `new`,
//! which `Circle` does not have either: the value is a `Square`. With `{"radius": 1, "side": 2}`
//! both match and each would drop a property of the other, so the union keeps the value as unknown.

use std::collections::HashSet;

use serde::{Deserialize as _, Serialize, Serializer, de};
use serde_json::Value;
use serde_with::{DeserializeAs, de::DeserializeAsWrap};

use super::union_match::{MatchScore, ScoreFn};
use super::union_probe::Probe;

/// One alternative of the union `U`.
pub(crate) struct Alternative<U> {
    /// The discriminator values that select it.
    pub(crate) tags: &'static [&'static str],
    /// Whether its own schema lacks the discriminator, which then has to be added when it is
    /// encoded.
    pub(crate) adds: bool,
    pub(crate) score: ScoreFn,
    pub(crate) decode: fn(&Value) -> Result<U, serde_json::Error>,
}

/// A type that is one of several.
pub(crate) trait Union: Sized + 'static {
    /// The property that is the discriminator.
    const TAG: Option<&'static str>;
    /// The alternatives, in the document's order.
    const ALTERNATIVES: &'static [Alternative<Self>];
    /// Keeps a value that no alternative accepts.
    fn unknown(value: Value) -> Self;
}

/// Decodes a type directly (`A = Same`) or with another adaptor.
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
    U::ALTERNATIVES
        .iter()
        .find(|alternative| alternative.tags.contains(&tag))
}

/// The alternatives that the value can be. A value without the discriminator is none of those that
/// add it when they are encoded.
fn possible<U: Union>(value: &Value) -> impl Iterator<Item = &'static Alternative<U>> {
    let named = has_tag::<U>(value);
    U::ALTERNATIVES
        .iter()
        .filter(move |alternative| named || !alternative.adds)
}

fn has_tag<U: Union>(value: &Value) -> bool {
    U::TAG.is_some_and(|tag| value.get(tag).is_some())
}

/// How well a value matches the alternative that it would be decoded as.
pub(crate) fn score<U: Union>(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
    if !probe.spend() {
        return Some(MatchScore::UNKNOWN);
    }
    if probe.records_dropped() {
        let chosen = probe.without_recording(|probe| {
            let tagged = tagged::<U>(value).filter(|tagged| (tagged.score)(value, probe).is_some());
            tagged.or_else(|| lossless::<U>(value, probe).next())
        });
        return chosen.map_or(Some(MatchScore::UNKNOWN), |chosen| {
            (chosen.score)(value, probe)
        });
    }
    if let Some(score) = tagged::<U>(value).and_then(|tagged| (tagged.score)(value, probe)) {
        return Some(score);
    }
    let best = possible::<U>(value)
        .filter_map(|alternative| (alternative.score)(value, probe))
        .max();
    Some(best.unwrap_or(MatchScore::UNKNOWN))
}

/// Decodes a union, as described at the top of this module.
pub(crate) fn decode<'de, U, D>(deserializer: D) -> Result<U, D::Error>
where
    U: Union,
    D: de::Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    if let Some(decoded) = tagged::<U>(&value).and_then(|tagged| (tagged.decode)(&value).ok()) {
        return Ok(decoded);
    }
    let mut probe = Probe::at(&value);
    let found = lossless::<U>(&value, &mut probe).find_map(|found| (found.decode)(&value).ok());
    let found = found.filter(|_| !probe.is_exhausted());
    Ok(found.unwrap_or_else(|| U::unknown(value)))
}

/// The alternatives that match, best first (of equal ones, the document's first), without those
/// that would drop a property that another alternative has.
fn lossless<'a, U: Union>(
    value: &'a Value,
    probe: &'a mut Probe,
) -> impl Iterator<Item = &'static Alternative<U>> + 'a {
    // A tag that selects no alternative may be an ordinary property of each of them. Then only an
    // exact match is certain.
    let named = has_tag::<U>(value);
    let mut matching: Vec<_> = possible::<U>(value)
        .filter_map(|alternative| Some(((alternative.score)(value, probe)?, alternative)))
        // A nested union that would keep the value unknown is no better than this one.
        .filter(|(score, _)| *score != MatchScore::UNKNOWN && (!named || score.is_exact()))
        .collect();
    matching.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut known: Option<HashSet<u64>> = None;
    matching
        .into_iter()
        .filter_map(move |(score, alternative)| {
            if score.drops() {
                let known = known.get_or_insert_with(|| {
                    probe.known_positions(|probe| {
                        for alternative in U::ALTERNATIVES {
                            (alternative.score)(value, probe);
                        }
                    })
                });
                let dropped = probe.dropped_positions(|probe| {
                    (alternative.score)(value, probe);
                });
                if !known.is_disjoint(&dropped) {
                    return None;
                }
            }
            Some(alternative)
        })
}

/// Serializes an alternative, with the discriminator added if its own schema lacks it.
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

/// Implements a union: for each alternative its tags, its score function and its adaptor; and the
/// discriminator to add if its own schema lacks it.
macro_rules! open_union {
    ($name:ident, $tag:expr; $(
        $variant:ident($type:ty): [$($value:literal),*], $score:expr, $adaptor:ty
            $(, adds $property:literal = $added:literal)?;
    )*) => {
        impl crate::runtime::model::unions::Union for $name {
            const TAG: ::std::option::Option<&'static str> = $tag;
            const ALTERNATIVES: &'static [crate::runtime::model::unions::Alternative<Self>] = &[$(
                crate::runtime::model::unions::Alternative {
                    tags: &[$($value),*],
                    adds: <[&str]>::len(&[$($added)?]) > 0,
                    score: $score,
                    decode: |value| {
                        crate::runtime::model::unions::decode_as::<$type, $adaptor>(value)
                            .map(Self::$variant)
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
                    Self::UnknownValue(value) => {
                        ::serde::Serialize::serialize(value.get(), serializer)
                    }
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
        impl crate::runtime::model::UnionMatch for $name {
            fn score(
                value: &::serde_json::Value,
                probe: &mut crate::runtime::model::Probe,
            ) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                crate::runtime::model::unions::score::<Self>(value, probe)
            }
        }
    };
}
pub(crate) use open_union;
