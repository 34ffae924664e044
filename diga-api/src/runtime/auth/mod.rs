//! Credentials: what the caller gives, where it is put, and where tokens come from.

mod credentials;
mod token_cache;

pub(crate) use credentials::{Credentials, Placed, Secret};
pub use token_cache::{Token, TokenProvider};
