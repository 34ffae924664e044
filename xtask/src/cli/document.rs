//! Facts about an OpenAPI document that commands need.

use serde_json::{Map, Value};
use xtask::Note;
use xtask::openapi::method::is_method;

/// Every operation by name, `GET /notes`, together with the members of its path item that apply to
/// all of its operations.
pub(crate) fn operations(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_object() else {
            continue;
        };
        let common = item.iter().filter(|(key, _)| !is_method(key));
        let common: Map<_, _> = common
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for (method, operation) in item.iter().filter(|(key, _)| is_method(key)) {
            found.push((
                format!("{} {path}", method.to_uppercase()),
                Value::Array(vec![operation.clone(), Value::Object(common.clone())]),
            ));
        }
    }
    found
}

/// The number of operations and of schemas in a document.
pub(crate) fn counts(document: &Value) -> (usize, usize) {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object);
    (operations(document).len(), schemas.map_or(0, Map::len))
}

/// The notes, a line each.
pub(crate) fn lines(notes: &[Note]) -> String {
    notes.iter().map(|note| format!("{note}\n")).collect()
}

/// `131 operations, 219 schemas`.
pub(crate) fn size(document: &Value) -> String {
    let (operations, schemas) = counts(document);
    let plural = |count: usize, noun: &str| {
        let ending = if count == 1 { "" } else { "s" };
        format!("{count} {noun}{ending}")
    };
    format!(
        "{}, {}",
        plural(operations, "operation"),
        plural(schemas, "schema")
    )
}
