//! Which components are instances of which generic type.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::cycles::{Cycles, edges};
use super::super::unions::same_type;
use super::equal::Comparison;
use super::frame::{Frame, frames};
use super::title::Title;
use crate::identifier::pascal;
use crate::plan::model::{Id, Kind, Plan, Shape, Struct, Uses};

/// Arguments and aliases within each other are not deeper than this, as in `alias_depth`.
const DEPTH: usize = 16;

/// A generic type and its instances.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) rust: String,
    /// The name in the titles.
    pub(super) name: String,
    pub(super) structure: Struct,
    pub(super) uses: Uses,
    pub(super) members: Vec<Member>,
    /// Inline definitions of the first instance, each with the equal one of another instance.
    pub(super) pairs: Vec<(Id, Id)>,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: Id,
    pub(super) argument: Shape,
}

/// A component that can be an instance.
struct Candidate {
    id: Id,
    frames: Vec<Frame>,
}

/// The generic types, by the names in the titles.
pub(super) fn groups(plan: &Plan) -> Vec<Group> {
    let mut families: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    let definitions = plan.definitions.iter().enumerate();
    for (id, definition) in definitions {
        let Some(title) = Title::of(definition) else {
            continue;
        };
        let frames = frames(plan, id, &title.argument);
        if !frames.is_empty() {
            let family = families.entry(title.generic).or_default();
            family.push(Candidate { id, frames });
        }
    }
    drop_endless(plan, &mut families);
    let mut names: HashMap<&str, usize> = HashMap::new();
    for definition in &plan.definitions {
        *names.entry(&definition.rust).or_default() += 1;
    }
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for (name, candidates) in families {
        let Some(group) = largest(plan, name, candidates) else {
            continue;
        };
        // The name may be that of an instance.
        let members = group.members.iter();
        let own = members.filter(|member| rust(plan, member.id) == group.rust);
        let others = names.get(group.rust.as_str()).copied().unwrap_or_default();
        if others == own.count() && taken.insert(group.rust.clone()) {
            found.push(group);
        }
    }
    found
}

fn rust(plan: &Plan, id: Id) -> &str {
    let definition = plan.definitions.get(id);
    definition.map_or("", |definition| &definition.rust)
}

/// Removes candidates whose arguments lead back to them through nothing but aliases and arguments,
/// and those that are nested too deep: as a type of its own an instance ends such a path, as an
/// alias of a generic type it does not.
fn drop_endless(plan: &Plan, families: &mut BTreeMap<String, Vec<Candidate>>) {
    let mut graph = edges(plan, |definition, found| {
        if let Kind::Alias(_) = definition.kind {
            found.extend(definition.kind.ids());
        }
    });
    let mut nesting: Vec<usize> = plan
        .definitions
        .iter()
        .map(|definition| match &definition.kind {
            Kind::Alias(shape) => 1 + shape.nesting(),
            _ => 0,
        })
        .collect();
    for candidate in families.values().flatten() {
        let arguments = candidate.frames.iter().map(|frame| &frame.argument);
        if let Some(targets) = graph.get_mut(candidate.id) {
            targets.extend(arguments.clone().flat_map(Shape::ids));
        }
        if let Some(own) = nesting.get_mut(candidate.id) {
            *own = 1 + arguments.map(Shape::nesting).max().unwrap_or_default();
        }
    }
    let cycles = Cycles::of(&graph);
    let mut depths = vec![0; graph.len()];
    for id in cycles.innermost_first() {
        let targets = graph.get(id).into_iter().flatten();
        let inner = targets.filter_map(|target| depths.get(*target)).max();
        let inner: usize = inner.copied().unwrap_or_default();
        if let (Some(depth), Some(own)) = (depths.get_mut(id), nesting.get(id)) {
            *depth = if *own == 0 { 0 } else { own + inner };
        }
    }
    for candidates in families.values_mut() {
        candidates.retain(|candidate| {
            let mut targets = graph.get(candidate.id).into_iter().flatten();
            let endless = targets.any(|target| cycles.join(candidate.id, *target));
            !endless
                && depths
                    .get(candidate.id)
                    .is_some_and(|depth| *depth <= DEPTH)
        });
    }
}

/// The group of a family that is its generic type, if one is large enough.
fn largest(plan: &Plan, name: String, candidates: Vec<Candidate>) -> Option<Group> {
    let schema = |id: Id| plan.definitions.get(id)?.schema.as_ref();
    let locked = plan.decisions.generics.iter().find(|(_, instances)| {
        let mut candidates = candidates.iter();
        candidates
            .any(|candidate| schema(candidate.id).is_some_and(|schema| instances.contains(schema)))
    });
    let rust = locked.map_or_else(|| pascal(&name), |(rust, _)| rust.clone());
    let is_locked = |id: Id| {
        locked.is_some_and(|(_, instances)| {
            schema(id).is_some_and(|schema| instances.contains(schema))
        })
    };
    let mut groups: Vec<Group> = Vec::new();
    // What no operation uses is like any usage, so it comes when the others are known.
    let (used, unused): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| {
        let uses = uses(plan, candidate.id);
        uses.sent || uses.received
    });
    for Candidate { id, frames } in used.into_iter().chain(unused) {
        for frame in frames {
            let known = groups.iter_mut().any(|group| group.add(plan, id, &frame));
            if !known {
                groups.push(Group {
                    rust: rust.clone(),
                    name: name.clone(),
                    uses: uses(plan, id),
                    members: vec![Member {
                        id,
                        argument: frame.argument,
                    }],
                    structure: frame.structure,
                    pairs: Vec::new(),
                });
            }
        }
    }
    let size = |group: &Group| {
        let members = group.members.iter();
        let locked = members.filter(|member| is_locked(member.id)).count();
        (locked, group.members.len())
    };
    // Of equal ones the first.
    let mut groups = groups.into_iter().rev().max_by_key(size)?;
    groups.members.sort_by_key(|member| member.id);
    let enough = if locked.is_some() { 1 } else { 2 };
    (groups.members.len() >= enough).then_some(groups)
}

fn uses(plan: &Plan, id: Id) -> Uses {
    let definition = plan.definitions.get(id);
    definition
        .map(|definition| definition.uses)
        .unwrap_or_default()
}

impl Group {
    /// Adds an instance if it is one of this type.
    fn add(&mut self, plan: &Plan, id: Id, frame: &Frame) -> bool {
        let own = uses(plan, id);
        let unused = !own.sent && !own.received;
        let used_alike = (own.sent, own.received, own.checked)
            == (self.uses.sent, self.uses.received, self.uses.checked);
        if !used_alike && !unused {
            return false;
        }
        // Two alternatives of a union must not be one Rust type.
        let twice = self.members.iter().any(|member| {
            member.id == id
                || (own.in_union
                    && uses(plan, member.id).in_union
                    && same_type(plan, &member.argument, &frame.argument))
        });
        let mut comparison = Comparison::new(plan);
        if twice || !comparison.structs(&self.structure, &frame.structure) {
            return false;
        }
        self.pairs.extend(comparison.pairs);
        self.uses.in_union |= own.in_union;
        self.members.push(Member {
            id,
            argument: frame.argument.clone(),
        });
        true
    }
}
