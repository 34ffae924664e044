//! Credentials: what the caller provides, where a request carries it, and where tokens come from.

mod credential_error;
mod credentials;
mod secret;
mod token_cache;
mod token_provider;

pub(crate) use credentials::{Credentials, Placement};
pub(crate) use secret::Secret;
pub use token_provider::{Token, TokenProvider};
