//! Sends a request, and receives the head of its response.

mod clock;
mod head;
mod received;
mod redirect;
mod retry_loop;
mod span;
mod transport;

#[cfg(feature = "mock")]
pub(crate) use clock::WithoutWaiting;
pub(crate) use clock::{Clock, SystemClock};
pub(crate) use received::{Gathered, Received};
pub(crate) use span::Trace;
pub use transport::Transport;
