//! Aliases that contain themselves: `type A = Vec<A>` is not Rust, `struct A(Vec<A>)` is.
//!
//! Only cycles that consist of aliases matter. A cycle through a struct or a union already contains
//! a named type.

use crate::plan::model::{Kind, Plan};

use super::cycles::{Cycles, edges};

pub(super) fn run(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        if let Kind::Alias(_) = definition.kind {
            found.extend(definition.kind.ids());
        }
    });
    let cycles = Cycles::of(&graph);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        if let Kind::Alias(shape) = &definition.kind
            && graph
                .get(id)
                .is_some_and(|targets| targets.iter().any(|target| cycles.join(id, *target)))
        {
            definition.kind = Kind::Wrapper(shape.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, list, plan, structure};
    use super::*;
    use crate::plan::model::Type;

    #[test]
    fn a_list_of_itself_is_wrapped() {
        let mut plan = plan([alias(list(Type::Named(0))), alias(list(Type::Named(0)))]);
        run(&mut plan);
        assert!(matches!(plan.definitions[0].kind, Kind::Wrapper(_)));
        assert!(matches!(plan.definitions[1].kind, Kind::Alias(_)));
    }

    #[test]
    fn a_struct_on_the_way_is_enough() {
        let node = structure([("children", Type::Named(1))]);
        let mut plan = plan([node, alias(list(Type::Named(0)))]);
        run(&mut plan);
        assert!(matches!(plan.definitions[1].kind, Kind::Alias(_)));
    }
}
