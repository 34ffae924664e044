//! Equality of definitions under different names.

use crate::plan::model::{Field, Id, Kind, Plan, Rest, Shape, Struct, Type};

/// Compares shapes and collects what was compared.
pub(super) struct Comparison<'p> {
    plan: &'p Plan,
    /// Inline definitions that are equal if everything else is. Noted before their parts are
    /// compared, so that recursive ones end.
    pub(super) pairs: Vec<(Id, Id)>,
}

impl<'p> Comparison<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            pairs: Vec::new(),
        }
    }

    /// Whether two structs are equal but for their documentation.
    pub(super) fn structs(&mut self, a: &Struct, b: &Struct) -> bool {
        let fields = |structure: &Struct| structure.fields.len();
        fields(a) == fields(b)
            && a.rules == b.rules
            && a.fields
                .iter()
                .zip(&b.fields)
                .all(|(a, b)| self.fields(a, b))
            && match (&a.rest, &b.rest) {
                (Rest::Dropped, Rest::Dropped) | (Rest::Forbidden, Rest::Forbidden) => true,
                (Rest::Retained(name, a), Rest::Retained(other, b)) => {
                    name == other && self.shapes(a, b)
                }
                _ => false,
            }
    }

    fn fields(&mut self, a: &Field, b: &Field) -> bool {
        (&a.wire, &a.rust, a.required, a.lenient, a.one_way, a.tag)
            == (&b.wire, &b.rust, b.required, b.lenient, b.one_way, b.tag)
            && self.shapes(&a.shape, &b.shape)
    }

    fn shapes(&mut self, a: &Shape, b: &Shape) -> bool {
        a.rules == b.rules
            && match (&a.ty, &b.ty) {
                (Type::List(a), Type::List(b))
                | (Type::Map(a), Type::Map(b))
                | (Type::Nullable(a), Type::Nullable(b))
                | (Type::Boxed(a), Type::Boxed(b)) => self.shapes(a, b),
                (Type::Tuple(a), Type::Tuple(b)) => {
                    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.shapes(a, b))
                }
                (Type::Named(a), Type::Named(b)) => a == b || self.inline(*a, *b),
                (a, b) => a == b,
            }
    }

    /// Whether two inline definitions are equal; components are not, under two names.
    fn inline(&mut self, a: Id, b: Id) -> bool {
        if self.pairs.contains(&(a, b)) {
            return true;
        }
        let definition = |id: Id| self.plan.definitions.get(id);
        let (Some(own), Some(other)) = (definition(a), definition(b)) else {
            return false;
        };
        if own.schema.is_some() || other.schema.is_some() {
            return false;
        }
        self.pairs.push((a, b));
        match (&own.kind, &other.kind) {
            (Kind::Struct(a), Kind::Struct(b)) => self.structs(a, b),
            (Kind::Enum(a), Kind::Enum(b)) => {
                a.variants.len() == b.variants.len()
                    && a.variants
                        .iter()
                        .zip(&b.variants)
                        .all(|(a, b)| a.value == b.value && a.rust == b.rust)
            }
            (Kind::Union(a), Kind::Union(b)) => {
                a.tag == b.tag
                    && (a.open, a.several) == (b.open, b.several)
                    && a.alternatives.len() == b.alternatives.len()
                    && a.alternatives.iter().zip(&b.alternatives).all(|(a, b)| {
                        (&a.rust, &a.tags, a.lacks_tag) == (&b.rust, &b.tags, b.lacks_tag)
                            && self.shapes(&a.shape, &b.shape)
                    })
            }
            (Kind::Alias(a), Kind::Alias(b)) | (Kind::Wrapper(a), Kind::Wrapper(b)) => {
                self.shapes(a, b)
            }
            _ => false,
        }
    }
}
