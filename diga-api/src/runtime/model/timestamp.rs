//! `format: date-time`, read leniently and written as RFC 3339.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserializer, Serialize, Serializer, de};
use serde_with::{DeserializeAs, SerializeAs};

/// Reads a `chrono::DateTime<Utc>`: RFC 3339, or the same without a zone, in which case the zone is
/// UTC.
///
/// FastAPI writes a naive `datetime` without a zone, though `date-time` asks for one (RFC 3339,
/// section 5.6).
#[derive(Debug)]
pub(crate) struct Timestamp;

/// The instant that a string denotes, if it is a timestamp.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    // `2026-07-03 10:00:00`: Python's `str(datetime)`; `+0000`: strftime's `%z`.
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .map(|naive| naive.and_utc())
    .or_else(|| {
        ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"]
            .iter()
            .find_map(|format| DateTime::parse_from_str(text, format).ok())
            .map(|instant| instant.to_utc())
    })
}

impl<'de> DeserializeAs<'de, DateTime<Utc>> for Timestamp {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = DateTime<Utc>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date and time (RFC 3339)")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl SerializeAs<DateTime<Utc>> for Timestamp {
    fn serialize_as<S: Serializer>(
        instant: &DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        instant.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_without_a_zone_is_utc() {
        let expected = parse("2026-07-03T10:00:00Z");
        assert!(expected.is_some());
        for text in [
            "2026-07-03T10:00:00",
            "2026-07-03T10:00:00.000000",
            "2026-07-03 10:00:00",
            "2026-07-03T10:00",
            "2026-07-03T12:00:00+02:00",
            "2026-07-03T12:00:00+0200",
            "2026-07-03 12:00:00+02",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse("yesterday"), None);
    }
}
