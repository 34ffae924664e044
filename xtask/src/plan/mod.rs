//! What the code will hold, decided: types, operations, and their names.

mod answers;
mod bodies;
mod components;
mod enums;
mod graph;
mod merge;
mod names;
mod operations;
mod pages;
mod parameters;
mod rules;
mod schemas;
mod security;
mod unions;
mod usage;

use serde_json::Value;

use crate::{Diagnostic, Settings};

pub(crate) use answers::{Answer, Content, Status};
pub(crate) use bodies::{Body, BodyKind, Part, PartKind};
pub(crate) use names::{Scope, pascal};
pub(crate) use operations::Operation;
pub(crate) use pages::{Cursor, Paging, Place};
pub(crate) use parameters::{Location, Parameter, Style};
pub(crate) use rules::{Rules, TextFormat};
pub(crate) use security::Scheme;

/// Index of a definition in [`Plan::definitions`].
pub(crate) type Id = usize;

/// Everything that is decided before any code is made.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) server: Option<String>,
    /// What is shown to an endpoint that the document does not describe, as
    /// [`Operation::security`].
    pub(crate) security: Vec<Vec<Scheme>>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) operations: Vec<Operation>,
    /// The document's `webhooks`: name, and the type of what is delivered.
    pub(crate) webhooks: Vec<(String, Shape)>,
    /// operationId, or `METHOD /path` where there is none or it is not the only one, to method
    /// name; and the same with a media type behind it, where it has several or what it has is not
    /// JSON.
    pub(crate) names: std::collections::BTreeMap<String, String>,
}

/// A type in one place, with what the document asks of its values there.
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
    /// Nothing but null.
    Null,
    /// A boolean, perhaps always the same.
    Bool(Option<bool>),
    Integer(Integer),
    Number,
    Text,
    Uuid,
    DateTime,
    Date,
    List(Box<Shape>),
    Map(Box<Shape>),
    Tuple(Vec<Shape>),
    Nullable(Box<Shape>),
    Boxed(Box<Shape>),
    Named(Id),
}

/// How wide an integer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Integer {
    I64,
    U64,
    I128,
}

/// A type with a name of its own.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) rust: String,
    /// The component's name, for what is not inline.
    pub(crate) schema: Option<String>,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) kind: Kind,
    pub(crate) uses: Uses,
}

/// Where a type's values go, and what must be known of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    pub(crate) sent: bool,
    pub(crate) received: bool,
    /// Something in it is checked before it is sent.
    pub(crate) checked: bool,
    /// A union asks whether a value fits it.
    pub(crate) fitted: bool,
}

/// What a definition defines.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Struct(Struct),
    /// Texts, or any other JSON values.
    Enum(Enum),
    Union(Union),
    Alias(Shape),
    /// An alias that contains itself, which Rust allows only as a type of its own.
    Wrapper(Shape),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    pub(crate) rest: Rest,
}

/// What an object may hold beside its properties.
#[derive(Clone, Debug, Default)]
pub(crate) enum Rest {
    #[default]
    Dropped,
    Forbidden,
    /// The field's name, and the type of the values.
    Kept(String, Shape),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) rust: String,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    /// Never in a request (`readOnly`) or never in a response (`writeOnly`).
    pub(crate) one_way: Option<OneWay>,
    /// It tells a union's alternatives apart, so it is sent whether required or not.
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
    /// Every value is a text.
    pub(crate) texts: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) rust: String,
    pub(crate) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) struct Union {
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) tag: Option<String>,
    /// A value that is none of the alternatives is not from the future: the document allows it.
    pub(crate) open: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) rust: String,
    pub(crate) shape: Shape,
    /// Values of the tag that select it.
    pub(crate) tags: Vec<String>,
    /// Its own schema does not know the tag's property.
    pub(crate) lacks_tag: bool,
}

impl Shape {
    pub(crate) fn of(ty: Type) -> Self {
        Self {
            ty,
            rules: Rules::default(),
        }
    }

    /// How many types without a name stand within each other.
    pub(crate) fn nesting(&self) -> usize {
        match &self.ty {
            Type::List(it) | Type::Map(it) | Type::Nullable(it) | Type::Boxed(it) => {
                1 + it.nesting()
            }
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
}

impl Plan {
    /// What a shape is once aliases are followed.
    pub(crate) fn resolved<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        let mut shape = shape;
        // No alias leads to itself once `graph` has been over them.
        for _ in 0..self.definitions.len() {
            match &shape.ty {
                Type::Named(id) => match self.definitions.get(*id).map(|it| &it.kind) {
                    Some(Kind::Alias(target)) => shape = target,
                    _ => break,
                },
                _ => break,
            }
        }
        shape
    }
}

/// Decides everything about the code for a lowered document.
pub(crate) fn plan(lowered: &Value, settings: &Settings) -> Result<Plan, Vec<Diagnostic>> {
    let mut builder = schemas::Builder::new(lowered);
    builder.components().map_err(|it| vec![it])?;
    let info = lowered.get("info").unwrap_or(&Value::Null);
    let text = |value: &Value, key: &str| {
        let text = value.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let (operations, names) = operations::operations(lowered, settings, &mut builder)?;
    let webhooks = operations::webhooks(lowered, &mut builder);
    let bounds = builder.within_bounds("#/webhooks");
    bounds.map_err(|it| vec![it])?;
    let mut plan = Plan {
        title: text(info, "title"),
        version: match info.get("version") {
            Some(Value::String(version)) => version.clone(),
            Some(version) => version.to_string(),
            None => String::new(),
        },
        server: security::server(lowered),
        security: security::usual(lowered, &operations),
        definitions: builder.finish(),
        operations,
        webhooks,
        names,
    };
    graph::untangle(&mut plan);
    usage::mark(&mut plan);
    let paging: Vec<_> = plan
        .operations
        .iter()
        .map(|it| pages::paging(&plan, it))
        .collect();
    for (operation, paging) in plan.operations.iter_mut().zip(paging) {
        operation.paging = paging;
    }
    Ok(plan)
}
