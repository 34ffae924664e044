//! Unions: one of several types, chosen by a discriminator or by the best match.
//!
//! A value is decoded in four steps.
//!
//! 1. If the value has the discriminator (`TAG`), only the alternatives that list its value are
//!    considered. One alone is decoded. If none lists it, the value is new and stays unknown,
//!    unless some alternative lists no values at all and matches exactly.
//!
//! 2. Otherwise every alternative is scored ([`UnionMatch`](super::UnionMatch)), and the matching
//!    ones are tried, best first; of equal ones, the first in the document. An alternative is
//!    skipped if it would drop a property that another alternative has: then the value was meant
//!    as that other one. A property that no alternative has is new, and dropped as in any other
//!    type.
//!
//! 3. If no alternative is left, and the union allows several at once (`SEVERAL`), the matching
//!    ones are decoded and merged, best first, each if it adds something. The value is all of
//!    these if together they drop no property that any alternative has.
//!
//! 4. Otherwise the union keeps the value as it is, in its variant for unknown values.
//!
//! For example, a union of `Circle { radius }` and `Square { side, label? }` without a
//! discriminator, and the value `{"side": 2, "label": "a", "new": 1}`: `Circle` does not match,
//! because `radius` is required. `Square` matches, recognizes two properties, and drops `new`,
//! which `Circle` does not have either: the value is a `Square`. With `{"radius": 1, "side": 2}`
//! both match and each would drop a property of the other: by `anyOf`, the value is both; by
//! `oneOf`, it is neither, so the union keeps it as unknown.

use std::collections::HashSet;

use serde::{Deserialize as _, Serialize, Serializer, de};
use serde_json::{Map, Value};
use serde_with::{DeserializeAs, de::DeserializeAsWrap};

use super::several::{merge, spend, within_budget};
use super::union_match::{MatchScore, ScoreFn};
use super::union_probe::{Probe, further};

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
pub(crate) trait Union: Serialize + Sized + 'static {
    /// The property that is the discriminator.
    const TAG: Option<&'static str>;
    /// The alternatives, in the document's order.
    const ALTERNATIVES: &'static [Alternative<Self>];
    /// Makes a value of several alternatives at once, if there can be one.
    const SEVERAL: Option<fn(Vec<Self>) -> Self>;
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

/// The alternatives that a value can be, as far as its discriminator says.
struct Candidates<U: 'static> {
    alternatives: Vec<&'static Alternative<U>>,
    /// Whether the discriminator selects them.
    selected: bool,
    /// Whether only an exact match is certain.
    exact: bool,
}

impl<U: Union> Candidates<U> {
    fn of(value: &Value) -> Self {
        let found = U::TAG.and_then(|tag| value.get(tag));
        let number;
        let tag = match found {
            Some(Value::String(tag)) => Some(tag.as_str()),
            Some(Value::Number(tag)) => {
                number = tag.to_string();
                Some(number.as_str())
            }
            Some(Value::Bool(true)) => Some("true"),
            Some(Value::Bool(false)) => Some("false"),
            _ => None,
        };
        let all = U::ALTERNATIVES.iter();
        let Some(tag) = tag else {
            // A value without the discriminator is none of those to which it is added when they
            // are encoded.
            let possible = all.filter(|alternative| found.is_some() || !alternative.adds);
            return Self {
                alternatives: possible.collect(),
                selected: false,
                exact: found.is_some(),
            };
        };
        let listing = all
            .clone()
            .filter(|alternative| alternative.tags.contains(&tag));
        let listing: Vec<_> = listing.collect();
        if listing.is_empty() {
            // The discriminator may be an ordinary property of what lists no values.
            Self {
                alternatives: all
                    .filter(|alternative| alternative.tags.is_empty())
                    .collect(),
                selected: false,
                exact: true,
            }
        } else {
            Self {
                alternatives: listing,
                selected: true,
                exact: false,
            }
        }
    }

