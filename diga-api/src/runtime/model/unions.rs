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

use serde::{Deserialize, Serialize, Serializer, de};
use serde_json::{Map, Value};
use serde_with::DeserializeAs;

use super::adapted::Adapted;
use super::captured::Captured;
use super::several::{merge, spend, within_budget};
use super::union_match::{MatchScore, ScoreFn};
use super::union_probe::{Probe, further};

/// One alternative of a union.
pub(crate) struct Alternative {
    /// The discriminator values that select it.
    pub(crate) tags: &'static [&'static str],
    /// Whether its own schema lacks the discriminator, which then has to be added when it is
    /// encoded.
    pub(crate) adds: bool,
    pub(crate) score: ScoreFn,
}

/// What the choice of an alternative depends on. It is data, so that the choice is compiled once
/// for all unions.
pub(crate) struct Alternatives {
    /// The property that is the discriminator.
    pub(crate) tag: Option<&'static str>,
    /// In the document's order.
    pub(crate) all: &'static [Alternative],
    /// Whether a value can be several alternatives at once.
    pub(crate) several: bool,
}

/// A type that is one of several.
pub(crate) trait Union: Sized + 'static {
    const ALTERNATIVES: &'static Alternatives;
    /// Decodes JSON as the alternative at an index.
    fn decode(index: usize, json: &[u8]) -> Option<Self>;
    /// Makes a value of several alternatives at once, if there can be one.
    fn several(_: Vec<Self>) -> Option<Self> {
        None
    }
    /// Encodes such a value, or a part of it.
    fn encode(&self) -> Option<Vec<u8>> {
        None
    }
    /// Keeps a value that no alternative accepts.
    fn unknown(value: Value) -> Self;
}

/// Decodes a type directly (`A = Same`) or with another adaptor.
pub(crate) fn decode_as<T, A>(json: &[u8]) -> Option<T>
where
    A: for<'de> DeserializeAs<'de, T>,
{
    let mut json = serde_json::Deserializer::from_slice(json);
    let decoded = Adapted::<T, A>::deserialize(&mut json);
    decoded.ok().map(Adapted::into_inner)
}

/// Encodes a part of a value that is several alternatives at once.
// A document may have no such union.
#[allow(dead_code)]
pub(crate) fn encode(part: &impl Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(part).ok()
}

/// What a value was decoded as, whatever the type of the union.
trait Parts {
    /// Decodes the value as the alternative at an index, and adds that if it succeeds.
    fn decode(&mut self, index: usize) -> bool;
    /// Encodes the last part.
    fn encode_last(&self) -> Option<Vec<u8>>;
    fn remove_last(&mut self);
    fn count(&self) -> usize;
}

/// The decoded parts of a value of the union `U`.
struct Decoded<'a, U> {
    json: &'a [u8],
    parts: Vec<U>,
}

impl<U: Union> Parts for Decoded<'_, U> {
    fn decode(&mut self, index: usize) -> bool {
        let part = U::decode(index, self.json);
        let succeeds = part.is_some();
        self.parts.extend(part);
        succeeds
    }

    fn encode_last(&self) -> Option<Vec<u8>> {
        self.parts.last().and_then(U::encode)
    }

    fn remove_last(&mut self) {
        self.parts.pop();
    }

    fn count(&self) -> usize {
        self.parts.len()
    }
}

/// Decodes a union, as described at the top of this module.
pub(crate) fn decode<'de, U, D>(deserializer: D) -> Result<U, D::Error>
where
    U: Union,
    D: de::Deserializer<'de>,
{
    Captured::deserialize(deserializer).map(of_captured)
}

fn of_captured<U: Union>(captured: Captured<'_>) -> U {
    let found = {
        let json = captured.json();
        let mut decoded = Decoded {
            json: &json,
            parts: Vec::new(),
        };
        if choose(U::ALTERNATIVES, &captured.value, &mut decoded) {
            U::several(decoded.parts)
        } else {
            decoded.parts.pop()
        }
    };
    found.unwrap_or_else(|| U::unknown(captured.value))
}

/// Decodes a value as the alternatives that it is: none, one, or several at once, which it returns.
fn choose(alternatives: &'static Alternatives, value: &Value, parts: &mut dyn Parts) -> bool {
    let candidates = Candidates::of(alternatives, value);
    if let Some((index, _)) = candidates.selected() {
        parts.decode(index);
        return false;
    }
    let mut probe = Probe::at(value);
    let mut found = lossless(value, &candidates, &mut probe).any(|found| parts.decode(found.index));
    let mut several = false;
    if !found && alternatives.several {
        several = within_budget(value, || add_several(value, &candidates, &mut probe, parts));
        found = several;
    }
    if !found || probe.is_exhausted() {
        while parts.count() > 0 {
            parts.remove_last();
        }
        return false;
    }
    several
}

