//! Streams that continue beyond a single response: events, subscriptions and pages.

#[cfg(feature = "sse")]
mod event;
#[cfg(feature = "sse")]
mod event_limit;
mod events;
mod json_lines;
mod next;
mod pages;
#[cfg(feature = "sse")]
mod subscription;

#[cfg(feature = "sse")]
pub use event::Event;
pub use events::EventStream;
pub use json_lines::JsonLines;
// What generated code calls; no document needs all of it.
#[allow(unused_imports)]
pub(crate) use next::{Counted, LastPage, Numbered, integer_of};
pub use pages::{Items, Next, Paged, Pages};
#[cfg(feature = "sse")]
pub use subscription::Subscription;
