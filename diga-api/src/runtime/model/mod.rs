//! What generated types lean on.

mod check;

pub use check::Violation;
pub(crate) use check::{Check, Checker, check};
