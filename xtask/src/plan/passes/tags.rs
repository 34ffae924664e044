//! Determines which values of a discriminator select which alternative.
//!
//! Done for the innermost unions first, since a union that is an alternative is selected by what
//! selects its own alternatives. For each union with a discriminator:
//!
//! 1. Find the values that can select each alternative: those of the mapping; the constants that
//!    its own schema gives the property; and, if the mapping has none, the component's name, unless
//!    its constants exclude it.
//! 2. Of the alternatives that claim one value, those with the strongest claim have it: the mapping
//!    comes before a name, a name before constants, and constants of what nothing else selects
//!    before those of the rest, which may inherit a list of all kinds. Alternatives with equal
//!    claims share the value, and are then distinguished by their structure.
//! 3. Mark the property as the tag in each alternative that has it, so that it is always sent. An
//!    alternative without the property gets it from the union; one with several values becomes an
//!    alternative for each of them.
//! 4. A response may lack the tag of a base: it is then no more than the base.
//!
//! Example: of `oneOf: [Cat, Dog]` with the discriminator `kind`, where `Cat.kind` is `enum: [cat,
//! lion]` and `Dog` has no constant, `cat` and `lion` select `Cat`, and `Dog` is selected by its
//! component's name, `Dog`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::unions::innermost_first;
use crate::plan::model::{Alternative, Id, Kind, Plan, Shape, Type};

/// Unions within unions that are searched for a tag's constants; documents nest two or three.
const DEPTH: usize = 8;

pub(super) fn run(plan: &mut Plan) {
    for id in innermost_first(plan) {
        let kind = plan.definitions.get(id).map(|definition| &definition.kind);
        let Some(Kind::Union(union)) = kind else {
            continue;
        };
        let Some(tag) = union.tag.clone() else {
            continue;
        };
        let alternatives = find_tags(plan, union.alternatives.clone(), &tag);
        mark_tags(plan, &alternatives, &tag);
        let kind = plan
            .definitions
            .get_mut(id)
            .map(|definition| &mut definition.kind);
        if let Some(Kind::Union(union)) = kind {
            union.alternatives = alternatives;
        }
    }
}

/// Why a value selects an alternative, the weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// It is one of several constants, and something else selects the alternative: a property that
    /// all kinds of a base inherit lists all of them.
    Listed,
    Constant,
    Name,
    Mapping,
}

/// The alternatives with their tags.
fn find_tags(plan: &Plan, mut alternatives: Vec<Alternative>, tag: &str) -> Vec<Alternative> {
    let mut strongest: HashMap<String, Claim> = HashMap::new();
    let mut claims: Vec<Vec<(String, Claim)>> = Vec::with_capacity(alternatives.len());
    for alternative in &mut alternatives {
        let own = claimed(plan, alternative, tag);
        for (value, claim) in &own {
            let known = strongest.entry(value.clone()).or_insert(*claim);
            *known = (*known).max(*claim);
        }
        claims.push(own);
    }
    let mut found = Vec::with_capacity(alternatives.len());
    for (mut alternative, claims) in alternatives.into_iter().zip(claims) {
        let mut tags: Vec<String> = Vec::new();
        for (value, claim) in claims {
            if strongest.get(&value) == Some(&claim) && !tags.contains(&value) {
                tags.push(value);
            }
        }
        if alternative.lacks_tag && tags.len() > 1 {
            found.extend(tags.into_iter().map(|tag| Alternative {
                tags: vec![tag],
                ..alternative.clone()
            }));
        } else {
            alternative.tags = tags;
            found.push(alternative);
        }
    }
    found
}

/// The values that can select an alternative.
fn claimed(plan: &Plan, alternative: &mut Alternative, tag: &str) -> Vec<(String, Claim)> {
    let mut own = Tagged::default();
    own.find(plan, &alternative.shape, tag, DEPTH, &mut HashSet::new());
    if own.lacks_tag && alternative.base {
        // Any tag would be dropped.
        return vec![];
    }
    alternative.lacks_tag = own.lacks_tag;
    let is_mapped = !alternative.tags.is_empty() || !own.nested.is_empty();
    let mapped = alternative.tags.iter().cloned().chain(own.nested);
    let mut claims: Vec<_> = mapped.map(|value| (value, Claim::Mapping)).collect();
    let name = alternative.component.iter();
    let name = name.filter(|name| own.constants.is_empty() || own.constants.contains(name));
    if !is_mapped {
        claims.extend(name.map(|name| (name.clone(), Claim::Name)));
    }
    let claim = if claims.is_empty() || own.constants.len() == 1 {
        Claim::Constant
    } else {
        Claim::Listed
    };
    let constants = own.constants.into_iter();
    claims.extend(constants.map(|value| (value, claim)));
    claims
}

