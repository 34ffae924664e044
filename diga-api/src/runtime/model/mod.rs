//! What generated types lean on.
// A document uses some of it; which, nobody knows before it is generated.
#![allow(dead_code, unused_imports, unused_macros)]

mod check;
mod enums;
mod integer;
mod timestamp;
mod union_match;
mod union_probe;
pub(crate) mod unions;

pub use check::Violation;
pub(crate) use check::{Check, Checker, Range, Text, TextFormat, check};
pub use enums::Unrecognized;
pub(crate) use enums::{open_enum, open_value_enum, same, text};
pub(crate) use integer::Whole;
pub(crate) use timestamp::{Present, Timestamp, present};
pub(crate) use union_match::{Fit, Fitness, Member, Rest, object, only_false, only_true};
pub(crate) use union_probe::Look;
pub(crate) use unions::open_union;
