//! Documented responses, written out.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::decode::Located;
use super::draw::{Draw, Extent};
use super::list::ListShape;
use super::operation::{Documented, Media, Operation, essence};
use super::scene::Scene;
use super::validate::{Direction, Step, Violation, allows};

/// A response as it goes out.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    fn new(status: u16) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            headers: HeaderMap::new(),
            body: Bytes::new(),
        }
    }

    fn with(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        if let Ok(media_type) = HeaderValue::try_from(media_type) {
            self.headers.insert(CONTENT_TYPE, media_type);
        }
        self.body = body.into();
        self
    }

    /// A response that the document does not describe.
    pub(super) fn plain(status: u16, message: &str) -> Self {
        let body = json!({ "detail": message });
        Self::new(status).with("application/json", body.to_string())
    }

    /// 405: the path is there for these methods.
    pub(super) fn other_method(methods: &[Method]) -> Self {
        let mut reply = Self::plain(405, "Method Not Allowed");
        let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
        if let Ok(allow) = HeaderValue::try_from(methods.join(", ")) {
            reply.headers.insert(ALLOW, allow);
        }
        reply
    }

    /// With the number of the request as its id, which errors and responses show.
    pub(super) fn numbered(mut self, number: usize) -> Self {
        if let Ok(id) = HeaderValue::try_from(format!("req_{number}")) {
            let name = HeaderName::from_static("x-request-id");
            self.headers.entry(name).or_insert(id);
        }
        self
    }

    pub(super) fn retry_after(mut self, seconds: u64) -> Self {
        self.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        self
    }
}

/// The operation's success with this value, where the value is JSON.
pub(super) fn success(
    scene: Scene<'_>,
    operation: &Operation,
    value: Option<Value>,
    headers: &HeaderMap,
) -> Reply {
    match operation.success() {
        Some((status, documented)) => {
            let media = accepted(documented, headers);
            written(scene, operation, status, documented, media, value)
        }
        None => Reply::new(200),
    }
}

/// The operation's response of this status, if it is documented.
pub(super) fn error(
    scene: Scene<'_>,
    operation: &Operation,
    status: u16,
    violations: &[Located],
) -> Option<Reply> {
    let documented = operation.response(status)?;
    let media = documented.content.first();
    let value = media.filter(|media| media.is_json()).map(|media| {
        let mut value = example(scene, operation, media, Extent::Full);
        explain(scene, media, &mut value, violations);
        value
    });
    Some(written(scene, operation, status, documented, media, value))
}

/// There is no such record: 404 or 410, or what else the document has for a request that cannot be
/// served, with the reason.
pub(super) fn missing(scene: Scene<'_>, operation: &Operation) -> Reply {
    let documented = [404, 410]
        .into_iter()
        .find_map(|status| error(scene, operation, status, &[]));
    let explained = || {
        let mut violation = Violation::new("not_found", "is not the id of a record");
        let parameter = operation.template.last_parameter();
        violation
            .steps
            .extend(parameter.map(|name| Step::Property(name.to_owned())));
        [422, 400]
            .into_iter()
            .find_map(|status| error(scene, operation, status, &[("path", violation.clone())]))
    };
    documented
        .or_else(explained)
        .unwrap_or_else(|| Reply::plain(404, "Not Found"))
}

/// What a JSON body of this media looks like: its first example that the schema allows, or else
/// drawn.
fn example(scene: Scene<'_>, operation: &Operation, media: &Media, extent: Extent) -> Value {
    let Some(schema) = &media.schema else {
        return media.examples.first().cloned().unwrap_or_default();
    };
    let document = scene.document;
    let allowed = |example: &&Value| allows(document, Direction::Response, schema, example);
    match media.examples.iter().find(allowed) {
        Some(example) => example.clone(),
        None => scene.draw(&operation.id, extent).value(schema),
    }
}

/// The media type that the request accepts, JSON before others.
fn accepted<'d>(documented: &'d Documented, headers: &HeaderMap) -> Option<&'d Media> {
    let accept = headers
        .get(http::header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    let accept: Vec<String> = accept
        .into_iter()
        .flat_map(|accept| accept.split(','))
        .map(essence)
        .collect();
    let named = documented.content.iter().find(|media| {
        let own = essence(&media.media_type);
        accept.iter().any(|accepted| {
            let range = accepted.strip_suffix('*').filter(|range| *range != "*/");
            *accepted == own || range.is_some_and(|range| own.starts_with(range))
        })
    });
    named.or_else(|| documented.content.first())
}

