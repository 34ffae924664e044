//! Logs the bodies of a call, for clients that are asked to, without the credentials in them.

use std::borrow::Cow;
use std::fmt::Write as _;

use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde_json::Value;
use tracing::{Level, Span, debug, enabled};

use super::received::Received;
use super::settings::Settings;
use crate::runtime::auth::REDACTED;
use crate::runtime::media_type::{essence, is_json};
use crate::runtime::request::Body;

/// The maximum number of characters of a body that are logged.
const SHOWN: usize = 16 * 1024;

/// The size of the largest body that is read in order to log it, in bytes.
const LARGEST: usize = 1 << 20;

/// Parts of the names of members whose values are credentials, in lower case and without anything
/// but letters and digits: `client_secret`, `X-Api-Key`, `accessToken`.
const SECRET_NAMES: [&str; 14] = [
    "accesskey",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "jwt",
    "onetimecode",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "token",
];

/// Logs the body of a request, once for all attempts.
pub(super) fn request(
    settings: &Settings,
    span: &Span,
    body: Option<&Body>,
    kind: Option<&HeaderValue>,
) {
    if !is_on(settings) {
        return;
    }
    if let Some(body) = body {
        let shown = match body.as_bytes() {
            Some(bytes) => shown(settings, bytes, kind),
            None => "(a stream)".into(),
        };
        debug!(target: "diga_api::body", parent: span, body = %shown, "request body");
    }
}

/// Logs the body of a response to one attempt.
pub(super) fn response(settings: &Settings, span: &Span, received: &Received) {
    if !is_on(settings) {
        return;
    }
    let shown = if received.unread.is_some() {
        "(a stream)".into()
    } else {
        let kind = received.parts.headers.get(CONTENT_TYPE);
        shown(settings, &received.parts.body, kind)
    };
    let status = received.parts.status.as_u16();
    debug!(target: "diga_api::body", parent: span, status, body = %shown, "response body");
}

fn is_on(settings: &Settings) -> bool {
    settings.log_bodies && enabled!(target: "diga_api::body", Level::DEBUG)
}

/// A body on one line.
fn shown(settings: &Settings, body: &[u8], kind: Option<&HeaderValue>) -> Cow<'static, str> {
    if body.is_empty() {
        return "(empty)".into();
    }
    let kind = kind.and_then(essence).unwrap_or("unknown type");
    let Some(text) = readable(body, kind) else {
        return format!("({} bytes of {kind})", body.len()).into();
    };
    let text = settings.credentials.redact(&text).unwrap_or(text);
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN {
            let _ = write!(line, "… ({} bytes)", body.len());
            break;
        }
        if character.is_control() {
            let _ = write!(line, "{}", character.escape_default());
        } else {
            line.push(character);
        }
    }
    line.into()
}

/// A body as text without the values of secret members, if it is of a kind whose members can be
/// found, or has none.
fn readable(body: &[u8], kind: &str) -> Option<String> {
    if body.len() > LARGEST {
        return None;
    }
    let kind = kind.to_ascii_lowercase();
    if is_json(&kind) {
        let mut value: Value = serde_json::from_slice(body).ok()?;
        hide_members(&mut value);
        return Some(value.to_string());
    }
    let text = std::str::from_utf8(body).ok()?;
    if kind == "application/x-www-form-urlencoded" {
        let pairs = text.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        });
        return Some(pairs.collect::<Vec<_>>().join("&"));
    }
    matches!(&*kind, "text/plain" | "text/html" | "text/csv").then(|| text.to_owned())
}

fn hide_members(value: &mut Value) {
    match value {
        Value::Array(items) => {
            for item in items {
                hide_members(item);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                // `max_tokens` is a number, and no number is a token.
                let is_harmless = value.is_boolean() || value.is_null() || value.is_number();
                if is_secret(name) && !is_harmless {
                    *value = REDACTED.into();
                } else {
                    hide_members(value);
                }
            }
        }
        _ => {}
    }
}

fn is_secret(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    SECRET_NAMES.iter().any(|secret| name.contains(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_members_are_hidden_wherever_they_are() {
        let body = br#"{"X-Access-Token": "y", "list": [{"apiKey": {"k": 1}}], "max_tokens": 7}"#;
        assert_eq!(
            readable(body, "application/json").unwrap(),
            r#"{"X-Access-Token":"[redacted]","list":[{"apiKey":"[redacted]"}],"max_tokens":7}"#
        );
        assert_eq!(
            readable(
                b"user=u&password=p%20q&x",
                "application/x-www-form-urlencoded"
            )
            .unwrap(),
            "user=u&password=[redacted]&x"
        );
    }

    #[test]
    fn a_body_whose_members_cannot_be_found_is_not_shown() {
        assert_eq!(readable(br#"{"password": "p""#, "application/json"), None);
        assert_eq!(readable(b"\xff", "text/plain"), None);
        assert_eq!(readable(b"RIFF", "audio/wav"), None);
        assert_eq!(readable(b"<p>", "Text/HTML").as_deref(), Some("<p>"));
    }
}
