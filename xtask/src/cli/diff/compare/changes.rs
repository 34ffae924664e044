//! The places at which two JSON values of a document differ.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use xtask::openapi::pointer::escape;

/// A place at which two values differ.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Change {
    /// JSON pointer within the values.
    pub(super) pointer: String,
    /// The keyword that differs, or the name of a member.
    pub(super) keyword: String,
    pub(super) kind: Kind,
    /// Whether the new value lacks it.
    pub(super) removed: bool,
    /// Whether a property, parameter, response, media type or alternative comes or goes, which
    /// shows in the items or is nothing that the client sends or reads.
    pub(super) has_items: bool,
}

impl Change {
    /// Whether it has a line wherever it matters, because a fact of the wire or an item stands for
    /// it.
    pub(super) fn is_compared(&self) -> bool {
        self.has_items || COMPARED.contains(&self.keyword.as_str())
    }
}

/// Keywords whose every change is a fact of the wire or shows in the items.
const COMPARED: &[&str] = &[
    "allowReserved",
    "const",
    "contentMediaType",
    "contentType",
    "default",
    "encoding",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "explode",
    "format",
    "in",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "name",
    "nullable",
    "pattern",
    "readOnly",
    "required",
    "security",
    "servers",
    "style",
    "type",
    "uniqueItems",
    "writeOnly",
];

/// What a change can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Prose, examples and extensions.
    Annotation,
    /// A restriction that the client does not check.
    Unchecked,
    /// Anything else: if it matters, the generated code differs.
    Structure,
}

/// Keywords that say nothing about values.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "callbacks",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "operationId",
    "summary",
    "tags",
    "title",
    "xml",
];

/// Keywords that restrict values, and that the client does not check.
const UNCHECKED: &[&str] = &[
    "contains",
    "contentSchema",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "formatMaximum",
    "formatMinimum",
    "if",
    "maxContains",
    "maxProperties",
    "minContains",
    "minProperties",
    "not",
    "patternRequired",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Formats that decide the Rust type, or that the client checks.
const FORMATS: &[&str] = &[
    "binary",
    "byte",
    "date",
    "date-time",
    "ipv4",
    "ipv6",
    "uri",
    "uuid",
];

/// Keywords whose members have names that are no keywords.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "encoding",
    "headers",
    "links",
    "mapping",
    "patternProperties",
    "properties",
    "responses",
    "schemas",
];

/// Keywords whose items have no order.
const SETS: &[&str] = &["enum", "required", "type", "tags", "security"];

/// Everything in which two values differ.
pub(super) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    values(old, new, At::root(), &mut found);
    found
}

#[derive(Clone, Copy)]
struct At<'a> {
    pointer: &'a str,
    keyword: &'a str,
    /// The members are names.
    names: bool,
}

impl At<'_> {
    fn root() -> Self {
        Self {
            pointer: "",
            keyword: "",
            names: false,
        }
    }

    fn change(self, kind: Kind, removed: bool) -> Change {
        Change {
            pointer: self.pointer.to_owned(),
            keyword: self.keyword.to_owned(),
            kind,
            removed,
            has_items: false,
        }
    }

    /// One that shows in the items.
    fn with_items(self, removed: bool) -> Change {
        Change {
            has_items: true,
            ..self.change(Kind::Structure, removed)
        }
    }
}

fn values(old: &Value, new: &Value, at: At<'_>, found: &mut Vec<Change>) {
    match (old, new) {
        (Value::Object(before), Value::Object(after)) => {
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            if !at.names && requires_more(before, after) {
                let pointer = format!("{}/required", at.pointer);
                let keyword = "required";
                let at = At {
                    pointer: &pointer,
                    keyword,
                    ..at
                };
                found.push(at.change(Kind::Unchecked, false));
            }
            for key in keys {
                member(key, before.get(key), after.get(key), at, found);
            }
        }
        (Value::Array(before), Value::Array(after)) if at.keyword == "parameters" => {
            let (before, after) = (by_name(before), by_name(after));
            let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            for key in keys {
                let at = At { names: true, ..at };
                member(
                    key,
                    before.get(key).copied(),
                    after.get(key).copied(),
                    at,
                    found,
                );
            }
        }
        (Value::Array(before), Value::Array(after)) if SETS.contains(&at.keyword) => {
            let set = |values: &[Value]| -> BTreeSet<String> {
                values.iter().map(Value::to_string).collect()
            };
            if set(before) != set(after) {
                found.push(at.change(Kind::Structure, false));
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (old, new)) in before.iter().zip(after).enumerate() {
                let pointer = format!("{}/{index}", at.pointer);
                let at = At {
                    pointer: &pointer,
                    names: false,
                    ..at
                };
                values(old, new, at, found);
            }
        }
        // More alternatives, behind those that were there.
        (Value::Array(before), Value::Array(after))
            if matches!(at.keyword, "anyOf" | "oneOf") && after.starts_with(before) =>
        {
            found.push(at.with_items(false));
        }
        (old, new) if old == new => {}
        _ => found.push(at.change(Kind::Structure, false)),
    }
}

