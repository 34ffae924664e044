//! `format: date-time` and `date`, read leniently and written as RFC 3339.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
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
                parse(text)
                    .or_else(|| {
                        Some(
                            text.parse::<NaiveDate>()
                                .ok()?
                                .and_time(NaiveTime::MIN)
                                .and_utc(),
                        )
                    })
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
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

/// Reads a `chrono::NaiveDate`: a date, perhaps with a zone (`2026-07-03Z`), or a timestamp in any
/// of the forms of [`Timestamp`], whose date counts as it is written, in its own zone.
///
/// .NET, JavaScript and Java write the date of their `DateTime`, `Date` and `Timestamp` so.
#[derive(Debug)]
// A document may have no date.
#[allow(dead_code)]
pub(crate) struct Day;

/// The date that a string denotes or begins with.
// Like `Day`.
#[allow(dead_code)]
fn parse_day(text: &str) -> Option<NaiveDate> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let (day, rest) = text.split_at_checked(10)?;
    let midnight = || DateTime::parse_from_rfc3339(&format!("{day}T00:00:00{rest}"));
    let is_lenient = parse(text).is_some() || midnight().is_ok();
    day.parse().ok().filter(|_| is_lenient)
}

impl<'de> DeserializeAs<'de, NaiveDate> for Day {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = NaiveDate;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a date (RFC 3339)")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                parse_day(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl SerializeAs<NaiveDate> for Day {
    fn serialize_as<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
        day.serialize(serializer)
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

    #[test]
    fn a_date_may_be_written_with_a_time() {
        let expected = NaiveDate::from_ymd_opt(2026, 7, 3);
        for text in [
            "2026-07-03",
            "2026-07-03T00:00:00",
            "2026-07-03 10:00:00",
            "2026-07-03T23:59:59.999Z",
            "2026-07-03T00:30:00+02:00",
            "2026-07-03T10:00",
            "2026-07-03Z",
            "2026-07-03+02:00",
        ] {
            assert_eq!(parse_day(text), expected, "{text}");
        }
        for text in [
            "",
            "2026-07",
            "2026-13-03",
            "2026-07-03T",
            "2026-07-03x",
            "tomorrow",
        ] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
