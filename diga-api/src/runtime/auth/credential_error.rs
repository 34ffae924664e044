//! The error for a credential that cannot be used.

use std::fmt;

/// A credential that is missing or that no request can carry. The message never repeats it.
#[derive(Debug)]
pub(crate) struct CredentialError(String);

impl CredentialError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for CredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CredentialError {}

impl From<CredentialError> for String {
    fn from(error: CredentialError) -> Self {
        error.0
    }
}