fn member(
    key: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    at: At<'_>,
    found: &mut Vec<Change>,
) {
    if old == new {
        return;
    }
    let pointer = format!("{}/{}", at.pointer, escape(key));
    let is_name = at.names;
    let at_content = at.keyword == "content";
    let at = At {
        pointer: &pointer,
        keyword: key,
        names: !is_name && NAMES.contains(&key),
    };
    // Another media type: the generated code says whether the client sends or reads it.
    let is_media_type = at_content && is_name && old.is_none();
    if is_media_type {
        found.push(at.change(Kind::Annotation, false));
        return;
    }
    if !is_name {
        if ANNOTATIONS.contains(&key) || (key.starts_with("x-") && !key.starts_with("x-rust")) {
            found.push(at.change(Kind::Annotation, new.is_none()));
            return;
        }
        // Without an effect on the generated code, the client sends no such properties.
        if key == "additionalProperties" && is_flag(old) && is_flag(new) {
            found.push(at.change(Kind::Annotation, new.is_none()));
            return;
        }
        if UNCHECKED.contains(&key) || (key == "format" && is_loose(old) && is_loose(new)) {
            // Without `minContains`, an array must contain one.
            let is_looser = new.is_none() && key != "minContains";
            found.push(at.change(Kind::Unchecked, is_looser));
            return;
        }
    }
    match (old, new) {
        (Some(old), Some(new)) => values(old, new, at, found),
        (None, _) if is_name || matches!(key, "additionalProperties" | "patternProperties") => {
            found.push(at.with_items(false));
        }
        (Some(_), None) if is_name => found.push(at.with_items(true)),
        _ => found.push(at.change(Kind::Structure, new.is_none())),
    }
}

/// Whether a schema newly requires a property that it does not declare, for which there is no
/// field.
fn requires_more(before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    let names = |schema: &Map<String, Value>| -> BTreeSet<String> {
        let names = schema.get("required").and_then(Value::as_array);
        let names = names.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    };
    let declared = after.get("properties").and_then(Value::as_object);
    let before = names(before);
    names(after)
        .iter()
        .filter(|name| !before.contains(*name))
        .any(|name| !declared.is_some_and(|declared| declared.contains_key(name)))
}

fn is_flag(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_boolean)
}

/// A format without a meaning for the client, or none.
fn is_loose(format: Option<&Value>) -> bool {
    let format = format.and_then(Value::as_str);
    format.is_none_or(|format| !FORMATS.contains(&format))
}

/// Parameters by location and name, or by reference.
fn by_name(parameters: &[Value]) -> BTreeMap<String, &Value> {
    let named = parameters.iter().enumerate().map(|(index, parameter)| {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str);
        let name = match (text("$ref"), text("in"), text("name")) {
            (Some(reference), ..) => reference.to_owned(),
            (None, Some(location), Some(name)) => format!("{location} {name}"),
            _ => index.to_string(),
        };
        (name, parameter)
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, changes};

    #[test]
    fn a_property_may_have_the_name_of_a_keyword() {
        let old = json!({"properties": {"description": {"type": "string"}}, "description": "a"});
        let new = json!({"properties": {"description": {"type": "integer"}}, "description": "b"});
        let found = changes(&old, &new);
        let found: Vec<_> = found
            .iter()
            .map(|change| (change.pointer.as_str(), change.kind))
            .collect();
        assert_eq!(
            found,
            [
                ("/description", Kind::Annotation),
                ("/properties/description/type", Kind::Structure),
            ]
        );
    }

    #[test]
    fn an_unchecked_restriction_is_recognized() {
        let new = json!({"if": {"properties": {}}, "format": "email", "required": ["a", "b"]});
        let old = json!({"required": ["b", "a"]});
        let kinds: Vec<_> = changes(&old, &new)
            .into_iter()
            .map(|change| (change.keyword, change.kind))
            .collect();
        let unchecked = |keyword: &str| (keyword.to_owned(), Kind::Unchecked);
        assert_eq!(kinds, [unchecked("format"), unchecked("if")]);
    }
}
