//! Numbers of any size, decoded and encoded exactly.
//!
//! JSON does not limit a number, but `serde_json` gives a visitor an `i64`, a `u64` or an `f64`,
//! so an integer beyond 64 bits arrives rounded. Its feature `arbitrary_precision` would change
//! that for the whole program. Instead the number's text is read, as `serde_json::value::RawValue`
//! does it, and parsed here. Other formats are read as they give their numbers.
//!
//! Where a value has no other type than JSON, integers beyond 64 bits are rounded: among the
//! properties that an object does not list.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::raw_error::raw_error;

/// A number exactly as it was received, or is to be sent: an integer of any size, or a decimal of
/// any precision.
///
/// It is the type of what the document describes as an integer or a number, as a decimal, or as
/// an integer beyond 128 bits. Literals convert into it: `3.into()`, `0.5.into()`.
///
/// Two numbers are equal if their values are: `1`, `1.0` and `10e-1`.
#[derive(Clone)]
pub struct Number(Repr);

#[derive(Clone)]
enum Repr {
    Integer(i128),
    Float(f64),
    /// JSON whose value is neither of the others.
    Text(Box<str>),
}

impl Number {
    /// The value, if it is an integer in this range.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128()?.try_into().ok()
    }

    /// The value, if it is an integer in this range.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// The value, if it is an integer in this range.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        match &self.0 {
            Repr::Integer(integer) => Some(*integer),
            Repr::Float(_) | Repr::Text(_) => self.decimal()?.as_i128(),
        }
    }

    /// The nearest value of this type; infinite if the number is too large.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is documented")]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Integer(integer) => *integer as f64,
            Repr::Float(float) => *float,
            Repr::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// Whether it can be written as JSON, which NaN and infinity cannot.
    // A document may have no such number in a request.
    #[allow(dead_code)]
    pub(crate) fn is_finite(&self) -> bool {
        !matches!(self.0, Repr::Float(float) if !float.is_finite())
    }

    /// The number that a JSON text denotes.
    fn of_json(text: &str) -> Option<Self> {
        if let Ok(integer) = text.parse::<i128>() {
            return Some(Self(Repr::Integer(integer)));
        }
        let decimal = Decimal::parse(text)?;
        let float: f64 = text.parse().ok()?;
        let is_exact = Decimal::parse(&float.to_string()) == Some(decimal);
        Some(Self(if is_exact {
            Repr::Float(float)
        } else {
            Repr::Text(text.into())
        }))
    }

    fn decimal(&self) -> Option<Decimal> {
        Decimal::parse(&self.to_string())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Repr::Integer(one), Repr::Integer(other)) => one == other,
            (Repr::Float(one), Repr::Float(other)) => one == other,
            _ => self
                .decimal()
                .is_some_and(|own| other.decimal() == Some(own)),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Integer(integer) => integer.fmt(f),
            Repr::Float(float) => float.fmt(f),
            Repr::Text(text) => f.write_str(text),
        }
    }
}

/// Reads a number in JSON's notation.
impl FromStr for Number {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                Self(Repr::Integer(integer.into()))
            }
        }
        impl PartialEq<$integer> for Number {
            fn eq(&self, other: &$integer) -> bool {
                self.as_i128() == Some((*other).into())
            }
        }
    )*};
}
from_integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64);

/// NaN and infinity are rejected when they are sent: JSON has neither.
impl From<f64> for Number {
    fn from(float: f64) -> Self {
        Self(Repr::Float(float))
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        let other = Self::from(*other);
        *self == other
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Integer(integer) => serialize_integer(*integer, serializer),
            Repr::Float(float) => serializer.serialize_f64(*float),
            Repr::Text(text) => RawValue::from_string(text.to_string())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
        }
    }
}

/// Most formats have no integers beyond 64 bits, so smaller ones are not written as such.
pub(super) fn serialize_integer<S: Serializer>(
    integer: i128,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if let Ok(integer) = i64::try_from(integer) {
        return serializer.serialize_i64(integer);
    }
    match u64::try_from(integer) {
        Ok(integer) => serializer.serialize_u64(integer),
        Err(_) => serializer.serialize_i128(integer),
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer, |_| None)
    }
}

impl Number {
    /// Reads a number, unless `refuse` gives a message.
    pub(super) fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        refuse: fn(&Self) -> Option<String>,
    ) -> Result<Self, D::Error> {
        // A format that does not know the name gives the value itself.
        deserializer.deserialize_newtype_struct(RAW, Visitor { refuse })
    }
}

/// The name by which `RawValue` asks for the text of a value, and the key of its map.
pub(super) const RAW: &str = "$serde_json::private::RawValue";

struct Visitor {
    refuse: fn(&Number) -> Option<String>,
}

