//! The rules of generation, one module a topic.

// What goes wrong in a test's helper fails the test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

// Each topic takes what it needs of the server.
#[path = "../../../../../diga-api/tests/common/mod.rs"]
mod common;

mod answers;
mod arrays;
mod blocking;
mod bodies;
mod drawer;
mod drawn;
#[cfg(feature = "mock")]
mod mock;
mod multipart;
mod names;
mod null;
mod objects;
mod pagination;
mod parameters;
mod rows;
mod scalars;
mod security;
mod snapshots;
mod sse;
mod unions;
mod wire;
