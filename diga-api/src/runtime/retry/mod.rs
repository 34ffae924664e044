//! When a call is sent again: decisions without any I/O.

mod budget;
mod outcome;
mod policy;

pub(crate) use budget::Budget;
pub(crate) use outcome::{Outcome, Repeatable, RetryAfter, RetryDecision};
pub use policy::RetryPolicy;
