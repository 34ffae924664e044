//! The cargo features under which each type is in the client: those of the tags of every operation
//! that reaches it.
//!
//! 1. An operation without a tag, and a webhook, is always in the client; any other operation is
//!    in it under each of its tags.
//! 2. What an operation leads to, directly or through other definitions, is there under the same
//!    condition at least. A definition that several operations lead to is there with any of them.
//! 3. What nothing leads to is there with all operations only. If no operation has a tag, that is
//!    always.
//!
//! The pass comes last: names, usage and boxes are decided for the whole document, so that a
//! feature adds items and changes none.

use crate::plan::model::{Condition, Id, Plan, Shape};

pub(super) fn run(plan: &mut Plan) {
    let has_tags = plan
        .operations
        .iter()
        .any(|operation| !operation.tags.is_empty());
    let unreached = if has_tags {
        Condition::UNREACHED
    } else {
        Condition::Always
    };
    let mut conditions = vec![unreached; plan.definitions.len()];
    let mut open: Vec<(Id, Condition)> = Vec::new();
    for webhook in &plan.webhooks {
        open.extend(ids([&webhook.shape], &Condition::Always));
    }
    for operation in &plan.operations {
        open.extend(ids(operation.shapes(), &operation.condition()));
    }
    while let Some((id, condition)) = open.pop() {
        let known = conditions.get_mut(id);
        if known.is_some_and(|known| known.extend(&condition))
            && let Some(definition) = plan.definitions.get(id)
        {
            open.extend(ids(definition.kind.parts(), &condition));
        }
    }
    plan.conditions = conditions;
}

fn ids<'s>(
    shapes: impl IntoIterator<Item = &'s Shape>,
    condition: &Condition,
) -> impl Iterator<Item = (Id, Condition)> {
    let ids = shapes.into_iter().flat_map(Shape::ids);
    ids.map(|id| (id, condition.clone()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{list, plan, structure};
    use super::*;
    use crate::plan::model::{Type, Webhook};

    #[test]
    fn without_tags_everything_is_always_there() {
        let mut plan = plan([
            structure([("tags", list(Type::Named(1)))]),
            structure([("parent", list(Type::Named(0)))]),
            structure([]),
        ]);
        plan.webhooks.push(Webhook {
            name: String::new(),
            rust: String::new(),
            shape: Shape::named(0),
        });
        run(&mut plan);
        assert_eq!(
            plan.conditions,
            [Condition::Always, Condition::Always, Condition::Always]
        );
    }

    #[test]
    fn conditions_are_united() {
        let mut condition = Condition::UNREACHED;
        assert!(!condition.extend(&Condition::UNREACHED));
        assert!(condition.extend(&Condition::Tags([1].into())));
        assert!(condition.extend(&Condition::Tags([0, 1].into())));
        assert_eq!(condition, Condition::Tags([0, 1].into()));
        assert!(condition.extend(&Condition::Always));
        assert!(!condition.extend(&Condition::Tags([2].into())));
    }
}
