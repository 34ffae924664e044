//! What generated types lean on.
// A document uses some of it; which, nobody knows before it is generated.
#![allow(dead_code, unused_imports, unused_macros)]

mod check;
mod enums;
mod fit;
mod look;
mod timestamp;
pub(crate) mod unions;
mod whole;

pub use check::Violation;
pub(crate) use check::{Check, Checker, Range, Text, TextFormat, check};
pub use enums::Unrecognized;
pub(crate) use enums::{open_enum, open_value_enum, same, text};
pub(crate) use fit::{Fit, Fitness, Member, Rest, object, only_false, only_true};
pub(crate) use look::Look;
pub(crate) use timestamp::{Present, Timestamp, present};
pub(crate) use unions::open_union;
pub(crate) use whole::Whole;
