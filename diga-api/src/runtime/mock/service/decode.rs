//! A request's parameters and body as the values that their schemas describe.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, COOKIE};
use serde_json::{Map, Value};

use super::document::Document;
use super::multipart;
use super::operation::{Location, Media, Operation, Parameter, essence, is_json};
use super::percent;
use super::validate::{Direction, Step, Violation, allows, validate};

/// A request that has arrived.
#[derive(Clone, Copy, Debug)]
pub(super) struct Incoming<'r> {
    pub(super) path: &'r [(String, String)],
    pub(super) query: &'r str,
    pub(super) headers: &'r HeaderMap,
    pub(super) body: &'r [u8],
}

/// What a request holds, defaults included.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) path: Map<String, Value>,
    pub(super) query: Map<String, Value>,
    pub(super) body: Option<Value>,
}

/// A violation, and in what part of the request it is: `body`, `query`, `path`.
pub(super) type Located = (&'static str, Violation);

/// Decodes a request and holds it against the operation.
pub(super) fn decode(
    document: &Document,
    operation: &Operation,
    request: Incoming<'_>,
) -> Result<Decoded, Vec<Located>> {
    let mut decoded = Decoded::default();
    let mut violations = Vec::new();
    for parameter in &operation.parameters {
        let value = value_of(document, parameter, request);
        let place = parameter.location.name();
        let step = || Step::Property(parameter.name.clone());
        match value {
            Some(value) => {
                let found = validate(document, Direction::Request, &parameter.schema, &value);
                violations.extend(found.into_iter().map(|mut violation| {
                    violation.steps.insert(0, step());
                    (place, violation)
                }));
                match parameter.location {
                    Location::Path => decoded.path.insert(parameter.name.clone(), value),
                    Location::Query => decoded.query.insert(parameter.name.clone(), value),
                    _ => None,
                };
            }
            None if parameter.required => {
                let mut violation = Violation::new("missing", "is required");
                violation.steps.push(step());
                violations.push((place, violation));
            }
            None => {
                let schema = document.schemas.resolve(&parameter.schema);
                if parameter.location == Location::Query
                    && let Some(default) = schema.get("default")
                {
                    decoded
                        .query
                        .insert(parameter.name.clone(), default.clone());
                }
            }
        }
    }
    match body(document, operation, request) {
        Ok(body) => decoded.body = body,
        Err(found) => violations.extend(found.into_iter().map(|violation| ("body", violation))),
    }
    if violations.is_empty() {
        Ok(decoded)
    } else {
        Err(violations)
    }
}

/// Name and value of each parameter of a query, neither of them decoded.
fn pairs(query: &str) -> impl Iterator<Item = (String, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (percent::decode_form(name), value)
    })
}

fn value_of(document: &Document, parameter: &Parameter, request: Incoming<'_>) -> Option<Value> {
    match parameter.location {
        Location::Path => {
            let found = request
                .path
                .iter()
                .find(|(name, _)| *name == parameter.name);
            let raw = found.map(|(_, value)| value.as_str())?;
            Some(path_value(document, parameter, raw))
        }
        Location::Query => query_value(document, parameter, request.query),
        Location::Header => {
            let mut values = request.headers.get_all(&parameter.name).iter();
            let values = values.by_ref().filter_map(|value| value.to_str().ok());
            let values: Vec<&str> = values.collect();
            (!values.is_empty()).then(|| delimited(document, parameter, &values.join(","), ","))
        }
        Location::Cookie => {
            let cookies = request.headers.get_all(COOKIE).iter();
            let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
            let mut cookies = cookies.flat_map(|cookies| cookies.split(';'));
            let value = cookies.find_map(|cookie| {
                let (name, value) = cookie.trim().split_once('=')?;
                (name == parameter.name).then_some(value)
            })?;
            Some(delimited(document, parameter, &percent::decode(value), ","))
        }
    }
}

/// RFC 6570's simple, label and matrix expansion.
fn path_value(document: &Document, parameter: &Parameter, raw: &str) -> Value {
    match parameter.style.as_str() {
        "label" => {
            let raw = raw.strip_prefix('.').unwrap_or(raw);
            let delimiter = if parameter.explode { "." } else { "," };
            delimited(document, parameter, raw, delimiter)
        }
        "matrix" => {
            let name = format!("{}=", parameter.name);
            let parts = raw.split(';').filter(|part| !part.is_empty());
            let parts = parts.map(|part| part.strip_prefix(&name).unwrap_or(part));
            delimited(
                document,
                parameter,
                &parts.collect::<Vec<_>>().join(","),
                ",",
            )
        }
        _ => delimited(document, parameter, raw, ","),
    }
}

