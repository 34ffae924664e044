//! Sends a request and receives its response.

mod attempt;
mod body_log;
mod clock;
mod compression;
mod deadline;
mod head;
mod limited_buffer;
mod received;
mod redirect;
mod retry_loop;
mod settings;
mod span;
mod tokio_context;
mod transport;

#[cfg(feature = "mock")]
pub(crate) use clock::WithoutWaiting;
pub(crate) use clock::{Clock, SystemClock};
pub(crate) use limited_buffer::LimitedBuffer;
pub(crate) use received::{Received, body_error};
pub(crate) use retry_loop::{Exchange, send};
pub(crate) use settings::{Settings, Timeouts};
pub(crate) use span::CallSpan;
pub(crate) use tokio_context::{polled_within_runtime, within_runtime};
pub use transport::Transport;
