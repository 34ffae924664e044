//! Operations that come, go, move or change their names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xtask::wire::WireOperation;

use super::comparison::{Comparison, Section};
use super::owner::Owner;
use crate::cli::diff::report::{Direction, Line, Use};

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let gone: Vec<&WireOperation> = comparison
        .old_operations
        .iter()
        .filter(|(name, _)| !comparison.new_operations.contains_key(*name))
        .map(|(_, operation)| *operation)
        .collect();
    let come: Vec<&WireOperation> = comparison
        .new_operations
        .iter()
        .filter(|(name, _)| !comparison.old_operations.contains_key(*name))
        .map(|(_, operation)| *operation)
        .collect();
    let mut renamed = BTreeSet::new();
    for old in gone {
        let new = come.iter().find(|new| is_same(old, new));
        let message = match new {
            Some(new) => {
                renamed.insert(new.rust_name.clone());
                format!(
                    "`{}` is now called `{}` ({})",
                    old.rust_name,
                    new.rust_name,
                    position(new)
                )
            }
            None => format!("`{}` is gone ({})", old.rust_name, position(old)),
        };
        let line = Line::new(&old.rust_name, message)
            .breaking(true)
            .values(Some(&old.rust_name), new.map(|new| new.rust_name.as_str()))
            .about(whole(old));
        comparison.line(Section::Breaking, owner(old), line);
    }
    for new in come {
        if renamed.contains(&new.rust_name) {
            comparison.owners.insert(owner(new));
            continue;
        }
        let message = format!("`{}` ({})", new.rust_name, position(new));
        let line = Line::new(&new.rust_name, message)
            .values(None, Some(&new.rust_name))
            .about(whole(new));
        comparison.line(Section::Added, owner(new), line);
    }
    for (old, new) in comparison.common_operations() {
        moved(comparison, old, new);
        security(comparison, old, new);
        deprecated(comparison, old, new);
    }
}

/// Whether two operations of different Rust names are the same to the service.
fn is_same(old: &WireOperation, new: &WireOperation) -> bool {
    let same_id = old.id.is_some() && old.id == new.id;
    same_id || (old.method == new.method && old.path == new.path)
}

