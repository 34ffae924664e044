//! Public items that come, go or change.

use std::collections::BTreeSet;

use xtask::wire::{Aspect, WireOperation};

use super::comparison::{Comparison, Section};
use super::messages;
use super::owner::{Owner, Place};
use crate::cli::diff::report::Line;
use crate::cli::surface::{Call, Item, Kind, Signature};

/// Methods that every value may have from a trait. One of these names on a type that exists would
/// hide the trait's, so that old code calls something else.
const OF_TRAITS: &[&str] = &[
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "cmp",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "hash",
    "into",
    "ne",
    "partial_cmp",
    "serialize",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// An item on both sides, or on one.
#[derive(Clone, Copy)]
struct Change<'s> {
    path: &'s str,
    old: Option<&'s Item>,
    new: Option<&'s Item>,
}

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (old, new) = (&comparison.old.surface.items, &comparison.new.surface.items);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changes: Vec<Change<'_>> = paths
        .into_iter()
        .map(|path| Change {
            path,
            old: old.get(path),
            new: new.get(path),
        })
        .filter(|change| change.old != change.new)
        .collect();
    let changed: BTreeSet<&str> = changes.iter().map(|change| change.path).collect();
    let mut behind_features = Vec::new();
    for change in &changes {
        let place = Place::of(change.path);
        match place.feature {
            None => item(comparison, change, &place, &changed),
            Some(_) => behind_features.push((change, place)),
        }
    }
    for (change, place) in behind_features {
        behind_feature(comparison, change, &place, &changed);
    }
}

/// The code behind a feature repeats the client's own: what differs there too has its line.
fn behind_feature(
    comparison: &mut Comparison<'_>,
    change: &Change<'_>,
    place: &Place<'_>,
    changed: &BTreeSet<&str>,
) {
    let owner = comparison.owner(place);
    let feature = place.feature.unwrap_or_default();
    if feature != "mock" {
        let own = change.path.split_once(": ").map(|(_, rest)| rest);
        if own.is_none_or(|own| !changed.contains(own)) && !is_whole(comparison, &owner) {
            item(comparison, change, place, changed);
        }
        return;
    }
    // It is there without the feature now.
    let own = change.path.split_once(": ").map(|(_, rest)| rest);
    if own.is_some_and(|own| comparison.new.surface.items.contains_key(own)) {
        return;
    }
    // Test code that must change with the code that it tests needs no line of its own.
    if change.old.is_none() || comparison.broken.contains(&owner) || is_whole(comparison, &owner) {
        return;
    }
    if accepts(comparison, change, place) {
        return;
    }
    let (message, old, new) = messages::item(change.old, change.new, place, &owner);
    let line = Line::new(
        messages::name(place, &owner),
        format!("{message}, in `mock`"),
    )
    .values(old.as_deref(), new.as_deref())
    .about(comparison.uses_of(&owner));
    // Not the owner's own line: the rest of its changes are still to be explained.
    comparison.section(Section::Mock).push(line);
}

/// Whether the owner itself comes or goes, which is one line.
fn is_whole(comparison: &Comparison<'_>, owner: &Owner) -> bool {
    match owner {
        Owner::Operation(name) => {
            let old = comparison.old_operations.contains_key(name.as_str());
            old != comparison.new_operations.contains_key(name.as_str())
        }
        Owner::Type(name) => {
            let has = |side: &super::comparison::Side| {
                let path = format!("types::{name}");
                side.surface.items.contains_key(&path)
            };
            has(comparison.old) != has(comparison.new)
        }
        Owner::Client => false,
    }
}

fn item(
    comparison: &mut Comparison<'_>,
    change: &Change<'_>,
    place: &Place<'_>,
    changed: &BTreeSet<&str>,
) {
    let owner = comparison.owner(place);
    let item = change.old.or(change.new);
    if item.is_some_and(|item| item.is_private(change.path)) {
        return;
    }
    if is_whole(comparison, &owner) {
        whole(comparison, change, place, owner);
        return;
    }
    if is_setter_of_changed_field(change, place, changed) || is_part_of_whole(comparison, place) {
        return;
    }
    if change.old.is_none() && is_implied(place) {
        return;
    }
    let deprecation = match (change.old, change.new) {
        (Some(old), Some(new)) => old.deprecated != new.deprecated,
        _ => false,
    };
    if deprecation {
        deprecated(comparison, change, place, &owner);
    }
    if let (Some(old), Some(new)) = (change.old, change.new)
        && (old.kind, &old.signature) == (new.kind, &new.signature)
    {
        return;
    }
    let is_addition = change.old.is_none() && is_addition(comparison, change, place);
    let breaking = !(is_addition || accepts(comparison, change, place));
    let (message, old, new) = messages::item(change.old, change.new, place, &owner);
    let message = match place.feature {
        Some(feature) => format!("{message}, with the feature `{feature}`"),
        None => message,
    };
    let section = if breaking {
        Section::Breaking
    } else if change.old.is_none() {
        Section::Added
    } else {
        Section::Documentation
    };
    let line = Line::new(messages::name(place, &owner), message)
        .values(old.as_deref(), new.as_deref())
        .breaking(breaking)
        .about(comparison.uses_of(&owner));
    comparison.line(section, owner, line);
}

/// A type that comes or goes is one line; an operation has its line already.
fn whole(comparison: &mut Comparison<'_>, change: &Change<'_>, place: &Place<'_>, owner: Owner) {
    let Owner::Type(name) = &owner else {
        return;
    };
    if place.member.is_some() || place.implements.is_some() {
        return;
    }
    let uses = comparison.uses(name);
    let name = name.clone();
    if change.old.is_some() {
        let same = messages::same_type(comparison.old, comparison.new, &name);
        let message = match &same {
            Some(new) => format!("the type `{name}` is gone; `{new}` has the same members"),
            None => format!("the type `{name}` is gone"),
        };
        let line = Line::new(&name, message)
            .values(Some(&name), same.as_deref())
            .breaking(true)
            .about(uses);
        comparison.line(Section::Breaking, owner, line);
    } else {
        comparison.report.types.push(name);
        comparison.owners.insert(owner);
    }
}

