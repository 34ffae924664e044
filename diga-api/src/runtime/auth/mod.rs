//! Credentials: the secrets of the caller, their places in a request, and the providers of tokens.

mod credential_error;
mod credentials;
mod secret;
mod token_cache;
mod token_provider;

pub(crate) use credentials::{Credentials, Placement};
pub(crate) use secret::Secret;
pub use token_provider::{Token, TokenProvider};
