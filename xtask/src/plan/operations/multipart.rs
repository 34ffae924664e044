//! The parts of a multipart body.
//!
//! A form is one struct, whatever the schema: of `oneOf` and `anyOf` it has the parts of all
//! alternatives. A part is required if every alternative requires it; the others that an
//! alternative requires are recorded, so that a form without any alternative is not sent.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value, json};

use super::styles::query_style;
use crate::identifier::{Scope, pascal, snake};
use crate::plan::model::{Additional, Multipart, Part, PartKind, Shape, Style, Type};
use crate::plan::types::{Builder, describe, flatten, reference};

/// How many alternatives are distinguished; the parts of further ones are all optional.
const ALTERNATIVES: usize = 64;

/// How deep alternatives are within each other.
const DEPTH: usize = 8;

/// One alternative of a form.
#[derive(Clone, Default)]
struct Alternative {
    properties: Map<String, Value>,
    required: Vec<String>,
    /// `additionalProperties`.
    additional: Option<Value>,
}

pub(super) fn multipart(
    media: &Value,
    schema: &Value,
    hint: &str,
    builder: &mut Builder<'_>,
) -> Multipart {
    let alternatives = alternatives(builder, schema, DEPTH);
    let mut scope = Scope::reserving(&["new", "into_form"]);
    let mut parts = Vec::new();
    for (wire, schema) in properties(&alternatives) {
        let encoding = media
            .get("encoding")
            .and_then(|encoding| encoding.get(&wire));
        let required = alternatives
            .iter()
            .all(|alternative| alternative.required.contains(&wire));
        parts.push(part(
            &wire, &schema, encoding, required, hint, &mut scope, builder,
        ));
    }
    let additional = additional(&alternatives, &parts, hint, &mut scope, builder);
    let optional = |alternative: &Alternative| -> Vec<String> {
        let required = parts.iter().filter(|part| !part.required);
        let own = required.filter(|part| alternative.required.contains(&part.wire));
        own.map(|part| part.wire.clone()).collect()
    };
    let mut needed: Vec<Vec<String>> = alternatives.iter().map(optional).collect();
    needed.sort();
    needed.dedup();
    // With an alternative that requires nothing there is nothing to check.
    if needed.iter().any(Vec::is_empty) {
        needed.clear();
    }
    Multipart {
        parts,
        additional,
        alternatives: needed,
    }
}

/// The media type without a boundary that the document gives as an example.
pub(super) fn without_boundary(media_type: &str) -> String {
    let parameters = media_type.split(';').filter(|parameter| {
        let name = parameter.trim().split('=').next().unwrap_or_default();
        !name.eq_ignore_ascii_case("boundary")
    });
    parameters.collect::<Vec<_>>().join(";")
}

/// What the schema and its `oneOf` and `anyOf` combine to; at least one.
fn alternatives(builder: &Builder<'_>, schema: &Value, depth: usize) -> Vec<Alternative> {
    let flat = flatten(&builder.components, schema);
    let strings = flat.get("required").and_then(Value::as_array);
    let strings = strings.into_iter().flatten().filter_map(Value::as_str);
    let properties = flat.get("properties").and_then(Value::as_object);
    let mut combined = vec![Alternative {
        properties: properties.cloned().unwrap_or_default(),
        required: strings.map(str::to_owned).collect(),
        additional: flat.get("additionalProperties").cloned(),
    }];
    let Some(depth) = depth.checked_sub(1) else {
        return combined;
    };
    for key in ["oneOf", "anyOf"] {
        let choices = flat.get(key).and_then(Value::as_array);
        let inner: Vec<Alternative> = choices
            .into_iter()
            .flatten()
            .flat_map(|choice| alternatives(builder, choice, depth))
            .take(ALTERNATIVES)
            .collect();
        if inner.is_empty() {
            continue;
        }
        let pairs = combined
            .iter()
            .flat_map(|outer| inner.iter().map(|inner| both(outer, inner)));
        combined = pairs.take(ALTERNATIVES).collect();
    }
    combined
}

fn both(outer: &Alternative, inner: &Alternative) -> Alternative {
    let mut both = outer.clone();
    for (name, schema) in &inner.properties {
        both.properties.insert(name.clone(), schema.clone());
    }
    both.required.extend(inner.required.iter().cloned());
    both.additional = inner.additional.clone().or(both.additional);
    both
}

/// The properties of all alternatives, in their order. One with several schemas is any of them.
fn properties(alternatives: &[Alternative]) -> Vec<(String, Value)> {
    let mut order: Vec<&String> = Vec::new();
    let mut schemas: BTreeMap<&String, Vec<&Value>> = BTreeMap::new();
    for (name, schema) in alternatives.iter().flat_map(|own| &own.properties) {
        let known = schemas.entry(name).or_default();
        if known.is_empty() {
            order.push(name);
        }
        if !known.contains(&schema) {
            known.push(schema);
        }
    }
    let properties = order.into_iter().map(|name| {
        let schema = match schemas.get(name).map(Vec::as_slice) {
            Some([only]) => (*only).clone(),
            Some(several) => any_of(several),
            None => Value::Null,
        };
        (name.clone(), schema)
    });
    properties.collect()
}

