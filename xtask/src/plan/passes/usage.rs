//! How each type's values are used: sent, received, checked before they are sent, or tried as an
//! alternative of a union. Code for unused purposes is not emitted.
//!
//! 1. Start from the shapes of parameters and bodies (sent), of responses and webhooks (received),
//!    and of the alternatives of unions (in_union), and mark every definition within reach.
//! 2. A sent definition is checked if it or one of its own parts has a rule, or is a float, if it
//!    has additional properties, or if it is a union of other than objects; and so is, from there
//!    outwards, every sent definition that contains a checked one.
//! 3. A `readOnly` property is never in a request: in a type that is sent it is not required,
//!    though the schema says so. The same goes for `writeOnly` and what is received.
//!
//! Example: with `POST /pets` taking `Pet { tags: [Tag] }` and `Tag { name: string, minLength 1 }`,
//! both are sent; `Tag` is checked for its rule, and `Pet` for containing `Tag`.

use crate::plan::model::{
    Body, BodyKind, Content, Definition, Id, Kind, OneWay, Plan, Rest, Shape,
};

pub(super) fn run(plan: &mut Plan) {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in &plan.operations {
        let parameters = operation.parameters.iter();
        sent.extend(parameters.flat_map(|parameter| parameter.shape.ids()));
        sent.extend(operation.body.iter().flat_map(body));
        for response in operation.successes.iter().chain(&operation.errors) {
            let shapes = response.contents().filter_map(Content::shape);
            received.extend(shapes.flat_map(Shape::ids));
        }
    }
    received.extend(plan.webhooks.iter().flat_map(|webhook| webhook.shape.ids()));
    mark(plan, sent, |definition| &mut definition.uses.sent);
    mark(plan, received, |definition| &mut definition.uses.received);
    let definitions = plan.definitions.iter();
    let unions = definitions.filter(|definition| matches!(definition.kind, Kind::Union(_)));
    let in_union = unions
        .flat_map(|definition| definition.kind.ids())
        .collect();
    mark(plan, in_union, |definition| &mut definition.uses.in_union);
    mark_checked(plan);
    for definition in &mut plan.definitions {
        free_one_way_properties(definition);
    }
}

fn body(body: &Body) -> Vec<Id> {
    match &body.kind {
        BodyKind::Multipart(multipart) => multipart.shapes().flat_map(Shape::ids).collect(),
        _ => body.shape.ids(),
    }
}

/// Sets a flag of the definitions `from`, and of all that they lead to.
fn mark(plan: &mut Plan, mut from: Vec<Id>, flag: fn(&mut Definition) -> &mut bool) {
    while let Some(id) = from.pop() {
        if let Some(definition) = plan.definitions.get_mut(id)
            && !std::mem::replace(flag(definition), true)
        {
            from.extend(definition.kind.ids());
        }
    }
}

/// A type is checked if something in it is.
fn mark_checked(plan: &mut Plan) {
    let mut contained_in: Vec<Vec<Id>> = vec![Vec::new(); plan.definitions.len()];
    let mut checked = Vec::new();
    for (id, definition) in plan.definitions.iter().enumerate() {
        if !definition.uses.sent {
            continue;
        }
        let has_own = match &definition.kind {
            Kind::Struct(structure) => {
                matches!(structure.rest, Rest::Retained(..)) || !structure.rules.is_empty()
            }
            Kind::Union(union) => union.checks_unknown(),
            _ => false,
        };
        if has_own || definition.kind.parts().into_iter().any(Shape::has_checks) {
            checked.push(id);
        }
        for inner in definition.kind.ids() {
            if let Some(outer) = contained_in.get_mut(inner) {
                outer.push(id);
            }
        }
    }
    while let Some(id) = checked.pop() {
        if let Some(definition) = plan.definitions.get_mut(id)
            && !std::mem::replace(&mut definition.uses.checked, true)
        {
            checked.extend(contained_in.get(id).into_iter().flatten());
        }
    }
}

fn free_one_way_properties(definition: &mut Definition) {
    let uses = definition.uses;
    let Kind::Struct(structure) = &mut definition.kind else {
        return;
    };
    for field in &mut structure.fields {
        let absent = match field.one_way {
            Some(OneWay::Received) => uses.sent,
            Some(OneWay::Sent) => uses.received,
            None => false,
        };
        field.required &= !absent;
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{list, plan, structure, union};
    use super::*;
    use crate::plan::model::{Rules, Type, Uses, Webhook};

    fn received(plan: &mut Plan, id: Id) {
        plan.webhooks.push(Webhook {
            name: String::new(),
            rust: String::new(),
            shape: Shape::named(id),
        });
    }

    #[test]
    fn what_is_within_reach_is_received() {
        let mut plan = plan([
            structure([("tags", list(Type::Named(1)))]),
            Kind::Union(union([Type::Named(2), Type::String])),
            structure([]),
            structure([]),
        ]);
        received(&mut plan, 0);
        run(&mut plan);
        let uses: Vec<Uses> = plan
            .definitions
            .iter()
            .map(|definition| definition.uses)
            .collect();
        assert!(uses[..3].iter().all(|uses| uses.received && !uses.sent));
        assert_eq!(
            uses.iter().map(|uses| uses.in_union).collect::<Vec<_>>(),
            [false, false, true, false]
        );
        assert_eq!(uses[3], Uses::default());
    }

    #[test]
    fn what_contains_something_checked_is_checked() {
        let mut plan = plan([
            structure([("tags", list(Type::Named(1)))]),
            structure([("name", Type::String)]),
            structure([("other", Type::String)]),
        ]);
        if let Kind::Struct(tag) = &mut plan.definitions[1].kind {
            tag.fields[0].shape.rules = Rules {
                min_length: Some(1),
                ..Rules::default()
            };
        }
        mark(&mut plan, vec![0, 2], |definition| {
            &mut definition.uses.sent
        });
        mark_checked(&mut plan);
        let checked: Vec<bool> = plan
            .definitions
            .iter()
            .map(|definition| definition.uses.checked)
            .collect();
        assert_eq!(checked, [true, true, false]);
    }

    #[test]
    fn what_is_write_only_need_not_be_received() {
        let mut plan = plan([structure([
            ("secret", Type::String),
            ("name", Type::String),
        ])]);
        if let Kind::Struct(user) = &mut plan.definitions[0].kind {
            user.fields[0].one_way = Some(OneWay::Sent);
        }
        received(&mut plan, 0);
        run(&mut plan);
        let Kind::Struct(user) = &plan.definitions[0].kind else {
            panic!("{plan:?}");
        };
        assert!(!user.fields[0].required && user.fields[1].required);
    }
}
