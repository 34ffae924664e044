//! The client, its builder, and calls of endpoints that the document does not describe.

mod builder;
mod client;
mod environment;
mod raw_call;
mod servers;
mod tls;

pub use builder::ClientBuilder;
pub use client::Client;
pub use raw_call::RawCall;
#[cfg(test)]
pub(crate) use tls::build as build_http;
