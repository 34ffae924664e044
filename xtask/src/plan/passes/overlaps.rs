//! Finds the unions of which a value can be several alternatives at once.
//!
//! `anyOf` allows that. Of `{a?}` and `{b?}`, the value `{a, b}` is both, and neither type has all
//! of it. For each `anyOf` without a discriminator, every pair of its objects is compared. A value
//! can be both, and needs both types, if
//!
//! 1. neither forbids or retains properties that it does not list,
//! 2. each has a property that the other one lacks, and
//! 3. no property that both have distinguishes them: by constants without a common value, or by
//!    different JSON types.

use std::collections::HashSet;

use serde_json::Value;

use crate::plan::model::{Field, Kind, Plan, Rest, Shape, Struct, Type, Union};

pub(super) fn run(plan: &mut Plan) {
    for id in 0..plan.definitions.len() {
        let kind = plan.definitions.get(id).map(|definition| &definition.kind);
        let several = match kind {
            Some(Kind::Union(union)) => union.any_of && union.tag.is_none() && overlap(plan, union),
            _ => false,
        };
        let kind = plan
            .definitions
            .get_mut(id)
            .map(|definition| &mut definition.kind);
        if let Some(Kind::Union(union)) = kind {
            union.several = several;
        }
    }
}

fn overlap(plan: &Plan, union: &Union) -> bool {
    let structs = union.alternatives.iter().filter_map(|alternative| {
        let id = plan.resolved(&alternative.shape).bare()?;
        match &plan.definitions.get(id)?.kind {
            Kind::Struct(structure) if matches!(structure.rest, Rest::Dropped) => Some(structure),
            _ => None,
        }
    });
    let structs: Vec<&Struct> = structs.collect();
    let mut pairs = structs.iter().enumerate().flat_map(|(index, one)| {
        let others = structs.iter().skip(index + 1);
        others.map(move |other| (*one, *other))
    });
    pairs.any(|(one, other)| {
        let has_more = |one: &Struct, other: &Struct| {
            let mut fields = one.fields.iter();
            fields.any(|field| field_of(other, &field.wire).is_none())
        };
        let mut both = one.fields.iter().filter_map(|field| {
            let other = field_of(other, &field.wire)?;
            Some((field, other))
        });
        has_more(one, other)
            && has_more(other, one)
            && !both.any(|(one, other)| are_apart(plan, one, other))
    })
}

fn field_of<'s>(structure: &'s Struct, wire: &str) -> Option<&'s Field> {
    structure.fields.iter().find(|field| field.wire == wire)
}

/// Whether no value is both properties, at least one of which is required.
fn are_apart(plan: &Plan, one: &Field, other: &Field) -> bool {
    let has_value = one.required || other.required;
    has_value && are_apart_shapes(plan, &one.shape, &other.shape)
}

fn are_apart_shapes(plan: &Plan, one: &Shape, other: &Shape) -> bool {
    let (one, other) = (plan.resolved(one), plan.resolved(other));
    if let (Some(one), Some(other)) = (values(plan, one), values(plan, other)) {
        return one.iter().all(|value| !other.contains(value));
    }
    match (json_type(plan, one), json_type(plan, other)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// The values of an enum or a constant.
fn values(plan: &Plan, shape: &Shape) -> Option<HashSet<String>> {
    match &shape.ty {
        Type::Bool(Some(value)) => Some(HashSet::from([value.to_string()])),
        Type::Named(id) => match &plan.definitions.get(*id)?.kind {
            Kind::Enum(enumeration) => {
                let values = enumeration.variants.iter();
                Some(values.map(|variant| variant.value.to_string()).collect())
            }
            _ => None,
        },
        _ => None,
    }
}

/// The one JSON type of a shape's values.
fn json_type(plan: &Plan, shape: &Shape) -> Option<&'static str> {
    match &shape.ty {
        Type::Bool(_) => Some("boolean"),
        Type::Integer(_) | Type::Number => Some("number"),
        Type::String | Type::Uuid | Type::DateTime | Type::Date => Some("string"),
        Type::List(_) | Type::Tuple(_) => Some("array"),
        Type::Map(_) => Some("object"),
        Type::Boxed(inner) => json_type(plan, plan.resolved(inner)),
        Type::Named(id) => match &plan.definitions.get(*id)?.kind {
            Kind::Struct(_) => Some("object"),
            Kind::Enum(enumeration) => {
                let mut values = enumeration.variants.iter().map(|variant| &variant.value);
                match values.next()? {
                    Value::String(_) if enumeration.strings => Some("string"),
                    Value::Number(_) if values.all(Value::is_number) => Some("number"),
                    _ => None,
                }
            }
            Kind::Wrapper(inner) => json_type(plan, plan.resolved(inner)),
            Kind::Union(_) | Kind::Alias(_) => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{plan, structure, union};
    use super::*;

    fn several(one: Kind, other: Kind) -> bool {
        let mut both = union([Type::Named(1), Type::Named(2)]);
        both.any_of = true;
        let mut plan = plan([Kind::Union(both), one, other]);
        run(&mut plan);
        match &plan.definitions[0].kind {
            Kind::Union(union) => union.several,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn objects_with_properties_of_their_own_overlap() {
        let a = || structure([("a", Type::String), ("x", Type::String)]);
        assert!(several(a(), structure([("b", Type::String)])));
        assert!(!several(a(), structure([("a", Type::String)])));
    }

    #[test]
    fn a_common_property_of_another_type_distinguishes() {
        let a = || structure([("a", Type::String), ("x", Type::String)]);
        let b = |x| structure([("b", Type::String), ("x", x)]);
        assert!(several(a(), b(Type::Uuid)));
        assert!(!several(a(), b(Type::Number)));
    }
}
