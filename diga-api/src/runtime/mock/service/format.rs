//! `format`: which strings it allows, and one that it does.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use fastrand::Rng;
use uuid::Uuid;

/// What is wrong with a string of this format; a format that is not known allows any.
pub(super) fn violation(format: &str, value: &str) -> Option<&'static str> {
    let (valid, reason) = match format {
        "uuid" => (is_uuid(value), "must be a UUID (RFC 9562)"),
        "date-time" => (
            DateTime::parse_from_rfc3339(value).is_ok(),
            "must be a date and time (RFC 3339)",
        ),
        "date" => (is_date(value), "must be a date (RFC 3339)"),
        "email" => (is_email(value), "must be an email address"),
        "uri" | "url" => (
            fluent_uri::Uri::parse(value).is_ok(),
            "must be a URI (RFC 3986)",
        ),
        "ipv4" => (
            value.parse::<std::net::Ipv4Addr>().is_ok(),
            "must be an IPv4 address (RFC 2673)",
        ),
        "ipv6" => (
            value.parse::<std::net::Ipv6Addr>().is_ok(),
            "must be an IPv6 address (RFC 4291)",
        ),
        _ => (true, ""),
    };
    (!valid).then_some(reason)
}

fn is_uuid(value: &str) -> bool {
    // The crate takes braces and a URN prefix, too.
    value.len() == 36 && Uuid::try_parse(value).is_ok()
}

fn is_date(value: &str) -> bool {
    value.len() == 10 && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok()
}

fn is_email(value: &str) -> bool {
    let parts = value.rsplit_once('@');
    parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !value.contains(char::is_whitespace)
    })
}

/// An instant as JSON has it.
pub(super) fn instant(now: DateTime<Utc>) -> String {
    now.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A UUID of version 4, drawn from `rng`.
pub(super) fn uuid(rng: &mut Rng) -> String {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    let uuid = uuid::Builder::from_random_bytes(bytes).into_uuid();
    uuid.to_string()
}

/// A string of this format; none if the format says nothing of the string's form.
pub(super) fn draw(format: &str, rng: &mut Rng, now: DateTime<Utc>) -> Option<String> {
    let number = rng.u16(1..10_000);
    Some(match format {
        "uuid" => uuid(rng),
        "date-time" => instant(now),
        "date" => now.format("%Y-%m-%d").to_string(),
        "time" => now.format("%H:%M:%SZ").to_string(),
        "duration" => format!("PT{}S", rng.u8(1..60)),
        "email" | "idn-email" => format!("person{number}@example.com"),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" | "uri-template" => {
            format!("https://example.com/{number}")
        }
        "hostname" | "idn-hostname" => format!("host{number}.example.com"),
        "ipv4" => format!("192.0.2.{}", rng.u8(1..255)),
        "ipv6" => format!("2001:db8::{number}"),
        "byte" => "ZHJhd24=".to_owned(),
        "json-pointer" => format!("/{number}"),
        "relative-json-pointer" => "0".to_owned(),
        "regex" => ".*".to_owned(),
        "int32" | "int64" | "decimal" | "double" | "float" => number.to_string(),
        _ => return None,
    })
}
