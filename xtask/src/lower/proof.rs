//! Checks that the lowered document is 3.0.3.

use std::collections::HashSet;
use std::fmt;

use serde_json::Value;

use super::keywords::is_foreign;
use super::pointer::{Object, Path, Step, fragment};
use super::position::Position;
use crate::diagnostic::Diagnostic;
use crate::openapi::component::schema_name;

/// A value that is still to be checked; `parent` is the index of its parent in the list.
struct Open<'l> {
    position: Position,
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
        position: Position::Document,
        value: lowered,
        parent: 0,
        step: Step::Index(0),
    }];
    let mut at = 0;
    while let Some(&Open {
        position, value, ..
    }) = open.get(at)
    {
        let position = position.of(value);
        if let Err(leftover) = sound(position, value, &components) {
            return Err(Diagnostic::new(
                fragment(&path(&open, at)),
                format!("{leftover} in the lowered document"),
            )
            .help(
                "this is a bug in the lowering: report it with the part of the document that the \
                 pointer names",
            ));
        }
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let position = position.member(key);
                    if position != Position::Opaque {
                        let step = Step::Key(key);
                        open.push(Open {
                            position,
                            value,
                            parent: at,
                            step,
                        });
                    }
                }
            }
            Value::Array(list) if position.element() != Position::Opaque => {
                for (index, value) in list.iter().enumerate() {
                    open.push(Open {
                        position: position.element(),
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

/// Something that a lowered document must not have.
enum Leftover {
    NotASchema(&'static str),
    Keyword(String),
    Type(Value),
    Number(&'static str),
    Boolean(&'static str),
    /// A reference to a part that should have been inlined.
    PartReference,
    Siblings,
    Dangling(Value),
}

impl fmt::Display for Leftover {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASchema(what) => write!(f, "{what} is not a schema"),
            Self::Keyword(keyword) => write!(f, "the keyword `{keyword}` is left"),
            Self::Type(kind) => write!(f, "the type `{kind}` is left"),
            Self::Number(keyword) => write!(f, "a number under `{keyword}` is left"),
            Self::Boolean(keyword) => write!(f, "a boolean schema under `{keyword}` is left"),
            Self::PartReference => f.write_str("a `$ref` is left"),
            Self::Siblings => f.write_str("a `$ref` with siblings is left"),
            Self::Dangling(reference) => write!(f, "a `$ref` to {reference} is left"),
        }
    }
}

fn sound(position: Position, value: &Value, components: &HashSet<&str>) -> Result<(), Leftover> {
    let Value::Object(map) = value else {
        return match position {
            // `additionalProperties` may be a boolean; no other schema may.
            Position::Schema if !value.is_boolean() => Err(Leftover::NotASchema("a value")),
            Position::Items => Err(Leftover::NotASchema("`items`")),
            _ => Ok(()),
        };
    };
    match position {
        Position::Schema => schema(map, components),
        _ if position.is_referable() && map.contains_key("$ref") => Err(Leftover::PartReference),
        _ => Ok(()),
    }
}

fn schema(map: &Object, components: &HashSet<&str>) -> Result<(), Leftover> {
    if let Some(keyword) = map.keys().find(|keyword| is_foreign(keyword)) {
        return Err(Leftover::Keyword(keyword.clone()));
    }
    if let Some(kind) = map.get("type") {
        let known = ["string", "number", "integer", "boolean", "object", "array"];
        if !kind.as_str().is_some_and(|kind| known.contains(&kind)) {
            return Err(Leftover::Type(kind.clone()));
        }
    }
    for keyword in ["exclusiveMinimum", "exclusiveMaximum"] {
        if map.get(keyword).is_some_and(Value::is_number) {
            return Err(Leftover::Number(keyword));
        }
    }
    for keyword in ["properties", "allOf", "anyOf", "oneOf", "x-prefix-items"] {
        let inner: Vec<&Value> = match map.get(keyword) {
            Some(Value::Array(list)) => list.iter().collect(),
            Some(Value::Object(map)) => map.values().collect(),
            _ => continue,
        };
        if inner.iter().any(|schema| schema.is_boolean()) {
            return Err(Leftover::Boolean(keyword));
        }
    }
    if let Some(reference) = map.get("$ref") {
        if map.len() > 1 {
            return Err(Leftover::Siblings);
        }
        let name = reference.as_str().and_then(schema_name);
        if !name.is_some_and(|name| components.contains(name.as_str())) {
            return Err(Leftover::Dangling(reference.clone()));
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
