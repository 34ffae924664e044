//! What generated types lean on.

mod check;

pub(crate) use check::{Check, Checker, check};
pub use check::Violation;
