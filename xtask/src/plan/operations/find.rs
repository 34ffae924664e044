//! The operations that a document has.

use std::collections::HashMap;

use serde_json::Value;

use super::bodies::{self, Recorded};
use super::recognize::{Identity, recognize};
use crate::lock::{Decisions, OperationNames};
use crate::openapi::media_type::essence;
use crate::openapi::method::METHODS;

/// An operation of the document, before it has a name.
pub(super) struct Found<'a> {
    pub(super) key: String,
    pub(super) id: Option<&'a str>,
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) item: &'a Value,
    pub(super) operation: &'a Value,
    /// The names that it has in the lock.
    pub(super) known: Option<OperationNames>,
    /// The media types of its body that have a method each, its own first.
    pub(super) media: Vec<&'a str>,
}

impl<'a> Found<'a> {
    /// The operationId, if no other operation has it too.
    pub(super) fn own_id(&self) -> Option<&'a str> {
        self.id.filter(|id| self.key == *id)
    }
}

/// Every operation of the document, in its order.
pub(super) fn find<'a>(lowered: &'a Value, decisions: &Decisions) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let paths = lowered.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method).filter(|operation| operation.is_object()) else {
                continue;
            };
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.map(str::trim).filter(|id| !id.is_empty());
            if let Some(id) = id {
                *seen.entry(id).or_default() += 1;
            }
            found.push(Found {
                key: format!("{} {path}", method.to_uppercase()),
                id,
                method,
                path,
                item,
                operation,
                known: None,
                media: vec![],
            });
        }
    }
    for operation in &mut found {
        // An operationId of two operations identifies neither.
        if let Some(id) = operation.id.filter(|id| seen.get(id) == Some(&1)) {
            operation.key = id.to_owned();
        }
    }
    let identities: Vec<Identity<'_>> = found
        .iter()
        .map(|operation| Identity {
            key: &operation.key,
            method: operation.method,
            path: operation.path,
        })
        .collect();
    let known = recognize(&identities, decisions);
    for (operation, known) in found.iter_mut().zip(known) {
        operation.media = bodies::offered(operation.operation, |media_type| {
            let known = known.as_ref();
            let recorded = known.and_then(|known| known.media_types.get(&essence(media_type)));
            match recorded {
                None => Recorded::Nowhere,
                name if name == known.map(|known| &known.name) => Recorded::OwnName,
                Some(_) => Recorded::SeparateName,
            }
        });
        operation.known = known;
    }
    found
}
