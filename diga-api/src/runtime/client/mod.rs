//! The client and its builder.

mod builder;
mod client;
mod environment;
mod raw_call;
pub(crate) mod tls;

pub use builder::ClientBuilder;
pub use client::Client;
pub(crate) use client::{Settings, Timeouts};
pub use raw_call::RawCall;