impl Visitor {
    fn accept<E: de::Error>(self, number: impl Into<Number>) -> Result<Number, E> {
        let number = number.into();
        match (self.refuse)(&number) {
            None => Ok(number),
            Some(message) => Err(E::custom(message)),
        }
    }
}

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Number, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Number, A::Error> {
        let Some(Text(key)) = map.next_key()? else {
            return Err(de::Error::invalid_type(de::Unexpected::Map, &self));
        };
        if key != RAW {
            return Err(de::Error::invalid_type(de::Unexpected::Map, &self));
        }
        let Text(json) = map.next_value()?;
        let Some(number) = Number::of_json(&json) else {
            let kind = de::Unexpected::Other(kind(&json));
            let error: de::value::Error = de::Error::invalid_type(kind, &self);
            return Err(raw_error(&json, error));
        };
        match (self.refuse)(&number) {
            None => Ok(number),
            Some(message) => Err(raw_error(&json, message)),
        }
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Number, E> {
        self.accept(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
        self.accept(number)
    }

    fn visit_i128<E: de::Error>(self, number: i128) -> Result<Number, E> {
        self.accept(number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Number, E> {
        self.accept(number)
    }
}

/// The kind of a JSON value that is not a number.
fn kind(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'"') => "string",
        Some(b'{') => "map",
        Some(b'[') => "sequence",
        Some(b'n') => "null",
        _ => "boolean",
    }
}

/// A string, borrowed if the deserializer can lend it.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) std::borrow::Cow<'a, str>);

/// A decimal number in one form for each value: digits without zeros at either end, and the power
/// of ten of the last one.
#[derive(Debug, PartialEq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number in JSON's notation (RFC 8259, section 6).
    fn parse(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().ok()?),
            None => (text, 0_i64),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, fraction)) => (whole, fraction),
            None => (mantissa, ""),
        };
        let is_number = !whole.is_empty() && (whole == "0" || !whole.starts_with('0'));
        let mut digits = format!("{whole}{fraction}");
        if !is_number || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let shift = i64::try_from(fraction.len()).ok()?;
        let length = digits.trim_end_matches('0').len();
        let zeros = i64::try_from(digits.len() - length).ok()?;
        digits.truncate(length);
        let digits = digits.trim_start_matches('0').to_owned();
        let is_zero = digits.is_empty();
        Some(Self {
            is_negative: is_negative && !is_zero,
            digits,
            exponent: if is_zero {
                0
            } else {
                exponent.checked_sub(shift)?.checked_add(zeros)?
            },
        })
    }

    fn as_i128(&self) -> Option<i128> {
        // The longest `i128` has 39 digits.
        let zeros = usize::try_from(self.exponent)
            .ok()
            .filter(|zeros| *zeros < 39)?;
        let sign = if self.is_negative { "-" } else { "" };
        let digits = if self.digits.is_empty() {
            "0"
        } else {
            &self.digits
        };
        format!("{sign}{digits}{:0<zeros$}", "").parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Number> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn a_number_is_encoded_as_it_was_decoded() {
        for json in [
            "0",
            "-7",
            "9007199254740993",
            "18446744073709551615",
            "-170141183460469231731687303715884105728",
            "12345678910111213141516171819202122232425262728293031",
            "0.1",
            "-2.5",
            "0.1234567890123456789012345",
            "100000000000000000000.25",
            "1e400",
        ] {
            let back = read(json).map(|number| serde_json::to_string(&number).unwrap());
            assert_eq!(back.as_deref(), Some(json));
        }
    }

    #[test]
    fn numbers_are_equal_if_their_values_are() {
        assert_eq!(read("1"), read("1.0"));
        assert_eq!(read("1"), read("10e-1"));
        assert_eq!(read("-0.0"), read("0"));
        assert_eq!(
            read("1e40"),
            read("10000000000000000000000000000000000000000.0")
        );
        assert_ne!(read("9007199254740993"), read("9007199254740992"));
        assert_ne!(read("0.1"), read("0.1000000000000000055511151231257827"));
        assert_eq!(Number::from(3), 3_u8);
        assert_eq!(Number::from(0.5), 0.5);
        assert_ne!(Number::from(f64::NAN), Number::from(f64::NAN));
    }

    #[test]
    fn a_number_converts_if_it_fits() {
        let number = read("1e3").unwrap();
        assert_eq!(number.as_i64(), Some(1000));
        assert_eq!(read("1.5").unwrap().as_i64(), None);
        assert_eq!(read("-1").unwrap().as_u64(), None);
        assert_eq!(read("0e5").unwrap().as_i64(), Some(0));
        assert_eq!(read("1e39").unwrap().as_i128(), None);
        assert!((read("1e39").unwrap().as_f64() - 1e39).abs() < 1e24);
        assert!(read("1e400").unwrap().as_f64().is_infinite());
    }

    #[test]
    fn only_numbers_are_numbers() {
        for json in [r#""1""#, "null", "true", "[1]", "{}", r#"{"a": 1}"#] {
            let error = serde_json::from_str::<Number>(json).unwrap_err();
            assert!(error.to_string().contains("expected a number"), "{error}");
        }
        for text in ["", "+1", "01", "1.", ".5", "1e", "NaN", "inf", "0x1", "1_0"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_is_read_from_a_parsed_value_too() {
        let number: Number = serde_json::from_value(serde_json::json!(0.25)).unwrap();
        assert_eq!(number, 0.25);
        assert!(serde_json::from_value::<Number>(serde_json::json!({"a": 1})).is_err());
    }
}
