//! Calls that are repeated until the server has finished something.

mod poller;
mod schedule;

pub use poller::Poller;
