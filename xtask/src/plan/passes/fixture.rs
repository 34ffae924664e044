//! Plans for the tests of the passes.

use crate::plan::model::{
    Alternative, Definition, Field, Kind, Plan, Rest, Shape, Struct, Type, Union, Uses,
};

/// A plan with these definitions, named `T0`, `T1` and so on.
pub(super) fn plan(kinds: impl IntoIterator<Item = Kind>) -> Plan {
    let definitions = kinds.into_iter().enumerate().map(|(id, kind)| Definition {
        rust: format!("T{id}"),
        schema: Some(format!("T{id}")),
        title: None,
        docs: String::new(),
        deprecated: false,
        kind,
        uses: Uses::default(),
        generic: None,
    });
    Plan {
        definitions: definitions.collect(),
        ..Plan::default()
    }
}

pub(super) fn alias(ty: Type) -> Kind {
    Kind::Alias(Shape::of(ty))
}

pub(super) fn list(ty: Type) -> Type {
    Type::List(Box::new(Shape::of(ty)))
}

pub(super) fn nullable(ty: Type) -> Type {
    Type::Nullable(Box::new(Shape::of(ty)))
}

/// A struct with these required fields.
pub(super) fn structure<'n>(fields: impl IntoIterator<Item = (&'n str, Type)>) -> Kind {
    let fields = fields.into_iter().map(|(name, ty)| Field {
        wire: name.to_owned(),
        rust: name.to_owned(),
        shape: Shape::of(ty),
        required: true,
        docs: String::new(),
        example: None,
        deprecated: false,
        one_way: None,
        tag: false,
        lenient: false,
    });
    Kind::Struct(Struct {
        fields: fields.collect(),
        rest: Rest::Dropped,
        rules: Default::default(),
    })
}

/// A union of these types, named `A0`, `A1` and so on.
pub(super) fn union(types: impl IntoIterator<Item = Type>) -> Union {
    let alternatives = types
        .into_iter()
        .enumerate()
        .map(|(index, ty)| Alternative {
            shape: Shape::of(ty),
            ..Alternative::new(format!("A{index}"))
        });
    Union {
        alternatives: alternatives.collect(),
        ..Union::default()
    }
}

/// The one shape of an alias or a wrapper.
pub(super) fn target(plan: &Plan, id: usize) -> &Type {
    match &plan.definitions[id].kind {
        Kind::Alias(shape) | Kind::Wrapper(shape) => &shape.ty,
        other => panic!("{other:?}"),
    }
}
