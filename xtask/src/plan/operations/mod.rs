//! Paths to operations.
//!
//! [`find`] lists the document's operations and [`names`] names their methods; [`plan`] then gives
//! each one its [`parameters`], [`bodies`], [`responses`] and [`security`]. [`error_codes`] finds the codes
//! in the examples of their errors.

mod bodies;
mod error_codes;
mod find;
mod media_types;
mod multipart;
mod names;
mod parameters;
mod plan;
mod responses;
pub(super) mod security;
pub(super) mod servers;
mod tags;
pub(super) mod webhooks;

pub(super) use plan::{Operations, plan};
