//! The names of the client's methods.
//!
//! A name that is in the lock stays with its operation. Every other operation gets its operationId
//! without the suffix that FastAPI adds, or the whole operationId where that is taken. A method for
//! a further media type of the body adds the media type.
//!
//! Example: of `create_webhook_v1_webhook__post` at `POST /v1/webhook/`, the suffix is
//! `_v1_webhook__post`, and the method is `create_webhook`; were it to accept a form too, the
//! method for that is `create_webhook_form`.

use std::collections::{BTreeMap, HashMap};

use super::bodies;
use super::find::Found;
use crate::identifier::{Scope, snake};
use crate::openapi::media_type::is_json;
use crate::settings::Settings;

/// Methods that every client has.
const CLIENT_METHODS: &[&str] = &[
    "base_url",
    "builder",
    "clone",
    "execute",
    "from_env",
    "new",
    "request",
    "request_raw",
    "send_raw",
    "with_options",
];

/// The method name of each key: first those of the lock, then the others in the document's order.
pub(super) fn names(found: &[Found<'_>], settings: &Settings) -> BTreeMap<String, String> {
    let mut scope = Scope::reserving(CLIENT_METHODS);
    let mut names = BTreeMap::new();
    for key in found.iter().flat_map(Found::keys) {
        if let Some(name) = settings.names.get(&key)
            && snake(name) == *name
            && scope.try_claim(name)
        {
            names.insert(key, name.clone());
        }
    }
    // The name of a removed operation is not given to another: old calls would change meaning.
    for name in settings.names.values() {
        scope.try_claim(name);
    }
    let short: Vec<String> = found
        .iter()
        .map(|operation| snake(&shorten(operation)))
        .collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *uses.entry(name).or_default() += 1;
    }
    for (it, name) in found.iter().zip(&short) {
        if names.contains_key(&it.key) {
            continue;
        }
        let unique = uses.get(name.as_str()) == Some(&1);
        let name = if unique && scope.try_claim(name) {
            name.clone()
        } else {
            scope.claim(&snake(&it.key))
        };
        names.insert(it.key.clone(), name);
    }
    for it in found {
        let own = names.get(&it.key).cloned().unwrap_or_default();
        for (media_type, key) in it.media.iter().zip(it.keys()).skip(1) {
            names.entry(key).or_insert_with(|| {
                let suffix = bodies::suffix(media_type);
                scope.claim(&format!("{own}_{suffix}"))
            });
        }
        // Recorded, so that a media type that is added later does not change what the operation's
        // own method sends. JSON alone is the default and needs no record.
        if let Some(first) = it.media.first()
            && (it.media.len() > 1 || !is_json(first))
        {
            names.insert(it.key_of(first), own);
        }
    }
    names
}

/// The operationId without the suffix that FastAPI adds: the path and the method, with everything
/// but letters, digits and `_` replaced (`fastapi.utils.generate_unique_id`).
fn shorten(found: &Found<'_>) -> String {
    let Some(id) = found.id.filter(|id| found.key == *id) else {
        return found.key.to_lowercase();
    };
    let path: String = found
        .path
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    let suffix = format!("{path}_{}", found.method);
    match id.strip_suffix(&suffix) {
        Some(rest) if !rest.trim_matches('_').is_empty() => rest.to_owned(),
        _ => id.to_owned(),
    }
}
