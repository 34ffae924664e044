//! The rules of generation, one module a topic.

// Each topic takes what it needs of the server.
#[path = "../../../../../diga-api/tests/common/mod.rs"]
mod common;

mod answers;
mod bodies;
mod drawer;
mod drawn;
mod names;
mod parameters;
mod round_trips;
mod security;
mod snapshots;
mod wire;
