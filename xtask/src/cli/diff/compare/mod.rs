//! Compares two clients: their public items, their wire, and their documents.
//!
//! 1. Operations and types are matched by their Rust names: the new client is generated with the
//!    names of the old one, so the same name is the same thing.
//! 2. Every public item that differs becomes a line (`items.rs`). What is not proved to accept all
//!    calling code is breaking.
//! 3. Every fact about the wire that differs becomes a line, where the Rust is the same
//!    (`facts.rs`).
//! 4. Every cargo feature of a tag that comes, goes or loses an operation becomes a line
//!    (`features.rs`).
//! 5. What differs in the generated code, or in the documents, and has no line yet becomes one
//!    (`rest.rs`), breaking unless it concerns responses only.

mod changes;
mod closure;
mod comparison;
mod document;
mod facts;
mod features;
mod items;
mod messages;
mod operations;
mod owner;
mod rest;

use std::collections::BTreeSet;

use xtask::Wire;

use self::comparison::Comparison;
use super::report::Report;

pub(crate) use self::comparison::Side;

/// The differences between two clients; `version` is that of the last release.
pub(crate) fn compare(old: &Side, new: &Side, version: Option<&str>) -> Report {
    let mut comparison = Comparison::new(old, new);
    document::compare(&mut comparison);
    operations::compare(&mut comparison);
    items::compare(&mut comparison);
    facts::compare(&mut comparison);
    features::compare(&mut comparison);
    rest::compare(&mut comparison);
    let names = |wire: &'_ Wire| -> BTreeSet<String> {
        let operations = wire.operations.iter();
        operations
            .map(|operation| operation.rust_name.clone())
            .collect()
    };
    let (before, after) = (names(&old.generated.wire), names(&new.generated.wire));
    let (before, after) = (
        before.iter().map(String::as_str).collect(),
        after.iter().map(String::as_str).collect(),
    );
    comparison.report.decide(version).count(&before, &after)
}
