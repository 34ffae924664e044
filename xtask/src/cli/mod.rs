//! The commands.
//!
//! The helpers of one command are in its folder. The helpers of several commands are here and
//! import no command: `crate_name`, `document`, `failure`, `files`, `guard`, `progress`, `shared`,
//! `public_api`, `source_path`, `surface`, `tag_features`, `vendored` and `workspace`. Of the
//! commands, `vendor` imports `diff`, `corpus` imports `package` and `ci` imports `corpus`.

pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod failure;
pub(crate) mod generate;
pub(crate) mod guard;
pub(crate) mod package;
pub(crate) mod vendor;
pub(crate) mod workspace;

mod crate_name;
mod document;
mod files;
mod progress;
mod public_api;
mod shared;
mod source_path;
mod surface;
mod tag_features;
mod vendored;
