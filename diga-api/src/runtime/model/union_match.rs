//! How well a value fits a type: what a union without a discriminator is decided by.

use std::collections::BTreeMap;
use std::hash::Hash;

use serde_json::Value;

use super::Look;

/// How well a value fits. Better is greater: nothing bent, nothing lost, most recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fitness {
    /// Unions that would keep what they are given as it came, negated.
    kept: i64,
    /// Values that only leniency lets pass (an enum value from the future), negated.
    bent: i64,
    /// Properties that the type would drop, negated.
    lost: i64,
    /// Properties and values that the type knows.
    known: i64,
}

impl Fitness {
    /// Fits, and says nothing about the value.
    pub(crate) const PLAIN: Self = Self::known(0);

    /// Fits, and recognises this much.
    pub(crate) const fn known(known: i64) -> Self {
        Self {
            kept: 0,
            bent: 0,
            lost: 0,
            known,
        }
    }

    /// Fits no alternative of a union, which keeps it as it came.
    pub(crate) const KEPT: Self = Self {
        kept: -1,
        ..Self::PLAIN
    };

    /// Fits only because what is received is taken leniently.
    pub(crate) const BENT: Self = Self {
        bent: -1,
        ..Self::PLAIN
    };

    /// A property that the type would drop.
    const LOST: Self = Self {
        lost: -1,
        ..Self::PLAIN
    };

    /// Nothing is bent, and nothing lost.
    pub(crate) fn is_whole(self) -> bool {
        self.kept == 0 && self.bent == 0 && self.lost == 0
    }

    /// Something is dropped.
    pub(crate) fn loses(self) -> bool {
        self.lost != 0
    }

    fn and(self, other: Self) -> Self {
        Self {
            kept: self.kept.saturating_add(other.kept),
            bent: self.bent.saturating_add(other.bent),
            lost: self.lost.saturating_add(other.lost),
            known: self.known.saturating_add(other.known),
        }
    }
}

/// The signature of [`Fit::fit`].
pub(crate) type FitFn = fn(&Value, &mut Look) -> Option<Fitness>;

/// A type that can tell whether a value fits it without decoding it.
pub(crate) trait Fit {
    /// None if it does not.
    fn fit(value: &Value, look: &mut Look) -> Option<Fitness>;
}

/// A property of an object, for [`object`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) fit: FitFn,
}

/// What an object may hold beside its properties.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rest {
    /// `additionalProperties: false`.
    Forbidden,
    /// Allowed, and lost when decoded.
    Dropped,
    /// Allowed, kept, and of this type.
    Kept(FitFn),
}

