//! Types nested deeper than rustc can follow.
//!
//! Visits the definitions from the innermost. The depth of a definition is that of its deepest
//! part: one, the part's own lists, maps and options, and the depth of what it names. A reference
//! that closes a cycle does not count, since rustc visits each type once. A part that would be
//! deeper than [`DEEPEST`] becomes any JSON value, so everything around it fits. Of a chain
//! `T0 {next: T1} ... T149 {next: T150}`, the innermost hundred stay, and the part above them is
//! JSON; above that the count starts again.

use crate::plan::model::{Kind, Plan, Shape, Type};

use super::cycles::{Cycles, edges};

/// Types within types, the named ones counted too, that rustc follows with the recursion limit of
/// `diga-api`.
const DEEPEST: usize = 100;

pub(super) fn run(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        found.extend(definition.kind.ids());
    });
    let cycles = Cycles::of(&graph);
    let mut depths: Vec<usize> = vec![0; plan.definitions.len()];
    for id in cycles.innermost_first() {
        let mut deepest = 0;
        let Some(definition) = plan.definitions.get_mut(id) else {
            continue;
        };
        for shape in definition.kind.parts_mut() {
            let inner = shape.ids().into_iter();
            let inner = inner.filter(|inner| !cycles.join(id, *inner));
            let inner = inner.filter_map(|inner| depths.get(inner)).max();
            let depth = 1 + shape.nesting() + inner.copied().unwrap_or_default();
            if depth > DEEPEST {
                *shape = Shape::of(Type::Any);
            } else {
                deepest = deepest.max(depth);
            }
        }
        if let Some(depth) = depths.get_mut(id) {
            *depth = deepest;
        }
        // A union with any value among its alternatives is any value.
        if has_any(plan, id)
            && let Some(definition) = plan.definitions.get_mut(id)
        {
            definition.kind = Kind::Alias(Shape::of(Type::Any));
        }
    }
}

/// Whether a union has an alternative that is any value, perhaps by an alias.
fn has_any(plan: &Plan, id: usize) -> bool {
    let kind = plan.definitions.get(id).map(|definition| &definition.kind);
    let Some(Kind::Union(union)) = kind else {
        return false;
    };
    let mut alternatives = union.alternatives.iter();
    alternatives.any(|alternative| plan.resolved(&alternative.shape).ty == Type::Any)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, plan, structure, target, union};
    use super::*;

    #[test]
    fn what_is_too_deep_is_any_value() {
        let chain = (1..151).map(|next| structure([("next", Type::Named(next))]));
        let mut plan = plan(chain.chain([structure([("end", Type::String)])]));
        run(&mut plan);
        let any = |id: &usize| plan.definitions[*id].kind.parts()[0].ty == Type::Any;
        let any: Vec<usize> = (0..151).filter(any).collect();
        assert_eq!(any, [50]);
    }

    #[test]
    fn a_recursive_type_is_not_deep() {
        let mut plan = plan([structure([("next", Type::Named(0))])]);
        run(&mut plan);
        assert_eq!(plan.definitions[0].kind.parts()[0].ty, Type::Named(0));
    }

    #[test]
    fn an_alias_of_any_value_is_any_value() {
        let both = Kind::Union(union([Type::String, Type::Named(1)]));
        let mut plan = plan([both, alias(Type::Named(2)), alias(Type::Any)]);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &Type::Any);
    }

    #[test]
    fn a_union_with_any_value_is_any_value() {
        let mut plan = plan([Kind::Union(union([Type::String, Type::Any]))]);
        run(&mut plan);
        assert_eq!(target(&plan, 0), &Type::Any);
    }
}
