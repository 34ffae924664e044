//! Null within null: JSON has one null, so `Option<Option<T>>` of a schema is `Option<T>`.
//!
//! `A: nullable string, B: nullable A` would be `Option<Option<String>>`. Wherever a nullable shape
//! names a definition that is nullable once aliases are followed, it becomes the shape of that
//! definition: here `B` becomes `nullable string`.

use std::collections::HashMap;

use crate::plan::model::{Content, Id, Plan, Response, Shape, Type};

pub(super) fn run(plan: &mut Plan) {
    let targets = nullable_definitions(plan);
    let parts = plan.definitions.iter_mut();
    let parts = parts.flat_map(|definition| definition.kind.parts_mut());
    let bodies = plan.operations.iter_mut().flat_map(|operation| {
        let responses = operation.successes.iter_mut().chain(&mut operation.errors);
        let contents = responses.flat_map(Response::contents_mut);
        let responses = contents.filter_map(Content::shape_mut);
        let body = operation.body.as_mut().map(|body| &mut body.shape);
        responses.chain(body)
    });
    for shape in parts.chain(bodies) {
        join(shape, &targets);
    }
}

/// The definitions that are nullable, each with its innermost nullable shape.
fn nullable_definitions(plan: &Plan) -> HashMap<Id, Shape> {
    let innermost = |id: Id| {
        let named = Shape::named(id);
        let mut target = plan.resolved(&named);
        // Cycles of aliases have been cut, so each step is another definition.
        for _ in 0..plan.definitions.len() {
            match &target.ty {
                Type::Nullable(inner) => match plan.resolved(inner) {
                    within if matches!(within.ty, Type::Nullable(_)) => target = within,
                    _ => break,
                },
                _ => break,
            }
        }
        matches!(target.ty, Type::Nullable(_)).then(|| (id, target.clone()))
    };
    (0..plan.definitions.len()).filter_map(innermost).collect()
}

fn join(shape: &mut Shape, targets: &HashMap<Id, Shape>) {
    match &mut shape.ty {
        Type::Nullable(inner) => {
            join(inner, targets);
            let known = match &inner.ty {
                Type::Named(id) => targets.get(id),
                Type::Nullable(_) => Some(&**inner),
                _ => None,
            };
            if let Some(known) = known {
                *shape = known.clone();
            }
        }
        Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) => join(inner, targets),
        Type::Tuple(items) => items.iter_mut().for_each(|item| join(item, targets)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, list, nullable, plan, target};
    use super::*;

    #[test]
    fn null_of_a_nullable_definition_is_one_null() {
        let mut plan = plan([
            alias(nullable(Type::String)),
            alias(nullable(Type::Named(0))),
            alias(list(nullable(Type::Named(1)))),
        ]);
        run(&mut plan);
        assert_eq!(target(&plan, 1), &nullable(Type::String));
        assert_eq!(target(&plan, 2), &list(nullable(Type::String)));
    }

    #[test]
    fn null_of_another_definition_stays() {
        let mut plan = plan([alias(Type::String), alias(nullable(Type::Named(0)))]);
        run(&mut plan);
        assert_eq!(target(&plan, 1), &nullable(Type::Named(0)));
    }
}