    /// The one alternative that the discriminator selects.
    fn selected(&self) -> Option<&'static Alternative<U>> {
        match self.alternatives.as_slice() {
            [only] if self.selected => Some(only),
            _ => None,
        }
    }

    /// The alternatives that match, best first; of equal ones, the document's first.
    fn matching(&self, value: &Value, probe: &mut Probe) -> Vec<Match<U>> {
        let all = self.alternatives.iter();
        let mut matching: Vec<Match<U>> = all
            .filter_map(|alternative| Some(((alternative.score)(value, probe)?, *alternative)))
            // A nested union that would keep the value unknown is no better than this one.
            .filter(|(score, _)| *score != MatchScore::UNKNOWN && (!self.exact || score.is_exact()))
            .collect();
        matching.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        matching
    }
}

/// An alternative and how well a value matches it.
type Match<U> = (MatchScore, &'static Alternative<U>);

/// How well a value matches the alternative that it would be decoded as.
pub(crate) fn score<U: Union>(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
    if !probe.spend() {
        return Some(MatchScore::UNKNOWN);
    }
    let candidates = Candidates::<U>::of(value);
    if probe.records_dropped() {
        let chosen = probe.without_recording(|probe| {
            let selected = candidates.selected();
            let selected = selected.filter(|selected| (selected.score)(value, probe).is_some());
            match selected {
                Some(selected) => Some(selected),
                None => lossless(value, &candidates, probe)
                    .next()
                    .map(|(_, alternative)| alternative),
            }
        });
        if chosen.is_none() && U::SEVERAL.is_some() {
            // Several alternatives together drop at most what none of them knows.
            let known = known::<U>(value, probe);
            drop_unknown(value, &known, 0, probe);
        }
        return chosen.map_or(Some(MatchScore::UNKNOWN), |chosen| {
            (chosen.score)(value, probe)
        });
    }
    let all = candidates.alternatives.iter();
    let best = all
        .filter_map(|alternative| (alternative.score)(value, probe))
        .max()
        .filter(|score| !candidates.exact || score.is_exact());
    Some(best.unwrap_or(MatchScore::UNKNOWN))
}

/// Decodes a union, as described at the top of this module.
pub(crate) fn decode<'de, U, D>(deserializer: D) -> Result<U, D::Error>
where
    U: Union,
    D: de::Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    let candidates = Candidates::<U>::of(&value);
    if let Some(selected) = candidates.selected() {
        return Ok((selected.decode)(&value).unwrap_or_else(|_| U::unknown(value)));
    }
    let mut probe = Probe::at(&value);
    let mut found = lossless(&value, &candidates, &mut probe)
        .find_map(|(_, found)| (found.decode)(&value).ok());
    if found.is_none()
        && let Some(together) = U::SEVERAL
    {
        let several = within_budget(&value, || several(&value, &candidates, &mut probe));
        found = several.map(together);
    }
    let found = found.filter(|_| !probe.is_exhausted());
    Ok(found.unwrap_or_else(|| U::unknown(value)))
}

/// The positions in a value for which some alternative has a property.
fn known<U: Union>(value: &Value, probe: &mut Probe) -> HashSet<u64> {
    probe.known_positions(|probe| {
        for alternative in U::ALTERNATIVES {
            (alternative.score)(value, probe);
        }
    })
}

/// The alternatives that match, best first, without those that would drop a property that another
/// alternative has.
fn lossless<'a, U: Union>(
    value: &'a Value,
    candidates: &Candidates<U>,
    probe: &'a mut Probe,
) -> impl Iterator<Item = Match<U>> + 'a {
    let matching = candidates.matching(value, probe);
    let mut known_positions: Option<HashSet<u64>> = None;
    matching.into_iter().filter(move |(score, alternative)| {
        if !score.drops() {
            return true;
        }
        let known = known_positions.get_or_insert_with(|| known::<U>(value, probe));
        let dropped = probe.dropped_positions(|probe| {
            (alternative.score)(value, probe);
        });
        known.is_disjoint(&dropped)
    })
}

