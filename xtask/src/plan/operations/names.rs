//! The names of the client's methods.
//!
//! 1. A name chosen by hand, `x-rust-name` on the operation.
//! 2. The name that the lock has for the operation (`recognize.rs`). All names in the lock are
//!    reserved, those of operations that are gone too.
//! 3. The operationId without the suffix that FastAPI adds (`fastapi.rs`), and without the words
//!    that all operations of the document begin with (`prefix.rs`).
//! 4. Of several operations that end at the same name, the one whose path says the same has it. The
//!    others are named by their paths (`collisions.rs`).
//!
//! An operation without an operationId of its own is named by its method and path. A method for a
//! further media type of the body adds the media type.
//!
//! Example: of `create_webhook_v1_webhook__post` at `POST /v1/webhook/`, the suffix is
//! `_v1_webhook__post`, and the method is `create_webhook`; were it to accept a form too, the
//! method for that is `create_webhook_form`.

use std::collections::{BTreeMap, HashMap};

use super::collisions::{self, Candidates};
use super::find::Found;
use super::path_words::PathWords;
use super::{bodies, fastapi, prefix};
use crate::diagnostic::Diagnostic;
use crate::identifier::{Scope, is_snake, snake, words};
use crate::lock::{Decisions, OperationNames, RetiredOperation};
use crate::openapi::media_type::essence;
use crate::openapi::pointer::escape;

/// The extension with which a name is chosen by hand.
const BY_HAND: &str = "x-rust-name";

/// Methods that every client has, the private ones included.
const CLIENT_METHODS: &[&str] = &[
    "base_url",
    "builder",
    "call",
    "clone",
    "execute",
    "from_env",
    "new",
    "request",
    "request_raw",
    "send_raw",
    "with_options",
    "within_executor",
];

/// The names of each operation, in the order in which they were found.
pub(super) fn names(
    found: &[Found<'_>],
    decisions: &Decisions,
) -> Result<Vec<OperationNames>, Vec<Diagnostic>> {
    let mut scope = Scope::reserving(CLIENT_METHODS);
    let mut names: Vec<Option<String>> = by_hand(found, &mut scope)?;
    for (operation, name) in found.iter().zip(&mut names) {
        if name.is_none()
            && let Some(known) = &operation.known
            && is_snake(&known.name)
            && scope.try_claim(&known.name)
        {
            *name = Some(known.name.clone());
        }
    }
    // The name of a removed operation is not given to another: old calls would change meaning.
    for name in reserved(decisions) {
        scope.try_claim(name);
    }
    by_rule(found, &mut names, &mut scope);
    let names = found.iter().zip(names).map(|(operation, name)| {
        let name = name.unwrap_or_default();
        let mut names = OperationNames::new(&name, operation.method, operation.path);
        names.media_types = media_types(operation, &name, &mut scope);
        names
    });
    Ok(names.collect())
}

/// Every method name in the lock.
fn reserved(decisions: &Decisions) -> impl Iterator<Item = &String> {
    let operations = decisions.operations.values();
    operations
        .flat_map(|names| std::iter::once(&names.name).chain(names.media_types.values()))
        .chain(decisions.retired.operations.keys())
}

/// The names chosen by hand.
fn by_hand(found: &[Found<'_>], scope: &mut Scope) -> Result<Vec<Option<String>>, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let mut chosen: HashMap<&str, &Found<'_>> = HashMap::new();
    let mut names: Vec<Option<String>> = Vec::with_capacity(found.len());
    for operation in found {
        let Some(value) = operation.operation.get(BY_HAND) else {
            names.push(None);
            continue;
        };
        let pointer = format!(
            "#/paths/{}/{}/{BY_HAND}",
            escape(operation.path),
            operation.method
        );
        let Some(name) = value.as_str().filter(|name| is_snake(name)) else {
            let why = format!("{value} is not the name of a method in Rust");
            let help = format!("write it in snake case: `{}`", example(operation));
            diagnostics.push(Diagnostic::new(pointer, why).help(help));
            continue;
        };
        if CLIENT_METHODS.contains(&name) {
            let why = format!("`{name}` is a method that every client has");
            diagnostics.push(Diagnostic::new(pointer, why).help("choose another name"));
        } else if let Some(other) = chosen.insert(name, operation) {
            let why = format!(
                "`{name}` is chosen for {} {} too",
                other.method.to_uppercase(),
                other.path
            );
            diagnostics
                .push(Diagnostic::new(pointer, why).help("choose another name for one of them"));
        } else if let Some(other) = found.iter().find(|other| has(other, name)) {
            let why = format!(
                "`{name}` is the name of {} {} already",
                other.method.to_uppercase(),
                other.path
            );
            let help =
                format!("choose another name, or give that operation one with `{BY_HAND}` as well");
            diagnostics.push(Diagnostic::new(pointer, why).help(help));
        }
        scope.try_claim(name);
        names.push(Some(name.to_owned()));
    }
    if diagnostics.is_empty() {
        Ok(names)
    } else {
        Err(diagnostics)
    }
}

/// Whether the lock has the name for the operation, and no other one is chosen for it by hand.
fn has(operation: &Found<'_>, name: &str) -> bool {
    let known = operation.known.as_ref();
    known.is_some_and(|known| known.name == name) && operation.operation.get(BY_HAND).is_none()
}

/// A name that would be valid.
fn example(operation: &Found<'_>) -> String {
    match operation
        .operation
        .get(BY_HAND)
        .and_then(|name| name.as_str())
    {
        Some(name) => snake(name),
        None => snake(&operation.key),
    }
}

/// Names the operations that have no name yet.
fn by_rule(found: &[Found<'_>], names: &mut [Option<String>], scope: &mut Scope) {
    let mut stems: Vec<Vec<String>> = found
        .iter()
        .map(|operation| match operation.own_id() {
            Some(id) => words(fastapi::rest(id, operation.path).unwrap_or(id)),
            None => words(&operation.key),
        })
        .collect();
    let with_id = found.iter().map(|operation| operation.own_id().is_some());
    prefix::drop_shared(stems.iter_mut().zip(with_id), CLIENT_METHODS);
    let paths = PathWords::of(found.iter().map(|operation| operation.path));
    // An operationId that is missing or given twice must not change the names of others.
    for with_id in [true, false] {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, (operation, stem)) in found.iter().zip(&stems).enumerate() {
            if operation.own_id().is_some() != with_id
                || names.get(index).is_none_or(Option::is_some)
            {
                continue;
            }
            let name = snake(&stem.join("_"));
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, members)) => members.push(index),
                None => groups.push((name, vec![index])),
            }
        }
        let (alone, several): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|(_, members)| members.len() == 1);
        let mut give = |index: usize, name: String| {
            if let Some(own) = names.get_mut(index) {
                *own = Some(name);
            }
        };
        let mut colliding = Vec::new();
        for (name, members) in alone {
            match members.as_slice() {
                [only] if scope.try_claim(&name) => give(*only, name),
                _ => colliding.push((name, members)),
            }
        }
        for (name, members) in several.into_iter().chain(colliding) {
            let candidates: Vec<(usize, Candidates<'_>)> = members
                .iter()
                .filter_map(|index| {
                    let operation = found.get(*index)?;
                    Some((
                        *index,
                        Candidates {
                            stem: stems.get(*index)?,
                            method: operation.method,
                            path: operation.path,
                        },
                    ))
                })
                .collect();
            for (index, name) in collisions::decide(&name, &candidates, &paths, scope) {
                give(index, name);
            }
        }
    }
}

