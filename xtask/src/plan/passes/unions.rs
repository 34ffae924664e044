//! Merges the alternatives of a union that are one Rust type.
//!
//! Done when every definition is known, since an alternative may be any of them. For each union:
//!
//! 1. Merge alternatives that are the same Rust type under another name: they decode alike. Their
//!    tags are joined, and rules that they do not share are dropped.
//! 2. Drop a plain string beside the only enum of strings: such an enum keeps unknown values, so
//!    the string adds nothing.
//! 3. A union of one alternative becomes an alias of it, one of none becomes any JSON value. With a
//!    discriminator, one object stays a union: a value with another tag is not that object.
//!
//! A union that becomes an alias can make two alternatives of another one the same type, so the
//! innermost unions come first, and all are visited again until none becomes an alias: unions can
//! contain each other.
//!
//! Example: of `A: oneOf [B, string]` and `B: oneOf [X, Y]`, where `X` and `Y` are strings, `B`
//! becomes an alias of `X`; then both alternatives of `A` are strings, and `A` is an alias of `B`.

use crate::plan::model::{Alternative, Kind, Plan, Shape, Type, Union};

use super::cycles::{Cycles, edges};
use super::nulls;

pub(super) fn run(plan: &mut Plan) {
    // Each round but the last makes a union an alias, so this ends.
    loop {
        let mut has_collapsed = false;
        for id in innermost_first(plan) {
            has_collapsed |= merge(plan, id);
        }
        if !has_collapsed {
            break;
        }
        // An alias of a nullable type may be in a nullable alternative.
        nulls::run(plan);
    }
}

/// Every definition, after the unions and aliases that it consists of.
pub(super) fn innermost_first(plan: &Plan) -> Vec<usize> {
    let graph = edges(plan, |definition, found| {
        if let Kind::Union(_) | Kind::Alias(_) = definition.kind {
            found.extend(definition.kind.ids());
        }
    });
    Cycles::of(&graph).innermost_first()
}

/// Merges the alternatives of a definition; whether it was a union and is none any more.
fn merge(plan: &mut Plan, id: usize) -> bool {
    let kind = plan.definitions.get(id).map(|definition| &definition.kind);
    let Some(Kind::Union(union)) = kind else {
        return false;
    };
    let union = union.clone();
    let mut alternatives = distinct(plan, union.alternatives);
    drop_string_beside_enum(plan, &mut alternatives);
    let kind = match alternatives.as_slice() {
        [] => Kind::Alias(Shape::of(Type::Any)),
        [only] if !union.open && !(union.tag.is_some() && is_object(plan, only)) => {
            Kind::Alias(only.shape.clone())
        }
        _ => Kind::Union(Union {
            alternatives,
            ..union
        }),
    };
    let has_collapsed = matches!(kind, Kind::Alias(_));
    if let Some(definition) = plan.definitions.get_mut(id) {
        definition.kind = kind;
    }
    has_collapsed
}

fn is_object(plan: &Plan, alternative: &Alternative) -> bool {
    let id = plan.resolved(&alternative.shape).bare();
    let definition = id.and_then(|id| plan.definitions.get(id));
    definition.is_some_and(|definition| matches!(definition.kind, Kind::Struct(_)))
}

/// The alternatives, each Rust type once.
fn distinct(plan: &Plan, alternatives: Vec<Alternative>) -> Vec<Alternative> {
    let mut distinct: Vec<Alternative> = Vec::with_capacity(alternatives.len());
    for alternative in alternatives {
        // A type that is given its tag by the union has a variant for each.
        let is_apart = |known: &Alternative| {
            known.lacks_tag && alternative.lacks_tag && known.tags != alternative.tags
        };
        let mut known = distinct.iter_mut();
        let known = known
            .find(|known| !is_apart(known) && same_type(plan, &known.shape, &alternative.shape));
        match known {
            Some(known) => {
                for tag in alternative.tags {
                    if !known.tags.contains(&tag) {
                        known.tags.push(tag);
                    }
                }
                // A rule of one alternative does not hold for values of the other.
                if known.shape != alternative.shape {
                    known.shape = without_rules(&known.shape);
                }
            }
            None => distinct.push(alternative),
        }
    }
    distinct
}

/// Whether two shapes are one type in Rust.
pub(super) fn same_type(plan: &Plan, a: &Shape, b: &Shape) -> bool {
    match (&plan.resolved(a).ty, &plan.resolved(b).ty) {
        (Type::Nullable(a), Type::Nullable(b))
        | (Type::Boxed(a), Type::Boxed(b))
        | (Type::List(a), Type::List(b))
        | (Type::Map(a), Type::Map(b)) => same_type(plan, a, b),
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_type(plan, a, b))
        }
        (Type::Bool(_), Type::Bool(_)) => true,
        (a, b) => a == b,
    }
}

