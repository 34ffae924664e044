//! `allOf`: several schemas that hold at once, made one.

use serde_json::{Map, Value};

use super::budget::Components;
use crate::openapi::component::schema_name;

/// Keywords that describe and do not restrict.
const ANNOTATIONS: &[&str] = &[
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "externalDocs",
    "xml",
];

/// References followed while merging: beyond this, a document refers to itself.
const DEPTH: usize = 64;

pub(crate) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
        || (key.starts_with("x-") && !key.starts_with("x-prefix") && key != "x-null")
}

/// The name of the component that `schema` refers to.
pub(crate) fn reference(schema: &Value) -> Option<String> {
    schema_name(schema.get("$ref")?.as_str()?)
}

/// The schema without `allOf` and `$ref` at its top; what they say is merged in.
pub(crate) fn flatten(components: &Components<'_>, schema: &Value) -> Map<String, Value> {
    flatten_to(components, schema, DEPTH)
}

fn flatten_to(components: &Components<'_>, schema: &Value, depth: usize) -> Map<String, Value> {
    let Some(object) = schema.as_object() else {
        return Map::new();
    };
    let Some(depth) = depth.checked_sub(1) else {
        return Map::new();
    };
    if let Some(name) = reference(schema) {
        let target = components.get(&name).unwrap_or(&Value::Null);
        let mut target = flatten_to(components, target, depth);
        // What names and describes the component does not describe what includes it.
        target.retain(|key, _| {
            !matches!(
                key.as_str(),
                "title" | "description" | "default" | "example" | "deprecated"
            )
        });
        return target;
    }
    if !components.spend(weight(schema)) {
        return Map::new();
    }
    let mut own = object.clone();
    let Some(Value::Array(parts)) = own.remove("allOf") else {
        return own;
    };
    let mut merged = Map::new();
    for part in &parts {
        merged = both(components, merged, flatten_to(components, part, depth));
    }
    both(components, merged, own)
}

/// How many values there are in a value, whose depth `lower` has bounded.
pub(crate) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.values().map(weight).sum(),
        _ => 0,
    }
}

/// A schema that holds where both hold.
fn both(
    components: &Components<'_>,
    mut left: Map<String, Value>,
    right: Map<String, Value>,
) -> Map<String, Value> {
    for (key, theirs) in right {
        let Some(ours) = left.get_mut(&key) else {
            left.insert(key, theirs);
            continue;
        };
        match key.as_str() {
            "properties" => {
                let (Value::Object(ours), Value::Object(theirs)) = (ours, theirs) else {
                    continue;
                };
                for (name, theirs) in theirs {
                    match ours.get_mut(&name) {
                        Some(ours) if *ours != theirs => {
                            *ours = narrower(components, ours.take(), theirs);
                        }
                        Some(_) => {}
                        None => {
                            ours.insert(name, theirs);
                        }
                    }
                }
            }
            "required" => {
                if let (Value::Array(ours), Value::Array(theirs)) = (ours, theirs) {
                    for name in theirs {
                        if !ours.contains(&name) {
                            ours.push(name);
                        }
                    }
                }
            }
            "items" if *ours != theirs => *ours = narrower(components, ours.take(), theirs),
            "enum" => {
                if let (Value::Array(ours), Value::Array(theirs)) = (ours, theirs)
                    && ours.iter().any(|value| theirs.contains(value))
                {
                    ours.retain(|value| theirs.contains(value));
                }
            }
            "type" if ours == "number" && theirs == "integer" => *ours = theirs,
            "additionalProperties"
                // `false` in one part forbids the other parts' properties, which nobody means.
                if (ours == &Value::Bool(false) || (theirs.is_object() && !ours.is_object())) => {
                    *ours = theirs;
                }
            "minimum" | "minLength" | "minItems" | "minProperties"
                if theirs.as_f64() > ours.as_f64() => {
                    *ours = theirs;
                }
            "maximum" | "maxLength" | "maxItems" | "maxProperties"
                if theirs.as_f64() < ours.as_f64() => {
                    *ours = theirs;
                }
            // Null is allowed where both allow it; most documents say it in one part alone.
            "nullable" => {
                *ours = Value::Bool(*ours == Value::Bool(true) || theirs == Value::Bool(true))
            }
            "oneOf" | "anyOf" if *ours != theirs => {
                let more = Value::Object(Map::from_iter([(key, theirs)]));
                if let Value::Array(alternatives) = ours
                    && components.spend(alternatives.len() * weight(&more))
                {
                    for alternative in alternatives {
                        let parts = Value::Array(vec![alternative.take(), more.clone()]);
                        *alternative = Value::Object(Map::from_iter([("allOf".to_owned(), parts)]));
                    }
                }
            }
            // Annotations: what stands nearer, and comes later, speaks.
            key if is_annotation(key) => *ours = theirs,
            _ => {}
        }
    }
    left
}

/// Both schemas at once, unless one of them says nothing, or both are plain and the same type.
fn narrower(components: &Components<'_>, ours: Value, theirs: Value) -> Value {
    let silent = |schema: &Value| {
        schema
            .as_object()
            .is_some_and(|it| it.keys().all(|key| is_annotation(key)))
    };
    if silent(&theirs) && !silent(&ours) {
        return all_of(ours, theirs);
    }
    // A constant in one part, a reference in the other: the constant is what the whole is about.
    if constant(components, &theirs) && !constant(components, &ours) {
        return theirs;
    }
    if constant(components, &ours) && !constant(components, &theirs) {
        return ours;
    }
    all_of(ours, theirs)
}

fn constant(components: &Components<'_>, schema: &Value) -> bool {
    let schema = match reference(schema) {
        Some(name) => components.get(&name).unwrap_or(&Value::Null),
        None => schema,
    };
    let values = schema.get("enum").and_then(Value::as_array);
    values.is_some_and(|values| values.len() == 1)
}

fn all_of(ours: Value, theirs: Value) -> Value {
    let parts = Value::Array(vec![ours, theirs]);
    Value::Object(Map::from_iter([("allOf".to_owned(), parts)]))
}
