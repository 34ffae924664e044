//! Paths to operations.
//!
//! [`find`] lists the document's operations, [`recognize`] finds those that the lock has, and
//! [`names`] names their methods; [`plan`] then gives each one its [`parameters`], [`bodies`],
//! [`responses`] and [`security`]. [`error_codes`] finds the codes in the examples of their errors,
//! and [`notes`] what is odd in them.

mod bodies;
mod collisions;
mod error_codes;
mod fastapi;
mod find;
mod media_types;
mod multipart;
mod names;
pub(super) mod notes;
mod parameters;
mod path_words;
mod plan;
mod prefix;
mod recognize;
mod representations;
mod responses;
pub(super) mod security;
pub(super) mod servers;
mod status_names;
mod styles;
pub(super) mod tag_names;
mod tags;
pub(super) mod webhooks;

pub(super) use plan::{Operations, plan};
