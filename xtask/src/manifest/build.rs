//! From the plan to the manifest.

use indexmap::IndexMap;

use super::{
    Alternative, Field, IntegerWidth, Location, Manifest, Operation, OtherMethod, Parameter, Part,
    Request, SendMethod, TypeDef, TypeRef, Webhook,
};
use crate::identifier::pascal;
use crate::plan::model::{
    self, Body, BodyKind, Choice, Content, Definition, Instance, Kind, PartKind, Plan, Response,
    Rest, Shape, different,
};

/// The manifest of the client that the plan describes.
pub(crate) fn manifest(plan: &Plan, crate_name: &str) -> Manifest {
    let builder = Builder {
        plan,
        argument: None,
    };
    let operations = plan.operations.iter();
    let operations = operations.filter(|operation| !operation.is_another());
    let schemas = plan.emitted().flat_map(|definition| {
        let own = definition.schema.clone();
        let own = own.map(|schema| (schema, TypeRef::Named(path(definition))));
        let instances = instances(definition);
        let instances = instances.map(|instance| {
            let ty = builder.instance(definition, &instance.argument);
            (instance.schema.clone(), ty)
        });
        own.into_iter().chain(instances)
    });
    let webhooks = plan.webhooks.iter().map(|webhook| Webhook {
        name: webhook.name.clone(),
        ty: builder.type_ref(&webhook.shape),
    });
    let types = plan.emitted().flat_map(|definition| {
        let own = definition.generic.is_none();
        let own = own.then(|| (path(definition), builder.type_def(definition)));
        let instances = instances(definition).map(|instance| {
            let argument = Some(&instance.argument);
            let ty = builder.instance(definition, &instance.argument);
            (
                ty.to_string(),
                Builder {
                    argument,
                    ..builder
                }
                .type_def(definition),
            )
        });
        own.into_iter().chain(instances)
    });
    Manifest {
        crate_name: crate_name.to_owned(),
        title: plan.title.clone(),
        version: plan.version.clone(),
        operations: operations
            .map(|operation| builder.operation(operation))
            .collect(),
        schemas: schemas.collect(),
        webhooks: webhooks.collect(),
        types: types.collect(),
    }
}

fn path(definition: &Definition) -> String {
    format!("types::{}", definition.rust)
}

fn instances(definition: &Definition) -> impl Iterator<Item = &Instance> {
    let generic = definition.generic.iter();
    generic.flat_map(|generic| &generic.instances)
}

#[derive(Clone, Copy)]
struct Builder<'p> {
    plan: &'p Plan,
    /// What the type parameter is, within a generic type.
    argument: Option<&'p Shape>,
}

