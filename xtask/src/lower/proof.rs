//! The assertion that nothing of 3.1 is left.

use std::collections::HashSet;

use serde_json::Value;

use super::keywords::is_foreign;
use super::place::Place;
use super::pointer::{Object, Path, Step, fragment};
use crate::diagnostic::Diagnostic;
use crate::openapi::component::schema_name;

/// A value that is still to be looked at; `parent` is where its own parent stands in the list.
struct Open<'l> {
    place: Place,
    value: &'l Value,
    parent: usize,
    step: Step<'l>,
}

/// Refuses a lowered document in which a keyword of 3.1, a list of types, or a sibling of `$ref` is
/// left.
pub(super) fn check(lowered: &Value) -> Result<(), Diagnostic> {
    let components: HashSet<&str> = lowered
        .get("components")
        .and_then(|components| components.get("schemas"))
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().map(String::as_str).collect())
        .unwrap_or_default();
    let mut open = vec![Open {
        place: Place::Document,
        value: lowered,
        parent: 0,
        step: Step::Index(0),
    }];
    let mut at = 0;
    while let Some(&Open { place, value, .. }) = open.get(at) {
        let place = place.of(value);
        if let Err(why) = sound(place, value, &components) {
            return Err(Diagnostic::new(
                fragment(&path(&open, at)),
                format!("{why} in the lowered document"),
            )
            .help(
                "this is a fault of the lowering: report it with the part of the document that the pointer names",
            ));
        }
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let place = place.member(key);
                    if place != Place::Opaque {
                        let step = Step::Key(key);
                        open.push(Open {
                            place,
                            value,
                            parent: at,
                            step,
                        });
                    }
                }
            }
            Value::Array(list) if place.element() != Place::Opaque => {
                for (index, value) in list.iter().enumerate() {
                    open.push(Open {
                        place: place.element(),
                        value,
                        parent: at,
                        step: Step::Index(index),
                    });
                }
            }
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

fn path<'l>(open: &[Open<'l>], mut at: usize) -> Path<'l> {
    let mut path = Vec::new();
    while at != 0
        && let Some(value) = open.get(at)
    {
        path.push(value.step);
        at = value.parent;
    }
    path.reverse();
    path
}

fn sound(place: Place, value: &Value, components: &HashSet<&str>) -> Result<(), String> {
    let Value::Object(map) = value else {
        return match place {
            // `additionalProperties` may be a boolean; so may no other schema.
            Place::Schema if !value.is_boolean() => Err("a schema is no object".to_owned()),
            Place::Items => Err("`items` is no schema".to_owned()),
            _ => Ok(()),
        };
    };
    match place {
        Place::Schema => schema(map, components),
        _ if place.is_referable() && map.contains_key("$ref") => Err("a `$ref` is left".to_owned()),
        _ => Ok(()),
    }
}

fn schema(map: &Object, components: &HashSet<&str>) -> Result<(), String> {
    if let Some(keyword) = map.keys().find(|keyword| is_foreign(keyword)) {
        return Err(format!("the keyword `{keyword}` is left"));
    }
    if let Some(kind) = map.get("type") {
        let known = ["string", "number", "integer", "boolean", "object", "array"];
        if !kind.as_str().is_some_and(|kind| known.contains(&kind)) {
            return Err(format!("the type `{kind}` is left"));
        }
    }
    for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
        if map.get(keyword).is_some_and(Value::is_number) {
            return Err(format!("a number under `{keyword}` is left"));
        }
    }
    for keyword in ["properties", "allOf", "anyOf", "oneOf", "x-prefix-items"] {
        let inner: Vec<&Value> = match map.get(keyword) {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(Value::Object(map)) => map.values().collect(),
            _ => continue,
        };
        if inner.iter().any(|schema| schema.is_boolean()) {
            return Err(format!("a boolean schema under `{keyword}` is left"));
        }
    }
    if let Some(reference) = map.get("$ref") {
        if map.len() > 1 {
            return Err("a `$ref` with siblings is left".to_owned());
        }
        let name = reference.as_str().and_then(schema_name);
        if !name.is_some_and(|name| components.contains(name.as_str())) {
            return Err(format!("a `$ref` to {reference} is left"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault(schema: Value) -> Diagnostic {
        check(&json!({"components": {"schemas": {"A": {"properties": {"b": schema}}}}}))
            .unwrap_err()
    }

    #[test]
    fn what_is_left_is_named_with_its_pointer() {
        for (schema, why) in [
            (json!({"type": ["string"]}), "the type"),
            (json!({"const": 1}), "`const`"),
            (
                json!({"$ref": "#/components/schemas/A", "title": "x"}),
                "siblings",
            ),
            (json!({"$ref": "#/components/schemas/B"}), "is left"),
            (json!({"exclusiveMinimum": 1}), "exclusiveMinimum"),
        ] {
            let diagnostic = fault(schema);
            assert_eq!(diagnostic.pointer, "#/components/schemas/A/properties/b");
            assert!(diagnostic.why.contains(why), "{}", diagnostic.why);
            assert!(diagnostic.why.contains("in the lowered document"));
        }
    }

    #[test]
    fn data_is_not_looked_at() {
        let document = json!({"components": {"schemas": {"A": {"example": {"const": 1}}}}});
        assert_eq!(check(&document), Ok(()));
    }
}