fn mark_tags(plan: &mut Plan, alternatives: &[Alternative], tag: &str) {
    for alternative in alternatives {
        let Some(id) = plan.resolved(&alternative.shape).bare() else {
            continue;
        };
        let definition = plan.definitions.get_mut(id);
        if let Some(Kind::Struct(structure)) = definition.map(|definition| &mut definition.kind) {
            for field in &mut structure.fields {
                if field.wire == *tag {
                    field.tag = true;
                    field.lenient |= alternative.base && field.required;
                }
            }
        }
    }
}

/// What an alternative's own schema says about the property that is the tag.
#[derive(Default)]
struct Tagged {
    /// The values that the property can have.
    constants: Vec<String>,
    /// The tags of the alternatives within it.
    nested: Vec<String>,
    /// It is an object without the property.
    lacks_tag: bool,
}

impl Tagged {
    fn find(
        &mut self,
        plan: &Plan,
        shape: &Shape,
        tag: &str,
        depth: usize,
        seen: &mut HashSet<Id>,
    ) {
        let mut shape = plan.resolved(shape);
        while let Type::Nullable(inner) = &shape.ty {
            shape = plan.resolved(inner);
        }
        let Type::Named(id) = shape.ty else {
            return;
        };
        // Each definition once, so that a recursive union ends.
        let Some(depth) = depth.checked_sub(1).filter(|_| seen.insert(id)) else {
            return;
        };
        match plan.definitions.get(id).map(|definition| &definition.kind) {
            Some(Kind::Struct(structure)) => {
                let mut fields = structure.fields.iter();
                match fields.find(|field| field.wire == tag) {
                    Some(field) => self.constants.extend(constants(plan, &field.shape)),
                    None => self.lacks_tag = true,
                }
            }
            Some(Kind::Union(union)) => {
                let is_same = union.tag.as_deref() == Some(tag);
                for alternative in &union.alternatives {
                    if is_same && !alternative.tags.is_empty() {
                        self.nested.extend(alternative.tags.iter().cloned());
                    } else {
                        self.find(plan, &alternative.shape, tag, depth, seen);
                    }
                }
                // The union adds it.
                self.lacks_tag = false;
            }
            _ => {}
        }
    }
}

/// The values that a property can have, if they are listed.
fn constants(plan: &Plan, shape: &Shape) -> Vec<String> {
    match &plan.resolved(shape).ty {
        Type::Named(id) => match plan.definitions.get(*id).map(|definition| &definition.kind) {
            Some(Kind::Enum(enumeration)) => {
                let variants = enumeration.variants.iter();
                variants.map(|variant| literal(&variant.value)).collect()
            }
            _ => vec![],
        },
        Type::Bool(Some(value)) => vec![value.to_string()],
        Type::Nullable(inner) => constants(plan, inner),
        _ => vec![],
    }
}