/// The alternatives that a value can be, as far as its discriminator says.
struct Candidates {
    alternatives: &'static Alternatives,
    /// With their indices.
    possible: Vec<(usize, &'static Alternative)>,
    /// Whether the discriminator selects them.
    selected: bool,
    /// Whether only an exact match is certain.
    exact: bool,
}

impl Candidates {
    fn of(alternatives: &'static Alternatives, value: &Value) -> Self {
        let found = alternatives.tag.and_then(|tag| value.get(tag));
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
        let select = |is_possible: &dyn Fn(&Alternative) -> bool| {
            let all = alternatives.all.iter().enumerate();
            all.filter(|(_, alternative)| is_possible(alternative))
                .collect()
        };
        let Some(tag) = tag else {
            // A value without the discriminator is none of those to which it is added when they
            // are encoded.
            return Self {
                alternatives,
                possible: select(&|alternative| found.is_some() || !alternative.adds),
                selected: false,
                exact: found.is_some(),
            };
        };
        let listing: Vec<_> = select(&|alternative| alternative.tags.contains(&tag));
        if listing.is_empty() {
            // The discriminator may be an ordinary property of what lists no values.
            Self {
                alternatives,
                possible: select(&|alternative| alternative.tags.is_empty()),
                selected: false,
                exact: true,
            }
        } else {
            Self {
                alternatives,
                possible: listing,
                selected: true,
                exact: false,
            }
        }
    }

    /// The one alternative that the discriminator selects.
    fn selected(&self) -> Option<(usize, &'static Alternative)> {
        match self.possible.as_slice() {
            [only] if self.selected => Some(*only),
            _ => None,
        }
    }

