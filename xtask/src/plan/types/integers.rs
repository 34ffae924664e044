//! The width of integers, which the lock keeps.
//!
//! 1. An integer with a format has the type of its format, whatever its bounds.
//! 2. Without a format, its bounds decide (`scalars.rs`), unless the lock has the position and its
//!    type holds both bounds. So a bound that is added or removed later changes no type.
//! 3. A position is the name that an inline type there would have. Where that is the same for two
//!    integers of different widths, nothing is recorded.
//!
//! Example: `limit` of `list_calls` with `minimum: 1` and `maximum: 100` is an `i64`, recorded as
//! `ListCallsLimit`, and stays one when the service removes the maximum.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

use super::scalars;
use crate::lock::IntegerWidth;
use crate::plan::model::{Integer, Type};

/// The widths in the lock, and those of the document.
pub(super) struct Integers {
    known: BTreeMap<String, IntegerWidth>,
    /// `None` for a position of several widths.
    found: BTreeMap<String, Option<IntegerWidth>>,
}

impl Integers {
    pub(super) fn new(known: BTreeMap<String, IntegerWidth>) -> Self {
        Self {
            known,
            found: BTreeMap::new(),
        }
    }

    /// The type of an integer at the position `hint`.
    pub(super) fn of(&mut self, object: &Map<String, Value>, hint: &str) -> Type {
        let own = scalars::integer(object);
        let (Type::Integer(own), false) = (&own, scalars::has_integer_format(object)) else {
            return own;
        };
        let known = self.known.get(hint).copied().map(integer);
        let width = known
            .filter(|known| scalars::holds_bounds(object, *known))
            .unwrap_or(*own);
        match self.found.entry(hint.to_owned()) {
            Entry::Vacant(new) => {
                new.insert(Some(recorded(width)));
            }
            Entry::Occupied(mut other) if *other.get() != Some(recorded(width)) => {
                other.insert(None);
            }
            Entry::Occupied(_) => {}
        }
        Type::Integer(width)
    }

    /// What the lock records.
    pub(super) fn record(self) -> BTreeMap<String, IntegerWidth> {
        let found = self.found.into_iter();
        found
            .filter_map(|(hint, width)| Some((hint, width?)))
            .collect()
    }
}

fn integer(width: IntegerWidth) -> Integer {
    match width {
        IntegerWidth::I64 => Integer::I64,
        IntegerWidth::U64 => Integer::U64,
        IntegerWidth::I128 => Integer::I128,
    }
}

fn recorded(width: Integer) -> IntegerWidth {
    match width {
        Integer::I64 => IntegerWidth::I64,
        Integer::U64 => IntegerWidth::U64,
        Integer::I128 => IntegerWidth::I128,
    }
}
