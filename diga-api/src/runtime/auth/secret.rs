//! A secret, and its `authorization` header.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::credential_error::CredentialError;

/// A secret with its `authorization` header, which is built once.
pub(crate) struct Secret {
    value: SecretString,
    /// As the value of `authorization`: `Bearer ...` or `Basic ...`.
    authorization: HeaderValue,
}

impl Secret {
    /// A secret for `authorization: Bearer`. `what` names it in an error.
    pub(super) fn bearer(what: &str, value: SecretString) -> Result<Self, CredentialError> {
        if value.expose_secret().trim().is_empty() {
            return Err(CredentialError::new(format!("{what} is empty")));
        }
        let authorization = header(&format!("Bearer {}", value.expose_secret()), what)?;
        Ok(Self {
            value,
            authorization,
        })
    }

    /// A password for `authorization: Basic`, where `encoded` is `user:password` in Base64.
    pub(super) fn basic(encoded: &str, password: SecretString) -> Result<Self, CredentialError> {
        let authorization = header(&format!("Basic {encoded}"), "the password")?;
        Ok(Self {
            value: password,
            authorization,
        })
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

/// A header value that is never printed and never indexed by HTTP/2.
fn header(value: &str, what: &str) -> Result<HeaderValue, CredentialError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        CredentialError::new(format!(
            "{what} contains a character that no HTTP header can carry; \
             is there a line break at its end?"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Never the secret itself.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
