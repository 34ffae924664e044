//! One file a subcommand, and what they share.

pub(crate) mod check;
pub(crate) mod ci;
pub(crate) mod corpus;
pub(crate) mod failure;
pub(crate) mod generate;
pub(crate) mod library;
pub(crate) mod package;
pub(crate) mod vendor;
pub(crate) mod workspace;

mod crates;
mod difference;
mod example;
mod examples;
mod fidelity;
mod files;
mod judge;
mod manifest;
mod merge;
mod page;
mod row;
mod same;
mod shapes;
mod source;
mod staging;
mod trial;