impl Builder<'_> {
    /// A generic type with an argument, which is outside of the generic type.
    fn instance(&self, definition: &Definition, argument: &Shape) -> TypeRef {
        let outside = Builder {
            argument: None,
            ..*self
        };
        TypeRef::Named(path(definition)).applied_to(outside.type_ref(argument))
    }

    fn operation(&self, operation: &model::Operation) -> Operation {
        let parameters = operation.parameters.iter().map(|parameter| Parameter {
            name: parameter.wire.clone(),
            location: match parameter.location {
                model::Location::Path => Location::Path,
                model::Location::Query => Location::Query,
                model::Location::Header => Location::Header,
                model::Location::Cookie => Location::Cookie,
            },
            required: parameter.required,
            rust_name: parameter.rust.clone(),
            ty: self.type_ref(&parameter.shape),
        });
        let others = self.plan.operations.iter();
        let others = others
            .filter(|other| other.is_another() && other.response_stem == operation.response_stem);
        let others = others.map(|other| OtherMethod {
            rust_name: other.rust.clone(),
            builder: format!("builder::{}", other.pascal),
            request: self.request(other),
        });
        Operation {
            id: operation.id.clone(),
            method: operation.method.to_uppercase(),
            path: operation.path.clone(),
            rust_name: operation.rust.clone(),
            builder: format!("builder::{}", operation.pascal),
            paged: operation.paging.is_some(),
            parameters: parameters.collect(),
            request: self.request(operation),
            others: others.collect(),
            success: self.by_status(&operation.successes),
            success_type: self.success_type(operation),
            sends: operation
                .choices
                .iter()
                .map(|choice| self.send(operation, choice))
                .collect(),
            errors: self.by_status(&operation.errors),
            error_type: if operation.errors.is_empty() {
                TypeRef::Infallible
            } else {
                TypeRef::Named(format!("errors::{}Error", operation.response_stem))
            },
        }
    }

    fn send(&self, operation: &model::Operation, choice: &Choice) -> SendMethod {
        let media_types = operation.media_types_of(choice).into_iter();
        SendMethod {
            rust_name: choice.method.clone(),
            media_types: media_types.map(str::to_owned).collect(),
            success_type: self.success_type_of(operation, Some(choice)),
        }
    }

    fn request(&self, operation: &model::Operation) -> Option<Request> {
        operation.body.as_ref().map(|body| Request {
            media_type: body.media_type.clone(),
            required: body.required,
            ty: self.body(operation, body),
            parts: match &body.kind {
                BodyKind::Multipart(form) => {
                    form.parts.iter().map(|part| self.part(part)).collect()
                }
                _ => Vec::new(),
            },
        })
    }

    fn part(&self, part: &model::Part) -> Part {
        Part {
            name: part.wire.clone(),
            required: part.required,
            rust_name: part.rust.clone(),
            ty: match &part.kind {
                PartKind::File => TypeRef::File,
                PartKind::Files => TypeRef::File.list(),
                PartKind::Value(shape) => self.type_ref(shape),
            },
        }
    }

    fn body(&self, operation: &model::Operation, body: &Body) -> TypeRef {
        match body.kind {
            BodyKind::Json | BodyKind::Form(_) => self.type_ref(&body.shape),
            BodyKind::Multipart(_) => TypeRef::Named(format!("forms::{}Form", operation.pascal)),
            BodyKind::Text => TypeRef::String,
            BodyKind::Bytes => TypeRef::Body,
        }
    }

    fn by_status(&self, responses: &[Response]) -> IndexMap<String, TypeRef> {
        let responses = responses.iter();
        let entries =
            responses.map(|response| (response.status.label(), self.content(&response.content)));
        entries.collect()
    }

    fn success_type(&self, operation: &model::Operation) -> TypeRef {
        self.success_type_of(operation, None)
    }

    fn success_type_of(&self, operation: &model::Operation, choice: Option<&Choice>) -> TypeRef {
        let successes = operation.successes_of(choice);
        if different(&successes) {
            let suffix = choice.map_or_else(String::new, |choice| pascal(&choice.suffix));
            let stem = &operation.response_stem;
            return TypeRef::Named(format!("responses::{stem}Response{suffix}"));
        }
        let first = successes.first();
        first.map_or(TypeRef::Unit, |response| self.content(&response.content))
    }

    fn content(&self, content: &Content) -> TypeRef {
        match content {
            Content::Json(shape) | Content::Scalar(shape) => self.type_ref(shape),
            Content::Lines(item) => TypeRef::JsonLines(Box::new(self.type_ref(item))),
            Content::Text => TypeRef::String,
            Content::Bytes | Content::Base64 => TypeRef::ByteStream,
            Content::Events => TypeRef::EventStream,
            Content::Empty => TypeRef::Unit,
        }
    }

    fn type_ref(&self, shape: &Shape) -> TypeRef {
        match &shape.ty {
            model::Type::Any => TypeRef::Any,
            model::Type::Null => TypeRef::Unit,
            model::Type::Bool(_) => TypeRef::Bool,
            model::Type::Integer(integer) => TypeRef::Integer(match integer {
                model::Integer::I64 => IntegerWidth::I64,
                model::Integer::U64 => IntegerWidth::U64,
                model::Integer::I128 => IntegerWidth::I128,
            }),
            model::Type::Number => TypeRef::Number,
            model::Type::Exact => TypeRef::ExactNumber,
            model::Type::String => TypeRef::String,
            model::Type::Uuid => TypeRef::Uuid,
            model::Type::DateTime => TypeRef::DateTime,
            model::Type::Date => TypeRef::Date,
            model::Type::List(item) => self.type_ref(item).list(),
            model::Type::Map(value) => self.type_ref(value).map(),
            model::Type::Tuple(items) => {
                TypeRef::Tuple(items.iter().map(|item| self.type_ref(item)).collect())
            }
            model::Type::Nullable(inner) => self.type_ref(inner).nullable(),
            model::Type::Boxed(inner) => self.type_ref(inner).boxed(),
            model::Type::Named(id) => {
                let definition = self.plan.definitions.get(*id);
                definition.map_or(TypeRef::Any, |known| TypeRef::Named(path(known)))
            }
            model::Type::Generic(id, argument) => {
                let definition = self.plan.definitions.get(*id);
                definition.map_or(TypeRef::Any, |known| {
                    TypeRef::Named(path(known)).applied_to(self.type_ref(argument))
                })
            }
            model::Type::Parameter => {
                let outside = Builder {
                    argument: None,
                    ..*self
                };
                self.argument
                    .map_or(TypeRef::Any, |argument| outside.type_ref(argument))
            }
        }
    }

    fn type_def(&self, definition: &Definition) -> TypeDef {
        match &definition.kind {
            Kind::Struct(object) => {
                let fields = object.fields.iter().map(|field| {
                    let ty = self.type_ref(&field.shape);
                    (field.wire.clone(), Field::new(field.rust.clone(), ty))
                });
                TypeDef::Struct {
                    fields: fields.collect(),
                    rest: match &object.rest {
                        Rest::Retained(_, shape) => Some(self.type_ref(shape)),
                        Rest::Dropped | Rest::Forbidden => None,
                    },
                }
            }
            Kind::Enum(_) => TypeDef::Enum,
            Kind::Union(union) => {
                let alternatives = union.alternatives.iter().map(|alternative| {
                    let ty = self.type_ref(&alternative.shape);
                    Alternative::new(alternative.rust.clone(), ty)
                });
                TypeDef::Union {
                    alternatives: alternatives.collect(),
                }
            }
            Kind::Alias(shape) => TypeDef::Alias {
                ty: self.type_ref(shape),
            },
            Kind::Wrapper(shape) => TypeDef::Wrapper {
                ty: self.type_ref(shape),
            },
        }
    }
}
