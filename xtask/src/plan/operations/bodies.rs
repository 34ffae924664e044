//! Request bodies.

use serde_json::{Map, Value};

use super::multipart;
use super::styles::query_style;
use crate::identifier::snake;
use crate::openapi::media_type::{essence, is_json, is_valid};
use crate::plan::model::{Body, BodyKind, FieldStyle, Kind, Shape, Style, Type};
use crate::plan::types::Builder;

/// The way in which the lock records the method of an operation for one of its media types.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Recorded {
    /// Under the operation's own name.
    OwnName,
    /// Under a name of its own.
    SeparateName,
    Nowhere,
}

/// The media types that have a method each, the operation's own first: those that the lock records,
/// then those that Rust expresses best. Of several with the same Rust type, only one has a method.
pub(crate) fn offered(operation: &Value, recorded: impl Fn(&str) -> Recorded) -> Vec<&str> {
    let content = operation.pointer("/requestBody/content");
    let content = content.and_then(Value::as_object);
    // Without any media type there is a body all the same.
    let first = content.and_then(|content| content.iter().next());
    let mut all: Vec<(&str, &Value)> = content
        .into_iter()
        .flatten()
        .filter(|(media_type, _)| is_valid(media_type))
        .map(|(media_type, media)| (media_type.as_str(), media))
        .collect();
    if let (true, Some((odd, media))) = (all.is_empty(), first) {
        all.push((odd, media));
    }
    all.sort_by_key(|(media_type, _)| {
        let is_default = essence(media_type) == "application/json";
        (recorded(media_type), rank(media_type), !is_default)
    });
    let mut offered: Vec<(&str, &Value)> = Vec::with_capacity(all.len());
    for (media_type, media) in all {
        let sent_alike = |(other, known): &(&str, &Value)| match (kind(other), kind(media_type)) {
            (JSON, JSON) => known.get("schema") == media.get("schema"),
            (MULTIPART, MULTIPART) => false,
            (one, other) => one == other,
        };
        // A media type that differs in its parameters only would have the same name.
        let same_name = |(other, _): &(&str, &Value)| essence(other) == essence(media_type);
        if !offered
            .iter()
            .any(|known| sent_alike(known) || same_name(known))
        {
            offered.push((media_type, media));
        }
    }
    offered
        .into_iter()
        .map(|(media_type, _)| media_type)
        .collect()
}

/// The suffix of a media type's method. It depends on the media type only, so it never changes.
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

/// The operation's body of one of its media types.
pub(crate) fn body(
    operation: &Value,
    media_type: &str,
    hint: &str,
    builder: &mut Builder<'_>,
) -> Option<Body> {
    let body = operation.get("requestBody")?;
    let content = body.get("content")?;
    let media = content.get(media_type)?;
    let everything = Value::Object(Map::new());
    let schema = media.get("schema").unwrap_or(&everything);
    let hint = format!("{hint}Body");
    let mut shape = Shape::of(Type::Any);
    let mut sent_as = media_type.to_owned();
    let kind = match kind(media_type) {
        JSON => {
            shape = builder.shape(schema, &hint);
            if media_type.contains('*') {
                sent_as = "application/json".to_owned();
            }
            BodyKind::Json
        }
        MULTIPART => {
            sent_as = multipart::without_boundary(media_type);
            BodyKind::Multipart(multipart::multipart(media, schema, &hint, builder))
        }
        FORM => {
            shape = builder.shape(schema, &hint);
            BodyKind::Form(styles(media))
        }
        TEXT => BodyKind::Text,
        _ => {
            if media_type.contains('*') || !is_valid(media_type) {
                sent_as = "application/octet-stream".to_owned();
            }
            BodyKind::Bytes
        }
    };
    // An optional body that is null is left out.
    let mut required = body.get("required") == Some(&Value::Bool(true));
    if let (Type::Nullable(inner), false) = (&shape.ty, required) {
        shape = (**inner).clone();
    }
    if matches!(kind, BodyKind::Multipart(ref form) if form.parts.iter().any(|part| part.required))
    {
        required = true;
    }
    // progenitor takes types by name, and a tuple has none.
    if let Type::Tuple(_) | Type::Null = shape.ty {
        let id = builder.define(
            &hint,
            ("The request body.".to_owned(), false),
            Kind::Alias(shape),
        );
        shape = Shape::of(Type::Named(id));
    }
    let docs = body
        .get("description")
        .and_then(Value::as_str)
        .map(str::trim);
    Some(Body {
        required,
        media_type: sent_as,
        kind,
        shape,
        docs: docs
            .filter(|docs| !docs.is_empty())
            .unwrap_or("The request body.")
            .to_owned(),
    })
}

/// The fields of a form whose `encoding` has a style or a content type.
fn styles(media: &Value) -> Vec<FieldStyle> {
    let encoding = media.get("encoding").and_then(Value::as_object);
    let styles = encoding.into_iter().flatten().filter_map(|(wire, own)| {
        let allow_reserved = own.get("allowReserved") == Some(&Value::Bool(true));
        let content_type = own.get("contentType").and_then(Value::as_str);
        // A style goes before a content type (OpenAPI 3.1, section 4.8.15.1).
        let style = if ["style", "explode"]
            .iter()
            .any(|key| own.get(key).is_some())
        {
            query_style(own)
        } else if content_type.is_some_and(is_json) {
            Style::Json
        } else if allow_reserved {
            query_style(own)
        } else {
            return None;
        };
        Some(FieldStyle {
            wire: wire.clone(),
            style,
            allow_reserved,
        })
    });
    styles.collect()
}

const JSON: u8 = 0;
const MULTIPART: u8 = 2;
const FORM: u8 = 3;
const TEXT: u8 = 4;
const BYTES: u8 = 5;

/// The encoding of a body: its [`rank`], except that `*/*` is sent as bytes.
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
        _ if essence.starts_with("multipart/") => MULTIPART,
        "application/x-www-form-urlencoded" => FORM,
        _ if essence.starts_with("text/") => TEXT,
        _ => BYTES,
    }
}
