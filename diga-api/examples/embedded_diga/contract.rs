//! Validates bodies against what the vendored document says of one operation.

use std::collections::BTreeMap;
use std::error::Error;

use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{Registry, ValidationError, Validator};
use serde_json::{Map, Value, json};

const DOCUMENT: &str = include_str!("../../../openapi/openapi.json");

/// A URI for the document, to which its references are relative.
const NAME: &str = "urn:openapi";

/// The bodies of one operation.
pub(crate) struct Contract {
    /// By media type.
    requests: BTreeMap<String, Validator>,
    /// The JSON bodies, by status.
    responses: BTreeMap<String, Validator>,
}

impl Contract {
    /// The operation at `path`, with `method` in lower case.
    pub(crate) fn of(path: &str, method: &str) -> Result<Self, Box<dyn Error>> {
        let document: Value = serde_json::from_str(DOCUMENT)?;
        let operation_path = ["paths", path, method];
        let operation = value(&document, &operation_path)
            .ok_or_else(|| format!("the vendored document has no {method} {path}"))?;
        let members = |below: &[&str]| -> Vec<String> {
            let members = value(operation, below).and_then(Value::as_object);
            members.into_iter().flat_map(Map::keys).cloned().collect()
        };
        let registry = Registry::new().add(NAME, document.clone())?.prepare()?;
        let validator = |below: &[&str]| {
            let pointer: String = operation_path
                .iter()
                .chain(below)
                .map(|step| escaped(step))
                .collect();
            jsonschema::draft202012::options()
                .should_validate_formats(true)
                .with_registry(&registry)
                .build(&json!({ "$ref": format!("{NAME}#{pointer}") }))
        };
        let (mut requests, mut responses) = (BTreeMap::new(), BTreeMap::new());
        for media_type in members(&["requestBody", "content"]) {
            let schema = validator(&["requestBody", "content", &media_type, "schema"])?;
            requests.insert(media_type, schema);
        }
        for status in members(&["responses"]) {
            let below = [
                "responses",
                &status,
                "content",
                "application/json",
                "schema",
            ];
            if value(operation, &below).is_some() {
                let schema = validator(&below)?;
                responses.insert(status, schema);
            }
        }
        Ok(Self {
            requests,
            responses,
        })
    }

    /// The request's body, if it is valid; otherwise the problems in FastAPI's format.
    pub(crate) fn request(
        &self,
        content_type: Option<&str>,
        body: &[u8],
    ) -> Result<Value, Vec<Value>> {
        let essence = content_type.unwrap_or_default().split(';').next();
        let essence = essence.unwrap_or_default().trim().to_ascii_lowercase();
        let Some(schema) = self.requests.get(&essence) else {
            return Err(vec![wrong(
                &[],
                "Input should be a valid dictionary",
                "dict_type",
            )]);
        };
        let body: Value = serde_json::from_slice(body).map_err(|error| {
            vec![wrong(
                &[],
                &format!("JSON decode error: {error}"),
                "json_invalid",
            )]
        })?;
        let problems: Vec<Value> = schema
            .iter_errors(&body)
            .map(|error| problem(&error))
            .collect();
        if problems.is_empty() {
            Ok(body)
        } else {
            Err(problems)
        }
    }

    /// Whether a response with this status and body is valid.
    #[allow(dead_code)] // Only the tests call it.
    pub(crate) fn allows_response(&self, status: u16, body: &Value) -> bool {
        let schema = self.responses.get(&status.to_string());
        schema.is_some_and(|schema| schema.is_valid(body))
    }
}

/// One problem, in Pydantic's words where they are known.
fn problem(error: &ValidationError<'_>) -> Value {
    let mut location: Vec<Value> = error.instance_path().segments().map(step).collect();
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            location.push(property.clone());
            wrong(&location, "Field required", "missing")
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<_> = options
                .as_array()
                .into_iter()
                .flatten()
                .map(quoted)
                .collect();
            wrong(
                &location,
                &format!("Input should be {}", options.join(" or ")),
                "enum",
            )
        }
        kind => wrong(&location, &error.to_string(), kind.keyword()),
    }
}

fn wrong(location: &[Value], message: &str, kind: &str) -> Value {
    let mut loc = vec![json!("body")];
    loc.extend_from_slice(location);
    json!({ "loc": loc, "msg": message, "type": kind })
}

fn step(segment: LocationSegment<'_>) -> Value {
    match segment {
        LocationSegment::Property(name) => json!(name),
        LocationSegment::Index(index) => json!(index),
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

fn value<'v>(value: &'v Value, location: &[&str]) -> Option<&'v Value> {
    location
        .iter()
        .try_fold(value, |value, step| value.get(step))
}

/// A step of a JSON pointer (RFC 6901) in a URI's fragment.
fn escaped(step: &str) -> String {
    let step = step.replace('~', "~0").replace('/', "~1");
    format!("/{}", step.replace('{', "%7B").replace('}', "%7D"))
}