/// The methods by media type, where the body has several, or one that is not JSON.
fn media_types(operation: &Found<'_>, own: &str, scope: &mut Scope) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    // Recorded, so that a media type that is added later does not change what the operation's own
    // method sends. `application/json` alone is the default and needs no record.
    if let Some(first) = operation.media.first()
        && (operation.media.len() > 1 || essence(first) != "application/json")
    {
        names.insert(essence(first), own.to_owned());
    }
    for media_type in operation.media.iter().skip(1) {
        let known = operation.known.as_ref();
        let known = known.and_then(|known| known.media_types.get(&essence(media_type)));
        let name = match known {
            Some(known) if is_snake(known) => known.clone(),
            _ => scope.claim(&format!("{own}_{}", bodies::suffix(media_type))),
        };
        names.insert(essence(media_type), name);
    }
    names
}

/// The lock's retired names with those that are in use no longer, and without those that are again.
pub(super) fn retired(
    decisions: &Decisions,
    present: &BTreeMap<String, OperationNames>,
) -> BTreeMap<String, RetiredOperation> {
    let mut retired = decisions.retired.operations.clone();
    for (key, names) in &decisions.operations {
        let entry = |media_type: Option<&String>| RetiredOperation {
            key: key.clone(),
            method: names.method.clone(),
            path: names.path.clone(),
            media_type: media_type.cloned(),
        };
        for (media_type, name) in &names.media_types {
            retired.insert(name.clone(), entry(Some(media_type)));
        }
        retired.insert(names.name.clone(), entry(None));
    }
    for names in present.values() {
        retired.remove(&names.name);
        for name in names.media_types.values() {
            retired.remove(name);
        }
    }
    retired
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use syn::{ImplItem, Item, Type};

    use super::*;

    #[test]
    fn the_methods_of_every_client_are_reserved() {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../diga-api/src/runtime");
        let mut methods = BTreeSet::new();
        let mut paths = vec![runtime];
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                let entries = std::fs::read_dir(&path).unwrap();
                paths.extend(entries.map(|entry| entry.unwrap().path()));
                continue;
            }
            let file = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
            for item in file.items {
                if let Item::Impl(block) = item
                    && block.trait_.is_none()
                    && let Type::Path(of) = &*block.self_ty
                    && of.path.is_ident("Client")
                {
                    methods.extend(block.items.into_iter().filter_map(|item| match item {
                        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                        _ => None,
                    }));
                }
            }
        }
        assert!(methods.contains("call"), "{methods:?}");
        methods.retain(|method| !CLIENT_METHODS.contains(&method.as_str()));
        assert_eq!(methods, BTreeSet::new());
    }
}
