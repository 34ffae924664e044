//! The first version of the lock: names of operations, and nothing that recognizes one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::decisions::{Decisions, OperationNames};
use super::provenance::{Generator, Source};

/// A lock of version 1.
#[derive(Debug, Deserialize)]
pub(super) struct Version1 {
    pub(super) sources: Vec<Source>,
    pub(super) sha256: String,
    pub(super) date: String,
    pub(super) generator: Generator,
    /// operationId, or operationId and media type, to the client's method.
    operations: BTreeMap<String, String>,
    /// Methods whose responses come in pages.
    #[serde(default)]
    paged: Vec<String>,
}

impl Version1 {
    /// The same in the present form.
    pub(super) fn decisions(&self) -> Decisions {
        let mut decisions = Decisions::default();
        for (key, name) in &self.operations {
            if media_type(&self.operations, key).is_none() {
                // Where there is no operationId, the key is the method and the path.
                let (method, path) = key
                    .split_once(" /")
                    .map(|(method, path)| (method.to_lowercase(), format!("/{path}")))
                    .unwrap_or_default();
                let names = OperationNames::new(name, method, path);
                decisions.operations.insert(key.clone(), names);
            }
        }
        for (key, name) in &self.operations {
            if let Some((operation, media_type)) = media_type(&self.operations, key)
                && let Some(names) = decisions.operations.get_mut(operation)
            {
                let name = name.clone();
                names.media_types.insert(media_type.to_owned(), name);
            }
        }
        let paged = decisions.operations.iter();
        decisions.paged = paged
            .filter(|(_, names)| self.paged.contains(&names.name))
            .map(|(key, _)| key.clone())
            .collect();
        decisions
    }
}

/// The operation's key and the media type, of a key that has both.
fn media_type<'k>(keys: &BTreeMap<String, String>, key: &'k str) -> Option<(&'k str, &'k str)> {
    let (operation, media_type) = key.rsplit_once(' ')?;
    let is_media_type = media_type.contains('/') && !media_type.starts_with('/');
    (is_media_type && keys.contains_key(operation)).then_some((operation, media_type))
}
