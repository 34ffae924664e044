//! Types that have a name.

use serde_json::Value;

use super::rules::Rules;
use super::shape::{Id, Shape, Type};

/// A type that has a name.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) rust: String,
    /// The component's name, unless the schema is inline.
    pub(crate) schema: Option<String>,
    /// The component's `title`.
    pub(crate) title: Option<String>,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) kind: Kind,
    pub(crate) uses: Uses,
    /// What it was made of, if it has a type parameter; `schema` and `title` are then None.
    pub(crate) generic: Option<Generic>,
}

/// The components that became one generic type.
#[derive(Clone, Debug)]
pub(crate) struct Generic {
    /// At least one, in the document's order.
    pub(crate) instances: Vec<Instance>,
}

/// A component that is a generic type with an argument.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) schema: String,
    pub(crate) argument: Shape,
}

/// How a type's values are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    pub(crate) sent: bool,
    pub(crate) received: bool,
    /// Something in it has rules that are checked before it is sent.
    pub(crate) checked: bool,
    /// It is an alternative of a union, or part of one, so values are matched against it.
    pub(crate) in_union: bool,
}

/// The kind of type that a definition defines.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Struct(Struct),
    /// Strings, or any other JSON values.
    Enum(Enum),
    Union(Union),
    Alias(Shape),
    /// A newtype for an alias that contains itself or nests too deeply.
    Wrapper(Shape),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    pub(crate) rest: Rest,
    /// The rules for all of its properties together.
    pub(crate) rules: Box<Rules>,
}

/// The treatment of properties that an object does not list.
#[derive(Clone, Debug, Default)]
#[allow(
    clippy::large_enum_variant,
    reason = "most values are of the largest variant"
)]
pub(crate) enum Rest {
    #[default]
    Dropped,
    Forbidden,
    /// The field's name, and the type of the values.
    Retained(String, Shape),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) rust: String,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    /// A response may lack it, though it is required.
    pub(crate) lenient: bool,
    pub(crate) docs: String,
    pub(crate) example: Option<Value>,
    pub(crate) deprecated: bool,
    /// Never in a request (`readOnly`) or never in a response (`writeOnly`).
    pub(crate) one_way: Option<OneWay>,
    /// It is the tag of a union, so it is sent even if it is not required.
    pub(crate) tag: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneWay {
    Received,
    Sent,
}

#[derive(Clone, Debug)]
pub(crate) struct Enum {
    pub(crate) variants: Vec<Variant>,
    /// Every value is a string.
    pub(crate) strings: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) rust: String,
    pub(crate) value: Value,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Union {
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) tag: Option<String>,
    /// The document allows values that match no alternative.
    pub(crate) open: bool,
    /// It is an `anyOf`, so a value may be several alternatives at once.
    pub(crate) any_of: bool,
    /// Some value is several alternatives at once, and none of them has all of its properties.
    pub(crate) several: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) rust: String,
    pub(crate) shape: Shape,
    /// Values of the tag that select it: at first those of the mapping.
    pub(crate) tags: Vec<String>,
    /// The component that it is, whose name is its tag if nothing else gives one.
    pub(crate) component: Option<String>,
    /// Its own schema does not have the tag's property.
    pub(crate) lacks_tag: bool,
    /// It is the base that the others extend.
    pub(crate) base: bool,
}

impl Alternative {
    /// An alternative of any JSON value, to be changed.
    pub(crate) fn new(rust: impl Into<String>) -> Self {
        Self {
            rust: rust.into(),
            shape: Shape::of(super::shape::Type::Any),
            tags: vec![],
            component: None,
            lacks_tag: false,
            base: false,
        }
    }
}

impl Union {
    /// Whether a value that matches no alternative is checked before it is sent: one of the
    /// alternatives' JSON types may be a variant of a later version, one of another is an error.
    /// Unions of objects are not worth the code.
    pub(crate) fn checks_unknown(&self) -> bool {
        let is_definition =
            |ty: &Type| matches!(ty, Type::Named(_) | Type::Boxed(_) | Type::Generic(..));
        let mut alternatives = self.alternatives.iter();
        !self.open && alternatives.any(|alternative| !is_definition(&alternative.shape.ty))
    }
}

impl Kind {
    /// The shapes that the definition consists of.
    pub(crate) fn parts(&self) -> Vec<&Shape> {
        match self {
            Self::Struct(structure) => {
                let rest = match &structure.rest {
                    Rest::Retained(_, shape) => Some(shape),
                    _ => None,
                };
                let fields = structure.fields.iter().map(|field| &field.shape);
                fields.chain(rest).collect()
            }
            Self::Union(union) => {
                let alternatives = union.alternatives.iter();
                alternatives.map(|alternative| &alternative.shape).collect()
            }
            Self::Alias(shape) | Self::Wrapper(shape) => vec![shape],
            Self::Enum(_) => vec![],
        }
    }

    /// The same shapes, mutable.
    pub(crate) fn parts_mut(&mut self) -> Vec<&mut Shape> {
        match self {
            Self::Struct(structure) => {
                let rest = match &mut structure.rest {
                    Rest::Retained(_, shape) => Some(shape),
                    _ => None,
                };
                let fields = structure.fields.iter_mut().map(|field| &mut field.shape);
                fields.chain(rest).collect()
            }
            Self::Union(union) => {
                let alternatives = union.alternatives.iter_mut();
                alternatives
                    .map(|alternative| &mut alternative.shape)
                    .collect()
            }
            Self::Alias(shape) | Self::Wrapper(shape) => vec![shape],
            Self::Enum(_) => vec![],
        }
    }

    /// Every definition that this one names.
    pub(crate) fn ids(&self) -> Vec<Id> {
        self.parts().into_iter().flat_map(Shape::ids).collect()
    }
}
