//! What differs in the generated code or in the documents and has no line yet.
//!
//! Nothing is believed to be harmless only because no rule knows it: a change of a request that no
//! other line explains is breaking.

use std::collections::{BTreeMap, BTreeSet};

use xtask::wire::{Aspect, WireOperation};

use super::changes::{Change, Kind, changes};
use super::closure::{Written, target};
use super::comparison::{Comparison, Section};
use super::owner::{Owner, Place};
use crate::cli::diff::report::{Direction, Line, Use};
use crate::cli::surface::Surface;

/// The most places that a line names.
const PLACES: usize = 3;

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    prose(comparison);
    documents(comparison);
    code(comparison);
}

/// A change of the document, and the operations that it concerns.
#[derive(Default)]
struct Concern {
    uses: BTreeMap<String, Direction>,
    removed: bool,
    keyword: String,
}

/// Differences between the documents, by operation.
fn documents(comparison: &mut Comparison<'_>) {
    let (before, after) = (&comparison.old.document, &comparison.new.document);
    let mut components: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    let mut unchecked: BTreeMap<String, Concern> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for (old, new) in comparison.common_operations() {
        let (was, is) = (
            Written::of(before, &old.method, &old.path),
            Written::of(after, &new.method, &new.path),
        );
        let mut all: Vec<(Direction, String, Change)> = Vec::new();
        for (direction, old, new) in [
            (Direction::Both, &was.frame, &is.frame),
            (Direction::Sent, &was.request, &is.request),
            (Direction::Received, &was.response, &is.response),
        ] {
            for change in changes(old, new) {
                all.push((direction, change.pointer.clone(), change));
            }
        }
        for (direction, old, new) in [
            (Direction::Sent, &was.sent, &is.sent),
            (Direction::Received, &was.received, &is.received),
        ] {
            for reference in old.union(new) {
                let found = components.entry(reference.clone()).or_insert_with(|| {
                    match (target(before, reference), target(after, reference)) {
                        (Some(old), Some(new)) => changes(old, new),
                        _ => Vec::new(),
                    }
                });
                let name = reference.trim_start_matches("#/components/");
                all.extend(found.iter().map(|change| {
                    (
                        direction,
                        format!("{name}{}", change.pointer),
                        change.clone(),
                    )
                }));
            }
        }
        for (direction, place, change) in &all {
            if change.kind == Kind::Unchecked && *direction == Direction::Sent {
                let own = place.starts_with('/');
                let place = if own {
                    format!("{} {place}", new.rust_name)
                } else {
                    place.clone()
                };
                let concern = unchecked.entry(place).or_default();
                concern.removed = change.removed;
                concern.keyword.clone_from(&change.keyword);
                concern.uses.insert(new.rust_name.clone(), *direction);
            }
        }
        deprecated_parameters(comparison, new, &all);
        unexplained.push((old.rust_name.clone(), new, all));
    }
    for (place, concern) in unchecked {
        let verb = if concern.removed {
            "no longer restricts"
        } else {
            "restricts"
        };
        let message = format!(
            "the document {verb} requests by `{}`, which the client does not check ({place})",
            concern.keyword
        );
        let uses: Vec<Use> = concern
            .uses
            .into_iter()
            .map(|(operation, direction)| Use {
                operation,
                direction,
            })
            .collect();
        let item = uses.first().map(|one| one.operation.clone());
        let owners: Vec<Owner> = uses
            .iter()
            .map(|one| Owner::Operation(one.operation.clone()))
            .collect();
        let line = Line::new(item.unwrap_or_default(), message)
            .breaking(!concern.removed)
            .about(uses);
        for owner in owners {
            comparison.owners.insert(owner);
        }
        comparison.line(Section::Behaviour, Owner::Client, line);
    }
    for (name, new, all) in unexplained {
        let owner = Owner::Operation(name.clone());
        let reached = new.sent.union(&new.received);
        let all_owners: Vec<Owner> = std::iter::once(owner.clone())
            .chain(reached.map(|name| Owner::Type(name.clone())))
            .collect();
        let is_broken = all_owners
            .iter()
            .any(|owner| comparison.broken.contains(owner));
        let has_line = all_owners
            .iter()
            .any(|owner| comparison.owners.contains(owner));
        if is_broken || all.is_empty() {
            continue;
        }
        // A line explains what it stands for, and nothing else that the document changes.
        let structure: Vec<_> = all
            .iter()
            .filter(|(direction, _, change)| {
                change.kind == Kind::Structure
                    && *direction != Direction::Received
                    && !(has_line && change.is_compared())
            })
            .collect();
        if has_line && structure.is_empty() {
            continue;
        }
        let breaking = !structure.is_empty();
        let is_described = comparison.described.contains(&owner)
            || new
                .sent
                .union(&new.received)
                .map(|name| Owner::Type(name.clone()))
                .any(|owner| comparison.described.contains(&owner));
        if !breaking && is_described {
            continue;
        }
        let shown = if breaking {
            structure
        } else {
            all.iter().collect()
        };
        let places: BTreeSet<&str> = shown.iter().map(|(_, place, _)| place.as_str()).collect();
        let more = places.len().saturating_sub(PLACES);
        let mut text = places
            .into_iter()
            .take(PLACES)
            .collect::<Vec<_>>()
            .join(", ");
        if more > 0 {
            text += &format!(" and {more} more");
        }
        let (section, message) = if breaking {
            (
                Section::Behaviour,
                if has_line {
                    format!("the document of the request of `{name}` differs also in {text}")
                } else {
                    format!(
                        "`{name}` has the same Rust, but the document of its request differs \
                         ({text})"
                    )
                },
            )
        } else {
            (
                Section::Documentation,
                format!("`{name}` differs in the document only ({text})"),
            )
        };
        let line = Line::new(&name, message)
            .breaking(breaking)
            .about(comparison.uses_of(&owner));
        comparison.line(section, owner, line);
    }
}

