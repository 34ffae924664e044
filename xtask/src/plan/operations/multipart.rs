//! The parts of a `multipart/form-data` body.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::identifier::{Scope, pascal, snake};
use crate::plan::model::{Part, PartKind, Type};
use crate::plan::types::{Builder, describe, flatten, reference};

pub(super) fn parts(
    media: &Value,
    schema: &Value,
    hint: &str,
    builder: &mut Builder<'_>,
) -> Vec<Part> {
    let object = flatten(&builder.components, schema);
    let required = object
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut scope = Scope::reserving(&["new"]);
    let properties = object.get("properties").and_then(Value::as_object);
    let mut parts = Vec::new();
    for (wire, schema) in properties.into_iter().flatten() {
        let own = flatten(&builder.components, schema);
        let items = own
            .get("items")
            .map(|items| flatten(&builder.components, items));
        let kind = if is_file(builder, &own) {
            PartKind::File
        } else if items.is_some_and(|items| is_file(builder, &items)) {
            PartKind::Files
        } else {
            let shape = builder.shape(schema, &format!("{hint}{}", pascal(wire)));
            // A null part is left out.
            PartKind::Value(match shape.ty {
                Type::Nullable(inner) => *inner,
                _ => shape,
            })
        };
        let encoding = media
            .get("encoding")
            .and_then(|encoding| encoding.get(wire));
        let content_type = encoding
            .and_then(|encoding| encoding.get("contentType"))
            .and_then(Value::as_str);
        parts.push(Part {
            // The caller chooses among several types, or within a pattern.
            content_type: content_type
                .filter(|content_type| !content_type.contains([',', '*']))
                .map(str::to_owned),
            wire: wire.clone(),
            rust: scope.claim(&snake(wire)),
            required: required.iter().any(|name| name == wire),
            kind,
            docs: describe(&own, wire).0,
        });
    }
    parts
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