/// The shape without its rules.
fn without_rules(shape: &Shape) -> Shape {
    let inner = |shape: &Shape| Box::new(without_rules(shape));
    Shape::of(match &shape.ty {
        Type::Nullable(of) => Type::Nullable(inner(of)),
        Type::Boxed(of) => Type::Boxed(inner(of)),
        Type::List(of) => Type::List(inner(of)),
        Type::Map(of) => Type::Map(inner(of)),
        Type::Tuple(items) => Type::Tuple(items.iter().map(without_rules).collect()),
        Type::Bool(_) => Type::Bool(None),
        other => other.clone(),
    })
}

fn drop_string_beside_enum(plan: &Plan, alternatives: &mut Vec<Alternative>) {
    let is_enum = |alternative: &Alternative| {
        let Type::Named(id) = plan.resolved(&alternative.shape).ty else {
            return false;
        };
        let kind = plan.definitions.get(id).map(|definition| &definition.kind);
        matches!(kind, Some(Kind::Enum(enumeration)) if enumeration.strings)
    };
    let enums = alternatives.iter();
    if enums.filter(|alternative| is_enum(alternative)).count() == 1 {
        alternatives.retain(|alternative| plan.resolved(&alternative.shape).ty != Type::String);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{alias, list, nullable, plan, structure, target, union};
    use super::*;
    use crate::plan::model::{Enum, Id, Rules, Variant};

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

    fn alternatives(plan: &Plan, id: Id) -> &[Alternative] {
        match &plan.definitions[id].kind {
            Kind::Union(union) => &union.alternatives,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_same_type_under_another_name_is_one_alternative_without_its_rules() {
        let mut long = union([Type::String, Type::Named(1), Type::Number]);
        long.alternatives[0].shape.rules = Rules {
            min_length: Some(1),
            ..Rules::default()
        };
        let mut plan = plan([Kind::Union(long), alias(Type::String)]);
        run(&mut plan);
        let found = alternatives(&plan, 0);
        assert_eq!(found.len(), 2);
        assert!(found[0].shape.rules.is_empty());
    }

    #[test]
    fn a_string_beside_one_enum_is_the_enum() {
        let both = Kind::Union(union([Type::Named(1), Type::String]));
        let mut plan = plan([both, strings(&["a"])]);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &Type::Named(1));
    }

    #[test]
    fn an_inner_union_of_one_type_is_that_type_whatever_the_order() {
        let outer = Kind::Union(union([Type::Named(1), Type::Named(2)]));
        let inner = Kind::Union(union([Type::Named(3), Type::Named(4)]));
        let kinds = [
            outer,
            inner,
            alias(Type::String),
            alias(Type::String),
            alias(Type::String),
        ];
        let mut plan = plan(kinds);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &Type::Named(1));
        assert_eq!(target(&plan, 1), &Type::Named(3));
    }

    #[test]
    fn unions_that_contain_each_other_are_visited_until_nothing_changes() {
        // 0: [[1], [string]], 1: [2, 3], 2: string, 3: string, and 1 leads back to 0 by a list.
        let lists = [
            list(Type::Named(1)),
            list(Type::String),
            list(Type::Named(4)),
        ];
        let kinds = [
            Kind::Union(union(lists)),
            Kind::Union(union([Type::Named(2), Type::Named(3)])),
            alias(Type::String),
            alias(Type::String),
            Kind::Union(union([list(Type::Named(0)), Type::Number])),
        ];
        let mut plan = plan(kinds);
        run(&mut plan);
        assert_eq!(target(&plan, 1), &Type::Named(2));
        assert_eq!(alternatives(&plan, 0).len(), 2);
    }

    #[test]
    fn a_nullable_union_of_one_nullable_type_is_nullable_once() {
        let kinds = [
            alias(nullable(Type::Named(1))),
            Kind::Union(union([Type::Named(2), Type::Named(3)])),
            alias(nullable(Type::String)),
            alias(nullable(Type::String)),
        ];
        let mut plan = plan(kinds);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &nullable(Type::String));
    }

    #[test]
    fn one_object_with_a_discriminator_stays_a_union() {
        let mut pets = union([Type::Named(1)]);
        pets.tag = Some("kind".to_owned());
        let mut plan = plan([Kind::Union(pets), structure([("kind", Type::String)])]);
        run(&mut plan);
        assert_eq!(alternatives(&plan, 0).len(), 1);
    }
}
