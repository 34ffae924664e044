//! The stand-in document, which progenitor reads instead of the real one.

use proc_macro2::TokenStream;
use serde_json::{Map, Value, json};

use crate::emit::request_body::body_type;
use crate::emit::types::Types;
use crate::plan::model::{Location, Operation, Plan};

/// A document that progenitor accepts, with the operations of a plan.
pub(super) struct StandIn {
    /// OpenAPI 3.0.3.
    pub(super) document: Value,
    /// The name of each schema, and the Rust type that replaces it.
    pub(super) replaced: Vec<(String, String)>,
}

impl StandIn {
    /// The stand-in for a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut draft = Draft::default();
        let document = draft.document(plan);
        Self {
            document,
            replaced: draft.replaced,
        }
    }
}

/// The stand-in while it is built.
#[derive(Default)]
struct Draft {
    schemas: Map<String, Value>,
    /// As in [`StandIn::replaced`].
    replaced: Vec<(String, String)>,
}

impl Draft {
    fn document(&mut self, plan: &Plan) -> Value {
        let mut paths = Map::new();
        for operation in &plan.operations {
            let mut path = format!("/{}", operation.rust);
            for parameter in &operation.parameters {
                if parameter.location == Location::Path {
                    path.push_str(&format!("/{{{}}}", parameter.rust));
                }
            }
            paths.insert(path, json!({ "post": self.operation(plan, operation) }));
        }
        json!({
            "openapi": "3.0.3",
            "info": { "title": plan.title, "version": plan.version },
            "paths": paths,
            "components": { "schemas": std::mem::take(&mut self.schemas) },
        })
    }

    fn operation(&mut self, plan: &Plan, operation: &Operation) -> Value {
        let types = Types {
            plan,
            inside: false,
        };
        let parameters = operation.parameters.iter().map(|parameter| {
            let location = match parameter.location {
                Location::Path => "path",
                _ => "query",
            };
            let ty = types.of(&parameter.shape);
            self.parameter(&parameter.rust, location, parameter.required, ty)
        });
        let mut parameters: Vec<Value> = parameters.collect();
        let mut item = Map::new();
        item.insert("operationId".to_owned(), json!(operation.rust));
        item.insert(
            "responses".to_owned(),
            json!({ "default": { "description": "", "content": { "*/*": {} } } }),
        );
        if let Some(body) = &operation.body {
            let ty = body_type(plan, operation, body);
            if body.required {
                let schema = self.schema(ty);
                let content = json!({ "application/json": { "schema": schema } });
                item.insert(
                    "requestBody".to_owned(),
                    json!({ "required": true, "content": content }),
                );
            } else {
                parameters.push(self.parameter("body", "query", false, ty));
            }
        }
        item.insert("parameters".to_owned(), Value::Array(parameters));
        Value::Object(item)
    }

    fn parameter(&mut self, name: &str, location: &str, required: bool, ty: TokenStream) -> Value {
        json!({ "name": name, "in": location, "required": required, "schema": self.schema(ty) })
    }

    /// A reference to a schema that is replaced by `ty`.
    fn schema(&mut self, ty: TokenStream) -> Value {
        let name = format!("T{}", self.schemas.len());
        self.schemas.insert(name.clone(), json!({}));
        let reference = format!("#/components/schemas/{name}");
        self.replaced.push((name, ty.to_string()));
        json!({ "$ref": reference })
    }
}