/// Parameters that the document deprecates, which Rust cannot express.
fn deprecated_parameters(
    comparison: &mut Comparison<'_>,
    operation: &WireOperation,
    all: &[(Direction, String, Change)],
) {
    for (_, _, change) in all
        .iter()
        .filter(|(_, _, change)| change.keyword == "deprecated")
    {
        let mut segments = change.pointer.split('/').skip(1);
        let (Some("parameters"), Some(parameter)) = (segments.next(), segments.next()) else {
            continue;
        };
        let parameter = parameter.replace("~1", "/").replace("~0", "~");
        let wire = parameter.split_once(' ').map_or("", |(_, name)| name);
        let mut facts = operation.facts.iter();
        let subject = facts.find_map(|((subject, aspect), value)| {
            (*aspect == Aspect::Name && value == wire).then_some(subject)
        });
        let Some(subject) = subject else {
            continue;
        };
        let item = format!("{}.{subject}", operation.rust_name);
        let owner = Owner::Operation(operation.rust_name.clone());
        let (section, word) = if change.removed {
            (Section::Documentation, "no longer deprecated")
        } else {
            (Section::Deprecated, "deprecated")
        };
        let line =
            Line::new(&item, format!("`{item}` is {word}")).about(comparison.uses_of(&owner));
        comparison.line(section, owner, line);
    }
}

/// Documentation of operations and types.
fn prose(comparison: &mut Comparison<'_>) {
    let mut found = Vec::new();
    let differing = |old: &BTreeMap<String, String>, new: &BTreeMap<String, String>| {
        let common = old
            .iter()
            .filter(|(subject, text)| new.get(*subject).is_some_and(|other| other != *text));
        common
            .map(|(subject, _)| subject.clone())
            .collect::<Vec<_>>()
    };
    for (old, new) in comparison.common_operations() {
        let owner = Owner::Operation(new.rust_name.clone());
        found.push((
            owner,
            new.rust_name.clone(),
            differing(&old.docs, &new.docs),
        ));
    }
    for (name, old, new) in comparison.common_types() {
        let owner = Owner::Type(name.to_owned());
        found.push((owner, name.to_owned(), differing(&old.docs, &new.docs)));
    }
    for (owner, name, subjects) in found {
        if subjects.is_empty() {
            continue;
        }
        let parts: Vec<String> = subjects
            .iter()
            .filter(|subject| !subject.is_empty())
            .map(|subject| format!("`{subject}`"))
            .collect();
        let parts = if parts.is_empty() {
            String::new()
        } else {
            format!(" ({})", parts.join(", "))
        };
        let line = Line::new(&name, format!("the documentation of `{name}`{parts}"))
            .about(comparison.uses_of(&owner));
        comparison.line(Section::Documentation, owner, line);
    }
}

/// Generated code that differs and has no line.
fn code(comparison: &mut Comparison<'_>) {
    let (old, new) = (&comparison.old.surface, &comparison.new.surface);
    let paths: BTreeSet<&String> = old.hidden.keys().chain(new.hidden.keys()).collect();
    for path in paths {
        if path == "API" || old.hidden.get(path) == new.hidden.get(path) {
            continue;
        }
        let place = Place::of(path);
        let owner = comparison.owner(&place);
        if comparison.owners.contains(&owner) || owner == Owner::Client {
            continue;
        }
        let name = match &owner {
            Owner::Operation(name) | Owner::Type(name) => name.clone(),
            Owner::Client => continue,
        };
        // What an operation's constant has beside its method, path and credentials.
        let is_accept = path.starts_with("operations::");
        // It has the operationId too, which has its line.
        if is_accept && comparison.described.contains(&owner) {
            continue;
        }
        // The name of a security scheme is the document's own; what it means has been compared.
        let schemes = scheme_names(comparison);
        let rest = |side: &Surface| -> Vec<String> {
            let tokens = side.hidden.get(path).into_iter().flatten();
            let tokens = tokens.filter(|token| !schemes.contains(token.trim_matches('"')));
            tokens.cloned().collect()
        };
        if is_accept && rest(old) == rest(new) {
            continue;
        }
        let message = if is_accept {
            format!("`{name}` asks for other media types")
        } else {
            format!("`{name}` has the same signature, but other code")
        };
        let line = Line::new(&name, message)
            .breaking(!is_accept)
            .about(comparison.uses_of(&owner));
        comparison.line(Section::Behaviour, owner, line);
    }
}

/// The names of the security schemes of both documents.
fn scheme_names(comparison: &Comparison<'_>) -> BTreeSet<String> {
    let documents = [&comparison.old.document, &comparison.new.document];
    let schemes = documents
        .into_iter()
        .filter_map(|document| document.pointer("/components/securitySchemes")?.as_object());
    schemes
        .flat_map(|schemes| schemes.keys().cloned())
        .collect()
}
