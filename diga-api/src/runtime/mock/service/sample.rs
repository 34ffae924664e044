//! A request that an operation takes.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use super::draw::{Draw, Extent};
use super::operation::{Location, Media, Operation, Parameter, essence};
use super::percent;
use super::scene::Scene;
use super::store::Store;
use super::turn::{Turn, identifier};
use super::validate::{Direction, allows};

/// A request that an operation takes, drawn from the document; see
/// [`Service::sample`](super::Service::sample).
///
/// ```no_run
/// use diga_api::mock::Service;
///
/// # async fn run(service: &Service) -> Result<(), Box<dyn std::error::Error>> {
/// let sample = service.sample("create_thing")?;
/// println!("{} {}: {:?}", sample.method, sample.path_and_query, sample.body);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SampleRequest {
    /// The HTTP method.
    pub method: Method,
    /// Path and query, to be joined to the service's base URL.
    pub path_and_query: String,
    /// The headers that the document names, and `content-type`; no credentials.
    pub headers: HeaderMap,
    /// The body; empty, if there is none.
    pub body: Bytes,
}

/// The boundary of a multipart body.
const BOUNDARY: &str = "drawn-boundary";

/// Draws a request; the records that its path leads through are created.
pub(super) fn sample(scene: Scene<'_>, store: &mut Store, operation: &Operation) -> SampleRequest {
    let mut draw = scene.draw(&operation.id, Extent::Varied);
    draw.turn_around();
    draw.fill_lists(true);
    let mut headers = HeaderMap::new();
    let mut query = Vec::new();
    let mut path = path(scene, store, operation, &mut draw);
    for parameter in &operation.parameters {
        let wanted = parameter.required || draw.chance(25);
        if !wanted || parameter.location == Location::Path {
            continue;
        }
        let value = draw.value(&parameter.schema);
        match parameter.location {
            Location::Query => query.extend(pairs(parameter, &value)),
            Location::Header => {
                let name = HeaderName::try_from(&parameter.name);
                let value = HeaderValue::try_from(simple(parameter, &value, str::to_owned));
                if let (Ok(name), Ok(value)) = (name, value) {
                    headers.insert(name, value);
                }
            }
            Location::Cookie => {
                let value = simple(parameter, &value, percent::encode);
                let cookie = HeaderValue::try_from(format!("{}={value}", parameter.name));
                if let Ok(cookie) = cookie {
                    headers.append(COOKIE, cookie);
                }
            }
            Location::Path => {}
        }
    }
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query.join("&"));
    }
    let media = operation
        .body
        .as_ref()
        .and_then(|body| body.content.first());
    let body = media
        .map(|media| body(scene, media, &mut draw))
        .unwrap_or_default();
    if let Some(media) = media {
        let media_type = match essence(&media.media_type).as_str() {
            "multipart/form-data" => format!("multipart/form-data; boundary={BOUNDARY}"),
            other => other
                .replace("/*", "/octet-stream")
                .replace('*', "application"),
        };
        if let Ok(media_type) = HeaderValue::try_from(media_type) {
            headers.insert(CONTENT_TYPE, media_type);
        }
    }
    SampleRequest {
        method: operation.method.clone(),
        path_and_query: path,
        headers,
        body,
    }
}

/// The path, with the ids of records that are there.
fn path(scene: Scene<'_>, store: &mut Store, operation: &Operation, draw: &mut Draw<'_>) -> String {
    let roles = &scene.document.roles;
    let key = operation.template.key();
    let mut concrete: Vec<String> = Vec::new();
    let template = operation.path.split('?').next().unwrap_or_default();
    for (at, raw) in template.split('/').skip(1).enumerate() {
        let mut segment = raw.to_owned();
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter(|parameter| parameter.location == Location::Path);
        for parameter in parameters {
            let place = format!("{{{}}}", parameter.name);
            if !segment.contains(&place) {
                continue;
            }
            let collection = key.get(..at).unwrap_or_default();
            let resource = roles
                .resources
                .iter()
                .find(|resource| resource.key == collection);
            let known = resource.filter(|_| raw == place && parameter.style == "simple");
            let known = known.map(|resource| {
                let mut turn = Turn { scene, store };
                turn.any(resource, &concrete)
            });
            let known = known.filter(|id| {
                allows(
                    scene.document,
                    Direction::Request,
                    &parameter.schema,
                    &Value::from(id.as_str()),
                )
            });
            let value = known.unwrap_or_else(|| {
                let value = draw.value(&parameter.schema);
                simple(parameter, &value, str::to_owned)
            });
            segment = segment.replace(&place, &value);
        }
        concrete.push(segment);
    }
    let raw = template
        .split('/')
        .skip(1)
        .zip(&concrete)
        .map(|(raw, segment)| {
            // What the document writes stays as it is.
            if raw.contains('{') {
                percent::encode(segment)
            } else {
                segment.clone()
            }
        });
    let segments: Vec<String> = raw.collect();
    format!("/{}", segments.join("/"))
}

