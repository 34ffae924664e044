//! Recursive types: `struct Node { next: Option<Node> }` has no finite size, so the reference is
//! boxed: `Option<Box<Node>>`.
//!
//! 1. Draw an edge from each definition to each one that it contains by value. A value in a list or
//!    a map is already on the heap.
//! 2. Where an edge closes a cycle, put the reference into a box. Every such edge is boxed, rather
//!    than one per cycle, so that the types do not depend on the order of the document.
//!
//! Aliases are not changed: the box is inside the type that they name, and an alias of itself is a
//! wrapper by now.

use crate::plan::model::{Id, Kind, Plan, Shape, Type};

use super::cycles::{Cycles, edges};

pub(super) fn run(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        let parts = definition.kind.parts().into_iter();
        let references = parts.flat_map(Shape::references);
        let by_value = references.filter(|(_, on_heap)| !on_heap);
        found.extend(by_value.map(|(id, _)| id));
    });
    let cycles = Cycles::of(&graph);
    for (id, definition) in plan.definitions.iter_mut().enumerate() {
        let joined = |target: Id| cycles.join(id, target);
        match &mut definition.kind {
            Kind::Struct(structure) => {
                let shapes = structure.fields.iter_mut().map(|field| &mut field.shape);
                shapes.for_each(|shape| put_in_boxes(shape, &joined));
            }
            Kind::Union(union) => {
                let shapes = union.alternatives.iter_mut();
                let shapes = shapes.map(|alternative| &mut alternative.shape);
                shapes.for_each(|shape| put_in_boxes(shape, &joined));
            }
            Kind::Wrapper(shape) => put_in_boxes(shape, &joined),
            Kind::Alias(_) | Kind::Enum(_) => {}
        }
    }
}

fn put_in_boxes(shape: &mut Shape, joined: &impl Fn(Id) -> bool) {
    match &mut shape.ty {
        Type::Named(id) if joined(*id) => {
            *shape = Shape::of(Type::Boxed(Box::new(shape.clone())));
        }
        Type::Nullable(inner) => put_in_boxes(inner, joined),
        Type::Tuple(items) => items.iter_mut().for_each(|item| put_in_boxes(item, joined)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, list, nullable, plan, structure, target};
    use super::*;

    #[test]
    fn what_contains_itself_is_boxed_inside_the_option() {
        let mut plan = plan([structure([
            ("next", nullable(Type::Named(0))),
            ("children", list(Type::Named(0))),
        ])]);
        run(&mut plan);
        let parts = plan.definitions[0].kind.parts();
        let boxed = Type::Boxed(Box::new(Shape::named(0)));
        assert_eq!(parts[0].ty, nullable(boxed));
        assert_eq!(parts[1].ty, list(Type::Named(0)));
    }

    #[test]
    fn an_alias_on_the_cycle_stays() {
        let mut plan = plan([structure([("next", Type::Named(1))]), alias(Type::Named(0))]);
        run(&mut plan);
        let boxed = Type::Boxed(Box::new(Shape::named(1)));
        assert_eq!(plan.definitions[0].kind.parts()[0].ty, boxed);
        assert_eq!(target(&plan, 1), &Type::Named(0));
    }
}
