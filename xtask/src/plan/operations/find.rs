//! The operations that a document has.

use std::collections::HashMap;

use serde_json::Value;

use super::bodies::{self, Recorded};
use crate::openapi::media_type::essence;
use crate::openapi::method::METHODS;
use crate::settings::Settings;

/// An operation of the document, before it has a name.
pub(super) struct Found<'a> {
    pub(super) key: String,
    pub(super) id: Option<&'a str>,
    pub(super) method: &'static str,
    pub(super) path: &'a str,
    pub(super) item: &'a Value,
    pub(super) operation: &'a Value,
    /// The media types of its body that have a method each, its own first.
    pub(super) media: Vec<&'a str>,
}

impl Found<'_> {
    /// The key in the lock of the method for a media type.
    pub(super) fn key_of(&self, media_type: &str) -> String {
        format!("{} {}", self.key, essence(media_type))
    }

    /// The keys in the lock of its methods, its own first.
    pub(super) fn keys(&self) -> Vec<String> {
        let others = self
            .media
            .iter()
            .skip(1)
            .map(|media_type| self.key_of(media_type));
        std::iter::once(self.key.clone()).chain(others).collect()
    }
}

/// Every operation of the document, in its order.
pub(super) fn find<'a>(lowered: &'a Value, settings: &Settings) -> Vec<Found<'a>> {
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
                media: vec![],
            });
        }
    }
    for operation in &mut found {
        // An operationId of two operations identifies neither.
        if let Some(id) = operation.id.filter(|id| seen.get(id) == Some(&1)) {
            operation.key = id.to_owned();
        }
        let own = settings.names.get(&operation.key);
        operation.media = bodies::offered(operation.operation, |media_type| {
            match settings.names.get(&operation.key_of(media_type)) {
                None => Recorded::Nowhere,
                name if name == own => Recorded::OwnName,
                Some(_) => Recorded::SeparateName,
            }
        });
    }
    found
}
