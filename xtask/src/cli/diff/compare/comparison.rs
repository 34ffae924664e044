//! The comparison while it is made: both clients, and the lines so far.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use xtask::wire::{WireOperation, WireType};
use xtask::{Generated, Wire};

use super::owner::{Owner, Place};
use crate::cli::diff::report::{Direction, Line, Report, Use};
use crate::cli::surface::Surface;

/// A document and the client that is generated from it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) document: Value,
    pub(crate) generated: Generated,
    pub(crate) surface: Surface,
}

/// The comparison while it is made.
pub(super) struct Comparison<'s> {
    pub(super) old: &'s Side,
    pub(super) new: &'s Side,
    pub(super) old_operations: BTreeMap<&'s str, &'s WireOperation>,
    pub(super) new_operations: BTreeMap<&'s str, &'s WireOperation>,
    pub(super) report: Report,
    /// What has a line.
    pub(super) owners: BTreeSet<Owner>,
    /// The same, and what has a line about its documentation.
    pub(super) described: BTreeSet<Owner>,
    /// What has a breaking one.
    pub(super) broken: BTreeSet<Owner>,
}

/// Where a line is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Breaking,
    Added,
    Deprecated,
    Behaviour,
    Mock,
    Documentation,
}

impl<'s> Comparison<'s> {
    /// A comparison without a line.
    pub(super) fn new(old: &'s Side, new: &'s Side) -> Self {
        Self {
            old,
            new,
            old_operations: by_name(&old.generated.wire),
            new_operations: by_name(&new.generated.wire),
            report: Report::default(),
            owners: BTreeSet::new(),
            described: BTreeSet::new(),
            broken: BTreeSet::new(),
        }
    }

    pub(super) fn line(&mut self, section: Section, owner: Owner, line: Line) {
        if line.breaking {
            self.broken.insert(owner.clone());
        }
        // Prose explains no other change.
        if section != Section::Documentation {
            self.owners.insert(owner.clone());
        }
        self.described.insert(owner);
        let section = self.section(section);
        if !section.contains(&line) {
            section.push(line);
        }
    }

    pub(super) fn section(&mut self, section: Section) -> &mut Vec<Line> {
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
    pub(super) fn common_operations(&self) -> Vec<(&'s WireOperation, &'s WireOperation)> {
        let old = self.old_operations.iter();
        old.filter_map(|(name, old)| Some((*old, *self.new_operations.get(name)?)))
            .collect()
    }

    /// The types that both clients have, by name, old and new.
    pub(super) fn common_types(&self) -> Vec<(&'s str, &'s WireType, &'s WireType)> {
        let (old, new) = (self.old, self.new);
        let old = old.generated.wire.types.iter();
        old.filter_map(|(name, old)| {
            Some((name.as_str(), old, new.generated.wire.types.get(name)?))
        })
        .collect()
    }

    /// The operations that send or receive a type, in either client.
    pub(super) fn uses(&self, name: &str) -> Vec<Use> {
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
    pub(super) fn uses_of(&self, owner: &Owner) -> Vec<Use> {
        match owner {
            Owner::Operation(name) => vec![Use {
                operation: name.clone(),
                direction: Direction::Both,
            }],
            Owner::Type(name) => self.uses(name),
            Owner::Client => Vec::new(),
        }
    }

    /// The owner of an item.
    pub(super) fn owner(&self, place: &Place<'_>) -> Owner {
        let name = place.name();
        let by = |same: &dyn Fn(&WireOperation) -> bool| {
            let old = self.old_operations.values();
            let mut all = self.new_operations.values().chain(old);
            let found = all.find(|operation| same(operation));
            found.map_or(Owner::Client, |operation| {
                Owner::Operation(operation.rust_name.clone())
            })
        };
        match place.base.split("::").next().unwrap_or_default() {
            "types" => Owner::Type(name.to_owned()),
            "builder" => by(&|operation| operation.builder == name),
            "errors" => by(&|operation| format!("{}Error", operation.response_stem) == name),
            "responses" => by(&|operation| format!("{}Response", operation.response_stem) == name),
            "forms" => by(&|operation| format!("{}Form", operation.builder) == name),
            "operations" => by(&|operation| operation.rust_name.to_uppercase() == name),
            "Client" => match place.member {
                Some(member) => by(&|operation| operation.rust_name == member),
                None => Owner::Client,
            },
            // A function of a feature's module.
            _ => by(&|operation| operation.rust_name == name),
        }
    }
}

fn by_name(wire: &Wire) -> BTreeMap<&str, &WireOperation> {
    let operations = wire.operations.iter();
    operations
        .map(|operation| (operation.rust_name.as_str(), operation))
        .collect()
}
