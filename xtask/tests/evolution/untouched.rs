//! Whether a later document has left an operation and its types alone, apart from prose: found by
//! other means than those of `cargo xtask diff`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use xtask::openapi::pointer::escape;

/// Members of operations and schemas that say nothing about values.
const PROSE: &[&str] = &[
    "description",
    "example",
    "examples",
    "operationId",
    "summary",
    "tags",
    "title",
];

/// Members whose own members have names.
const NAMES: &[&str] = &["content", "properties", "responses"];

/// Whether the operation at a method and a path is the same in both documents, with all that it
/// refers to.
pub(crate) fn is_untouched(old: &Value, new: &Value, (method, path): (String, &str)) -> bool {
    let whole = |document: &Value| {
        let pointer = format!("/paths/{}/{method}", escape(path));
        let operation = document.pointer(&pointer)?;
        let mut components = BTreeMap::new();
        let operation = normal(document, operation, false, &mut components);
        Some((operation, components))
    };
    let before = whole(old);
    before.is_some() && before == whole(new)
}

/// A value without prose; what it refers to is added to the components.
fn normal(
    document: &Value,
    value: &Value,
    has_names: bool,
    components: &mut BTreeMap<String, Value>,
) -> Value {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref")
                && !components.contains_key(reference)
            {
                components.insert(reference.clone(), Value::Null);
                let target = document.pointer(reference.trim_start_matches('#')).unwrap();
                let target = normal(document, target, false, components);
                components.insert(reference.clone(), target);
            }
            let kept = members
                .iter()
                .filter(|(key, _)| has_names || !PROSE.contains(&key.as_str()));
            let kept: Map<String, Value> = kept
                .map(|(key, value)| {
                    let names = !has_names && NAMES.contains(&key.as_str());
                    (key.clone(), normal(document, value, names, components))
                })
                .collect();
            Value::Object(kept)
        }
        Value::Array(items) => {
            let items = items.iter();
            items
                .map(|item| normal(document, item, false, components))
                .collect()
        }
        other => other.clone(),
    }
}
