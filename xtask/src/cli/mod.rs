//! One file a subcommand, and what they share.

pub(crate) mod check;
pub(crate) mod failure;
pub(crate) mod generate;
pub(crate) mod library;
pub(crate) mod package;
pub(crate) mod vendor;
pub(crate) mod workspace;

mod difference;
mod files;
mod manifest;
mod merge;
mod page;
mod source;
mod staging;
