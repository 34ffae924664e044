//! Enums that keep unknown values.

use std::fmt;

/// A value that this version of the document does not name.
///
/// It can be read and is sent as it was received, but it can neither be created nor matched on:
/// code that compared it would change its meaning once the value becomes a variant of its own.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unrecognized<T>(pub(crate) T);

impl<T> Unrecognized<T> {
    /// The value as it was received.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Unrecognized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Implements an enum of strings: how well an unknown string matches it, then the string of each
/// variant.
macro_rules! open_enum {
    ($name:ident, $unknown:expr; $($variant:ident = $text:literal,)*) => {
        impl $name {
            #[inline]
            fn known(value: &str) -> ::std::option::Option<Self> {
                match value {
                    $($text => ::std::option::Option::Some(Self::$variant),)*
                    _ => ::std::option::Option::None,
                }
            }

            /// The value as it is sent and received.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::UnknownValue(value) => value.get(),
                }
            }
        }
        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| {
                    Self::UnknownValue(crate::runtime::model::Unrecognized(value.to_owned()))
                })
            }
        }
        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::known(&value).unwrap_or(Self::UnknownValue(
                    crate::runtime::model::Unrecognized(value),
                ))
            }
        }
        /// Never fails.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }
        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::runtime::model::deserialize_str(deserializer, |text| Self::from(text))
            }
        }
        impl crate::runtime::model::UnionMatch for $name {
            #[inline]
            fn score(
                value: &::serde_json::Value,
                _: &mut crate::runtime::model::Probe,
            ) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                match Self::known(value.as_str()?) {
                    ::std::option::Option::Some(_) => {
                        ::std::option::Option::Some(crate::runtime::model::MatchScore::known(2))
                    }
                    ::std::option::Option::None => $unknown,
                }
            }
        }
    };
}
pub(crate) use open_enum;

/// Implements an enum of other JSON values: how well an unknown value of the same kinds matches it,
/// the kinds, then the value of each variant.
// A document may have enums of strings only.
#[allow(unused_macros)]
macro_rules! open_value_enum {
    ($name:ident, $unknown:expr, [$($kind:ident),*]; $($variant:ident = $value:expr,)*) => {
        impl $name {
            #[inline]
            fn known(value: &::serde_json::Value) -> ::std::option::Option<Self> {
                $(if crate::runtime::model::json_eq(value, &::serde_json::Value::from($value)) {
                    return ::std::option::Option::Some(Self::$variant);
                })*
                ::std::option::Option::None
            }

            #[inline]
            fn is_kind(value: &::serde_json::Value) -> bool {
                false $(|| value.$kind())*
            }

            /// The value as it is sent and received.
            #[inline]
            pub fn to_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$variant => ::serde_json::Value::from($value),)*
                    Self::UnknownValue(value) => value.get().clone(),
                }
            }
        }
        impl ::std::convert::From<::serde_json::Value> for $name {
            #[inline]
            fn from(value: ::serde_json::Value) -> Self {
                Self::known(&value).unwrap_or(Self::UnknownValue(
                    crate::runtime::model::Unrecognized(value),
                ))
            }
        }
        /// Reads what `Display` prints. Never fails.
        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                let string = ::serde_json::Value::from(value);
                ::std::result::Result::Ok(Self::known(&string).unwrap_or_else(|| {
                    let json: ::std::option::Option<::serde_json::Value> =
                        ::serde_json::from_str(value).ok();
                    let json = json.filter(|json| !json.is_string() && Self::is_kind(json));
                    Self::from(json.unwrap_or(string))
                }))
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self.to_value() {
                    ::serde_json::Value::String(text) => f.write_str(&text),
                    value => write!(f, "{value}"),
                }
            }
        }
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                self.to_value().serialize(serializer)
            }
        }
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
            }
        }
        impl crate::runtime::model::UnionMatch for $name {
            #[inline]
            fn score(
                value: &::serde_json::Value,
                _: &mut crate::runtime::model::Probe,
            ) -> ::std::option::Option<crate::runtime::model::MatchScore> {
                match Self::known(value) {
                    ::std::option::Option::Some(_) => {
                        ::std::option::Option::Some(crate::runtime::model::MatchScore::known(2))
                    }
                    ::std::option::Option::None if Self::is_kind(value) => $unknown,
                    ::std::option::Option::None => ::std::option::Option::None,
                }
            }
        }
    };
}
pub(crate) use open_value_enum;

/// Whether two JSON values are equal, where numbers are compared by value: `1` equals `1.0`.
// A document may have enums of strings only.
#[allow(dead_code)]
pub(crate) fn json_eq(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    match (a, b) {
        (serde_json::Value::Number(a), serde_json::Value::Number(b)) => number_eq(a, b),
        _ => a == b,
    }
}

/// Whether two numbers have the same value. Integers are not compared as floats, in which two that
/// differ beyond 53 bits are equal.
pub(super) fn number_eq(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}

/// The value, if it is an integer in any notation.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float without a fraction in this range is an `i128`"
)]
fn integer(number: &serde_json::Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from);
    let exact = exact.or_else(|| number.as_u64().map(i128::from));
    exact.or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 1e38).then_some(float as i128)
    })
}

/// Deserializes a string without allocating a `String`.
pub(crate) fn deserialize_str<'de, T, D: serde::Deserializer<'de>>(
    deserializer: D,
    make: fn(&str) -> T,
) -> Result<T, D::Error> {
    struct Visitor<T>(fn(&str) -> T);
    impl<T> serde::de::Visitor<'_> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            Ok((self.0)(text))
        }
    }
    deserializer.deserialize_str(Visitor(make))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::json_eq;

    #[test]
    fn numbers_are_equal_if_their_values_are() {
        for (one, other) in [
            (json!(1), json!(1.0)),
            (json!(-0.0), json!(0)),
            (json!(0.5), json!(5e-1)),
            (
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_993_u64),
            ),
            (
                json!(9_007_199_254_740_992_i64),
                json!(9_007_199_254_740_992.0),
            ),
            (json!(1e300), json!(1e300)),
        ] {
            assert!(json_eq(&one, &other), "{one} and {other}");
        }
        for (one, other) in [
            (
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_992_i64),
            ),
            (
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_992.0),
            ),
            (json!(u64::MAX), json!(u64::MAX - 1)),
            (json!(1), json!("1")),
            (json!(0), json!(null)),
        ] {
            assert!(!json_eq(&one, &other), "{one} and {other}");
        }
    }
}
