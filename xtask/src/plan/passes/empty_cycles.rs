//! Unions and aliases that lead back to themselves with nothing in between.
//!
//! `A: oneOf: [A, string]` says no more than `string`, and `B: C, C: B` says nothing. Neither can
//! be expressed in Rust.
//!
//! 1. Draw an edge from each union and alias to each definition that one of its parts *is*, null
//!    aside. Lists, maps and structs end an edge: what leads back through them has content.
//! 2. Remove the alternatives of unions whose edge closes a cycle.
//! 3. Draw the edges again, now without those, and replace the aliases that still close a cycle by
//!    any JSON value.
//!
//! Unions go first so that an alias keeps its meaning where removing an alternative is enough: of
//! `A: oneOf: [B, string], B: A`, the result is `A: oneOf: [string]`, `B: A`.

use crate::plan::model::{Kind, Plan, Shape, Type};

use super::cycles::{Cycles, edges};

pub(super) fn run(plan: &mut Plan) {
    let cycles = empty_cycles(plan);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        if let Kind::Union(union) = &mut definition.kind {
            union.alternatives.retain(|alternative| {
                let target = alternative.shape.bare();
                target.is_none_or(|target| !cycles.join(id, target))
            });
        }
    }
    let cycles = empty_cycles(plan);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        if let Kind::Alias(shape) = &mut definition.kind
            && shape.bare().is_some_and(|target| cycles.join(id, target))
        {
            *shape = Shape::of(Type::Any);
        }
    }
}

fn empty_cycles(plan: &Plan) -> Cycles {
    Cycles::of(&edges(plan, |definition, found| {
        if let Kind::Union(_) | Kind::Alias(_) = definition.kind {
            let parts = definition.kind.parts().into_iter();
            found.extend(parts.filter_map(Shape::bare));
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, list, plan, target, union};
    use super::*;

    #[test]
    fn an_alternative_that_is_the_union_itself_is_removed() {
        let own = Kind::Union(union([Type::Named(1), Type::String]));
        let mut plan = plan([own, alias(Type::Named(0))]);
        run(&mut plan);
        let Kind::Union(union) = &plan.definitions[0].kind else {
            panic!("{plan:?}");
        };
        assert_eq!(union.alternatives.len(), 1);
        assert_eq!(target(&plan, 1), &Type::Named(0));
    }

    #[test]
    fn aliases_of_each_other_are_any_value() {
        let mut plan = plan([alias(Type::Named(1)), alias(Type::Named(0))]);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &Type::Any);
        assert_eq!(target(&plan, 1), &Type::Any);
    }

    #[test]
    fn a_list_of_itself_is_left() {
        let mut plan = plan([alias(list(Type::Named(0)))]);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &list(Type::Named(0)));
    }
}