fn written(
    scene: Scene<'_>,
    operation: &Operation,
    status: u16,
    documented: &Documented,
    media: Option<&Media>,
    value: Option<Value>,
) -> Reply {
    let mut reply = Reply::new(status);
    let mut draw = scene.draw(&operation.id, Extent::Full);
    for (name, schema) in &documented.headers {
        let value = match draw.value(schema) {
            Value::String(string) => string,
            other => other.to_string(),
        };
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            reply.headers.insert(name, value);
        }
    }
    let Some(media) = media.filter(|_| status != 204 && status != 304) else {
        return reply;
    };
    let media_type = concrete(&media.media_type);
    if media.is_json() {
        let value = value.unwrap_or_else(|| example(scene, operation, media, Extent::Varied));
        return reply.with(&media_type, serde_json::to_vec(&value).unwrap_or_default());
    }
    let own = essence(&media_type);
    let schema = media.schema.clone().unwrap_or_default();
    if own == "text/event-stream" {
        let event = format!("data: {}\n\n", draw.value(&schema));
        return reply.with(&media_type, event);
    }
    if let Some(Value::String(example)) = media.examples.first() {
        return reply.with(&media_type, example.clone());
    }
    match file(&own) {
        Some(file) => reply.with(&media_type, Bytes::from_static(file)),
        None => match draw.value(&schema) {
            Value::String(string) => reply.with(&media_type, string),
            Value::Null => reply.with(&media_type, "drawn"),
            other => reply.with(&media_type, other.to_string()),
        },
    }
}

/// A type of a range: `image/*` is `image/png`.
fn concrete(media_type: &str) -> String {
    match media_type {
        "*/*" | "application/*" => "application/octet-stream".to_owned(),
        "audio/*" => "audio/wav".to_owned(),
        "image/*" => "image/png".to_owned(),
        "text/*" => "text/plain".to_owned(),
        other => other.replace("/*", "/octet-stream"),
    }
}

/// The smallest file that begins as files of this type do.
fn file(media_type: &str) -> Option<&'static [u8]> {
    Some(match media_type {
        // The end of a central directory that lists nothing.
        "application/zip" => b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "application/pdf" => b"%PDF-1.4\n%%EOF\n",
        "audio/wav" | "audio/x-wav" | "audio/wave" => {
            b"RIFF\x24\0\0\0WAVEfmt \
                \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0"
        }
        "audio/mpeg" => b"ID3\x04\0\0\0\0\0\0",
        "image/png" => b"\x89PNG\r\n\x1a\n",
        "image/jpeg" => b"\xff\xd8\xff\xd9",
        "application/octet-stream" => b"drawn",
        _ => return None,
    })
}

/// Writes into an error what is wrong with the request, where the error has a place for it.
fn explain(scene: Scene<'_>, media: &Media, value: &mut Value, violations: &[Located]) {
    let Some(schema) = media.schema.as_ref().filter(|_| !violations.is_empty()) else {
        return;
    };
    let schemas = &scene.document.schemas;
    // FastAPI's HTTPValidationError, by its shape.
    let detail = schemas.property(schema, "detail");
    let item = detail.and_then(|detail| schemas.resolve(detail).get("items"));
    let listed = item.is_some_and(|item| {
        ["loc", "msg", "type"]
            .iter()
            .all(|name| schemas.property(item, name).is_some())
    });
    let mut candidates = Vec::new();
    if listed {
        let problems = violations
            .iter()
            .map(|(place, violation)| problem(place, violation));
        candidates.push(("detail", Value::Array(problems.collect())));
    }
    let messages = violations
        .iter()
        .map(|(place, violation)| format!("{place}{} {}", violation.pointer(), violation.message));
    let message = Value::from(messages.collect::<Vec<_>>().join("; "));
    for name in ["message", "detail", "title", "error"] {
        candidates.push((name, message.clone()));
    }
    for (name, candidate) in candidates {
        if schemas.property(schema, name).is_none() {
            continue;
        }
        let mut explained = value.clone();
        if let Some(members) = explained.as_object_mut() {
            members.insert(name.to_owned(), candidate);
        }
        if allows(scene.document, Direction::Response, schema, &explained) {
            *value = explained;
            return;
        }
    }
}

/// One entry of FastAPI's `detail`.
fn problem(place: &str, violation: &Violation) -> Value {
    let steps = violation.steps.iter().map(|step| match step {
        Step::Property(name) => Value::from(name.as_str()),
        Step::Index(index) => Value::from(*index),
    });
    let location: Vec<Value> = [Value::from(place)].into_iter().chain(steps).collect();
    json!({ "loc": location, "msg": violation.message, "type": violation.rule })
}

/// A list's object around its records, all else as the page says.
pub(super) fn list_object(
    scene: Scene<'_>,
    schema: &Value,
    shape: &ListShape,
    draw: &mut Draw<'_>,
    property: impl Fn(&str) -> Option<Value>,
) -> Value {
    let mut object = draw.value(schema);
    let flat = scene.document.schemas.flatten(schema);
    let known = flat.keywords.get("properties").and_then(Value::as_object);
    for name in known.into_iter().flat_map(|known| known.keys()) {
        let value = if Some(name) == shape.property.as_ref() {
            Some(Value::Array(Vec::new()))
        } else {
            property(name)
        };
        let Some(value) = value else {
            continue;
        };
        for value in [value, Value::Null] {
            let mut candidate = object.clone();
            if let Some(members) = candidate.as_object_mut() {
                members.insert(name.clone(), value);
            }
            if allows(scene.document, Direction::Response, schema, &candidate) {
                object = candidate;
                break;
            }
        }
    }
    object
}
