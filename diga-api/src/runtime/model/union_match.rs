//! How well a value matches a type: the basis on which a union without a discriminator is decoded.

use std::collections::BTreeMap;
use std::hash::Hash;

use serde_json::Value;

use super::union_probe::Probe;

/// How well a value matches. The greater, the better: compared first by values that remain unknown,
/// then by those accepted leniently, by dropped properties, and by what is recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MatchScore {
    /// Unions that would keep their value unknown, negated.
    unknown: i64,
    /// Values that are only accepted leniently (an unknown enum value), negated.
    lenient: i64,
    /// Properties that the type would drop, negated.
    dropped: i64,
    /// Properties and values that the type recognizes.
    known: i64,
}

impl MatchScore {
    /// Matches, without any evidence for the type.
    pub(crate) const NEUTRAL: Self = Self::known(0);

    /// Matches, and recognizes this much.
    pub(crate) const fn known(known: i64) -> Self {
        Self {
            unknown: 0,
            lenient: 0,
            dropped: 0,
            known,
        }
    }

    /// Matches no alternative of a union, which keeps the value unknown.
    pub(crate) const UNKNOWN: Self = Self {
        unknown: -1,
        ..Self::NEUTRAL
    };

    /// Matches only because responses are decoded leniently.
    pub(crate) const LENIENT: Self = Self {
        lenient: -1,
        ..Self::NEUTRAL
    };

    /// A property that the type would drop.
    const DROPPED: Self = Self {
        dropped: -1,
        ..Self::NEUTRAL
    };

    /// Nothing is unknown, lenient or dropped.
    pub(crate) fn is_exact(self) -> bool {
        self.unknown == 0 && self.lenient == 0 && self.dropped == 0
    }

    /// Some property is dropped.
    pub(crate) fn drops(self) -> bool {
        self.dropped != 0
    }

    fn and(self, other: Self) -> Self {
        Self {
            unknown: self.unknown.saturating_add(other.unknown),
            lenient: self.lenient.saturating_add(other.lenient),
            dropped: self.dropped.saturating_add(other.dropped),
            known: self.known.saturating_add(other.known),
        }
    }
}

/// The signature of [`UnionMatch::score`].
pub(crate) type ScoreFn = fn(&Value, &mut Probe) -> Option<MatchScore>;

/// A type that can be matched against a value without decoding it.
pub(crate) trait UnionMatch {
    /// `None` if the value does not match.
    fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore>;
}

/// A property of an object, for [`object`].
#[derive(Clone, Copy, Debug)]
// A document may have no union of objects.
#[allow(dead_code)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) score: ScoreFn,
}

/// The treatment of properties that an object does not list.
#[derive(Clone, Copy, Debug)]
// Like `Member`.
#[allow(dead_code)]
pub(crate) enum Rest {
    /// `additionalProperties: false`.
    Forbidden,
    /// Allowed, and dropped when decoded.
    Dropped,
    /// Allowed, and decoded as this type.
    Typed(ScoreFn),
}

/// How well an object with these members matches.
// Like `Member`.
#[allow(dead_code)]
pub(crate) fn object(
    value: &Value,
    probe: &mut Probe,
    members: &[Member],
    rest: Rest,
) -> Option<MatchScore> {
    let object = value.as_object()?;
    let lacks = |member: &Member| member.required && !object.contains_key(member.name);
    let mut sum = Sum((!members.iter().any(lacks)).then_some(MatchScore::known(1)));
    let mut seen = 0;
    for member in members {
        let Some(value) = object.get(member.name) else {
            continue;
        };
        if sum.is_over(probe) {
            return sum.0;
        }
        seen += 1;
        probe.known(member.name);
        sum.add(
            match probe.within(member.name, |probe| (member.score)(value, probe)) {
                Some(found) => Some(found.and(MatchScore::known(1))),
                // A null for a property that is optional but not nullable.
                None => (value.is_null() && !member.required).then_some(MatchScore::LENIENT),
            },
        );
    }
    if object.len() == seen {
        return sum.0;
    }
    for (name, value) in object {
        if members.iter().any(|member| member.name == name) {
            continue;
        }
        if sum.is_over(probe) {
            return sum.0;
        }
        sum.add(match rest {
            Rest::Forbidden => None,
            Rest::Dropped => {
                probe.dropped(name);
                Some(MatchScore::DROPPED)
            }
            Rest::Typed(score) => probe.within(name, |probe| score(value, probe)),
        });
    }
    sum.0
}

/// The score of several parts together; `None` once one does not match.
struct Sum(Option<MatchScore>);

impl Sum {
    fn add(&mut self, part: Option<MatchScore>) {
        self.0 = self.0.zip(part).map(|(sum, part)| sum.and(part));
    }

    /// Whether the result is settled, or the probe exhausted.
    fn is_over(&self, probe: &mut Probe) -> bool {
        (self.0.is_none() && !probe.records_known()) || !probe.spend()
    }
}

/// Matches if `fits`, and recognizes this much.
fn when(fits: bool, known: i64) -> Option<MatchScore> {
    fits.then_some(MatchScore::known(known))
}