/// Notes the positions of a value that are not among the known ones; `here` is its own.
fn drop_unknown(value: &Value, known: &HashSet<u64>, here: u64, probe: &mut Probe) {
    match value {
        Value::Object(value) => {
            for (name, value) in value {
                let next = further(here, name);
                if known.contains(&next) {
                    probe.within(name, |probe| drop_unknown(value, known, next, probe));
                } else {
                    probe.dropped(name);
                }
            }
        }
        Value::Array(value) => {
            for (step, value) in value.iter().enumerate() {
                let next = further(here, step);
                probe.within(step, |probe| drop_unknown(value, known, next, probe));
            }
        }
        _ => {}
    }
}

/// The alternatives that a value is at once, decoded, if none of them is enough.
fn several<U: Union>(
    value: &Value,
    candidates: &Candidates<U>,
    probe: &mut Probe,
) -> Option<Vec<U>> {
    U::SEVERAL.filter(|_| value.is_object())?;
    let mut merged = Value::Object(Map::new());
    let mut parts = Vec::new();
    let matching = candidates.matching(value, probe);
    if !spend(matching.len()) {
        return None;
    }
    for (_, alternative) in matching {
        let Ok(part) = (alternative.decode)(value) else {
            continue;
        };
        let Ok(json) = serde_json::to_value(&part) else {
            continue;
        };
        let mut more = merged.clone();
        if merge(&mut more, json) == Ok(true) {
            merged = more;
            parts.push(part);
        }
    }
    let known = known::<U>(value, probe);
    let dropped = probe.dropped_positions(|probe| missing(value, &merged, probe));
    (parts.len() > 1 && known.is_disjoint(&dropped)).then_some(parts)
}

/// Notes the positions of a value that its decoded form lacks.
fn missing(value: &Value, decoded: &Value, probe: &mut Probe) {
    match (value, decoded) {
        (Value::Object(value), Value::Object(decoded)) => {
            for (name, value) in value {
                match decoded.get(name) {
                    Some(decoded) => probe.within(name, |probe| missing(value, decoded, probe)),
                    // Null and absent are the same value of a property that is not nullable.
                    None if value.is_null() => {}
                    None => probe.dropped(name),
                }
            }
        }
        (Value::Array(value), Value::Array(decoded)) => {
            for (step, (value, decoded)) in value.iter().zip(decoded).enumerate() {
                probe.within(step, |probe| missing(value, decoded, probe));
            }
        }
        _ => {}
    }
}

/// Reads a union as one of its alternatives, which its value need not have been decoded as.
// A document may have no union whose value can be several alternatives.
#[allow(dead_code)]
pub(crate) fn read_as<U, T, A>(union: &U, score: ScoreFn) -> Option<T>
where
    U: Union,
    A: for<'de> DeserializeAs<'de, T>,
{
    let value = serde_json::to_value(union).ok()?;
    let mut probe = Probe::at(&value);
    let score = score(&value, &mut probe)?;
    if score == MatchScore::UNKNOWN || probe.is_exhausted() {
        return None;
    }
    decode_as::<T, A>(&value).ok()
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

/// Implements a union, perhaps with a variant for several alternatives at once: for each alternative its tags, its score function and its adaptor; and the
/// discriminator to add if its own schema lacks it.
macro_rules! open_union {
    ($name:ident $(+ $several:ident)?, $tag:expr; $(
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
            const SEVERAL: ::std::option::Option<fn(::std::vec::Vec<Self>) -> Self> = {
                let several: &[fn(::std::vec::Vec<Self>) -> Self] = &[$(|parts| {
                    Self::$several(crate::runtime::model::Several::new(parts))
                })?];
                several.first().copied()
            };
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
                    $(Self::$several(value) => ::serde::Serialize::serialize(value, serializer),)?
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