fn literal(value: &Value) -> String {
    match value.as_str() {
        Some(string) => string.to_owned(),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{plan, structure, union};
    use super::*;
    use crate::plan::model::{Enum, Variant};

    fn strings(values: &[&str]) -> Kind {
        let variants = values.iter().map(|value| Variant {
            rust: (*value).to_owned(),
            value: json!(value),
        });
        Kind::Enum(Enum {
            variants: variants.collect(),
            strings: true,
        })
    }

    /// A union by `kind` of components, each with the values of the mapping that name it.
    fn pets<const N: usize>(components: [(Id, &[&str]); N]) -> Kind {
        let mut pets = union(components.map(|(id, _)| Type::Named(id)));
        pets.tag = Some("kind".to_owned());
        for (alternative, (id, tags)) in pets.alternatives.iter_mut().zip(components) {
            alternative.component = Some(format!("T{id}"));
            alternative.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        }
        Kind::Union(pets)
    }

    fn pet(kind: Type) -> Kind {
        structure([("kind", kind)])
    }

    fn tags(plan: &Plan, id: Id) -> Vec<Vec<String>> {
        match &plan.definitions[id].kind {
            Kind::Union(union) => union
                .alternatives
                .iter()
                .map(|alternative| alternative.tags.clone())
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn constants_of_the_property_are_the_tags_else_the_components_name() {
        let dog = structure([("name", Type::String)]);
        let mut plan = plan([
            pets([(1, &[]), (2, &[])]),
            pet(Type::Named(3)),
            dog,
            strings(&["cat", "lion"]),
        ]);
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [vec!["cat", "lion"], vec!["T2"]]);
        let Kind::Union(union) = &plan.definitions[0].kind else {
            panic!("{plan:?}");
        };
        assert!(!union.alternatives[0].lacks_tag && union.alternatives[1].lacks_tag);
        let Kind::Struct(cat) = &plan.definitions[1].kind else {
            panic!("{plan:?}");
        };
        assert!(cat.fields[0].tag);
    }

    #[test]
    fn a_component_that_a_partial_mapping_omits_has_its_name() {
        let mut plan = plan([
            pets([(1, &["dog"]), (2, &[])]),
            pet(Type::String),
            pet(Type::String),
        ]);
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [["dog"], ["T2"]]);
    }

    #[test]
    fn constants_that_each_alternative_lists_do_not_override_the_mapping_or_a_name() {
        let mut plan = plan([
            pets([(1, &["dog"]), (2, &[])]),
            pet(Type::Named(3)),
            pet(Type::Named(3)),
            strings(&["dog", "T2", "other"]),
        ]);
        run(&mut plan);
        let expected = [vec!["dog", "other"], vec!["T2", "other"]];
        assert_eq!(tags(&plan, 0), expected);
    }

    #[test]
    fn a_constant_that_no_kind_claims_is_the_bases() {
        let mut family = pets([(1, &[]), (2, &["dog"])]);
        if let Kind::Union(family) = &mut family {
            family.alternatives[0].base = true;
        }
        let kinds = [family, pet(Type::Named(3)), pet(Type::Named(3))];
        let mut plan = plan(kinds.into_iter().chain([strings(&["dog", "other"])]));
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [["other"], ["dog"]]);
    }

    #[test]
    fn a_tag_of_two_alternatives_selects_both() {
        let mut plan = plan([
            pets([(1, &[]), (2, &[])]),
            pet(Type::Named(3)),
            pet(Type::Named(4)),
            strings(&["a", "shared"]),
            strings(&["b", "shared"]),
        ]);
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [["a", "shared"], ["b", "shared"]]);
    }

    #[test]
    fn what_selects_an_inner_union_selects_its_alternatives_whatever_the_order() {
        let mut plan = plan([
            pets([(1, &[]), (4, &["bird"])]),
            pets([(2, &["cat"]), (3, &[])]),
            pet(Type::String),
            pet(Type::String),
            pet(Type::String),
        ]);
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [vec!["cat", "T3"], vec!["bird"]]);
    }

    #[test]
    fn an_object_without_the_tag_is_an_alternative_for_each_value() {
        let mut plan = plan([
            pets([(1, &["a", "b"]), (2, &["c"])]),
            structure([("name", Type::String)]),
            pet(Type::String),
        ]);
        run(&mut plan);
        assert_eq!(tags(&plan, 0), [["a"], ["b"], ["c"]]);
    }

    #[test]
    fn a_response_may_lack_the_tag_of_a_base() {
        let mut family = pets([(1, &[]), (2, &[])]);
        if let Kind::Union(family) = &mut family {
            family.alternatives[0].base = true;
        }
        let mut plan = plan([family, pet(Type::String), pet(Type::String)]);
        run(&mut plan);
        let lenient = |id: Id| match &plan.definitions[id].kind {
            Kind::Struct(structure) => structure.fields[0].lenient,
            other => panic!("{other:?}"),
        };
        assert!(lenient(1) && !lenient(2));
    }
}
