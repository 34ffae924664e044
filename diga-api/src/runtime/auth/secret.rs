//! A secret, and its `authorization` header.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::credential_error::CredentialError;
use super::redaction::MARKER;

/// A secret with its `authorization` header, which is built once.
pub(crate) struct Secret {
    value: SecretString,
    /// As the value of `authorization`: `Bearer ...` or `Basic ...`.
    authorization: HeaderValue,
}

impl Secret {
    /// A secret for `authorization: Bearer`. `what` names it in an error.
    ///
    /// White space around it is removed: files and environment variables often end in a line break.
    pub(super) fn bearer(what: &str, value: SecretString) -> Result<Self, CredentialError> {
        let trimmed = trim(value.expose_secret());
        if trimmed.is_empty() {
            return Err(CredentialError::new(format!("{what} is empty")));
        }
        let authorization = header(&format!("Bearer {trimmed}"), what)?;
        let value = if trimmed.len() == value.expose_secret().len() {
            value
        } else {
            SecretString::from(trimmed.to_owned())
        };
        Ok(Self {
            value,
            authorization,
        })
    }

    /// Fails if the secret is a whole header, `Bearer ...`, instead of the token in it.
    pub(super) fn is_alone(&self, what: &dyn fmt::Display) -> Result<(), CredentialError> {
        let value = self.expose().as_bytes();
        let begins = |prefix: &str| {
            value
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
                && value
                    .get(prefix.len())
                    .is_none_or(|next| next.is_ascii_whitespace())
        };
        if ["Bearer", "Authorization:", "Authorization:Bearer"]
            .into_iter()
            .any(begins)
        {
            return Err(CredentialError::new(format!(
                "{what} begins with `Bearer `, which the client adds itself: set the token alone"
            )));
        }
        Ok(())
    }

    /// A password for `authorization: Basic`, where `encoded` is `user:password` in Base64.
    pub(super) fn basic(encoded: &str, password: SecretString) -> Result<Self, CredentialError> {
        let authorization = header(&format!("Basic {encoded}"), "the password")?;
        Ok(Self {
            value: password,
            authorization,
        })
    }

    /// The secret, and the part of the header that was made of it: what a server may echo.
    pub(super) fn forms(&self) -> [&str; 2] {
        let sent = self.authorization.to_str().unwrap_or_default();
        let sent = sent.split_once(' ').map_or("", |(_, sent)| sent);
        [self.expose(), sent]
    }

    pub(crate) fn expose(&self) -> &str {
        self.value.expose_secret()
    }

    pub(super) fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }

    /// The secret alone as the value of a header. `what` names it in an error.
    pub(super) fn header(&self, what: &str) -> Result<HeaderValue, CredentialError> {
        header(self.expose(), what)
    }
}

/// `text` without white space and invisible characters around it, such as the byte order mark of a
/// file, or the zero-width space of a web page.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace()
            || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
    })
}

/// A header value that is never printed and never indexed by HTTP/2.
fn header(value: &str, what: &str) -> Result<HeaderValue, CredentialError> {
    // A header may have tabs in it, a credential may not.
    let header = Some(value)
        .filter(|value| !value.contains(|character: char| character.is_control()))
        .and_then(|value| HeaderValue::from_str(value).ok());
    let mut header = header.ok_or_else(|| {
        let why = if value.contains(['\r', '\n']) {
            "a line break"
        } else {
            "a control character"
        };
        CredentialError::new(format!(
            "{what} contains {why}, which no HTTP header can carry: \
             it must be one line, as it was issued"
        ))
    })?;
    header.set_sensitive(true);
    Ok(header)
}

/// Never the secret itself.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARKER)
    }
}
