//! Where each type's values go.

use super::graph::{mentions, parts};
use super::{Body, BodyKind, Content, Definition, Id, Kind, OneWay, PartKind, Plan, Shape, Type};

/// Marks what is sent, received, checked and fitted, and frees properties of duties they cannot
/// have.
pub(crate) fn mark(plan: &mut Plan) {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for operation in &plan.operations {
        let parameters = operation.parameters.iter().map(|it| &it.shape);
        sent.extend(parameters.flat_map(ids));
        sent.extend(operation.body.iter().flat_map(body));
        for answer in operation.successes.iter().chain(&operation.errors) {
            if let Content::Json(shape) = &answer.content {
                received.extend(ids(shape));
            }
        }
    }
    received.extend(plan.webhooks.iter().flat_map(|(_, shape)| ids(shape)));
    spread(plan, sent, |it| &mut it.uses.sent);
    spread(plan, received, |it| &mut it.uses.received);
    let unions = plan
        .definitions
        .iter()
        .filter(|it| matches!(it.kind, Kind::Union(_)));
    let fitted = unions.flat_map(|it| mentions(&it.kind)).collect();
    spread(plan, fitted, |it| &mut it.uses.fitted);
    checks(plan);
    for definition in &mut plan.definitions {
        let uses = definition.uses;
        if let Kind::Struct(it) = &mut definition.kind {
            for field in &mut it.fields {
                let missing = match field.one_way {
                    Some(OneWay::Received) => uses.sent,
                    Some(OneWay::Sent) => uses.received,
                    None => false,
                };
                field.required &= !missing;
            }
        }
    }
}

fn body(body: &Body) -> Vec<Id> {
    match &body.kind {
        BodyKind::Multipart(parts) => parts
            .iter()
            .filter_map(|part| match &part.kind {
                PartKind::Value(shape) => Some(ids(shape)),
                PartKind::File | PartKind::Files => None,
            })
            .flatten()
            .collect(),
        _ => ids(&body.shape),
    }
}

/// The definitions that a shape names.
pub(crate) fn ids(shape: &Shape) -> Vec<Id> {
    match &shape.ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(it) | Type::Boxed(it) | Type::List(it) | Type::Map(it) => ids(it),
        Type::Tuple(items) => items.iter().flat_map(ids).collect(),
        _ => vec![],
    }
}

fn spread(plan: &mut Plan, mut from: Vec<Id>, flag: fn(&mut Definition) -> &mut bool) {
    while let Some(id) = from.pop() {
        if let Some(definition) = plan.definitions.get_mut(id)
            && !std::mem::replace(flag(definition), true)
        {
            from.extend(mentions(&definition.kind));
        }
    }
}

/// A type is checked if something in it is.
fn checks(plan: &mut Plan) {
    let mut contained_in: Vec<Vec<Id>> = vec![Vec::new(); plan.definitions.len()];
    let mut checked = Vec::new();
    for (id, definition) in plan.definitions.iter().enumerate() {
        if !definition.uses.sent {
            continue;
        }
        if parts(&definition.kind).into_iter().any(asks) {
            checked.push(id);
        }
        for inner in mentions(&definition.kind) {
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

/// Whether a shape asks something of its values by itself.
fn asks(shape: &Shape) -> bool {
    !shape.rules.is_empty()
        || match &shape.ty {
            Type::Nullable(it) | Type::Boxed(it) | Type::List(it) | Type::Map(it) => asks(it),
            Type::Tuple(items) => items.iter().any(asks),
            _ => false,
        }
}

impl Plan {
    /// Whether a shape's values are checked before they are sent.
    pub(crate) fn checked(&self, shape: &Shape) -> bool {
        let named = ids(shape);
        let definitions = named.iter().filter_map(|id| self.definitions.get(*id));
        asks(shape) || definitions.into_iter().any(|it| it.uses.checked)
    }
}
