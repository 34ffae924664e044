//! What an operation of a document consists of, its references followed.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// An operation as a document has it, without what references lead to.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Parameters, those of the path too, and the body.
    pub(super) request: Value,
    pub(super) response: Value,
    /// Everything else: prose, security, tags.
    pub(super) frame: Value,
    /// Components within reach of the request: `#/components/schemas/Note`.
    pub(super) sent: BTreeSet<String>,
    /// Components within reach of the responses.
    pub(super) received: BTreeSet<String>,
}

impl Written {
    /// The operation of a method, in any case, and a path.
    pub(super) fn of(document: &Value, method: &str, path: &str) -> Self {
        let item = document.get("paths").and_then(|paths| paths.get(path));
        let operation = item.and_then(|item| item.get(method.to_lowercase()));
        let (Some(item), Some(Value::Object(operation))) = (item, operation) else {
            return Self::default();
        };
        let mut request = Map::new();
        let parameters = [item.get("parameters"), operation.get("parameters")];
        let parameters = parameters.into_iter().flatten().filter_map(Value::as_array);
        let parameters: Vec<Value> = parameters.flatten().cloned().collect();
        request.insert("parameters".to_owned(), Value::Array(parameters));
        let mut response = Map::new();
        let mut frame = Map::new();
        for (key, value) in operation {
            let target = match key.as_str() {
                "parameters" => continue,
                "requestBody" => &mut request,
                "responses" => &mut response,
                _ => &mut frame,
            };
            target.insert(key.clone(), value.clone());
        }
        let (request, response) = (Value::Object(request), Value::Object(response));
        Self {
            sent: reach(document, &request),
            received: reach(document, &response),
            frame: Value::Object(frame),
            request,
            response,
        }
    }
}

/// The components that a value refers to, and those that these refer to.
fn reach(document: &Value, value: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = Vec::new();
    references(value, &mut waiting);
    while let Some(reference) = waiting.pop() {
        if let Some(target) = target(document, &reference)
            && seen.insert(reference)
        {
            references(target, &mut waiting);
        }
    }
    seen
}

/// What a reference within the document leads to.
pub(super) fn target<'d>(document: &'d Value, reference: &str) -> Option<&'d Value> {
    document.pointer(reference.strip_prefix('#')?)
}

fn references(value: &Value, found: &mut Vec<String>) {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    found.push(reference.clone());
                }
                if let Some(Value::Object(mapping)) = members.get("mapping") {
                    let targets = mapping.values().filter_map(Value::as_str);
                    found.extend(targets.map(str::to_owned));
                }
                waiting.extend(members.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}
