//! The rules of generation: one module for each topic.

// A helper that panics fails its test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

// The server that other crates' tests use too.
#[path = "../../../../../diga-api/tests/common/mod.rs"]
mod common;

mod arrays;
mod blocking;
mod bodies;
mod discriminators;
mod documentation;
mod drawer;
mod drawn;
mod error_codes;
mod generics;
mod hierarchies;
#[cfg(feature = "mock")]
mod mock;
mod multipart;
mod names;
mod nested_unions;
mod null;
mod objects;
mod overlaps;
mod pagination;
mod parameters;
mod responses;
mod rows;
mod scalars;
mod security;
mod snapshots;
mod sse;
mod type_names;
mod unions;
mod wire;
