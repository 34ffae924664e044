//! The rules of generation: one module for each topic.

// A helper that panics fails its test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

// The server that other crates' tests use too.
#[path = "../../../../../diga-api/tests/common/mod.rs"]
mod common;

mod arrays;
mod blocking;
mod bodies;
mod conditionals;
mod content_types;
mod discriminators;
mod documentation;
mod drawer;
mod drawn;
mod encodings;
mod error_codes;
mod generics;
mod hierarchies;
mod locked_integers;
mod locked_responses;
#[cfg(feature = "mock")]
mod mock;
mod multipart;
mod names;
mod nested_unions;
mod null;
mod objects;
mod overlaps;
mod pagination;
mod paging;
mod parameters;
mod property_rules;
mod responses;
mod rows;
mod scalars;
mod security;
mod servers;
mod snapshots;
mod sse;
mod type_names;
mod unions;
mod values;
mod wire;