macro_rules! fits {
    ($($type:ty: $known:literal if $fits:expr;)*) => {$(
        impl UnionMatch for $type {
            fn score(value: &Value, _: &mut Probe) -> Option<MatchScore> {
                let fits: fn(&Value) -> bool = $fits;
                when(fits(value), $known)
            }
        }
    )*};
}
fits! {
    String: 1 if Value::is_string;
    bool: 1 if Value::is_boolean;
    i64: 2 if |value| value.is_i64() || is_integer(value, i64::MIN as f64, i64::MAX as f64);
    u64: 2 if |value| value.is_u64() || is_integer(value, 0.0, u64::MAX as f64);
    i128: 2 if |value| {
        value.is_i64() || value.is_u64() || is_integer(value, i128::MIN as f64, i128::MAX as f64)
    };
    f64: 1 if |value| value.is_f64() || survives(value);
    super::number::Number: 1 if Value::is_number;
    (): 1 if Value::is_null;
    Value: 0 if |_| true;
}

/// A string that is decoded as something else: a lenient match, unless it would be encoded exactly
/// as it was received.
macro_rules! strings {
    ($($type:ty: $read:expr;)*) => {$(
        impl UnionMatch for $type {
            fn score(value: &Value, _: &mut Probe) -> Option<MatchScore> {
                let read: fn(&str) -> Option<bool> = $read;
                read(value.as_str()?).map(|faithful| {
                    if faithful {
                        MatchScore::known(2)
                    } else {
                        MatchScore::LENIENT
                    }
                })
            }
        }
    )*};
}
strings! {
    // RFC 9562, section 4: with hyphens. Other spellings are accepted outside of unions.
    uuid::Uuid: |text| {
        let uuid = text.parse::<uuid::Uuid>().ok().filter(|_| text.len() == 36)?;
        Some(uuid.hyphenated().to_string() == text)
    };
    chrono::NaiveDate: |text| {
        let date = text.parse::<chrono::NaiveDate>().ok()?;
        Some(date.to_string() == text)
    };
    // RFC 3339; an offset is the same instant.
    chrono::DateTime<chrono::Utc>: |text| {
        super::timestamp::parse(text)?;
        Some(chrono::DateTime::parse_from_rfc3339(text).is_ok())
    };
}

/// Whether `value` is an integer written as a float: `1.0` is one (JSON Schema, section 4.2.3).
fn is_integer(value: &Value, min: f64, max: f64) -> bool {
    let float = value.as_f64().filter(|_| value.is_f64());
    float.is_some_and(|number| number.fract() == 0.0 && number >= min && number < max)
}

/// Whether an integer converts to a float and back.
// The test is whether the casts lose anything.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn survives(value: &Value) -> bool {
    let integer = value.as_i64().map(i128::from);
    let integer = integer.or_else(|| value.as_u64().map(i128::from));
    integer.is_some_and(|integer| integer as f64 as i128 == integer)
}

impl<T: UnionMatch> UnionMatch for Option<T> {
    fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
        if value.is_null() {
            return Some(MatchScore::known(1));
        }
        T::score(value, probe)
    }
}

impl<T: UnionMatch> UnionMatch for Box<T> {
    fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
        T::score(value, probe)
    }
}

impl<T: UnionMatch> UnionMatch for Vec<T> {
    fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
        all(value.as_array()?.iter().enumerate(), probe, T::score)
    }
}

impl<T: UnionMatch> UnionMatch for BTreeMap<String, T> {
    fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
        all(value.as_object()?.iter(), probe, T::score)
    }
}

fn all<'a, K: Hash>(
    values: impl ExactSizeIterator<Item = (K, &'a Value)>,
    probe: &mut Probe,
    score: ScoreFn,
) -> Option<MatchScore> {
    let mut sum = Sum(Some(MatchScore::known(i64::from(values.len() > 0))));
    for (step, value) in values {
        if sum.is_over(probe) {
            break;
        }
        sum.add(probe.within(step, |probe| score(value, probe)));
    }
    sum.0
}

/// How well an array of fixed length matches.
pub(crate) fn tuple(value: &Value, probe: &mut Probe, items: &[ScoreFn]) -> Option<MatchScore> {
    let array = value
        .as_array()
        .filter(|array| array.len() == items.len())?;
    let mut sum = Sum(Some(MatchScore::known(1)));
    for (step, (value, score)) in array.iter().zip(items).enumerate() {
        if sum.is_over(probe) {
            break;
        }
        sum.add(probe.within(step, |probe| score(value, probe)));
    }
    sum.0
}

/// Matches `true` alone: `const: true`.
// A document may have no union with a boolean constant.
#[allow(dead_code)]
pub(crate) fn only_true(value: &Value, _: &mut Probe) -> Option<MatchScore> {
    when(value.as_bool() == Some(true), 2)
}

/// Matches `false` alone: `const: false`.
// A document may have no union with a boolean constant.
#[allow(dead_code)]
pub(crate) fn only_false(value: &Value, _: &mut Probe) -> Option<MatchScore> {
    when(value.as_bool() == Some(false), 2)
}

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: UnionMatch),+> UnionMatch for ($($name,)+) {
            fn score(value: &Value, probe: &mut Probe) -> Option<MatchScore> {
                tuple(value, probe, &[$($name::score),+])
            }
        }
    };
}
tuples!(A);
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);
tuples!(A, B, C, D, E, F);
tuples!(A, B, C, D, E, F, G);
tuples!(A, B, C, D, E, F, G, H);
