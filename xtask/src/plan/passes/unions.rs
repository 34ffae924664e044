//! Determines how the alternatives of a union are distinguished.
//!
//! Done when every definition is known, since an alternative may be any of them. For each union:
//!
//! 1. Merge alternatives that are the same Rust type under another name: they decode alike. Their
//!    tags are joined, and rules that they do not share are dropped.
//! 2. Drop a plain string beside the only enum of strings: such an enum keeps unknown values, so
//!    the string adds nothing.
//! 3. With a discriminator, find the values of its property that select each alternative: the
//!    constants that the alternative's own schema gives the property, else the discriminator's
//!    mapping, else the component's name. A value that two alternatives share selects neither.
//! 4. Mark the property as the tag in each alternative that has it, so that it is always sent.
//! 5. A union of one alternative becomes an alias of it, one of none becomes any JSON value.
//!
//! Example: of `oneOf: [Cat, Dog]` with the discriminator `kind`, where `Cat.kind` is `enum: [cat,
//! lion]` and `Dog` has no constant, `cat` and `lion` select `Cat`, and `Dog` is selected by its
//! component's name, `Dog`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::plan::model::{Alternative, Id, Kind, Plan, Shape, Type, Union};

/// Unions within unions that are searched for a tag's constants; documents nest two or three.
const DEPTH: usize = 8;

pub(super) fn run(plan: &mut Plan) {
    let schemas = plan.definitions.iter();
    let schemas: HashSet<String> = schemas
        .filter_map(|definition| definition.schema.clone())
        .collect();
    for id in 0..plan.definitions.len() {
        let Some(Kind::Union(union)) = plan
            .definitions
            .get(id)
            .map(|definition| definition.kind.clone())
        else {
            continue;
        };
        let Union {
            alternatives,
            tag,
            open,
        } = union;
        let mut alternatives = distinct(plan, alternatives);
        drop_string_beside_enum(plan, &mut alternatives);
        if let Some(tag) = &tag {
            find_tags(plan, &mut alternatives, tag, &schemas);
            mark_tags(plan, &alternatives, tag);
        }
        let kind = match alternatives.as_slice() {
            [] => Kind::Alias(Shape::of(Type::Any)),
            [only] if !open => Kind::Alias(only.shape.clone()),
            _ => Kind::Union(Union {
                alternatives,
                tag,
                open,
            }),
        };
        if let Some(definition) = plan.definitions.get_mut(id) {
            definition.kind = kind;
        }
    }
}

