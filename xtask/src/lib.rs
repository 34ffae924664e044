//! From an OpenAPI document to the Rust of a typed client.
//!
//! A pure library: bytes in, source text out; no files, no network, no environment, no clock. Each
//! stage is a module with one job, and imports only stages before it: `read -> overlay -> lower ->
//! plan -> emit, progenitor -> print`. [`generate`] runs them; [`build`] is what a build script
//! calls.

mod build;
mod by_tag;
mod diagnostic;
mod emit;
mod feature;
mod identifier;
mod lock;
mod lower;
pub mod manifest;
mod note;
pub mod openapi;
mod overlay;
mod pipeline;
mod plan;
mod print;
mod progenitor;
mod read;
mod selection;
mod settings;
pub mod wire;

pub use build::{BuildError, Vendored, build};
pub use diagnostic::Diagnostic;
pub use feature::{Feature, UnknownFeature};
pub use lock::{
    Decisions, Generator, IntegerWidth, Lock, OperationNames, PROGENITOR, ReceivingMethods,
    Retired, RetiredOperation, Source,
};
pub use lower::lower;
pub use manifest::Manifest;
pub use note::Note;
pub use pipeline::{Generated, Stage, generate, print_stage};
pub use read::{Format, parse, read};
pub use selection::{ALL_OPERATIONS, Selection};
pub use settings::Settings;
pub use wire::Wire;
