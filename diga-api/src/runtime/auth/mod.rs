//! Credentials: the secrets of the caller, their places in a request, and the providers of tokens.

mod credential_error;
mod credentials;
mod redaction;
mod secret;
mod token_cache;
mod token_provider;

pub(crate) use credential_error::CredentialError;
pub(crate) use credentials::{Credentials, Placement, TokenSource};
pub(crate) use redaction::MARKER as REDACTED;
pub(crate) use secret::{Secret, trim};
pub use token_provider::{Token, TokenProvider};
