//! What is odd in the operations of a document, although they are generated.

use std::collections::BTreeMap;

use serde_json::Value;

use super::parameters::placeholders;
use super::responses::read_status;
use super::{bodies, security, servers};
use crate::note::Note;
use crate::openapi::method::METHODS;
use crate::openapi::pointer::escape;

/// Everything that the plan of the operations reads leniently or leaves out.
pub(crate) fn notes(lowered: &Value) -> Vec<Note> {
    let mut notes = Vec::new();
    notes.extend(security::notes(lowered));
    notes.extend(servers::notes(lowered, "#"));
    let paths = lowered.get("paths").and_then(Value::as_object);
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        let pointer = format!("#/paths/{}", escape(path));
        notes.extend(servers::notes(item, &pointer));
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object()) {
                operations.push(Entry {
                    pointer: format!("{pointer}/{method}"),
                    label: format!("{} {path}", method.to_uppercase()),
                    path,
                    item,
                    operation,
                });
            }
        }
    }
    if operations.is_empty() {
        notes.push(Note::new("#/paths", "the document has no operations"));
    }
    duplicate_ids(&operations, &mut notes);
    for entry in &operations {
        entry.parameters(&mut notes);
        entry.body(&mut notes);
        entry.responses(&mut notes);
        notes.extend(servers::notes(entry.operation, &entry.pointer));
        notes.extend(security::requirement_notes(
            lowered,
            entry.operation,
            &entry.pointer,
        ));
    }
    let webhooks = lowered.get("x-webhooks").and_then(Value::as_object);
    for (name, item) in webhooks.into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get(method).filter(|operation| operation.is_object())
                && super::webhooks::payload(operation).is_none()
            {
                let pointer = format!("#/webhooks/{}/{method}", escape(name));
                let what = "the webhook has no body of JSON, so it has no type";
                notes.push(Note::new(pointer, what));
            }
        }
    }
    notes
}

/// An operation, and where it is.
struct Entry<'a> {
    pointer: String,
    /// `METHOD /path`
    label: String,
    path: &'a str,
    item: &'a Value,
    operation: &'a Value,
}

/// An operationId of several operations identifies none of them.
fn duplicate_ids(operations: &[Entry<'_>], notes: &mut Vec<Note>) {
    let mut by_id: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in operations {
        let id = entry.operation.get("operationId").and_then(Value::as_str);
        if let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) {
            by_id.entry(id).or_default().push(entry);
        }
    }
    for (id, entries) in by_id.iter().filter(|(_, entries)| entries.len() > 1) {
        for entry in entries {
            let others = entries.iter().filter(|other| other.label != entry.label);
            let others: Vec<&str> = others.map(|other| other.label.as_str()).collect();
            let what = format!(
                "`{id}` is also the operationId of {}, so the operation is identified by its \
                 method and path",
                others.join(", ")
            );
            notes.push(Note::new(format!("{}/operationId", entry.pointer), what));
        }
    }
}

impl Entry<'_> {
    fn parameters(&self, notes: &mut Vec<Note>) {
        let placeholders = placeholders(self.path).unwrap_or_default();
        let item = self.pointer.rsplit_once('/').map_or("#", |(item, _)| item);
        let mut described: Vec<&str> = Vec::new();
        for (holder, pointer) in [(self.item, item), (self.operation, &self.pointer)] {
            let parameters = holder.get("parameters").and_then(Value::as_array);
            let mut seen: Vec<(&str, &str)> = Vec::new();
            for (index, parameter) in parameters.into_iter().flatten().enumerate() {
                let text = |key: &str| parameter.get(key).and_then(Value::as_str);
                let pointer = format!("{pointer}/parameters/{index}");
                let mut note = |what: String| notes.push(Note::new(&pointer, what));
                let Some(name) = text("name") else {
                    note("the parameter has no name, so it is left out".to_owned());
                    continue;
                };
                let location = text("in").unwrap_or_default();
                match location {
                    "path" if !placeholders.iter().any(|placeholder| placeholder == name) => {
                        note(format!(
                            "the path has no `{{{name}}}`, so the parameter is left out"
                        ));
                    }
                    "path" => described.push(name),
                    "header" if is_reserved_header(name) => note(format!(
                        "the header `{name}` is not a parameter (OpenAPI 3.1, section 4.8.12.2): \
                         the client sets it"
                    )),
                    "query" | "header" | "cookie" => {}
                    other => note(format!(
                        "`{name}` is in `{other}`, which is no location of a parameter, so it is \
                         left out"
                    )),
                }
                if seen.contains(&(name, location)) {
                    note(format!(
                        "a second parameter `{name}`, which replaces the one before it"
                    ));
                }
                seen.push((name, location));
            }
        }
        let mut undescribed: Vec<&String> = placeholders.iter().collect();
        undescribed.retain(|name| !described.contains(&name.as_str()));
        for name in undescribed {
            let what = format!(
                "no parameter describes `{{{name}}}` of the path, so it is a required string"
            );
            notes.push(Note::new(&self.pointer, what));
        }
    }

    /// Media types that have no method of their own.
    fn body(&self, notes: &mut Vec<Note>) {
        let content = self.operation.pointer("/requestBody/content");
        let content = content.and_then(Value::as_object);
        let offered = bodies::offered(self.operation, |_| bodies::Recorded::Nowhere);
        for media_type in content.into_iter().flatten().map(|(name, _)| name) {
            if !offered.contains(&media_type.as_str()) {
                let what = format!(
                    "`{media_type}` has no method, because another media type has the same Rust \
                     type or name: {}",
                    offered.join(", ")
                );
                let pointer = format!(
                    "{}/requestBody/content/{}",
                    self.pointer,
                    escape(media_type)
                );
                notes.push(Note::new(pointer, what));
            }
        }
        if content.is_some_and(serde_json::Map::is_empty) {
            let what = "the body has no media type, so it is left out";
            notes.push(Note::new(format!("{}/requestBody", self.pointer), what));
        }
    }

    fn responses(&self, notes: &mut Vec<Note>) {
        let responses = self.operation.get("responses").and_then(Value::as_object);
        for status in responses.into_iter().flatten().map(|(status, _)| status) {
            let what = match read_status(status).map(|status| status.hundreds()) {
                Some(Some(1)) => "informational responses are not generated".to_owned(),
                None if !status.starts_with("x-") => {
                    format!("`{status}` is not a status, so the response is left out")
                }
                _ => continue,
            };
            let pointer = format!("{}/responses/{}", self.pointer, escape(status));
            notes.push(Note::new(pointer, what));
        }
        let mut statuses = responses.into_iter().flatten();
        let has_success = statuses.any(|(status, _)| {
            read_status(status).is_some_and(|status| matches!(status.hundreds(), Some(2) | None))
        });
        if !has_success {
            let what = "no success is described, so any status of 2xx is one, with a body of bytes";
            notes.push(Note::new(&self.pointer, what));
        }
    }
}

/// The headers that OpenAPI excludes from the parameters.
fn is_reserved_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str())
}
