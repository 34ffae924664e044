//! The commands, and below them what they share.
//!
//! `failure`, `files`, `guard`, `shared`, `document`, `vendored` and `workspace` know no command; a
//! command keeps its helpers in a folder of its own. `corpus` builds on `package`, `ci` on `corpus`.

pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod corpus;
pub(crate) mod failure;
pub(crate) mod generate;
pub(crate) mod guard;
pub(crate) mod package;
pub(crate) mod vendor;
pub(crate) mod workspace;

mod crate_name;
mod document;
mod files;
mod shared;
mod vendored;
