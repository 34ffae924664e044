//! progenitor, given a document that it can take and that holds what it does well.
//!
//! It makes the client's methods and each operation's builder: its fields, its setters with their
//! conversions, and what `send` begins with. Every type is replaced by ours, every response is raw
//! bytes, and what it cannot express (a cookie, an optional body, a form, `{id}:start` in a path)
//! stands as something that it can until [`crate::polish`] restores it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};

use crate::Diagnostic;
use crate::emit::bodies::body_type;
use crate::emit::types::Types;
use crate::plan::model::{Location, Operation, Plan};

/// progenitor's client methods and builders.
pub(crate) fn run(plan: &Plan) -> Result<TokenStream, Diagnostic> {
    let fault = |why: String| {
        Diagnostic::new(
            "#",
            format!("progenitor refuses what was made for it: {why}"),
        )
        .help("this is a fault in xtask: report it with the document")
    };
    let mut stage = Stage::default();
    let document = stage.document(plan);
    let document: openapiv3::OpenAPI =
        serde_json::from_value(document).map_err(|error| fault(error.to_string()))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    for (name, ty) in stage.replaced {
        settings.with_replacement(name, ty, [].into_iter());
    }
    // It states what it cannot do by panicking.
    catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(&document)
    }))
    .map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        fault(
            text.or(panic.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked")
                .to_owned(),
        )
    })?
    .map_err(|error| fault(error.to_string()))
}

/// The document as it is made for progenitor.
#[derive(Default)]
struct Stage {
    schemas: Map<String, Value>,
    /// Schema name to the Rust type that stands for it.
    replaced: Vec<(String, String)>,
}

impl Stage {
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
        let parameters = operation.parameters.iter().map(|it| {
            let place = match it.location {
                Location::Path => "path",
                _ => "query",
            };
            self.parameter(&it.rust, place, it.required, types.of(&it.shape))
        });
        let mut parameters: Vec<Value> = parameters.collect();
        let mut made = Map::new();
        made.insert("operationId".to_owned(), json!(operation.rust));
        made.insert(
            "responses".to_owned(),
            json!({ "default": { "description": "", "content": { "*/*": {} } } }),
        );
        if let Some(body) = &operation.body {
            let ty = body_type(plan, operation, body);
            match body.required {
                true => {
                    let schema = self.schema(ty);
                    let content = json!({ "application/json": { "schema": schema } });
                    made.insert(
                        "requestBody".to_owned(),
                        json!({ "required": true, "content": content }),
                    );
                }
                false => parameters.push(self.parameter("body", "query", false, ty)),
            }
        }
        made.insert("parameters".to_owned(), Value::Array(parameters));
        Value::Object(made)
    }

    fn parameter(&mut self, name: &str, place: &str, required: bool, ty: TokenStream) -> Value {
        json!({ "name": name, "in": place, "required": required, "schema": self.schema(ty) })
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
