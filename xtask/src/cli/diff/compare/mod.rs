//! Compares two clients: their public items, their wire, and their documents.
//!
//! 1. Operations and types are matched by their Rust names: the new client is generated with the
//!    names of the old one, so the same name is the same thing.
//! 2. Every public item that differs becomes a line (`items.rs`). What is not proved to accept all
//!    calling code is breaking.
//! 3. Every fact about the wire that differs becomes a line, where the Rust is the same (`facts.rs`).
//! 4. What differs in the generated code, or in the documents, and has no line yet becomes one
//!    (`rest.rs`), breaking unless it concerns responses only.

mod changes;
mod closure;
mod document;
mod facts;
mod items;
mod messages;
mod operations;
mod owner;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xtask::wire::{WireOperation, WireType};
use xtask::{Generated, Wire};

use self::owner::Owner;
use super::report::{Direction, Line, Report, Use};
use crate::cli::surface::Surface;

/// A document and the client that is generated from it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) document: Value,
    pub(crate) generated: Generated,
    pub(crate) surface: Surface,
}

/// The differences between two clients; `version` is that of the last release.
pub(crate) fn compare(old: &Side, new: &Side, version: Option<&str>) -> Report {
    let mut comparison = Comparison {
        old,
        new,
        old_operations: by_name(&old.generated.wire),
        new_operations: by_name(&new.generated.wire),
        report: Report::default(),
        owners: BTreeSet::new(),
        broken: BTreeSet::new(),
    };
    document::compare(&mut comparison);
    operations::compare(&mut comparison);
    items::compare(&mut comparison);
    facts::compare(&mut comparison);
    rest::compare(&mut comparison);
    comparison.report.decide(version)
}

fn by_name(wire: &Wire) -> BTreeMap<&str, &WireOperation> {
    let operations = wire.operations.iter();
    operations
        .map(|operation| (operation.rust_name.as_str(), operation))
        .collect()
}

/// The comparison while it is made.
struct Comparison<'s> {
    old: &'s Side,
    new: &'s Side,
    old_operations: BTreeMap<&'s str, &'s WireOperation>,
    new_operations: BTreeMap<&'s str, &'s WireOperation>,
    report: Report,
    /// What has a line.
    owners: BTreeSet<Owner>,
    /// What has a breaking one.
    broken: BTreeSet<Owner>,
}

/// Where a line is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Breaking,
    Added,
    Deprecated,
    Behaviour,
    Mock,
    Documentation,
}

impl<'s> Comparison<'s> {
    fn line(&mut self, section: Section, owner: Owner, line: Line) {
        if line.breaking {
            self.broken.insert(owner.clone());
        }
        self.owners.insert(owner);
        let section = self.section(section);
        if !section.contains(&line) {
            section.push(line);
        }
    }

    fn section(&mut self, section: Section) -> &mut Vec<Line> {
        match section {
            Section::Breaking => &mut self.report.breaking,
            Section::Added => &mut self.report.added,
            Section::Deprecated => &mut self.report.deprecated,
            Section::Behaviour => &mut self.report.behaviour,
            Section::Mock => &mut self.report.mock,
            Section::Documentation => &mut self.report.documentation,
        }
    }

    /// The operations that both clients have, old and new.
    fn common_operations(&self) -> Vec<(&'s WireOperation, &'s WireOperation)> {
        let old = self.old_operations.iter();
        old.filter_map(|(name, old)| Some((*old, *self.new_operations.get(name)?)))
            .collect()
    }

    /// The types that both clients have, by name, old and new.
    fn common_types(&self) -> Vec<(&'s str, &'s WireType, &'s WireType)> {
        let (old, new) = (self.old, self.new);
        let old = old.generated.wire.types.iter();
        old.filter_map(|(name, old)| {
            Some((name.as_str(), old, new.generated.wire.types.get(name)?))
        })
        .collect()
    }

    /// The operations that send or receive a type, in either client.
    fn uses(&self, name: &str) -> Vec<Use> {
        let mut found: BTreeMap<String, Direction> = BTreeMap::new();
        let old = self.old_operations.values();
        for operation in old.chain(self.new_operations.values()) {
            for (direction, types) in [
                (Direction::Sent, &operation.sent),
                (Direction::Received, &operation.received),
            ] {
                if types.contains(name) {
                    let known = found
                        .entry(operation.rust_name.clone())
                        .or_insert(direction);
                    if *known != direction {
                        *known = Direction::Both;
                    }
                }
            }
        }
        let uses = found.into_iter();
        uses.map(|(operation, direction)| Use {
            operation,
            direction,
        })
        .collect()
    }

    /// The operations that an owner concerns.
    fn uses_of(&self, owner: &Owner) -> Vec<Use> {
        match owner {
            Owner::Operation(name) => vec![Use {
                operation: name.clone(),
                direction: Direction::Both,
            }],
            Owner::Type(name) => self.uses(name),
            Owner::Client => Vec::new(),
        }
    }
}
