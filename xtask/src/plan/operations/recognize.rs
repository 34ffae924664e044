//! Which operation of the lock each operation of the document is.
//!
//! In this order, each operation of the lock at most once:
//!
//! 1. The same key, that is the same operationId: its path may have changed.
//! 2. The same method and path, where the document has the lock's operationId no longer: a rename.
//! 3. The same, but for the names of the path's parameters.
//! 4. The same method, and the same operationId once FastAPI's suffix, which repeats the path, is
//!    dropped: a move. Both must be the only ones of their name.
//! 5. Of operations that the lock has as retired: the same key, then the same method and path.
//!
//! Example: `get_call_v1_call__id__get` at `GET /v1/call/{id}` leaves the document in which
//! `get_call_v2_calls__id__get` at `GET /v2/calls/{id}` appears: by rule 4, this is `get_call`
//! still.

use std::collections::{HashMap, HashSet};

use super::fastapi;
use crate::lock::{Decisions, OperationNames, RetiredOperation};

/// What an operation is recognized by.
#[derive(Clone, Copy)]
pub(super) struct Identity<'a> {
    pub(super) key: &'a str,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
}

/// A way to compare two operations; None where an operation cannot be compared that way.
type Criterion = fn(Identity<'_>) -> Option<String>;

/// The names that each operation has already.
pub(super) fn recognize(
    found: &[Identity<'_>],
    decisions: &Decisions,
) -> Vec<Option<OperationNames>> {
    let mut names: Vec<Option<OperationNames>> = found
        .iter()
        .map(|operation| decisions.operations.get(operation.key).cloned())
        .collect();
    let present: HashSet<&str> = found.iter().map(|operation| operation.key).collect();
    let mut gone: Vec<Identity<'_>> = decisions
        .operations
        .iter()
        .filter(|(key, _)| !present.contains(key.as_str()))
        .map(|(key, names)| Identity {
            key,
            method: &names.method,
            path: &names.path,
        })
        .collect();
    let criteria: [Criterion; 3] = [position, anonymous_position, short_name];
    for criterion in criteria {
        let new: Vec<(usize, Identity<'_>)> = found
            .iter()
            .enumerate()
            .filter(|(index, _)| names.get(*index).is_some_and(Option::is_none))
            .map(|(index, operation)| (index, *operation))
            .collect();
        let mut new_by = HashMap::new();
        for (index, identity) in new {
            group(&mut new_by, criterion, identity, index);
        }
        let mut gone_by = HashMap::new();
        for (index, identity) in gone.iter().enumerate() {
            group(&mut gone_by, criterion, *identity, index);
        }
        let mut taken = HashSet::new();
        for (value, new) in new_by {
            let gone_by = gone_by.get(&value).map(Vec::as_slice);
            if let (&[new], Some(&[old])) = (new.as_slice(), gone_by)
                && let (Some(new), Some(key)) = (names.get_mut(new), gone.get(old))
            {
                *new = decisions.operations.get(key.key).cloned();
                taken.insert(key.key);
            }
        }
        gone.retain(|identity| !taken.contains(identity.key));
    }
    for (operation, names) in found.iter().zip(&mut names) {
        if names.is_none() {
            *names = retired(*operation, decisions);
        }
    }
    names
}

fn group(
    groups: &mut HashMap<String, Vec<usize>>,
    criterion: Criterion,
    identity: Identity<'_>,
    index: usize,
) {
    // A lock of version 1 has neither methods nor paths.
    if let Some(value) = criterion(identity).filter(|_| !identity.path.is_empty()) {
        groups.entry(value).or_default().push(index);
    }
}

fn position(identity: Identity<'_>) -> Option<String> {
    Some(format!("{} {}", identity.method, identity.path))
}

/// The method and the path without the names of its parameters.
fn anonymous_position(identity: Identity<'_>) -> Option<String> {
    let segments = identity.path.split('/');
    let segments: Vec<&str> = segments
        .map(|segment| if segment.contains('{') { "{}" } else { segment })
        .collect();
    Some(format!("{} {}", identity.method, segments.join("/")))
}

/// The method and the operationId without the path.
fn short_name(identity: Identity<'_>) -> Option<String> {
    let rest = fastapi::rest(identity.key, identity.path)?;
    Some(format!("{} {rest}", identity.method))
}

/// The names of the operation in the lock's retired ones.
fn retired(operation: Identity<'_>, decisions: &Decisions) -> Option<OperationNames> {
    let retired = &decisions.retired.operations;
    let same_key = |entry: &RetiredOperation| entry.key == operation.key;
    let same_position = |entry: &RetiredOperation| {
        (&*entry.method, &*entry.path) == (operation.method, operation.path)
    };
    let by = |same: &dyn Fn(&RetiredOperation) -> bool| {
        let mut own = retired
            .iter()
            .filter(|(_, entry)| entry.media_type.is_none() && same(entry));
        let (name, entry) = own.next()?;
        let mut names = OperationNames::new(name, &entry.method, &entry.path);
        let others = retired.iter().filter(|(_, other)| other.key == entry.key);
        names.media_types = others
            .filter_map(|(name, other)| Some((other.media_type.clone()?, name.clone())))
            .collect();
        Some(names)
    };
    by(&same_key).or_else(|| by(&same_position))
}
