//! A value that is several alternatives of a union at once.

use std::cell::Cell;
use std::fmt;

use serde::{Serialize, Serializer, ser};
use serde_json::{Map, Value};

use super::enums::number_eq;
use super::union_probe::parts;

/// A value that is several alternatives of a union at once, as `anyOf` allows: a JSON object with
/// the properties of each.
///
/// [`Several::parts`] has the alternatives. Each union that needs this type has a function
/// `several`, which makes such a value, and methods `to_...`, which read it as one alternative.
#[derive(Clone, Debug, PartialEq)]
pub struct Several<U>(Vec<U>);

impl<U> Several<U> {
    #[allow(dead_code)] // A document may have no such union.
    pub(crate) fn new(parts: impl IntoIterator<Item = U>) -> Self {
        Self(parts.into_iter().collect())
    }

    /// The alternatives that the value is.
    #[must_use]
    pub fn parts(&self) -> &[U] {
        &self.0
    }
}

impl<U: Serialize> Serialize for Several<U> {
    /// # Errors
    /// Two parts with different values for the same property.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut merged = Value::Object(Map::new());
        for part in &self.0 {
            let part = serde_json::to_value(part).map_err(ser::Error::custom)?;
            merge(&mut merged, part).map_err(ser::Error::custom)?;
        }
        merged.serialize(serializer)
    }
}

/// Alternatives that may be decoded beyond the first in one value, in addition to one for each
/// value in it.
const BUDGET: usize = 256;

thread_local! {
    /// The alternatives that may still be decoded in the outermost value.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Decodes a value with a limit on the alternatives that [`spend`] counts: a value that is several
/// at every depth would otherwise take exponential time.
pub(crate) fn within_budget<T>(value: &Value, decode: impl FnOnce() -> T) -> T {
    if LEFT.get().is_some() {
        return decode();
    }
    LEFT.set(Some(BUDGET.saturating_add(parts(value))));
    let decoded = decode();
    LEFT.set(None);
    decoded
}

/// Counts alternatives. Returns false if so many may not be decoded any more.
pub(crate) fn spend(alternatives: usize) -> bool {
    let left = LEFT.get().and_then(|left| left.checked_sub(alternatives));
    if left.is_some() {
        LEFT.set(left);
    }
    left.is_some()
}

/// Two values differ where they must agree.
#[derive(Debug, PartialEq)]
pub(crate) struct Conflict {
    /// From the outermost step.
    steps: Vec<String>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = self.steps.join(".");
        write!(f, "the alternatives have different values for `{position}`")
    }
}

impl Conflict {
    fn within(mut self, step: impl ToString) -> Self {
        self.steps.insert(0, step.to_string());
        self
    }
}

/// Adds what `more` has to `value`; returns whether that was anything.
pub(crate) fn merge(value: &mut Value, more: Value) -> Result<bool, Conflict> {
    match (value, more) {
        (Value::Object(value), Value::Object(more)) => {
            let mut adds = false;
            for (name, more) in more {
                if let Some(own) = value.get_mut(&name) {
                    adds |= merge(own, more).map_err(|conflict| conflict.within(&name))?;
                } else {
                    value.insert(name, more);
                    adds = true;
                }
            }
            Ok(adds)
        }
        (Value::Array(value), Value::Array(more)) if value.len() == more.len() => {
            let mut adds = false;
            for (index, (own, more)) in value.iter_mut().zip(more).enumerate() {
                adds |= merge(own, more).map_err(|conflict| conflict.within(index))?;
            }
            Ok(adds)
        }
        // `1` and `1.0` are the same number.
        (Value::Number(value), Value::Number(more)) if number_eq(value, &more) => Ok(false),
        (value, more) if *value == more => Ok(false),
        _ => Err(Conflict { steps: vec![] }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn properties_are_added_at_any_depth() {
        let mut value = json!({"a": 1, "in": {"x": [{"p": 1}]}});
        let more = json!({"b": 2, "a": 1.0, "in": {"x": [{"q": 2}]}});
        assert_eq!(merge(&mut value, more.clone()), Ok(true));
        let both = json!({"a": 1, "b": 2, "in": {"x": [{"p": 1, "q": 2}]}});
        assert_eq!(value, both);
        assert_eq!(merge(&mut value, more), Ok(false));
    }

    #[test]
    fn different_values_conflict() {
        let parts = [json!({"in": {"x": [1]}}), json!({"in": {"x": [2]}})];
        let error = serde_json::to_string(&Several::new(parts)).unwrap_err();
        let expected = "the alternatives have different values for `in.x.0`";
        assert_eq!(error.to_string(), expected);
    }
}
