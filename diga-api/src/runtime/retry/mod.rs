//! When a call is sent again: decisions without any I/O.

mod policy;

pub use policy::RetryPolicy;
pub(crate) use policy::{Budget, Outcome, Repeatable, Verdict, retry_after};
