//! The document's schemas by name, and a limit on the work that they cause.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

/// The budget of every document, in values that are visited while schemas are merged.
const BASE: usize = 2_000_000;
/// The additional budget for each value in the document's schemas.
const SHARE: usize = 400;

/// Component schemas by name.
///
/// A short document can require more types than fit in memory: an `allOf` of two references, each
/// to another such `allOf`, or unions within unions. So every step that multiplies is counted.
pub(crate) struct Components<'a> {
    by_name: HashMap<&'a str, &'a Value>,
    /// Components whose alternatives extend them.
    listing: HashSet<&'a str>,
    left: Cell<usize>,
}

impl<'a> Components<'a> {
    /// The components of a document with this number of values; `listing` are those whose
    /// alternatives extend them.
    pub(crate) fn new(
        schemas: impl Iterator<Item = (&'a str, &'a Value)>,
        listing: impl Iterator<Item = &'a str>,
        values: usize,
    ) -> Self {
        Self {
            by_name: schemas.collect(),
            listing: listing.collect(),
            left: Cell::new(BASE.saturating_add(values.saturating_mul(SHARE))),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.by_name.get(name).copied()
    }

    /// Whether the alternatives of a component extend it, and so are no part of what extends it.
    pub(crate) fn lists_children(&self, name: &str) -> bool {
        self.listing.contains(name)
    }

    /// Spends an amount of work; false if nothing is left.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(amount));
        !self.is_spent()
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
