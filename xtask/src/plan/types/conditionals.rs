//! Properties that only schemas under a condition describe.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::all_of::{CONDITIONAL, flatten};
use super::budget::Components;

/// Schemas within each other that are searched; a document with more refers to itself.
const DEPTH: usize = 32;

/// The properties that a flattened object may have under a condition (`then`, `else` and
/// `dependentSchemas` in JSON Schema), each with the schema that it has there. One that several
/// conditions describe differently has a value that one of them allows.
pub(super) fn conditional_properties(
    components: &Components<'_>,
    object: &Map<String, Value>,
) -> Map<String, Value> {
    let mut search = Search {
        components,
        found: IndexMap::new(),
    };
    search.branches(object, DEPTH);
    let found = search.found.into_iter();
    let properties = found.map(|(name, mut schemas)| match schemas.len() {
        1 => (name, schemas.pop().unwrap_or_default()),
        _ => (name, json!({ "anyOf": schemas })),
    });
    properties.collect()
}

struct Search<'c> {
    components: &'c Components<'c>,
    /// The different schemas of each property.
    found: IndexMap<String, Vec<Value>>,
}

impl Search<'_> {
    /// Searches the conditional schemas of an object.
    fn branches(&mut self, object: &Map<String, Value>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let branches = object.get(CONDITIONAL).and_then(Value::as_array);
        for branch in branches.into_iter().flatten() {
            self.schema(branch, depth);
        }
    }

    fn schema(&mut self, schema: &Value, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let object = flatten(self.components, schema);
        let properties = object.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let schemas = self.found.entry(name.clone()).or_default();
            if !schemas.contains(schema) {
                schemas.push(schema.clone());
            }
        }
        for keyword in ["anyOf", "oneOf"] {
            let alternatives = object.get(keyword).and_then(Value::as_array);
            for alternative in alternatives.into_iter().flatten() {
                self.schema(alternative, depth);
            }
        }
        self.branches(&object, depth);
    }
}
