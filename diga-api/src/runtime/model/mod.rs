//! What generated types lean on.

mod check;
mod enums;
mod integer;
mod timestamp;
mod union_match;
mod union_probe;
pub(crate) mod unions;

pub use check::Violation;
// What generated code names; no document needs all of it.
#[allow(unused_imports)]
pub(crate) use check::{Check, Checker, Range, Text, TextFormat};
pub use enums::Unrecognized;
#[allow(unused_imports)]
pub(crate) use enums::{open_enum, open_value_enum, same, text};
pub(crate) use integer::Whole;
#[allow(unused_imports)]
pub(crate) use timestamp::{Present, Timestamp, present};
#[allow(unused_imports)]
pub(crate) use union_match::{Fit, Fitness, Member, Rest, object, only_false, only_true};
pub(crate) use union_probe::Look;
pub(crate) use unions::open_union;
