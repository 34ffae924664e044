//! The runtime of generated types: validation, open enums, unions, timestamps, integers.

mod check;
mod enums;
mod integer;
mod several;
mod timestamp;
mod union_match;
mod union_probe;
pub(crate) mod unions;

pub use check::Violation;
// The names that generated code uses; no document needs all of them.
#[allow(unused_imports)]
pub(crate) use check::{Check, Checker, Range, StringFormat, StringRules};
pub use enums::Unrecognized;
#[allow(unused_imports)]
pub(crate) use enums::{deserialize_str, json_eq, open_enum, open_value_enum};
pub(crate) use integer::Integer;
pub use several::Several;
#[allow(unused_imports)]
pub(crate) use timestamp::{Present, Timestamp, present};
#[allow(unused_imports)]
pub(crate) use union_match::{MatchScore, Member, Rest, UnionMatch, object, only_false, only_true};
pub(crate) use union_probe::Probe;
pub(crate) use unions::open_union;