/// A schema of any of these. Values that are listed, such as the constants that tell alternatives
/// apart, are one list.
fn any_of(schemas: &[&Value]) -> Value {
    let kinds: Vec<Option<&Value>> = schemas.iter().map(|schema| schema.get("type")).collect();
    let lists: Option<Vec<&Vec<Value>>> = schemas
        .iter()
        .map(|schema| schema.get("enum").and_then(Value::as_array))
        .collect();
    match (lists, kinds.first()) {
        (Some(lists), Some(Some(kind))) if kinds.iter().all(|other| *other == Some(kind)) => {
            let mut values: Vec<&Value> = Vec::new();
            for value in lists.into_iter().flatten() {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
            json!({ "type": kind, "enum": values })
        }
        _ => json!({ "anyOf": schemas }),
    }
}

fn part(
    wire: &str,
    schema: &Value,
    encoding: Option<&Value>,
    required: bool,
    hint: &str,
    scope: &mut Scope,
    builder: &mut Builder<'_>,
) -> Part {
    let own = flatten(&builder.components, schema);
    let kind = kind(schema, &format!("{hint}{}", pascal(wire)), builder);
    let content_type = encoding
        .and_then(|encoding| encoding.get("contentType"))
        .and_then(Value::as_str);
    Part {
        // The caller chooses among several types, or within a pattern.
        content_type: content_type
            .filter(|content_type| !content_type.contains([',', '*']))
            .map(str::to_owned),
        style: encoding.and_then(style),
        headers: encoding.map(fixed_headers).unwrap_or_default(),
        wire: wire.to_owned(),
        rust: scope.claim(&snake(wire)),
        required,
        kind,
        docs: describe(&own, wire).0,
    }
}

/// The headers of a part that have one value alone, which is sent.
fn fixed_headers(encoding: &Value) -> Vec<(String, String)> {
    let headers = encoding.get("headers").and_then(Value::as_object);
    let fixed = headers.into_iter().flatten().filter_map(|(name, header)| {
        let value = fixed_value(name, header)?;
        Some((name.clone(), value))
    });
    fixed.collect()
}

/// The only value that a header of a part can have: a constant, or the default of a header that is
/// required. A header that is not required and has a default is left out, as any such value is.
pub(super) fn fixed_value(name: &str, header: &Value) -> Option<String> {
    // It would have to describe what is done to the content.
    if name.eq_ignore_ascii_case("content-transfer-encoding") || !is_token(name) {
        return None;
    }
    let schema = header.get("schema")?;
    let listed = schema.get("enum").and_then(Value::as_array);
    let constant = listed.and_then(|listed| match listed.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    let required = header.get("required") == Some(&Value::Bool(true));
    let default = schema.get("default").filter(|_| required);
    let value = match constant.or(default)? {
        Value::String(text) => text.clone(),
        value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => return None,
    };
    let is_sendable = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (is_sendable && value.trim() == value).then_some(value)
}

/// Whether a name can be that of a header (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_allowed)
}

/// The style of a part, if the document gives it one that differs from the parts that a value has
/// without any (OpenAPI 3.1, section 4.8.15.1).
fn style(encoding: &Value) -> Option<Style> {
    let given = ["style", "explode"];
    let is_given = given.iter().any(|key| encoding.get(key).is_some());
    is_given.then(|| query_style(encoding))
}

fn kind(schema: &Value, hint: &str, builder: &mut Builder<'_>) -> PartKind {
    let own = flatten(&builder.components, schema);
    let items = own
        .get("items")
        .map(|items| flatten(&builder.components, items));
    if is_file(builder, &own) {
        PartKind::File
    } else if items.is_some_and(|items| is_file(builder, &items)) {
        PartKind::Files
    } else {
        let shape = builder.shape(schema, hint);
        // A null part is left out.
        PartKind::Value(match shape.ty {
            Type::Nullable(inner) => *inner,
            _ => shape,
        })
    }
}

/// The parts whose names are open: those of `additionalProperties`, or any if the schema says
/// nothing about parts.
fn additional(
    alternatives: &[Alternative],
    parts: &[Part],
    hint: &str,
    scope: &mut Scope,
    builder: &mut Builder<'_>,
) -> Vec<Additional> {
    let given: Vec<&Value> = alternatives
        .iter()
        .filter_map(|alternative| alternative.additional.as_ref())
        .filter(|additional| **additional != Value::Bool(false))
        .collect();
    let is_free = |schema: &Value| schema.as_object().is_none_or(Map::is_empty);
    let kinds = match given.as_slice() {
        [] if !parts.is_empty() => vec![],
        [] if alternatives.iter().any(|own| own.additional.is_some()) => vec![],
        [schema, ..] if !is_free(schema) => {
            vec![
                match kind(schema, &format!("{hint}AdditionalPart"), builder) {
                    // Each has its name, and names may repeat.
                    PartKind::Files => PartKind::File,
                    kind => kind,
                },
            ]
        }
        _ => vec![PartKind::Value(Shape::of(Type::Any)), PartKind::File],
    };
    let kinds = kinds.into_iter().map(|kind| {
        let (fields, adds) = match kind {
            PartKind::Value(_) => ("additional_parts", "additional_part"),
            PartKind::File | PartKind::Files => ("additional_files", "additional_file"),
        };
        Additional {
            rust: scope.claim(fields),
            adds: scope.claim(adds),
            kind,
        }
    });
    kinds.collect()
}

/// Whether the schema is `type: string, format: binary`, or has it as an alternative.
fn is_file(builder: &Builder<'_>, schema: &Map<String, Value>) -> bool {
    let mut open = vec![schema.clone()];
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(schema) = open.pop() {
        if schema.get("format").and_then(Value::as_str) == Some("binary") {
            return true;
        }
        for key in ["anyOf", "oneOf"] {
            let alternatives = schema.get(key).and_then(Value::as_array);
            for alternative in alternatives.into_iter().flatten() {
                // Alternatives may refer to themselves.
                if reference(alternative).is_none_or(|name| seen.insert(name)) {
                    open.push(flatten(&builder.components, alternative));
                }
            }
        }
    }
    false
}
