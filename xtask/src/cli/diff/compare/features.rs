//! The cargo features of tags: which come and go, and which operations each still has.

use std::collections::{BTreeMap, BTreeSet};

use xtask::wire::WireOperation;

use super::comparison::{Comparison, Section};
use super::owner::Owner;
use crate::cli::diff::report::Line;

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let before = all(&comparison.old_operations);
    let after = all(&comparison.new_operations);
    for feature in before.difference(&after) {
        gone(comparison, feature);
    }
    for feature in after.difference(&before) {
        let line = Line::new(item(feature), format!("the cargo feature `{feature}`"))
            .values(None, Some(feature));
        comparison.line(Section::Added, Owner::Client, line);
    }
    for (old, new) in comparison.common_operations() {
        // The tags have their line, and code that calls the operation stays as it is.
        if old.features != new.features {
            let owner = Owner::Operation(new.rust_name.clone());
            comparison.described.insert(owner);
        }
        operation(comparison, old, new, &after);
    }
}

/// The features that have an operation.
fn all<'s>(operations: &BTreeMap<&str, &'s WireOperation>) -> BTreeSet<&'s str> {
    let features = operations.values().flat_map(|one| &one.features);
    features.map(String::as_str).collect()
}

/// A feature that no operation has any more, which cargo does not find.
fn gone(comparison: &mut Comparison<'_>, feature: &str) {
    let mut now: BTreeMap<&BTreeSet<String>, Vec<String>> = BTreeMap::new();
    for (old, new) in comparison.common_operations() {
        if old.features.contains(feature) {
            let names = now.entry(&new.features).or_default();
            names.push(format!("`{}`", new.rust_name));
        }
    }
    let needed = |features: &BTreeSet<String>| {
        if features.is_empty() {
            "no feature".to_owned()
        } else {
            listed(features)
        }
    };
    let mut all = now.iter();
    let (rest, replaced) = match (all.next(), all.next()) {
        (None, _) => (" with its operations".to_owned(), None),
        (Some((features, _)), None) => {
            let needed = needed(features);
            (format!("; its operations need {needed}"), Some(needed))
        }
        _ => {
            let parts = now.iter().map(|(features, names)| {
                let verb = if names.len() == 1 { "needs" } else { "need" };
                format!("{} {verb} {}", names.join(", "), needed(features))
            });
            (format!("; {}", parts.collect::<Vec<_>>().join("; ")), None)
        }
    };
    let message = format!("the cargo feature `{feature}` is gone{rest}");
    let line = Line::new(item(feature), message)
        .values(Some(feature), replaced.as_deref())
        .breaking(true);
    comparison.line(Section::Breaking, Owner::Client, line);
}

/// Features that are still there, but no longer with the operation: a caller may have no other that
/// has it.
fn operation(
    comparison: &mut Comparison<'_>,
    old: &WireOperation,
    new: &WireOperation,
    remaining: &BTreeSet<&str>,
) {
    if new.features.is_empty() {
        return;
    }
    let name = &new.rust_name;
    let now = listed(&new.features);
    let message = if old.features.is_empty() {
        format!("`{name}` needs the cargo feature {now} (was always there)")
    } else {
        let lost = old.features.difference(&new.features);
        let lost = lost.filter(|feature| remaining.contains(feature.as_str()));
        let lost: BTreeSet<String> = lost.cloned().collect();
        if lost.is_empty() {
            return;
        }
        format!(
            "`{name}` needs the cargo feature {now} (was there with {} too)",
            listed(&lost)
        )
    };
    let line = Line::new(item(name), message)
        .breaking(true)
        .values(Some(&listed(&old.features)), Some(&now));
    comparison.line(Section::Breaking, Owner::Client, line);
}

/// What such a line is about. It is not the operation or the type of this name, whose code stays as
/// it is.
fn item(name: &str) -> String {
    format!("cargo features: {name}")
}

/// Features of which each is enough.
fn listed(features: &BTreeSet<String>) -> String {
    let features = features.iter().map(|feature| format!("`{feature}`"));
    features.collect::<Vec<_>>().join(" or ")
}
