//! `allOf`: merges several schemas, all of which apply, into one.

use serde_json::{Map, Value};

use super::budget::Components;
use crate::openapi::component::schema_name;

/// Keywords that describe values without restricting them.
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

/// References that are followed while merging; a document that has more refers to itself.
const DEPTH: usize = 64;

pub(crate) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key)
        || (key.starts_with("x-")
            && !key.starts_with("x-prefix")
            && key != "x-null"
            && key != CONDITIONAL)
}

/// The schemas that apply to an object under a condition.
pub(super) const CONDITIONAL: &str = "x-conditional";

/// The name of the component that `schema` refers to.
pub(crate) fn reference(schema: &Value) -> Option<String> {
    schema_name(schema.get("$ref")?.as_str()?)
}

/// The schema with its own `allOf` and `$ref` merged into it.
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
        // The name and description of a component do not describe the schema that includes it.
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
        let mut flat = flatten_to(components, part, depth);
        if reference(part).is_some() {
            without_children(components, part, &mut flat);
        }
        merged = both(components, merged, flat);
    }
    both(components, merged, own)
}

/// Removes what distinguishes the kinds of a base from a schema that extends it: alternatives that
/// extend it too, and the discriminator between them.
fn without_children(components: &Components<'_>, base: &Value, flat: &mut Map<String, Value>) {
    let mut base = base;
    for _ in 0..DEPTH {
        let Some(name) = reference(base) else {
            break;
        };
        if components.lists_children(&name) {
            flat.remove("oneOf");
            flat.remove("anyOf");
        }
        base = components.get(&name).unwrap_or(&Value::Null);
    }
    if !flat.contains_key("oneOf") && !flat.contains_key("anyOf") {
        flat.remove("discriminator");
    }
}

/// The number of values in a value, whose depth `lower` has limited.
pub(crate) fn weight(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(map) => map.values().map(weight).sum(),
        _ => 0,
    }
}

/// A schema that applies where both apply.
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
            "x-dependent-required" => {
                if let (Value::Object(ours), Value::Object(theirs)) = (ours, theirs) {
                    ours.extend(theirs);
                }
            }
            CONDITIONAL => {
                if let (Value::Array(ours), Value::Array(theirs)) = (ours, theirs) {
                    ours.extend(theirs);
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
                // `false` in one part would forbid the properties of the other parts, which no
                // author intends.
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
            // Strictly, both parts must allow null; most documents write it in one part only.
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
            // The annotations of later parts take precedence; the schema's own come last.
            key if is_annotation(key) => *ours = theirs,
            _ => {}
        }
    }
    left
}

/// Both schemas, unless one of them has only annotations or one is a constant.
fn narrower(components: &Components<'_>, ours: Value, theirs: Value) -> Value {
    let silent = |schema: &Value| {
        schema
            .as_object()
            .is_some_and(|object| object.keys().all(|key| is_annotation(key)))
    };
    if silent(&theirs) && !silent(&ours) {
        return all_of(ours, theirs);
    }
    // A constant in one part and a type in the other: the constant is the narrower.
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
