//! The names of the operations' tags.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::identifier::{Scope, is_snake, snake};
use crate::lock::Decisions;
use crate::openapi::method::METHODS;

/// The name of each tag that an operation has: that of the lock, or the tag in snake case.
pub(crate) fn names(lowered: &Value, decisions: &Decisions) -> BTreeMap<String, String> {
    let paths = lowered.get("paths").and_then(Value::as_object);
    let operations = paths.into_iter().flatten().flat_map(|(_, item)| {
        METHODS
            .iter()
            .filter_map(|method| item.get(method)?.get("tags")?.as_array())
    });
    let mut tags: Vec<&str> = operations.flatten().filter_map(Value::as_str).collect();
    // Sorted, so that the order of the document decides nothing.
    tags.sort_unstable();
    tags.dedup();
    let mut scope = Scope::default();
    let mut names = BTreeMap::new();
    for (tag, name) in &decisions.tags {
        if is_snake(name) && scope.try_claim(name) && tags.contains(&tag.as_str()) {
            names.insert(tag.clone(), name.clone());
        }
    }
    for tag in tags {
        if !names.contains_key(tag) {
            names.insert(tag.to_owned(), scope.claim(&snake(tag)));
        }
    }
    names
}