/// The alternatives, each Rust type once.
fn distinct(plan: &Plan, alternatives: Vec<Alternative>) -> Vec<Alternative> {
    let mut distinct: Vec<Alternative> = Vec::with_capacity(alternatives.len());
    for alternative in alternatives {
        let mut known = distinct.iter_mut();
        match known.find(|known| same_type(plan, &known.shape, &alternative.shape)) {
            Some(known) => {
                known.tags.extend(alternative.tags);
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

fn find_tags(plan: &Plan, alternatives: &mut [Alternative], tag: &str, schemas: &HashSet<String>) {
    for alternative in alternatives.iter_mut() {
        let (constants, has_tag) =
            constants(plan, &alternative.shape, tag, DEPTH, &mut HashSet::new());
        alternative.lacks_tag = !has_tag;
        if constants.is_empty() {
            continue;
        }
        // A component's name is the tag only where the schema itself does not give one.
        if let [only] = alternative.tags.as_slice()
            && schemas.contains(only)
        {
            alternative.tags.clear();
        }
        let mut known: HashSet<String> = alternative.tags.iter().cloned().collect();
        for constant in constants {
            if known.insert(constant.clone()) {
                alternative.tags.push(constant);
            }
        }
    }
    let mut uses: HashMap<String, usize> = HashMap::new();
    for tag in alternatives
        .iter()
        .flat_map(|alternative| &alternative.tags)
    {
        *uses.entry(tag.clone()).or_default() += 1;
    }
    for alternative in alternatives {
        alternative.tags.dedup();
        alternative.tags.retain(|tag| uses.get(tag) == Some(&1));
    }
}

fn mark_tags(plan: &mut Plan, alternatives: &[Alternative], tag: &str) {
    for alternative in alternatives {
        let Some(id) = plan.resolved(&alternative.shape).bare() else {
            continue;
        };
        let definition = plan.definitions.get_mut(id);
        if let Some(Kind::Struct(structure)) = definition.map(|definition| &mut definition.kind) {
            let fields = structure.fields.iter_mut();
            fields
                .filter(|field| field.wire == *tag)
                .for_each(|field| field.tag = true);
        }
    }
}

/// The values that the property `tag` can have in a shape, and whether it has the property.
fn constants(
    plan: &Plan,
    shape: &Shape,
    tag: &str,
    depth: usize,
    seen: &mut HashSet<Id>,
) -> (Vec<String>, bool) {
    let Type::Named(id) = plan.resolved(shape).ty else {
        return (vec![], true);
    };
    // Each definition once, so that a recursive union ends.
    let Some(depth) = depth.checked_sub(1).filter(|_| seen.insert(id)) else {
        return (vec![], true);
    };
    match plan.definitions.get(id).map(|definition| &definition.kind) {
        Some(Kind::Struct(structure)) => {
            let mut fields = structure.fields.iter();
            let Some(field) = fields.find(|field| field.wire == tag) else {
                return (vec![], false);
            };
            let values = match &plan.resolved(&field.shape).ty {
                Type::Named(id) => {
                    match plan.definitions.get(*id).map(|definition| &definition.kind) {
                        Some(Kind::Enum(enumeration)) => {
                            let variants = enumeration.variants.iter();
                            variants.map(|variant| literal(&variant.value)).collect()
                        }
                        _ => vec![],
                    }
                }
                Type::Bool(Some(value)) => vec![value.to_string()],
                _ => vec![],
            };
            (values, true)
        }
        Some(Kind::Union(union)) => {
            let inner = union.alternatives.iter();
            let values = inner
                .flat_map(|alternative| constants(plan, &alternative.shape, tag, depth, seen).0);
            (values.collect(), true)
        }
        _ => (vec![], true),
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

    use super::super::fixture::{alias, plan, structure, target, union};
    use super::*;
    use crate::plan::model::{Enum, Rules, Variant};

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
    fn constants_of_the_property_are_the_tags_else_the_components_name() {
        let mut pets = union([Type::Named(1), Type::Named(2)]);
        pets.tag = Some("kind".to_owned());
        pets.alternatives[0].tags = vec!["T1".to_owned()];
        pets.alternatives[1].tags = vec!["T2".to_owned()];
        let cat = structure([("kind", Type::Named(3))]);
        let dog = structure([("name", Type::String)]);
        let mut plan = plan([Kind::Union(pets), cat, dog, strings(&["cat", "lion"])]);
        run(&mut plan);
        let found = alternatives(&plan, 0);
        assert_eq!(found[0].tags, ["cat", "lion"]);
        assert_eq!(found[1].tags, ["T2"]);
        assert!(!found[0].lacks_tag && found[1].lacks_tag);
        let Kind::Struct(cat) = &plan.definitions[1].kind else {
            panic!("{plan:?}");
        };
        assert!(cat.fields[0].tag);
    }

    #[test]
    fn a_tag_of_two_alternatives_selects_neither() {
        let mut pets = union([Type::Named(1), Type::Named(2)]);
        pets.tag = Some("kind".to_owned());
        let pet = |id| structure([("kind", Type::Named(id))]);
        let kinds = [Kind::Union(pets), pet(3), pet(4)];
        let mut plan = plan(
            kinds
                .into_iter()
                .chain([strings(&["a", "shared"]), strings(&["b", "shared"])]),
        );
        run(&mut plan);
        let found = alternatives(&plan, 0);
        assert_eq!(found[0].tags, ["a"]);
        assert_eq!(found[1].tags, ["b"]);
    }
}
