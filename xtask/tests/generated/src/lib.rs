//! The client of all `documents/`, with the runtime of diga-api.
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]

#[path = "../../../../diga-api/src/runtime/mod.rs"]
mod runtime;

pub use runtime::model::{Several, Unrecognized, Violation};
pub use runtime::*;

pub mod schemas;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// The blocking client.
#[cfg(feature = "blocking")]
pub mod blocking {
    include!(concat!(env!("OUT_DIR"), "/blocking.rs"));
}

/// Mocks of the operations.
#[cfg(feature = "mock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}