    /// The alternatives that match, best first; of equal ones, the document's first.
    fn matching(&self, value: &Value, probe: &mut Probe) -> Vec<Match> {
        let mut matching = Vec::new();
        for (index, alternative) in &self.possible {
            let Some(score) = (alternative.score)(value, probe) else {
                continue;
            };
            // A nested union that would keep the value unknown is no better than this one.
            if score != MatchScore::UNKNOWN && (!self.exact || score.is_exact()) {
                matching.push(Match {
                    score,
                    index: *index,
                    alternative,
                });
            }
        }
        // The index makes the order total.
        matching.sort_unstable_by_key(|found| (std::cmp::Reverse(found.score), found.index));
        matching
    }
}

/// An alternative and how well a value matches it.
struct Match {
    score: MatchScore,
    index: usize,
    alternative: &'static Alternative,
}

/// How well a value matches the alternative that it would be decoded as.
pub(crate) fn score(
    alternatives: &'static Alternatives,
    value: &Value,
    probe: &mut Probe,
) -> Option<MatchScore> {
    if !probe.spend() {
        return Some(MatchScore::UNKNOWN);
    }
    let candidates = Candidates::of(alternatives, value);
    if probe.records_dropped() {
        let chosen = probe.without_recording(|probe| {
            let selected = candidates.selected().map(|(_, selected)| selected);
            let selected = selected.filter(|selected| (selected.score)(value, probe).is_some());
            match selected {
                Some(selected) => Some(selected),
                None => lossless(value, &candidates, probe)
                    .next()
                    .map(|found| found.alternative),
            }
        });
        if chosen.is_none() && alternatives.several {
            // Several alternatives together drop at most what none of them knows.
            let known = known(alternatives, value, probe);
            drop_unknown(value, &known, 0, probe);
        }
        return chosen.map_or(Some(MatchScore::UNKNOWN), |chosen| {
            (chosen.score)(value, probe)
        });
    }
    let all = candidates.possible.iter();
    let best = all
        .filter_map(|(_, alternative)| (alternative.score)(value, probe))
        .max()
        .filter(|score| !candidates.exact || score.is_exact());
    Some(best.unwrap_or(MatchScore::UNKNOWN))
}

/// The positions in a value for which some alternative has a property.
fn known(alternatives: &Alternatives, value: &Value, probe: &mut Probe) -> HashSet<u64> {
    probe.known_positions(|probe| {
        for alternative in alternatives.all {
            (alternative.score)(value, probe);
        }
    })
}

/// The alternatives that match, best first, without those that would drop a property that another
/// alternative has.
fn lossless<'a>(
    value: &'a Value,
    candidates: &Candidates,
    probe: &'a mut Probe,
) -> impl Iterator<Item = Match> + 'a {
    let alternatives = candidates.alternatives;
    let matching = candidates.matching(value, probe);
    let mut known_positions: Option<HashSet<u64>> = None;
    matching.into_iter().filter(move |found| {
        if !found.score.drops() {
            return true;
        }
        let known = known_positions.get_or_insert_with(|| known(alternatives, value, probe));
        let dropped = probe.dropped_positions(|probe| {
            (found.alternative.score)(value, probe);
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

/// Decodes a value as the alternatives that it is at once, if none of them is enough. Returns
/// whether it is several.
fn add_several(
    value: &Value,
    candidates: &Candidates,
    probe: &mut Probe,
    parts: &mut dyn Parts,
) -> bool {
    if !value.is_object() {
        return false;
    }
    let mut merged = Value::Object(Map::new());
    let matching = candidates.matching(value, probe);
    if !spend(matching.len()) {
        return false;
    }
    for found in matching {
        if !parts.decode(found.index) {
            continue;
        }
        let json = parts.encode_last();
        let json = json.and_then(|json| serde_json::from_slice(&json).ok());
        let mut more = merged.clone();
        if json.is_some_and(|json| merge(&mut more, json) == Ok(true)) {
            merged = more;
        } else {
            parts.remove_last();
        }
    }
    let known = known(candidates.alternatives, value, probe);
    let dropped = probe.dropped_positions(|probe| missing(value, &merged, probe));
    parts.count() > 1 && known.is_disjoint(&dropped)
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
    let json = union.encode().filter(|json| matches(json, score))?;
    decode_as::<T, A>(&json)
}

// Like `read_as`.
#[allow(dead_code)]
fn matches(json: &[u8], score: ScoreFn) -> bool {
    let Ok(value) = serde_json::from_slice(json) else {
        return false;
    };
    let mut probe = Probe::at(&value);
    let found = score(&value, &mut probe).is_some_and(|score| score != MatchScore::UNKNOWN);
    found && !probe.is_exhausted()
}

/// Serializes an alternative whose own schema lacks the discriminator, and adds it.
// A document may have no such union.
#[allow(dead_code)]
pub(crate) fn serialize_with_tag<T: Serialize, S: Serializer>(
    value: &T,
    property: &'static str,
    tag: &'static str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if let Value::Object(object) = &mut value {
        object.entry(property).or_insert_with(|| Value::from(tag));
    }
    value.serialize(serializer)
}

/// Implements a union, perhaps with a variant for several alternatives at once: for each
/// alternative its index, tags, score function and adaptor; and the discriminator to add if its
/// own schema lacks it.
macro_rules! open_union {
    ($name:ident $(+ $several:ident)?, $tag:expr; $(
        $index:literal = $variant:ident($type:ty): [$($value:literal),*], $score:expr, $adaptor:ty
            $(, adds $property:literal = $added:literal)?;
    )*) => {
        impl crate::runtime::model::unions::Union for $name {
            const ALTERNATIVES: &'static crate::runtime::model::unions::Alternatives = {
                use crate::runtime::model::unions::{Alternative, Alternatives};
                &Alternatives {
                    tag: $tag,
                    all: &[$(Alternative {
                        tags: &[$($value),*],
                        adds: <[&str]>::len(&[$($added)?]) > 0,
                        score: $score,
                    },)*],
                    several: <[&str]>::len(&[$(stringify!($several))?]) > 0,
                }
            };
            #[inline]
            fn decode(index: usize, json: &[u8]) -> ::std::option::Option<Self> {
                use crate::runtime::model::unions::decode_as;
                match index {
                    $($index => decode_as::<$type, $adaptor>(json).map(Self::$variant),)*
                    _ => ::std::option::Option::None,
                }
            }
            $(
                #[inline]
                fn several(parts: ::std::vec::Vec<Self>) -> ::std::option::Option<Self> {
                    let several = crate::runtime::model::Several::new(parts);
                    ::std::option::Option::Some(Self::$several(several))
                }
                #[inline]
                fn encode(&self) -> ::std::option::Option<::std::vec::Vec<u8>> {
                    crate::runtime::model::unions::encode(self)
                }
            )?
            #[inline]
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
                    $(Self::$variant(value) => crate::runtime::model::serialize_alternative!(
                        value, serializer $(, $property, $added)?
                    ),)*
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
            #[inline]
            fn score(
                value: &::serde_json::Value,
                probe: &mut crate::runtime::model::Probe,
            ) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                use crate::runtime::model::unions::{Union, score};
                score(<Self as Union>::ALTERNATIVES, value, probe)
            }
        }
    };
}
pub(crate) use open_union;

/// Serializes an alternative, with the discriminator if that has to be added.
macro_rules! serialize_alternative {
    ($value:expr, $serializer:expr) => {
        ::serde::Serialize::serialize($value, $serializer)
    };
    ($value:expr, $serializer:expr, $property:expr, $tag:expr) => {
        crate::runtime::model::unions::serialize_with_tag($value, $property, $tag, $serializer)
    };
}
pub(crate) use serialize_alternative;
