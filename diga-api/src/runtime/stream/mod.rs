//! What goes on after one response: events and pages.

#[cfg(feature = "sse")]
mod events;
mod pages;
#[cfg(feature = "sse")]
mod subscription;

#[cfg(feature = "sse")]
pub use events::{Event, EventStream};
pub use pages::{Items, Next, Paged, Pages};
#[cfg(feature = "sse")]
pub use subscription::Subscription;
