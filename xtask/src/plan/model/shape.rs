//! A type in one position.

use super::rules::Rules;

/// Index of a definition in `Plan::definitions`.
pub(crate) type Id = usize;

/// A type in one position, with the constraints on its values there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    pub(crate) ty: Type,
    pub(crate) rules: Rules,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// Any JSON value.
    Any,
    /// Only null.
    Null,
    /// A boolean, perhaps always the same.
    Bool(Option<bool>),
    Integer(Integer),
    Number,
    /// A number of any size and precision.
    Exact,
    String,
    Uuid,
    DateTime,
    Date,
    List(Box<Shape>),
    Map(Box<Shape>),
    Tuple(Vec<Shape>),
    Nullable(Box<Shape>),
    Boxed(Box<Shape>),
    Named(Id),
    /// A generic definition with its argument.
    Generic(Id, Box<Shape>),
    /// The type parameter of the definition that it is in.
    Parameter,
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Integer {
    I64,
    U64,
    I128,
}

impl Shape {
    pub(crate) fn of(ty: Type) -> Self {
        Self {
            ty,
            rules: Rules::default(),
        }
    }

    pub(crate) fn named(id: Id) -> Self {
        Self::of(Type::Named(id))
    }

    /// The depth of unnamed types within each other.
    pub(crate) fn nesting(&self) -> usize {
        match &self.ty {
            Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::Boxed(inner)
            | Type::Generic(_, inner) => 1 + inner.nesting(),
            Type::Tuple(items) => 1 + items.iter().map(Self::nesting).max().unwrap_or_default(),
            _ => 0,
        }
    }

    pub(crate) fn nullable(self) -> Self {
        match self.ty {
            Type::Nullable(_) | Type::Any | Type::Null => self,
            _ => Self::of(Type::Nullable(Box::new(self))),
        }
    }

    /// The definitions that the shape names.
    pub(crate) fn ids(&self) -> Vec<Id> {
        self.references().into_iter().map(|(id, _)| id).collect()
    }

    /// The definitions that the shape names, each with whether it is on the heap: in a list, a map
    /// or a box.
    pub(crate) fn references(&self) -> Vec<(Id, bool)> {
        let mut found = Vec::new();
        self.collect_references(false, &mut found);
        found
    }

    fn collect_references(&self, heap: bool, found: &mut Vec<(Id, bool)>) {
        match &self.ty {
            Type::Named(id) => found.push((*id, heap)),
            Type::Generic(id, argument) => {
                found.push((*id, heap));
                argument.collect_references(heap, found);
            }
            Type::Nullable(inner) => inner.collect_references(heap, found),
            Type::Boxed(inner) | Type::List(inner) | Type::Map(inner) => {
                inner.collect_references(true, found);
            }
            Type::Tuple(items) => items
                .iter()
                .for_each(|item| item.collect_references(heap, found)),
            _ => {}
        }
    }

    /// The definition that the shape names directly, ignoring null.
    pub(crate) fn bare(&self) -> Option<Id> {
        match &self.ty {
            Type::Named(id) => Some(*id),
            Type::Nullable(inner) => inner.bare(),
            _ => None,
        }
    }

    /// Whether the shape itself, definitions aside, has rules for its values.
    pub(crate) fn has_rules(&self) -> bool {
        self.any(&|shape| !shape.rules.is_empty())
    }

    /// Whether values of the shape itself, definitions aside, are checked before they are sent: by
    /// its rules, or because JSON has neither NaN nor infinity.
    pub(crate) fn has_checks(&self) -> bool {
        self.any(&|shape| !shape.rules.is_empty() || matches!(shape.ty, Type::Number | Type::Exact))
    }

    fn any(&self, holds: &impl Fn(&Self) -> bool) -> bool {
        holds(self)
            || match &self.ty {
                Type::Nullable(inner)
                | Type::Boxed(inner)
                | Type::List(inner)
                | Type::Map(inner) => inner.any(holds),
                Type::Tuple(items) => items.iter().any(|item| item.any(holds)),
                _ => false,
            }
    }
}
