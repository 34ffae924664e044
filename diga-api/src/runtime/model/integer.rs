//! `type: integer`, which includes `1.0`.

use serde::{Deserializer, Serialize, Serializer, de};
use serde_with::{DeserializeAs, SerializeAs};

use super::number::{Number, serialize_integer};

/// Decodes an integer in every notation of JSON: for JSON Schema (section 4.2.3) `1.0` and `1e3`
/// are integers.
#[derive(Debug)]
pub(crate) struct Integer;

macro_rules! integers {
    ($($number:ty: $method:ident),*) => {$(
        impl<'de> DeserializeAs<'de, $number> for Integer {
            fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<$number, D::Error> {
                struct Visitor;
                impl de::Visitor<'_> for Visitor {
                    type Value = $number;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("an integer (", stringify!($number), ")"))
                    }

                    fn visit_i64<E: de::Error>(self, number: i64) -> Result<$number, E> {
                        <$number>::try_from(number)
                            .map_err(|_| E::invalid_value(de::Unexpected::Signed(number), &self))
                    }

                    fn visit_u64<E: de::Error>(self, number: u64) -> Result<$number, E> {
                        <$number>::try_from(number)
                            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
                    }

                    fn visit_f64<E: de::Error>(self, number: f64) -> Result<$number, E> {
                        // A float without a fraction converts to an `i128` and back.
                        let integer = number as i128;
                        <$number>::try_from(integer)
                            .ok()
                            .filter(|_| integer as f64 == number)
                            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
                    }
                }
                deserializer.$method(Visitor)
            }
        }

        impl SerializeAs<$number> for Integer {
            fn serialize_as<S: Serializer>(
                number: &$number,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                number.serialize(serializer)
            }
        }
    )*};
}
integers!(i64: deserialize_i64, u64: deserialize_u64);

/// Of an integer that the document does not limit, so it is read exactly, beyond 64 bits too.
impl<'de> DeserializeAs<'de, i128> for Integer {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
        let number = Number::read(deserializer, |number| {
            number.as_i128().is_none().then(|| unexpected(number))
        })?;
        number
            .as_i128()
            .ok_or_else(|| de::Error::custom(unexpected(&number)))
    }
}

#[cold]
fn unexpected(number: &Number) -> String {
    format!("invalid value: {number}, expected an integer of at most 128 bits")
}

impl SerializeAs<i128> for Integer {
    fn serialize_as<S: Serializer>(number: &i128, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_integer(*number, serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde_with::de::DeserializeAsWrap;

    use super::*;

    fn read<T>(json: &str) -> Option<T>
    where
        Integer: for<'de> DeserializeAs<'de, T>,
    {
        let read = serde_json::from_str::<DeserializeAsWrap<T, Integer>>(json);
        read.ok().map(DeserializeAsWrap::into_inner)
    }

    #[test]
    fn an_integer_may_be_written_with_a_point() {
        assert_eq!(read("1.0"), Some(1_i64));
        assert_eq!(read("-2e3"), Some(-2000_i64));
        assert_eq!(read("7"), Some(7_i64));
        assert_eq!(read::<i64>("1.5"), None);
        assert_eq!(read::<i64>("1e30"), None);
        assert_eq!(read::<i64>("9223372036854775808"), None);
        assert_eq!(read::<i64>("\"1\""), None);
    }

    #[test]
    fn an_integer_without_limits_is_exact() {
        assert_eq!(read("1.0"), Some(1_i128));
        assert_eq!(read("1e3"), Some(1000_i128));
        assert_eq!(
            read("18446744073709551617"),
            Some(18_446_744_073_709_551_617_i128)
        );
        assert_eq!(
            read("-9223372036854775809"),
            Some(-9_223_372_036_854_775_809_i128)
        );
        assert_eq!(read::<i128>("1.5"), None);
        assert_eq!(read::<i128>("1e39"), None);
        assert_eq!(read::<i128>("\"1\""), None);
    }
}
