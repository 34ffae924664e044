//! How well a value fits a type: what a union without a discriminator is decided by.

use std::collections::BTreeMap;

use serde_json::Value;

/// How well a value fits. Better is greater: nothing bent, nothing lost, most recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fitness {
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
            bent: 0,
            lost: 0,
            known,
        }
    }

    /// Fits only because what is received is taken leniently.
    pub(crate) const BENT: Self = Self {
        bent: -1,
        lost: 0,
        known: 0,
    };

    /// Nothing is bent, and nothing lost.
    pub(crate) fn is_whole(self) -> bool {
        self.bent == 0 && self.lost == 0
    }

    fn and(self, other: Self) -> Self {
        Self {
            bent: self.bent.saturating_add(other.bent),
            lost: self.lost.saturating_add(other.lost),
            known: self.known.saturating_add(other.known),
        }
    }
}

/// How many more values may be looked at: unions in unions would otherwise take exponential time.
#[derive(Debug)]
pub(crate) struct Fuel(u32);

impl Default for Fuel {
    fn default() -> Self {
        Self(100_000)
    }
}

impl Fuel {
    /// Takes one look; false when there are none left.
    pub(crate) fn burn(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

/// The signature of [`Fit::fit`].
pub(crate) type FitFn = fn(&Value, &mut Fuel) -> Option<Fitness>;

/// A type that can tell whether a value fits it without decoding it.
pub(crate) trait Fit {
    /// None if it does not.
    fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness>;
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
    fuel: &mut Fuel,
    members: &[Member],
    rest: Rest,
) -> Option<Fitness> {
    let object = value.as_object()?;
    if members
        .iter()
        .any(|member| member.required && !object.contains_key(member.name))
    {
        return None;
    }
    let mut fitness = Fitness::known(1);
    for member in members {
        let Some(value) = object.get(member.name) else {
            continue;
        };
        if !fuel.burn() {
            return Some(fitness);
        }
        fitness = match (member.fit)(value, fuel) {
            Some(found) => fitness.and(found).and(Fitness::known(1)),
            // A null where the document knows only absence.
            None if value.is_null() && !member.required => fitness.and(Fitness::BENT),
            None => return None,
        };
    }
    if object.len() > members.len() || !matches!(rest, Rest::Dropped) {
        for (name, value) in object {
            if members.iter().any(|member| member.name == name) {
                continue;
            }
            fitness = fitness.and(match rest {
                Rest::Forbidden => return None,
                Rest::Dropped => Fitness {
                    bent: 0,
                    lost: -1,
                    known: 0,
                },
                Rest::Kept(fit) => fit(value, fuel)?,
            });
        }
    } else {
        let known = members
            .iter()
            .filter(|m| object.contains_key(m.name))
            .count();
        let lost = object.len().saturating_sub(known);
        fitness.lost = fitness
            .lost
            .saturating_sub(i64::try_from(lost).unwrap_or(i64::MAX));
    }
    Some(fitness)
}

/// Fits when `fits` does, and recognises this much.
fn when(fits: bool, known: i64) -> Option<Fitness> {
    fits.then_some(Fitness::known(known))
}

macro_rules! fits {
    ($($type:ty: $known:literal if $fits:expr;)*) => {$(
        impl Fit for $type {
            fn fit(value: &Value, _: &mut Fuel) -> Option<Fitness> {
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
    i128: 2 if |value| value.is_i64() || value.is_u64();
    f64: 1 if Value::is_number;
    (): 1 if Value::is_null;
    uuid::Uuid: 2 if |value| value.as_str().is_some_and(is_uuid);
    chrono::NaiveDate: 2 if |value| value.as_str().is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok());
    chrono::DateTime<chrono::Utc>: 2 if |value| value.as_str().is_some_and(|text| super::timestamp::parse(text).is_some());
    Value: 0 if |_| true;
}

/// RFC 9562, section 4: with hyphens. Other spellings are read where nothing but a UUID can stand.
fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.parse::<uuid::Uuid>().is_ok()
}

/// `1.0` is an integer (JSON Schema, section 4.2.3), but a number first.
fn whole(value: &Value, min: f64, max: f64) -> bool {
    let float = value.as_f64().filter(|_| value.is_f64());
    float.is_some_and(|it| it.fract() == 0.0 && it >= min && it < max)
}

impl<T: Fit> Fit for Option<T> {
    fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
        if value.is_null() {
            return Some(Fitness::known(1));
        }
        T::fit(value, fuel)
    }
}

impl<T: Fit> Fit for Box<T> {
    fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
        T::fit(value, fuel)
    }
}

impl<T: Fit> Fit for Vec<T> {
    fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
        all(value.as_array()?.iter(), fuel, T::fit)
    }
}

impl<T: Fit> Fit for BTreeMap<String, T> {
    fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
        all(value.as_object()?.values(), fuel, T::fit)
    }
}

fn all<'a>(
    values: impl Iterator<Item = &'a Value>,
    fuel: &mut Fuel,
    fit: FitFn,
) -> Option<Fitness> {
    let mut fitness = Fitness::PLAIN;
    for value in values {
        if !fuel.burn() {
            break;
        }
        fitness = fitness.and(fit(value, fuel)?);
    }
    Some(fitness)
}

/// How well an array of fixed length fits.
pub(crate) fn tuple(value: &Value, fuel: &mut Fuel, items: &[FitFn]) -> Option<Fitness> {
    let array = value
        .as_array()
        .filter(|array| array.len() == items.len())?;
    let mut fitness = Fitness::known(1);
    for (value, fit) in array.iter().zip(items) {
        fitness = fitness.and(fit(value, fuel)?);
    }
    Some(fitness)
}

/// Fits `true` alone: `const: true`.
pub(crate) fn only_true(value: &Value, _: &mut Fuel) -> Option<Fitness> {
    when(value.as_bool() == Some(true), 2)
}

/// Fits `false` alone: `const: false`.
pub(crate) fn only_false(value: &Value, _: &mut Fuel) -> Option<Fitness> {
    when(value.as_bool() == Some(false), 2)
}

macro_rules! tuples {
    ($($name:ident),+) => {
        impl<$($name: Fit),+> Fit for ($($name,)+) {
            fn fit(value: &Value, fuel: &mut Fuel) -> Option<Fitness> {
                tuple(value, fuel, &[$($name::fit),+])
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
