//! The names of a union's variants.
//!
//! Done when every definition is known and every alternative has its tags. Of these, the first that
//! gives a variant a name of its own:
//!
//! 1. The one value of the discriminator that selects it: `txt` gives `Txt`.
//! 2. Without a discriminator, the constant of a property that all alternatives have, each with
//!    another constant: of `{"type": "HTTP"}` and `{"type": "MCP"}`, `Http` and `Mcp`.
//! 3. The name that it has: the title of an inline schema, the component's name, or its kind.
//!
//! A name that several variants would have names none of them.

use std::collections::HashMap;

use serde_json::Value;

use crate::identifier::{Scope, pascal};
use crate::plan::model::{Alternative, Definition, Kind, Plan, Struct, Type};

pub(super) fn run(plan: &mut Plan) {
    for id in 0..plan.definitions.len() {
        let Some(Kind::Union(union)) = plan.definitions.get(id).map(|definition| &definition.kind)
        else {
            continue;
        };
        let wishes: Vec<Option<String>> = if union.tag.is_some() {
            let by_tag = |alternative| by_tag(alternative, &union.alternatives);
            union.alternatives.iter().map(by_tag).collect()
        } else {
            by_constant(plan, &union.alternatives)
        };
        let mut uses: HashMap<String, usize> = HashMap::new();
        for wish in wishes.iter().flatten() {
            *uses.entry(wish.clone()).or_default() += 1;
        }
        // The variants for unknown values and for several alternatives at once.
        let mut scope = if union.several {
            Scope::reserving(&["UnknownValue", "Several"])
        } else {
            Scope::reserving(&["UnknownValue"])
        };
        let wishes: Vec<Option<String>> = wishes
            .into_iter()
            .map(|wish| wish.filter(|wish| uses.get(wish) == Some(&1) && scope.try_claim(wish)))
            .collect();
        let Some(Kind::Union(union)) = plan
            .definitions
            .get_mut(id)
            .map(|definition| &mut definition.kind)
        else {
            continue;
        };
        for (alternative, wish) in union.alternatives.iter_mut().zip(wishes) {
            alternative.rust = wish.unwrap_or_else(|| scope.claim(&alternative.rust));
        }
    }
}

/// The name by the one value that selects this alternative and no other; a base has its own.
fn by_tag(alternative: &Alternative, all: &[Alternative]) -> Option<String> {
    let is_own = |tag: &&String| {
        let sharing = all.iter().filter(|other| other.tags.contains(tag));
        sharing.count() == 1
    };
    let mut own = alternative.tags.iter().filter(is_own);
    match (own.next(), own.next()) {
        (Some(only), None) if !alternative.base => name(only),
        _ => None,
    }
}

/// The name that a constant gives, if it starts with a letter.
fn name(constant: &str) -> Option<String> {
    let first = constant.chars().next()?;
    first.is_ascii_alphabetic().then(|| pascal(constant))
}

fn by_constant(plan: &Plan, alternatives: &[Alternative]) -> Vec<Option<String>> {
    let nothing = || vec![None; alternatives.len()];
    let structs: Vec<(&Definition, &Struct)> = alternatives
        .iter()
        .filter_map(|alternative| structure(plan, alternative))
        .collect();
    let Some((_, first)) = structs.first() else {
        return nothing();
    };
    if structs.len() != alternatives.len() {
        return nothing();
    }
    let constants = first.fields.iter().find_map(|field| {
        let constants: Option<Vec<String>> = structs
            .iter()
            .map(|(_, structure)| constant(plan, structure, &field.wire))
            .collect();
        let constants = constants?;
        let distinct = |(index, constant): (usize, &String)| {
            !constants.iter().take(index).any(|other| other == constant)
        };
        let all_distinct = constants.iter().enumerate().all(distinct);
        (all_distinct && constants.len() > 1).then_some(constants)
    });
    let Some(constants) = constants else {
        return nothing();
    };
    let named = alternatives.iter().zip(&structs).zip(&constants);
    let named = named.map(|((alternative, (definition, _)), constant)| {
        // An inline schema is named after its title.
        let numbered = alternative.rust.starts_with("Variant");
        let by_title = definition.schema.is_none() && !numbered;
        if by_title { None } else { name(constant) }
    });
    named.collect()
}

fn structure<'p>(
    plan: &'p Plan,
    alternative: &'p Alternative,
) -> Option<(&'p Definition, &'p Struct)> {
    let id = plan.resolved(&alternative.shape).bare()?;
    let definition = plan.definitions.get(id)?;
    match &definition.kind {
        Kind::Struct(structure) => Some((definition, structure)),
        _ => None,
    }
}

/// The one string that a property can be.
fn constant(plan: &Plan, structure: &Struct, wire: &str) -> Option<String> {
    let field = structure.fields.iter().find(|field| field.wire == wire)?;
    let Type::Named(id) = plan.resolved(&field.shape).ty else {
        return None;
    };
    match &plan.definitions.get(id)?.kind {
        Kind::Enum(enumeration) => match enumeration.variants.as_slice() {
            [only] => match &only.value {
                Value::String(string) => Some(string.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::fixture::{plan, structure, union};
    use super::*;
    use crate::plan::model::{Enum, Variant};

    fn one(value: &str) -> Kind {
        Kind::Enum(Enum {
            variants: vec![Variant {
                rust: pascal(value),
                value: json!(value),
            }],
            strings: true,
        })
    }

    fn names(plan: &Plan) -> Vec<&str> {
        match &plan.definitions[0].kind {
            Kind::Union(union) => union
                .alternatives
                .iter()
                .map(|alternative| &*alternative.rust)
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_value_of_the_discriminator_names_the_variant() {
        let mut items = union([Type::Named(1), Type::Named(2), Type::Named(3)]);
        items.tag = Some("category".to_owned());
        items.alternatives[0].tags = vec!["txt".to_owned()];
        items.alternatives[1].tags = vec!["a".to_owned(), "b".to_owned()];
        items.alternatives[2].tags = vec!["3".to_owned()];
        let part = || structure([("name", Type::String)]);
        let mut plan = plan([Kind::Union(items), part(), part(), part()]);
        run(&mut plan);
        assert_eq!(names(&plan), ["Txt", "A1", "A2"]);
    }

    #[test]
    fn without_a_discriminator_different_constants_of_one_property_do() {
        let tools = union([Type::Named(1), Type::Named(2)]);
        let tool = |id| structure([("kind", Type::Named(5)), ("type", Type::Named(id))]);
        let kinds = [
            Kind::Union(tools),
            tool(3),
            tool(4),
            one("HTTP"),
            one("MCP"),
            one("tool"),
        ];
        let mut plan = plan(kinds);
        run(&mut plan);
        assert_eq!(names(&plan), ["Http", "Mcp"]);
    }

    #[test]
    fn a_name_of_two_variants_names_neither() {
        let mut items = union([Type::Named(1), Type::Named(2)]);
        items.tag = Some("category".to_owned());
        items.alternatives[0].tags = vec!["a-b".to_owned()];
        items.alternatives[1].tags = vec!["a_b".to_owned()];
        let part = || structure([("name", Type::String)]);
        let mut plan = plan([Kind::Union(items), part(), part()]);
        run(&mut plan);
        assert_eq!(names(&plan), ["A0", "A1"]);
    }
}