/// A member of a type that comes, goes or becomes another kind of type, which is one line.
fn is_part_of_whole(comparison: &Comparison<'_>, place: &Place<'_>) -> bool {
    if place.member.is_none() && place.implements.is_none() {
        return false;
    }
    let path = match place.feature {
        Some(feature) => format!("{feature}: {}", place.base),
        None => place.base.to_owned(),
    };
    let kind = |side: &super::comparison::Side| side.surface.items.get(&path).map(|item| item.kind);
    kind(comparison.old) != kind(comparison.new)
}

/// An implementation that comes with another addition: with a variant, a method, an error.
fn is_implied(place: &Place<'_>) -> bool {
    place.implements.is_some_and(|implements| {
        implements.starts_with("From<") || ["Call", "Paged", "OperationError"].contains(&implements)
    })
}

/// The setter of a field that comes, goes or changes, which the line of the field implies.
fn is_setter_of_changed_field(
    change: &Change<'_>,
    place: &Place<'_>,
    changed: &BTreeSet<&str>,
) -> bool {
    let is_method = [change.old, change.new]
        .into_iter()
        .flatten()
        .all(|item| item.kind == Kind::Method);
    let Some(member) = place.member.filter(|_| is_method) else {
        return false;
    };
    let field = member.strip_suffix("_null").unwrap_or(member);
    let field_changed = |field: &str| changed.contains(format!("{}.{field}", place.base).as_str());
    // One that hides a method of a trait still needs its own line.
    !OF_TRAITS.contains(&member) && (field_changed(member) || field_changed(field))
}

/// Whether all code that uses the old item compiles with the new one and means the same.
fn accepts(comparison: &Comparison<'_>, change: &Change<'_>, place: &Place<'_>) -> bool {
    let (Some(old), Some(new)) = (change.old, change.new) else {
        return false;
    };
    if old.kind != new.kind {
        return false;
    }
    match (&old.signature, &new.signature) {
        (Signature::Call(old), Signature::Call(new)) => {
            if !new.accepts_the_calls_of(old) {
                return false;
            }
            let (before, after) = (old.names(), new.names());
            // Arguments of one type that change places still compile, and mean something else. A
            // path parameter may have a new name.
            before == after || are_renamed_path_parameters(comparison, place, old, new)
        }
        (old, new) => old == new,
    }
}

/// Whether arguments differ in names only, and each new name is that of the parameter at the same
/// place of the path.
fn are_renamed_path_parameters(
    comparison: &Comparison<'_>,
    place: &Place<'_>,
    old: &Call,
    new: &Call,
) -> bool {
    let operation = place.member.unwrap_or_default();
    let (Some(before), Some(after)) = (
        comparison.old_operations.get(operation),
        comparison.new_operations.get(operation),
    ) else {
        return false;
    };
    let (before, after) = (path_parameters(before), path_parameters(after));
    let (old, new) = (old.names(), new.names());
    place.base == "Client"
        && old.iter().zip(&new).all(|(old_name, new_name)| {
            let index = |all: &[String], name: &str| all.iter().position(|one| one == name);
            old_name == new_name
                || (!new.contains(old_name)
                    && !old.contains(new_name)
                    && index(&before, old_name).is_some()
                    && index(&before, old_name) == index(&after, new_name))
        })
}

/// The Rust names of the parameters of a path, in its order.
fn path_parameters(operation: &WireOperation) -> Vec<String> {
    let names = operation.path.split('{').skip(1);
    let names = names.filter_map(|rest| rest.split('}').next());
    let rust = |wire: &str| {
        let facts = operation.facts.iter();
        let mut named =
            facts.filter(|((_, aspect), value)| *aspect == Aspect::Name && *value == wire);
        named.find_map(|((subject, _), _)| {
            let location = operation.facts.get(&(subject.clone(), Aspect::Location));
            (location.map(String::as_str) == Some("path")).then(|| subject.clone())
        })
    };
    names.filter_map(rust).collect()
}

/// Whether what is new leaves all code that does not know it as it was.
fn is_addition(comparison: &Comparison<'_>, change: &Change<'_>, place: &Place<'_>) -> bool {
    let Some(new) = change.new else {
        return false;
    };
    let parent = comparison.old.surface.items.get(place.base);
    let parent = parent.map(|parent| parent.signature.to_string());
    match new.kind {
        Kind::Field | Kind::Variant => parent.is_some_and(|parent| {
            parent.contains("non_exhaustive") || parent.contains("with private fields")
        }),
        Kind::Method => place
            .member
            .is_none_or(|member| !OF_TRAITS.contains(&member)),
        _ => true,
    }
}

fn deprecated(
    comparison: &mut Comparison<'_>,
    change: &Change<'_>,
    place: &Place<'_>,
    owner: &Owner,
) {
    // The operation as a whole has its line.
    if matches!(owner, Owner::Operation(_)) && place.member.is_none_or(|_| place.base == "Client") {
        return;
    }
    let name = messages::name(place, owner);
    let now = change.new.is_some_and(|item| item.deprecated);
    let (section, word) = if now {
        (Section::Deprecated, "deprecated")
    } else {
        (Section::Documentation, "no longer deprecated")
    };
    let line = Line::new(&name, format!("`{name}` is {word}")).about(comparison.uses_of(owner));
    comparison.line(section, owner.clone(), line);
}
