//! Replaces the instances by their generic types.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::frame::set_own;
use super::group::Group;
use super::rename::rename;
use crate::plan::model::{Definition, Generic, Id, Instance, Kind, Plan, Shape, Type};

/// What a definition became.
#[allow(
    clippy::large_enum_variant,
    reason = "most values are of the largest variant"
)]
enum Became {
    /// A definition, under its new id.
    Definition(Id),
    /// A generic definition with this argument, whose ids are old ones.
    Instance(Id, Shape),
}

pub(super) fn apply(plan: &mut Plan, groups: Vec<Group>) {
    let found = groups.iter().map(|group| {
        let members = group.members.iter();
        let schemas = members.filter_map(|member| plan.definitions.get(member.id)?.schema.clone());
        (group.rust.clone(), schemas.collect())
    });
    let found: BTreeMap<String, BTreeSet<String>> = found.collect();
    if !groups.is_empty() {
        rename(plan, &groups);
        let twins = twins(&groups);
        for (twin, kept) in &twins {
            let uses = plan
                .definitions
                .get(*twin)
                .map(|definition| definition.uses);
            let kept = plan.definitions.get_mut(*kept);
            if let (Some(kept), Some(uses)) = (kept, uses) {
                kept.uses.sent |= uses.sent;
                kept.uses.received |= uses.received;
                kept.uses.checked |= uses.checked;
                kept.uses.in_union |= uses.in_union;
            }
        }
        let became = became(plan, &groups, &twins);
        replace(plan, groups, &twins, &became);
        for shape in plan.shapes_mut() {
            translate(shape, &became);
        }
        for definition in &mut plan.definitions {
            let generic = definition.generic.iter_mut();
            for instance in generic.flat_map(|generic| &mut generic.instances) {
                translate(&mut instance.argument, &became);
            }
        }
    }
    // What has no instance at present is not forgotten.
    plan.decisions.generics.extend(found);
}

/// The inline definitions that are dropped, each with the equal one that is kept.
fn twins(groups: &[Group]) -> HashMap<Id, Id> {
    let mut twins: HashMap<Id, Id> = HashMap::new();
    let kept = |twins: &HashMap<Id, Id>, mut id: Id| {
        while let Some(next) = twins.get(&id) {
            id = *next;
        }
        id
    };
    for (a, b) in groups.iter().flat_map(|group| &group.pairs) {
        let (a, b) = (kept(&twins, *a), kept(&twins, *b));
        if a != b {
            twins.insert(b, a);
        }
    }
    let all: Vec<Id> = twins.keys().copied().collect();
    let flat = all.into_iter().map(|id| (id, kept(&twins, id)));
    flat.collect()
}

/// What each definition becomes, by its old id.
fn became(plan: &Plan, groups: &[Group], twins: &HashMap<Id, Id>) -> HashMap<Id, Became> {
    let dropped = dropped(groups, twins);
    let kept = (0..plan.definitions.len()).filter(|id| !dropped.contains(id));
    let new: HashMap<Id, Id> = kept.enumerate().map(|(new, old)| (old, new)).collect();
    let mut became: HashMap<Id, Became> = HashMap::new();
    for (old, new) in &new {
        became.insert(*old, Became::Definition(*new));
    }
    for (twin, kept) in twins {
        if let Some(new) = new.get(kept) {
            became.insert(*twin, Became::Definition(*new));
        }
    }
    for group in groups {
        let first = group.members.first();
        let Some(generic) = first.and_then(|first| new.get(&first.id)) else {
            continue;
        };
        for member in &group.members {
            let instance = Became::Instance(*generic, member.argument.clone());
            became.insert(member.id, instance);
        }
    }
    became
}

/// The definitions that no longer exist: a generic type takes the place of its first instance.
fn dropped(groups: &[Group], twins: &HashMap<Id, Id>) -> HashSet<Id> {
    let others = groups.iter().flat_map(|group| group.members.iter().skip(1));
    let others = others.map(|member| member.id);
    others.chain(twins.keys().copied()).collect()
}

/// Puts the generic types into the plan, and removes what is dropped.
fn replace(
    plan: &mut Plan,
    groups: Vec<Group>,
    twins: &HashMap<Id, Id>,
    became: &HashMap<Id, Became>,
) {
    let dropped = dropped(&groups, twins);
    for group in groups {
        let ids: Vec<Id> = group.members.iter().map(|member| member.id).collect();
        let mut definition = generic(plan, group, &ids);
        if let Some(Became::Instance(own, _)) = ids.first().and_then(|first| became.get(first)) {
            for shape in definition.kind.parts_mut() {
                set_own(shape, *own);
            }
        }
        let first = ids
            .first()
            .and_then(|first| plan.definitions.get_mut(*first));
        if let Some(first) = first {
            *first = definition;
        }
    }
    let mut id = 0;
    plan.definitions.retain(|_| {
        let own = id;
        id += 1;
        !dropped.contains(&own)
    });
}

fn generic(plan: &Plan, group: Group, ids: &[Id]) -> Definition {
    let instances = ids.iter().filter_map(|id| plan.definitions.get(*id));
    let instances: Vec<&Definition> = instances.collect();
    let mut structure = group.structure;
    let mut docs = instances.iter().map(|definition| &definition.docs);
    let common = docs.next().filter(|first| docs.all(|docs| docs == *first));
    let docs = match common {
        Some(common) if instances.len() > 1 => common.clone(),
        _ => format!("The document's generic `{}`.", group.name),
    };
    for (slot, field) in structure.fields.iter_mut().enumerate() {
        let of_others = instances
            .iter()
            .filter_map(|definition| match &definition.kind {
                Kind::Struct(structure) => structure.fields.get(slot),
                _ => None,
            });
        // One instance's documentation would be wrong for the others.
        if of_others.clone().any(|other| other.docs != field.docs) {
            field.docs = format!("`{}`", field.wire.replace('`', "'"));
        }
        field.deprecated = of_others.clone().all(|other| other.deprecated);
    }
    let members = group.members.into_iter().zip(&instances);
    let members = members.map(|(member, definition)| Instance {
        schema: definition.schema.clone().unwrap_or_default(),
        argument: member.argument,
    });
    Definition {
        rust: group.rust,
        schema: None,
        title: None,
        docs,
        deprecated: instances.iter().all(|definition| definition.deprecated),
        kind: Kind::Struct(structure),
        uses: group.uses,
        generic: Some(Generic {
            instances: members.collect(),
        }),
    }
}

/// Replaces old ids by what they became.
fn translate(shape: &mut Shape, became: &HashMap<Id, Became>) {
    match &mut shape.ty {
        Type::Named(id) => match became.get(id) {
            Some(Became::Definition(new)) => *id = *new,
            Some(Became::Instance(generic, argument)) => {
                let mut argument = argument.clone();
                // An argument does not lead back to its own instance, see `drop_endless`.
                translate(&mut argument, became);
                shape.ty = Type::Generic(*generic, Box::new(argument));
            }
            None => shape.ty = Type::Any,
        },
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            translate(inner, became);
        }
        Type::Tuple(items) => items.iter_mut().for_each(|item| translate(item, became)),
        _ => {}
    }
}