/// Name and value of each part of a query, encoded.
fn pairs(parameter: &Parameter, value: &Value) -> Vec<String> {
    let name = percent::encode(&parameter.name);
    let one = |name: &str, value: &Value| format!("{name}={}", percent::encode(&identifier(value)));
    if parameter.json {
        return vec![format!("{name}={}", percent::encode(&value.to_string()))];
    }
    let delimiter = match parameter.style.as_str() {
        "spaceDelimited" => "%20",
        "pipeDelimited" => "%7C",
        _ => ",",
    };
    match value {
        Value::Array(items) if parameter.explode && parameter.style == "form" => {
            items.iter().map(|item| one(&name, item)).collect()
        }
        Value::Array(items) if items.is_empty() => Vec::new(),
        Value::Array(items) => {
            let items = items.iter().map(|item| percent::encode(&identifier(item)));
            vec![format!(
                "{name}={}",
                items.collect::<Vec<_>>().join(delimiter)
            )]
        }
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            match parameter.style.as_str() {
                "deepObject" => members
                    .map(|(key, value)| {
                        one(&format!("{name}%5B{}%5D", percent::encode(key)), value)
                    })
                    .collect(),
                "form" if parameter.explode => members
                    .map(|(key, value)| one(&percent::encode(key), value))
                    .collect(),
                _ => vec![format!(
                    "{name}={}",
                    simple(parameter, value, percent::encode)
                )],
            }
        }
        value => vec![one(&name, value)],
    }
}

/// A value in one string (RFC 6570).
fn simple(parameter: &Parameter, value: &Value, encode: fn(&str) -> String) -> String {
    let string = |value: &Value| encode(&identifier(value));
    let (before, between) = match (parameter.style.as_str(), parameter.explode) {
        ("label", true) => (".", "."),
        ("label", false) => (".", ","),
        ("matrix", true) => (";", ";"),
        ("matrix", false) => (";", ","),
        _ => ("", ","),
    };
    if parameter.json {
        return encode(&value.to_string());
    }
    let named = parameter.style == "matrix";
    let parts: Vec<String> = match value {
        Value::Array(items) => items.iter().map(string).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            let pair = if parameter.explode { "=" } else { "," };
            members
                .map(|(key, value)| format!("{}{pair}{}", encode(key), string(value)))
                .collect()
        }
        scalar => vec![string(scalar)],
    };
    let prefix = format!("{}=", parameter.name);
    match (named, parameter.explode, value) {
        (true, true, Value::Object(_)) => format!("{before}{}", parts.join(between)),
        (true, true, _) => {
            let parts: Vec<String> = parts.iter().map(|part| format!("{prefix}{part}")).collect();
            format!("{before}{}", parts.join(between))
        }
        (true, false, _) => format!("{before}{prefix}{}", parts.join(between)),
        _ => format!("{before}{}", parts.join(between)),
    }
}

fn body(scene: Scene<'_>, media: &Media, draw: &mut Draw<'_>) -> Bytes {
    draw.fill_lists(!media.is_json());
    let any = Value::Null;
    let schema = media.schema.as_ref().unwrap_or(&any);
    let example = media
        .examples
        .iter()
        .find(|example| allows(scene.document, Direction::Request, schema, example));
    let value = match example {
        Some(example) => example.clone(),
        None => draw.value(schema),
    };
    let fields = || {
        value
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
    };
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(identifier).collect(),
        other => vec![identifier(other)],
    };
    match essence(&media.media_type).as_str() {
        _ if media.is_json() => value.to_string().into(),
        "application/x-www-form-urlencoded" => {
            let pairs = fields().flat_map(|(name, value)| {
                let name = percent::encode(name);
                each(value)
                    .into_iter()
                    .map(move |value| format!("{name}={}", percent::encode(&value)))
            });
            pairs.collect::<Vec<_>>().join("&").into()
        }
        "multipart/form-data" => {
            let mut out = String::new();
            for (name, value) in fields() {
                for content in each(value) {
                    out.push_str(&format!(
                        "--{BOUNDARY}\r\ncontent-disposition: form-data; \
                         name=\"{name}\"\r\n\r\n{content}\r\n"
                    ));
                }
            }
            format!("{out}--{BOUNDARY}--\r\n").into()
        }
        _ => "drawn".into(),
    }
}
