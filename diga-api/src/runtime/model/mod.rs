//! The runtime of generated types: validation, objects, open enums, unions, timestamps, numbers.

mod adapted;
mod captured;
mod check;
mod enums;
mod fields;
mod integer;
mod number;
mod raw_error;
mod several;
mod timestamp;
mod union_match;
mod union_probe;
pub(crate) mod unions;

pub(crate) use adapted::Adapted;
pub use check::Violation;
// The names that generated code uses; no document needs all of them.
#[allow(unused_imports)]
pub(crate) use check::{Check, Checker, Range, StringFormat, StringRules};
pub use enums::Unrecognized;
#[allow(unused_imports)]
pub(crate) use enums::{deserialize_str, json_eq, open_enum, open_value_enum};
#[allow(unused_imports)]
pub(crate) use fields::{
    Declared, Fields, Members, Optional, decode_fields, encode_fields, encode_fields_with_rest,
    incomplete,
};
pub(crate) use integer::Integer;
pub use number::Number;
pub(crate) use raw_error::raw_end;
pub use several::Several;
#[allow(unused_imports)]
pub(crate) use timestamp::{Day, Timestamp};
#[allow(unused_imports)]
pub(crate) use union_match::{MatchScore, Member, Rest, UnionMatch, object, only_false, only_true};
pub(crate) use union_probe::Probe;
#[allow(unused_imports)]
pub(crate) use unions::{open_union, serialize_alternative};
