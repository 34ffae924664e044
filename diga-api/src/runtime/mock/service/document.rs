//! The document that the generator embeds, read once.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use http::Method;
use serde_json::{Map, Value};

use super::operation::{Body, Documented, Location, Media, Operation, Parameter, Scheme, Status};
use super::pattern::Patterns;
use super::role::Roles;
use super::schema::Schemas;
use super::template::Template;

/// A lowered document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) schemas: Schemas,
    pub(super) patterns: Patterns,
    pub(super) operations: Vec<Operation>,
    pub(super) roles: Roles,
    /// The operations, by their index, under the number of their path's segments.
    by_segments: BTreeMap<usize, Vec<usize>>,
}

impl Document {
    /// The document of this crate; none if it cannot be read, which generation excludes.
    pub(super) fn embedded() -> Option<Arc<Self>> {
        static EMBEDDED: OnceLock<Option<Arc<Document>>> = OnceLock::new();
        let document =
            EMBEDDED.get_or_init(|| Document::parse(crate::mock::DOCUMENT).map(Arc::new));
        document.clone()
    }

    /// Reads a lowered document.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut root: Value = serde_json::from_str(text).ok()?;
        let components = root.get_mut("components").map(Value::take);
        let mut components = components.unwrap_or_default();
        let schemas = match components.get_mut("schemas").map(Value::take) {
            Some(Value::Object(schemas)) => Schemas::new(schemas),
            _ => Schemas::default(),
        };
        let schemes = components.get("securitySchemes").and_then(Value::as_object);
        let mut operations = Vec::new();
        let paths = root.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            let shared = parameters(item);
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Some(method) = http_method(method) else {
                    continue;
                };
                let mut own = parameters(operation);
                let inherited = shared.iter().filter(|shared| {
                    !own.iter().any(|own| {
                        own.get("name") == shared.get("name") && own.get("in") == shared.get("in")
                    })
                });
                let inherited: Vec<_> = inherited.copied().collect();
                own.extend(inherited);
                let security = operation.get("security").or_else(|| root.get("security"));
                let id = match operation.get("operationId").and_then(Value::as_str) {
                    Some(id) => id.to_owned(),
                    None => format!("{method} {path}"),
                };
                let names = operation.get("x-rust-names").and_then(Value::as_array);
                let names = names.into_iter().flatten().filter_map(Value::as_str);
                operations.push(Operation {
                    index: operations.len(),
                    id,
                    names: names.map(str::to_owned).collect(),
                    method,
                    path: path.clone(),
                    template: Template::new(path),
                    parameters: own.into_iter().filter_map(parameter).collect(),
                    body: operation.get("requestBody").map(body),
                    responses: responses(operation),
                    security: alternatives(security, schemes),
                });
            }
        }
        let roles = Roles::of(&schemas, &operations);
        let mut by_segments: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for operation in &operations {
            let segments = by_segments.entry(operation.template.segments());
            segments.or_default().push(operation.index);
        }
        Some(Self {
            schemas,
            patterns: Patterns::default(),
            operations,
            roles,
            by_segments,
        })
    }

    /// The operations whose paths have so many segments.
    pub(super) fn of_segments(&self, number: usize) -> impl Iterator<Item = &Operation> {
        let indices = self.by_segments.get(&number).into_iter().flatten();
        indices.filter_map(|index| self.operations.get(*index))
    }

    /// The operation of this name: in Rust, or its `operationId`.
    pub(super) fn operation(&self, name: &str) -> Option<&Operation> {
        let named = |operation: &&Operation| {
            operation.id == name || operation.names.iter().any(|own| own == name)
        };
        self.operations.iter().find(named)
    }
}

fn http_method(name: &str) -> Option<Method> {
    Some(match name {
        "get" => Method::GET,
        "put" => Method::PUT,
        "post" => Method::POST,
        "delete" => Method::DELETE,
        "options" => Method::OPTIONS,
        "head" => Method::HEAD,
        "patch" => Method::PATCH,
        "trace" => Method::TRACE,
        _ => return None,
    })
}

fn parameters(of: &Value) -> Vec<&Value> {
    let parameters = of.get("parameters").and_then(Value::as_array);
    parameters.into_iter().flatten().collect()
}

fn parameter(value: &Value) -> Option<Parameter> {
    let string = |key: &str| value.get(key).and_then(Value::as_str);
    let location = match string("in")? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let style = string("style").unwrap_or(match location {
        Location::Path | Location::Header => "simple",
        Location::Query | Location::Cookie => "form",
    });
    let content = value.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.values().next());
    let schema = value.get("schema").or_else(|| content?.get("schema"));
    Some(Parameter {
        name: string("name")?.to_owned(),
        location,
        required: value.get("required") == Some(&Value::Bool(true)),
        style: style.to_owned(),
        explode: match value.get("explode").and_then(Value::as_bool) {
            Some(explode) => explode,
            None => style == "form" || style == "deepObject",
        },
        json: content.is_some(),
        schema: schema.cloned().unwrap_or_default(),
    })
}

fn body(value: &Value) -> Body {
    Body {
        required: value.get("required") == Some(&Value::Bool(true)),
        content: content(value),
    }
}

/// JSON first, the others as the document has them.
fn content(of: &Value) -> Vec<Media> {
    let content = of.get("content").and_then(Value::as_object);
    let media = content.into_iter().flatten().map(|(media_type, media)| {
        let named = media.get("examples").and_then(Value::as_object);
        let named = named.into_iter().flat_map(Map::values);
        let named = named.filter_map(|example| example.get("value"));
        let examples = media.get("example").into_iter().chain(named);
        Media {
            media_type: media_type.clone(),
            schema: media.get("schema").cloned(),
            examples: examples.cloned().collect(),
        }
    });
    let mut media: Vec<Media> = media.collect();
    media.sort_by_key(|media| !media.is_json());
    media
}

fn responses(operation: &Value) -> Vec<Documented> {
    let responses = operation.get("responses").and_then(Value::as_object);
    let responses = responses.into_iter().flatten();
    let responses = responses.filter_map(|(status, response)| {
        let headers = response.get("headers").and_then(Value::as_object);
        let headers = headers.into_iter().flatten().map(|(name, header)| {
            let schema = header.get("schema").cloned().unwrap_or_default();
            (name.clone(), schema)
        });
        Some(Documented {
            status: Status::parse(status)?,
            content: content(response),
            headers: headers.collect(),
        })
    });
    responses.collect()
}

fn alternatives(
    security: Option<&Value>,
    schemes: Option<&Map<String, Value>>,
) -> Vec<Vec<Scheme>> {
    let alternatives = security.and_then(Value::as_array).into_iter().flatten();
    let alternatives = alternatives.filter_map(Value::as_object).map(|needed| {
        let known = needed.keys().map(|name| {
            let known = schemes.and_then(|schemes| schemes.get(name));
            known.map_or(Scheme::Unseen, scheme)
        });
        known.collect()
    });
    alternatives.collect()
}

fn scheme(value: &Value) -> Scheme {
    let string = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let name = string("name").to_owned();
    match (string("type"), string("in")) {
        ("apiKey", "header") => Scheme::Header(name.to_ascii_lowercase()),
        ("apiKey", "query") => Scheme::Query(name),
        ("apiKey", "cookie") => Scheme::Cookie(name),
        ("http", _) if string("scheme").eq_ignore_ascii_case("basic") => Scheme::Basic,
        ("http" | "oauth2" | "openIdConnect", _) => Scheme::Bearer,
        _ => Scheme::Unseen,
    }
}