/// How well an object with these members fits.
pub(crate) fn object(
    value: &Value,
    look: &mut Look,
    members: &[Member],
    rest: Rest,
) -> Option<Fitness> {
    let object = value.as_object()?;
    let lacks = |member: &Member| member.required && !object.contains_key(member.name);
    let mut sum = Sum((!members.iter().any(lacks)).then_some(Fitness::known(1)));
    let mut seen = 0;
    for member in members {
        let Some(value) = object.get(member.name) else {
            continue;
        };
        if sum.is_over(look) {
            return sum.0;
        }
        seen += 1;
        look.known(member.name);
        sum.add(
            match look.within(member.name, |look| (member.fit)(value, look)) {
                Some(found) => Some(found.and(Fitness::known(1))),
                // A null where the document knows only absence.
                None => (value.is_null() && !member.required).then_some(Fitness::BENT),
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
        if sum.is_over(look) {
            return sum.0;
        }
        sum.add(match rest {
            Rest::Forbidden => None,
            Rest::Dropped => {
                look.lost(name);
                Some(Fitness::LOST)
            }
            Rest::Kept(fit) => look.within(name, |look| fit(value, look)),
        });
    }
    sum.0
}

/// How well parts fit together; None once one does not.
struct Sum(Option<Fitness>);

impl Sum {
    fn add(&mut self, part: Option<Fitness>) {
        self.0 = self.0.zip(part).map(|(sum, part)| sum.and(part));
    }

    /// Whether nothing more is to be learnt, or nothing more may be looked at.
    fn is_over(&self, look: &mut Look) -> bool {
        (self.0.is_none() && !look.is_thorough()) || !look.burn()
    }
}

/// Fits when `fits` does, and recognises this much.
fn when(fits: bool, known: i64) -> Option<Fitness> {
    fits.then_some(Fitness::known(known))
}

macro_rules! fits {
    ($($type:ty: $known:literal if $fits:expr;)*) => {$(
        impl Fit for $type {
            fn fit(value: &Value, _: &mut Look) -> Option<Fitness> {
                let fits: fn(&Value) -> bool = $fits;
                when(fits(value), $known)
            }
        }
    )*};
}
fits! {
    String: 1 if Value::is_string;
    bool: 1 if Value::is_boolean;
    i64: 2 if |value| value.is_i64() || whole(value, i64::MIN as f64, i64::MAX as f64);
    u64: 2 if |value| value.is_u64() || whole(value, 0.0, u64::MAX as f64);
    i128: 2 if |value| value.is_i64() || value.is_u64() || whole(value, i128::MIN as f64, i128::MAX as f64);
    f64: 1 if |value| value.is_f64() || survives(value);
    (): 1 if Value::is_null;
    Value: 0 if |_| true;
}

/// A text that is read as something else: bent, if it would not be written as it came.
macro_rules! texts {
    ($($type:ty: $read:expr;)*) => {$(
        impl Fit for $type {
            fn fit(value: &Value, _: &mut Look) -> Option<Fitness> {
                let read: fn(&str) -> Option<bool> = $read;
                read(value.as_str()?).map(|faithful| match faithful {
                    true => Fitness::known(2),
                    false => Fitness::BENT,
                })
            }
        }
    )*};
}
texts! {
    // RFC 9562, section 4: with hyphens. Other spellings are read where nothing but a UUID can
    // stand.
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

/// `1.0` is an integer (JSON Schema, section 4.2.3), but a number first.
fn whole(value: &Value, min: f64, max: f64) -> bool {
    let float = value.as_f64().filter(|_| value.is_f64());
    float.is_some_and(|it| it.fract() == 0.0 && it >= min && it < max)
}

/// An integer that is the same as a float.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // is what it is about
fn survives(value: &Value) -> bool {
    let integer = value.as_i64().map(i128::from);
    let integer = integer.or_else(|| value.as_u64().map(i128::from));
    integer.is_some_and(|it| it as f64 as i128 == it)
}

impl<T: Fit> Fit for Option<T> {
    fn fit(value: &Value, look: &mut Look) -> Option<Fitness> {
        if value.is_null() {
            return Some(Fitness::known(1));
        }
        T::fit(value, look)
    }
}

impl<T: Fit> Fit for Box<T> {
    fn fit(value: &Value, look: &mut Look) -> Option<Fitness> {
        T::fit(value, look)
    }
}

impl<T: Fit> Fit for Vec<T> {
    fn fit(value: &Value, look: &mut Look) -> Option<Fitness> {
        all(value.as_array()?.iter().enumerate(), look, T::fit)
    }
}

impl<T: Fit> Fit for BTreeMap<String, T> {
    fn fit(value: &Value, look: &mut Look) -> Option<Fitness> {
        all(value.as_object()?.iter(), look, T::fit)
    }
}

fn all<'a, K: Hash>(
    values: impl ExactSizeIterator<Item = (K, &'a Value)>,
    look: &mut Look,
    fit: FitFn,
) -> Option<Fitness> {
    let mut sum = Sum(Some(Fitness::known(i64::from(values.len() > 0))));
    for (step, value) in values {
        if sum.is_over(look) {
            break;
        }
        sum.add(look.within(step, |look| fit(value, look)));
    }
    sum.0
}

/// How well an array of fixed length fits.
pub(crate) fn tuple(value: &Value, look: &mut Look, items: &[FitFn]) -> Option<Fitness> {
    let array = value
        .as_array()
        .filter(|array| array.len() == items.len())?;
    let mut sum = Sum(Some(Fitness::known(1)));
    for (step, (value, fit)) in array.iter().zip(items).enumerate() {
        if sum.is_over(look) {
            break;
        }
        sum.add(look.within(step, |look| fit(value, look)));
    }
    sum.0
}

/// Fits `true` alone: `const: true`.
pub(crate) fn only_true(value: &Value, _: &mut Look) -> Option<Fitness> {
    when(value.as_bool() == Some(true), 2)
}

/// Fits `false` alone: `const: false`.
pub(crate) fn only_false(value: &Value, _: &mut Look) -> Option<Fitness> {
    when(value.as_bool() == Some(false), 2)
}

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: Fit),+> Fit for ($($name,)+) {
            fn fit(value: &Value, look: &mut Look) -> Option<Fitness> {
                tuple(value, look, &[$($name::fit),+])
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