fn query_value(document: &Document, parameter: &Parameter, query: &str) -> Option<Value> {
    let name = parameter.name.as_str();
    if parameter.style == "deepObject" {
        let mut members = Map::new();
        for (key, value) in pairs(query) {
            let inner = key
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('['));
            if let Some(inner) = inner.and_then(|rest| rest.strip_suffix(']')) {
                insert(
                    document,
                    parameter,
                    &mut members,
                    inner,
                    &percent::decode_form(value),
                );
            }
        }
        return (!members.is_empty()).then_some(Value::Object(members));
    }
    let form = parameter.style == "form" && parameter.explode && !parameter.json;
    if form && is(document, parameter, "object") && !is(document, parameter, "string") {
        let mut members = Map::new();
        let schema = document.schemas.flatten(&parameter.schema);
        let known = schema.keywords.get("properties").and_then(Value::as_object);
        for (key, value) in pairs(query) {
            if known.is_none_or(|known| known.contains_key(&key)) {
                insert(
                    document,
                    parameter,
                    &mut members,
                    &key,
                    &percent::decode_form(value),
                );
            }
        }
        return (!members.is_empty()).then_some(Value::Object(members));
    }
    let values = pairs(query).filter(|(key, _)| key == name);
    let values: Vec<&str> = values.map(|(_, value)| value).collect();
    let first = *values.first()?;
    if form && is(document, parameter, "array") {
        let items = values
            .iter()
            .map(|raw| item(document, parameter, &percent::decode_form(raw)));
        return Some(Value::Array(items.collect()));
    }
    let delimiters: &[&str] = match parameter.style.as_str() {
        "spaceDelimited" => &["%20", "+", " "],
        "pipeDelimited" => &["%7C", "%7c", "|"],
        _ => &[","],
    };
    if is(document, parameter, "array") && !parameter.json {
        let mut parts = vec![first];
        for delimiter in delimiters {
            parts = parts
                .into_iter()
                .flat_map(|part| part.split(delimiter))
                .collect();
        }
        let items = parts
            .iter()
            .map(|raw| item(document, parameter, &percent::decode_form(raw)));
        return Some(Value::Array(items.collect()));
    }
    let value = |raw: &str| delimited(document, parameter, &percent::decode_form(raw), ",");
    if values.len() > 1 && !parameter.json {
        // One value was expected; the violation says so.
        return Some(Value::Array(values.into_iter().map(value).collect()));
    }
    Some(value(first))
}

/// Whether the parameter's schema allows values of a JSON type.
fn is(document: &Document, parameter: &Parameter, kind: &str) -> bool {
    let alternatives = document.schemas.alternatives(&parameter.schema);
    alternatives.into_iter().any(|schema| {
        let flat = document.schemas.flatten(schema);
        flat.keywords.get("type").is_some_and(|own| own == kind)
    })
}

/// A decoded string as a scalar, or as a list or an object in one string.
fn delimited(document: &Document, parameter: &Parameter, raw: &str, delimiter: &str) -> Value {
    if parameter.json {
        let parsed = serde_json::from_str(raw);
        return parsed.unwrap_or_else(|_| Value::from(raw));
    }
    if is(document, parameter, "array") {
        let items = raw
            .split(delimiter)
            .map(|part| item(document, parameter, part));
        return Value::Array(items.collect());
    }
    if is(document, parameter, "object") && !is(document, parameter, "string") {
        let mut members = Map::new();
        let mut parts = raw.split(delimiter);
        while let Some(part) = parts.next() {
            let pair = part.split_once('=').filter(|_| parameter.explode);
            let (key, value) = pair.unwrap_or_else(|| (part, parts.next().unwrap_or_default()));
            insert(document, parameter, &mut members, key, value);
        }
        return Value::Object(members);
    }
    scalar(document, &parameter.schema, raw)
}

fn insert(
    document: &Document,
    parameter: &Parameter,
    members: &mut Map<String, Value>,
    key: &str,
    raw: &str,
) {
    let schema = document.schemas.property(&parameter.schema, key);
    let value = scalar(document, schema.unwrap_or(&Value::Null), raw);
    members.insert(key.to_owned(), value);
}

