//! The client of all `documents/`, over the real runtime.

#[path = "../../../../diga-api/src/runtime/mod.rs"]
mod runtime;

pub use runtime::model::{Unrecognized, Violation};
pub use runtime::*;

pub mod schemas;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// What stands behind the feature `blocking`.
#[cfg(feature = "blocking")]
pub mod blocking {
    include!(concat!(env!("OUT_DIR"), "/blocking.rs"));
}

/// What stands behind the feature `mock`.
#[cfg(feature = "mock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}
