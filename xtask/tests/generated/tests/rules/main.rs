//! The rules of generation, one module a topic.

mod round_trips;
