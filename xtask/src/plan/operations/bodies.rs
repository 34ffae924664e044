//! Request bodies.

use serde_json::{Map, Value};

use super::multipart;
use crate::identifier::snake;
use crate::openapi::media_type::{essence, is_json};
use crate::plan::model::{Body, BodyKind, Kind, Shape, Type};
use crate::plan::types::Builder;

/// Who holds the name of an operation's method for one of its media types, by the lock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Held {
    /// It is the one whose method is called as the operation is.
    Plainly,
    /// It has a method of its own.
    Apart,
    Not,
}

/// The media types that are sent by a method each, the operation's own first: what was given a name
/// before, then what Rust expresses best. Those that would be sent as the same Rust type are one.
pub(crate) fn offered(operation: &Value, held: impl Fn(&str) -> Held) -> Vec<&str> {
    let content = operation.pointer("/requestBody/content");
    let mut all: Vec<(&str, &Value)> = content
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(media_type, media)| (media_type.as_str(), media))
        .collect();
    all.sort_by_key(|(media_type, _)| (held(media_type), rank(media_type)));
    let mut offered: Vec<(&str, &Value)> = Vec::with_capacity(all.len());
    for (media_type, media) in all {
        let sent_alike = |(other, known): &(&str, &Value)| match (kind(other), kind(media_type)) {
            (JSON, JSON) => known.get("schema") == media.get("schema"),
            (one, other) => one == other,
        };
        // One that differs in its parameters alone has no name of its own.
        let same_name = |(other, _): &(&str, &Value)| essence(other) == essence(media_type);
        if !offered.iter().any(|it| sent_alike(it) || same_name(it)) {
            offered.push((media_type, media));
        }
    }
    offered
        .into_iter()
        .map(|(media_type, _)| media_type)
        .collect()
}

/// What the method of a media type is called after the operation. It depends on nothing else, and
/// so never changes.
pub(crate) fn suffix(media_type: &str) -> String {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    match essence.as_str() {
        "application/json" => "json".to_owned(),
        "multipart/form-data" => "multipart".to_owned(),
        "application/x-www-form-urlencoded" => "form".to_owned(),
        "text/plain" => "text".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        _ if essence.contains('*') => "bytes".to_owned(),
        _ => snake(subtype),
    }
}

/// The operation's body as it is sent with one of its media types.
pub(crate) fn body(
    operation: &Value,
    media_type: &str,
    hint: &str,
    builder: &mut Builder<'_>,
) -> Option<Body> {
    let body = operation.get("requestBody")?;
    let media = body.get("content")?.get(media_type)?;
    let everything = Value::Object(Map::new());
    let schema = media.get("schema").unwrap_or(&everything);
    let hint = format!("{hint}Body");
    let mut shape = Shape::of(Type::Any);
    let mut written = media_type.to_owned();
    let kind = match kind(media_type) {
        JSON => {
            shape = builder.shape(schema, &hint);
            if media_type.contains('*') {
                written = "application/json".to_owned();
            }
            BodyKind::Json
        }
        MULTIPART => BodyKind::Multipart(multipart::parts(media, schema, &hint, builder)),
        FORM => {
            shape = builder.shape(schema, &hint);
            BodyKind::Form
        }
        TEXT => BodyKind::Text,
        _ => {
            if media_type.contains('*') {
                written = "application/octet-stream".to_owned();
            }
            BodyKind::Bytes
        }
    };
    // `null` instead of a body is no body.
    let mut required = body.get("required") == Some(&Value::Bool(true));
    if let (Type::Nullable(inner), false) = (&shape.ty, required) {
        shape = (**inner).clone();
    }
    if matches!(kind, BodyKind::Multipart(ref parts) if parts.iter().any(|part| part.required)) {
        required = true;
    }
    // Rust's tuples have no name that progenitor could write.
    if let Type::Tuple(_) | Type::Null = shape.ty {
        let id = builder.define(&hint, ("The body.".to_owned(), false), Kind::Alias(shape));
        shape = Shape::of(Type::Named(id));
    }
    let docs = body
        .get("description")
        .and_then(Value::as_str)
        .map(str::trim);
    Some(Body {
        required,
        media_type: written,
        kind,
        shape,
        docs: docs
            .filter(|it| !it.is_empty())
            .unwrap_or("The body.")
            .to_owned(),
    })
}

const JSON: u8 = 0;
const MULTIPART: u8 = 2;
const FORM: u8 = 3;
const TEXT: u8 = 4;
const BYTES: u8 = 5;

/// How a body is sent: [`rank`], but that whatever it may be is bytes.
fn kind(media_type: &str) -> u8 {
    match rank(media_type) {
        1 => BYTES,
        rank => rank,
    }
}

fn rank(media_type: &str) -> u8 {
    let essence = essence(media_type);
    match essence.as_str() {
        _ if is_json(&essence) => JSON,
        "*/*" => 1,
        "multipart/form-data" => MULTIPART,
        "application/x-www-form-urlencoded" => FORM,
        _ if essence.starts_with("text/") => TEXT,
        _ => BYTES,
    }
}
