//! Decisions about the model that need every type and operation.
//!
//! Each pass is one file with one function that changes the plan; [`PASSES`] is their order. A pass
//! appears twice where another one creates new work for it.

mod alias_depth;
mod boxes;
mod conditions;
mod cycles;
mod depth;
mod empty_cycles;
#[cfg(test)]
mod fixture;
mod generics;
mod nulls;
mod overlaps;
mod paging;
mod recursion;
mod tags;
mod unions;
mod usage;
mod variants;

use super::model::Plan;

/// The passes, in the order in which they run.
const PASSES: [fn(&mut Plan); 19] = [
    // From here on no chain of aliases is endless.
    empty_cycles::run,
    recursion::run,
    nulls::run,
    alias_depth::run,
    unions::run,
    tags::run,
    overlaps::run,
    variants::run,
    // A union of one alternative has become an alias of it.
    recursion::run,
    alias_depth::run,
    // Removes references, so it precedes the boxes.
    depth::run,
    // What was too deep is the same type.
    unions::run,
    recursion::run,
    alias_depth::run,
    boxes::run,
    usage::run,
    // Whether a page's field is `Option<Option<T>>` depends on its usage.
    paging::run,
    // What the other passes decided is part of a generic type.
    generics::run,
    // Features decide nothing, so what they need is found last.
    conditions::run,
];

/// Runs every pass.
pub(super) fn run(plan: &mut Plan) {
    for pass in PASSES {
        pass(plan);
    }
}
