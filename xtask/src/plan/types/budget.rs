//! The document's schemas by name, and how much may be made of them.

use std::cell::Cell;
use std::collections::HashMap;

use serde_json::Value;

/// What every document may spend, in values that are looked at while schemas are merged.
const BASE: usize = 2_000_000;
/// What it may spend for each value in its schemas.
const SHARE: usize = 400;

/// Component schemas by name.
///
/// A short document can ask for more types than fit in memory: `allOf` twice over the next and so
/// on, alternatives beside alternatives, alternatives in what stands beside alternatives. So
/// whatever multiplies is counted.
pub(crate) struct Components<'a> {
    by_name: HashMap<&'a str, &'a Value>,
    left: Cell<usize>,
}

impl<'a> Components<'a> {
    /// The components of a document with so many values.
    pub(crate) fn new(schemas: impl Iterator<Item = (&'a str, &'a Value)>, values: usize) -> Self {
        Self {
            by_name: schemas.collect(),
            left: Cell::new(BASE.saturating_add(values.saturating_mul(SHARE))),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Value> {
        self.by_name.get(name).copied()
    }

    /// Pays for work; false if the document has had its share.
    pub(crate) fn spend(&self, amount: usize) -> bool {
        self.left.set(self.left.get().saturating_sub(amount));
        !self.is_spent()
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}
