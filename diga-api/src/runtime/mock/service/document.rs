//! The document that the generator embeds, read once.

use std::sync::{Arc, OnceLock};

use http::Method;
use serde_json::{Map, Value};

use super::pattern::Patterns;
use super::role::Roles;
use super::route::Template;
use super::schema::Schemas;

/// A lowered document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) schemas: Schemas,
    pub(super) patterns: Patterns,
    pub(super) operations: Vec<Operation>,
    pub(super) roles: Roles,
}

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) index: usize,
    /// `operationId`; without one, method and path.
    pub(super) id: String,
    /// The names of its methods in Rust: one, or one for each media type of the request.
    pub(super) names: Vec<String>,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) template: Template,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Documented>,
    /// Alternatives; each is a list of schemes that are needed together.
    pub(super) security: Vec<Vec<Scheme>>,
}

/// A parameter of the path, the query, a header or a cookie.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) required: bool,
    pub(super) style: String,
    pub(super) explode: bool,
    /// Its value is JSON, as `content` says.
    pub(super) json: bool,
    pub(super) schema: Value,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// What a request may carry.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) content: Vec<Media>,
}

/// A body of one media type.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) media_type: String,
    pub(super) schema: Option<Value>,
    pub(super) examples: Vec<Value>,
}

impl Media {
    /// `application/json`, `application/problem+json`.
    pub(super) fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }
}

/// The media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

/// A documented response.
#[derive(Debug)]
pub(super) struct Documented {
    pub(super) status: Status,
    pub(super) content: Vec<Media>,
    /// Name and schema of each header.
    pub(super) headers: Vec<(String, Value)>,
}

/// The status of a documented response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Code(u16),
    /// `4XX` is 4.
    Range(u16),
    Default,
}

impl Status {
    fn parse(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        match key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
            Some(range) => range.parse().ok().map(Self::Range),
            None => key.parse().ok().map(Self::Code),
        }
    }

    /// As the document writes it.
    pub(super) fn label(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(range) => format!("{range}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// How a security scheme carries its credential.
#[derive(Clone, Debug)]
pub(super) enum Scheme {
    Bearer,
    Basic,
    Header(String),
    Query(String),
    Cookie(String),
    /// One that HTTP cannot see: mutual TLS.
    Unseen,
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
            Some(Value::Object(schemas)) => Schemas(schemas),
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
        Some(Self {
            schemas,
            patterns: Patterns::default(),
            operations,
            roles,
        })
    }

    /// The operation of this name: in Rust, or its `operationId`.
    pub(super) fn operation(&self, name: &str) -> Option<&Operation> {
        let named = |operation: &&Operation| {
            operation.id == name || operation.names.iter().any(|own| own == name)
        };
        self.operations.iter().find(named)
    }
}

impl Operation {
    /// The name that people know it by.
    pub(super) fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.id)
    }

    /// The documented response of this status: by its code, its range or `default`.
    pub(super) fn response(&self, status: u16) -> Option<&Documented> {
        let of = |wanted: Status| {
            let mut responses = self.responses.iter();
            responses.find(|response| response.status == wanted)
        };
        of(Status::Code(status))
            .or_else(|| of(Status::Range(status / 100)))
            .or_else(|| of(Status::Default))
    }

    /// The first success, with its status.
    pub(super) fn success(&self) -> Option<(u16, &Documented)> {
        let codes = self.responses.iter().filter_map(|response| {
            let status = match response.status {
                Status::Code(code) if (200..300).contains(&code) => code,
                Status::Range(2) => 200,
                _ => return None,
            };
            Some((status, response))
        });
        let default = || self.response(200).map(|response| (200, response));
        codes.min_by_key(|(status, _)| *status).or_else(default)
    }

    /// The schema of the first success, if it is JSON.
    pub(super) fn success_schema(&self) -> Option<&Value> {
        let (_, response) = self.success()?;
        let json = response.content.iter().find(|media| media.is_json())?;
        json.schema.as_ref()
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