fn position(operation: &WireOperation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn owner(operation: &WireOperation) -> Owner {
    Owner::Operation(operation.rust_name.clone())
}

fn whole(operation: &WireOperation) -> Vec<Use> {
    vec![Use {
        operation: operation.rust_name.clone(),
        direction: Direction::Both,
    }]
}

/// Another method, path or operationId, of an operation that keeps its name.
fn moved(comparison: &mut Comparison<'_>, old: &WireOperation, new: &WireOperation) {
    let name = &new.rust_name;
    let (before, after) = (position(old), position(new));
    if before != after {
        let message = format!("`{name}` moved to {after} (was {before}), and keeps its name");
        let line = Line::new(name, message)
            .values(Some(&before), Some(&after))
            .about(whole(new));
        comparison.line(Section::Behaviour, owner(new), line);
    }
    if old.id != new.id {
        let text = |id: &Option<String>| id.clone().unwrap_or_else(|| "none".to_owned());
        let message = format!(
            "`{name}` keeps its name: the operationId is now `{}` (was `{}`)",
            text(&new.id),
            text(&old.id)
        );
        let line = Line::new(name, message)
            .values(old.id.as_deref(), new.id.as_deref())
            .about(whole(new));
        comparison.line(Section::Documentation, owner(new), line);
    }
}

/// Other scopes of the same credentials, which the client knows nothing about.
fn scopes(comparison: &mut Comparison<'_>, old: &WireOperation, new: &WireOperation) {
    let of = |document: &Value, operation: &WireOperation| {
        let (method, path) = (&operation.method, &operation.path);
        requirements(document, &method.to_lowercase(), path)
    };
    let before = of(&comparison.old.document, old);
    let after = of(&comparison.new.document, new);
    if before == after {
        return;
    }
    // Every alternative that was enough still is.
    let is_met = |held: &Requirement| {
        after.iter().any(|needed| {
            needed
                .iter()
                .all(|(scheme, scopes)| held.get(scheme).is_some_and(|held| scopes.is_subset(held)))
        })
    };
    let compatible = before.iter().all(is_met);
    let text = |all: &[Requirement]| {
        let all = all.iter().flat_map(|all| all.values().flatten());
        let names: BTreeSet<&str> = all.map(String::as_str).collect();
        let names: Vec<&str> = names.into_iter().collect();
        if names.is_empty() {
            "no scopes".to_owned()
        } else {
            format!("the scopes `{}`", names.join("`, `"))
        }
    };
    let (was, is) = (text(&before), text(&after));
    let message = format!("`{}` needs {is} (was {was})", new.rust_name);
    let line = Line::new(&new.rust_name, message)
        .values(Some(&was), Some(&is))
        .breaking(!compatible)
        .about(whole(new));
    comparison.line(Section::Behaviour, owner(new), line);
}

/// Schemes that are needed together, by what they are (their names are the document's own), each
/// with its scopes.
type Requirement = BTreeMap<String, BTreeSet<String>>;

/// The alternatives that an operation of the document needs.
fn requirements(document: &Value, method: &str, path: &str) -> Vec<Requirement> {
    let item = document.get("paths").and_then(|paths| paths.get(path));
    let own = item.and_then(|item| item.get(method)?.get("security"));
    let all = own.or_else(|| document.get("security"));
    let all = all.and_then(Value::as_array).into_iter().flatten();
    let all = all.filter_map(Value::as_object).map(|alternative| {
        let schemes = alternative.iter().map(|(scheme, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten();
            let scopes = scopes.filter_map(Value::as_str).map(str::to_owned);
            (definition(document, scheme), scopes.collect())
        });
        schemes.collect()
    });
    all.collect()
}

/// What a security scheme is, apart from prose.
fn definition(document: &Value, scheme: &str) -> String {
    let schemes = document.pointer("/components/securitySchemes");
    let Some(Value::Object(members)) = schemes.and_then(|schemes| schemes.get(scheme)) else {
        return scheme.to_owned();
    };
    let identity = members
        .iter()
        .filter(|(key, _)| ["type", "scheme", "in", "name"].contains(&key.as_str()));
    let mut identity: Vec<String> = identity
        .map(|(key, value)| format!("{key} {value}"))
        .collect();
    identity.sort();
    identity.join(", ")
}

/// Other credentials. A call that needed none, or whose credentials still do, is not broken.
fn security(comparison: &mut Comparison<'_>, old: &WireOperation, new: &WireOperation) {
    if old.security == new.security {
        scopes(comparison, old, new);
        return;
    }
    let satisfied = |schemes: &BTreeSet<String>| {
        new.security.is_empty()
            || new
                .security
                .iter()
                .any(|alternative| alternative.is_subset(schemes))
    };
    let compatible = if old.security.is_empty() {
        satisfied(&BTreeSet::new())
    } else {
        old.security.iter().all(satisfied)
    };
    let (before, after) = (credentials(&old.security), credentials(&new.security));
    let message = format!("`{}` needs {after} (was {before})", new.rust_name);
    let line = Line::new(&new.rust_name, message)
        .values(Some(&before), Some(&after))
        .breaking(!compatible)
        .about(whole(new));
    comparison.line(Section::Behaviour, owner(new), line);
}

/// `bearer token, or none`.
pub(super) fn credentials(alternatives: &[BTreeSet<String>]) -> String {
    if alternatives.is_empty() {
        return "no credentials".to_owned();
    }
    let texts = alternatives.iter().map(|schemes| {
        if schemes.is_empty() {
            return "no credentials".to_owned();
        }
        let schemes: Vec<&str> = schemes.iter().map(String::as_str).collect();
        schemes.join(" and ")
    });
    texts.collect::<Vec<_>>().join(", or ")
}

fn deprecated(comparison: &mut Comparison<'_>, old: &WireOperation, new: &WireOperation) {
    let name = &new.rust_name;
    if new.deprecated && !old.deprecated {
        let line = Line::new(name, format!("`{name}` is deprecated")).about(whole(new));
        comparison.line(Section::Deprecated, owner(new), line);
    } else if old.deprecated && !new.deprecated {
        let line = Line::new(name, format!("`{name}` is no longer deprecated")).about(whole(new));
        comparison.line(Section::Documentation, owner(new), line);
    }
}
