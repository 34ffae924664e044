//! Aliases of aliases. rustc and the code here that follows aliases recurse into each one, so a
//! long chain would exhaust the stack.
//!
//! Visits the definitions from the innermost. The depth of an alias is one, its own lists, maps and
//! options, and the depth of the deepest alias that it names. An alias deeper than [`ALIASES`]
//! becomes a type of its own, and the count starts again above it: in `A1: [A2], A2: [A3], ...`
//! each list and each alias counts one, so every ninth alias becomes a struct.

use crate::plan::model::{Kind, Plan};

use super::cycles::{Cycles, edges};

/// Aliases of aliases that nest deeper than this get a type of their own.
const ALIASES: usize = 16;

pub(super) fn run(plan: &mut Plan) {
    let graph = edges(plan, |definition, found| {
        if let Kind::Alias(_) = definition.kind {
            found.extend(definition.kind.ids());
        }
    });
    let mut depths = vec![0; plan.definitions.len()];
    for id in Cycles::of(&graph).innermost_first() {
        let Some(definition) = plan.definitions.get_mut(id) else {
            continue;
        };
        let Kind::Alias(shape) = &definition.kind else {
            continue;
        };
        let inner = graph.get(id).into_iter().flatten();
        let inner = inner.filter_map(|target| depths.get(*target)).max();
        let depth = 1 + shape.nesting() + inner.copied().unwrap_or_default();
        if depth > ALIASES {
            definition.kind = Kind::Wrapper(shape.clone());
        } else if let Some(own) = depths.get_mut(id) {
            *own = depth;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{alias, list, plan};
    use super::*;
    use crate::plan::model::Type;

    #[test]
    fn every_so_many_aliases_are_a_type() {
        let chain = (1..40).map(|next| alias(list(Type::Named(next))));
        let mut plan = plan(chain.chain([alias(Type::String)]));
        run(&mut plan);
        let wrapped = |id: &usize| matches!(plan.definitions[*id].kind, Kind::Wrapper(_));
        let wrapped: Vec<usize> = (0..40).filter(wrapped).collect();
        assert_eq!(wrapped, [4, 13, 22, 31]);
    }

    #[test]
    fn a_short_chain_stays() {
        let mut plan = plan([alias(Type::Named(1)), alias(Type::String)]);
        run(&mut plan);
        assert!(matches!(plan.definitions[0].kind, Kind::Alias(_)));
    }
}