fn item(document: &Document, parameter: &Parameter, raw: &str) -> Value {
    let alternatives = document.schemas.alternatives(&parameter.schema);
    let items = alternatives.into_iter().find_map(|schema| {
        let flat = document.schemas.flatten(schema);
        flat.keywords.get("items").cloned()
    });
    scalar(document, &items.unwrap_or_default(), raw)
}

/// The value that a string stands for: the first of string, integer, number, boolean and null that
/// the schema allows.
pub(super) fn scalar(document: &Document, schema: &Value, raw: &str) -> Value {
    let string = Value::from(raw);
    let number = || {
        serde_json::from_str::<Value>(raw)
            .ok()
            .filter(|value| !value.is_string())
    };
    let python = || match raw {
        "True" | "1" => Some(Value::Bool(true)),
        "False" | "0" => Some(Value::Bool(false)),
        _ => None,
    };
    let allowed = |value: &Value| allows(document, Direction::Request, schema, value);
    if allowed(&string) {
        return string;
    }
    let parsed = number();
    let candidates = [parsed.clone(), python()].into_iter().flatten();
    let found = candidates.into_iter().find(allowed);
    // If neither is allowed, the error reports the number rather than the string.
    found.or(parsed).unwrap_or(string)
}

fn body(
    document: &Document,
    operation: &Operation,
    request: Incoming<'_>,
) -> Result<Option<Value>, Vec<Violation>> {
    let Some(body) = &operation.body else {
        return Ok(None);
    };
    let content_type = request
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if request.body.is_empty() && (!body.required || content_type.is_none()) {
        return if body.required {
            Err(vec![Violation::new("missing", "is required")])
        } else {
            Ok(None)
        };
    }
    let content_type = content_type.unwrap_or_default();
    let Some(media) = media(&body.content, content_type) else {
        let known: Vec<_> = body
            .content
            .iter()
            .map(|media| media.media_type.as_str())
            .collect();
        let message = format!("must be {}, is `{content_type}`", known.join(" or "));
        return Err(vec![Violation::new("content_type", message)]);
    };
    let any = Value::Null;
    let schema = media.schema.as_ref().unwrap_or(&any);
    let value = match essence(content_type).as_str() {
        sent if is_json(sent) => serde_json::from_slice(request.body).map_err(|error| {
            vec![Violation::new(
                "json_invalid",
                format!("is no JSON: {error}"),
            )]
        })?,
        "application/x-www-form-urlencoded" => {
            let form = String::from_utf8_lossy(request.body);
            let fields = pairs(&form).map(|(name, value)| (name, percent::decode_form(value)));
            fields_value(document, schema, fields)
        }
        "multipart/form-data" => {
            let parts = multipart::parts(content_type, request.body).ok_or_else(|| {
                vec![Violation::new(
                    "multipart_invalid",
                    "is no multipart/form-data (RFC 7578)",
                )]
            })?;
            fields_value(document, schema, parts.into_iter())
        }
        // What any other type holds is not for a schema to say.
        _ => return Ok(None),
    };
    let found = validate(document, Direction::Request, schema, &value);
    if found.is_empty() {
        Ok(Some(value))
    } else {
        Err(found)
    }
}

/// The content that a request of this type is of; a range, such as `image/*`, covers its types.
fn media<'d>(content: &'d [Media], content_type: &str) -> Option<&'d Media> {
    let sent = essence(content_type);
    let exact = content
        .iter()
        .find(|media| essence(&media.media_type) == sent);
    exact.or_else(|| {
        content.iter().find(|media| {
            let own = essence(&media.media_type);
            let covers = |range: &str| own == "*/*" || sent.starts_with(range);
            own.strip_suffix('*').is_some_and(covers) || is_json(&own) && is_json(&sent)
        })
    })
}

/// An object of a form's fields.
fn fields_value(
    document: &Document,
    schema: &Value,
    fields: impl Iterator<Item = (String, String)>,
) -> Value {
    let mut members: Map<String, Value> = Map::new();
    for (name, raw) in fields {
        let property = document
            .schemas
            .property(schema, &name)
            .cloned()
            .unwrap_or_default();
        let flat = document.schemas.flatten(&property);
        let list = flat
            .keywords
            .get("type")
            .is_some_and(|kind| kind == "array");
        if list {
            let items = flat.keywords.get("items").cloned().unwrap_or_default();
            let item = scalar(document, &items, &raw);
            match members
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()))
            {
                Value::Array(items) => items.push(item),
                other => *other = item,
            }
        } else {
            members.insert(name, scalar(document, &property, &raw));
        }
    }
    Value::Object(members)
}
