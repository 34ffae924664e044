//! What is left of an instance without its argument.

use super::title::Named;
use crate::plan::model::{Definition, Id, Kind, Plan, Rest, Shape, Struct, Type};

/// Stands for the generic type in its own frame.
const OWN: Id = Id::MAX;

/// A struct with the type parameter in one position.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) structure: Struct,
    /// What is in that position.
    pub(super) argument: Shape,
}

/// The frames of a component, one for each position that the title's argument can be.
pub(super) fn frames(plan: &Plan, id: Id, argument: &Named) -> Vec<Frame> {
    let Some(definition) = plan.definitions.get(id) else {
        return vec![];
    };
    let Kind::Struct(structure) = &definition.kind else {
        return vec![];
    };
    let finder = Finder {
        plan,
        definition,
        argument,
    };
    // The rules are checked by encoding the value, which a type parameter need not allow.
    if !structure.rules.is_empty() {
        return Vec::new();
    }
    let slots = structure.fields.len() + 1;
    let frames = (0..slots).filter_map(|slot| {
        let found = finder.positions(part(structure, slot)?).into_iter();
        Some(found.filter_map(move |(shape, argument)| {
            let mut structure = structure.clone();
            *part_mut(&mut structure, slot)? = shape;
            structure_of_own(&mut structure, id);
            Some(Frame {
                structure,
                argument,
            })
        }))
    });
    frames.flatten().collect()
}

/// A field's shape, or behind the last field that of the rest.
fn part(structure: &Struct, slot: usize) -> Option<&Shape> {
    match (structure.fields.get(slot), &structure.rest) {
        (Some(field), _) => Some(&field.shape),
        (None, Rest::Retained(_, shape)) => Some(shape),
        _ => None,
    }
}

fn part_mut(structure: &mut Struct, slot: usize) -> Option<&mut Shape> {
    match (structure.fields.get_mut(slot), &mut structure.rest) {
        (Some(field), _) => Some(&mut field.shape),
        (None, Rest::Retained(_, shape)) => Some(shape),
        _ => None,
    }
}

/// Replaces the instance in itself by the generic type: in `Tree_A_ { children: [Tree_A_] }` it is
/// `Tree<T>`.
fn structure_of_own(structure: &mut Struct, id: Id) {
    for slot in 0..=structure.fields.len() {
        if let Some(shape) = part_mut(structure, slot) {
            own(shape, id);
        }
    }
}

fn own(shape: &mut Shape, id: Id) {
    match &mut shape.ty {
        Type::Named(named) if *named == id => {
            shape.ty = Type::Generic(OWN, Box::new(Shape::of(Type::Parameter)));
        }
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            own(inner, id);
        }
        Type::Tuple(items) => items.iter_mut().for_each(|item| own(item, id)),
        _ => {}
    }
}

/// Replaces what stands for the generic type in its frame by its id.
pub(super) fn set_own(shape: &mut Shape, own: Id) {
    match &mut shape.ty {
        Type::Generic(id, _) if *id == OWN => *id = own,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            set_own(inner, own);
        }
        Type::Tuple(items) => items.iter_mut().for_each(|item| set_own(item, own)),
        _ => {}
    }
}

/// Finds an argument in the parts of one instance.
struct Finder<'a> {
    plan: &'a Plan,
    definition: &'a Definition,
    argument: &'a Named,
}

impl Finder<'_> {
    /// The shape with the type parameter in one position, and what was there.
    fn positions(&self, shape: &Shape) -> Vec<(Shape, Shape)> {
        if self.argument.is(self.plan, shape) && self.can_be_argument(shape) {
            return vec![(Shape::of(Type::Parameter), shape.clone())];
        }
        let within = |inner: &Shape, outer: &dyn Fn(Box<Shape>) -> Type| {
            let found = self.positions(inner).into_iter();
            let found = found.map(|(inner, argument)| {
                let ty = outer(Box::new(inner));
                let rules = shape.rules.clone();
                (Shape { ty, rules }, argument)
            });
            found.collect::<Vec<_>>()
        };
        match &shape.ty {
            Type::List(inner) => within(inner, &Type::List),
            Type::Map(inner) => within(inner, &Type::Map),
            Type::Nullable(inner) => within(inner, &Type::Nullable),
            Type::Tuple(items) => {
                let at = |index: usize, inner: &Shape| {
                    within(inner, &|inner| {
                        let mut items = items.clone();
                        if let Some(item) = items.get_mut(index) {
                            *item = *inner;
                        }
                        Type::Tuple(items)
                    })
                };
                let items = items.iter().enumerate();
                items.flat_map(|(index, item)| at(index, item)).collect()
            }
            _ => vec![],
        }
    }

    /// Whether values of the type are read and written in the same way wherever they are, and are
    /// not checked as parts of the instance.
    fn can_be_argument(&self, shape: &Shape) -> bool {
        let resolved = &self.plan.resolved(shape).ty;
        let is_plain = !matches!(
            resolved,
            Type::Any | Type::Null | Type::Nullable(_) | Type::Bool(Some(_))
        );
        let is_checked = self.definition.uses.checked && self.plan.checked(shape);
        is_plain && !has_adaptor(self.plan, shape) && !shape.has_rules() && !is_checked
    }
}

/// Whether a timestamp or an integer is in a shape, which serde's own implementation does not read.
fn has_adaptor(plan: &Plan, shape: &Shape) -> bool {
    match &plan.resolved(shape).ty {
        Type::DateTime | Type::Date | Type::Integer(_) => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
            has_adaptor(plan, inner)
        }
        Type::Tuple(items) => items.iter().any(|item| has_adaptor(plan, item)),
        _ => false,
    }
}
