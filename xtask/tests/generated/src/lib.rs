//! The client of all `documents/`, over the real runtime.

#[path = "../../../../diga-api/src/runtime/mod.rs"]
mod runtime;

pub use runtime::model::{Unrecognized, Violation};
pub use runtime::*;

pub mod schemas;

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
