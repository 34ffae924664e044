//! What of a plan is generated for some cargo features, or into one file of a packaged crate.

use std::collections::BTreeSet;

use super::model::{Condition, Extent, Plan};
use crate::selection::Selection;

/// The plan with the operations whose features are on, and the types that they lead to.
pub(crate) fn pruned(plan: &Plan, selection: &Selection) -> Plan {
    let is_selected = |condition: &Condition| match condition {
        Condition::Always => true,
        Condition::Tags(tags) => tags.iter().any(|tag| {
            let feature = plan.feature(*tag);
            feature.is_some_and(|feature| selection.includes(feature))
        }),
    };
    if selection.is_everything() {
        return plan.clone();
    }
    let mut pruned = plan.clone();
    pruned
        .operations
        .retain(|operation| is_selected(&operation.condition()));
    pruned.extent = Extent::Pruned {
        definitions: plan.conditions.iter().map(is_selected).collect(),
    };
    pruned
}

/// The conditions of what the plan has, each once, in a stable order.
pub(crate) fn conditions(plan: &Plan) -> BTreeSet<Condition> {
    let operations = plan.operations.iter();
    let operations = operations.map(|operation| operation.condition());
    operations.chain(plan.conditions.iter().cloned()).collect()
}

/// The plan of what is in the client under this condition.
pub(crate) fn part(plan: &Plan, condition: &Condition) -> Plan {
    let mut part = plan.clone();
    part.operations
        .retain(|operation| operation.condition() == *condition);
    part.extent = Extent::Part(condition.clone());
    if !part.has_root() {
        part.webhooks.clear();
    }
    part
}
