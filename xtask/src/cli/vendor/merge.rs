//! Merges documents that describe parts of one service.

use serde_json::{Map, Value, map::Entry};
use xtask::Diagnostic;

use super::part::Part;
use xtask::openapi::method::METHODS;
use xtask::openapi::pointer::escape;

/// Keys that apply to all operations of a part, so they must be equal (or absent) in all parts.
const COMMON: [&str; 4] = ["openapi", "jsonSchemaDialect", "servers", "security"];

/// Merges the parts in their order. Anything that two parts have in common must be equal in both.
pub(crate) fn merge(parts: Vec<Part>) -> Result<Value, Vec<Diagnostic>> {
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else {
        return Err(vec![Diagnostic::new("#", "there is nothing to merge")]);
    };
    let mut merged = Merged {
        origin: first.name.clone(),
        document: Value::Null,
        origins: Map::new(),
        diagnostics: Vec::new(),
    };
    if parts.len() == 0 {
        return Ok(first.document);
    }
    merged.document = first.document;
    for part in parts {
        merged.add(part);
    }
    if merged.diagnostics.is_empty() {
        Ok(merged.document)
    } else {
        Err(merged.diagnostics)
    }
}

struct Merged {
    /// The name of the first part.
    origin: String,
    document: Value,
    /// The part that a value came from, by pointer, if that is not the first part.
    origins: Map<String, Value>,
    diagnostics: Vec<Diagnostic>,
}

impl Merged {
    fn add(&mut self, part: Part) {
        let mut document = std::mem::take(&mut self.document);
        if let (Value::Object(into), Value::Object(from)) = (&mut document, part.document) {
            for key in COMMON {
                if into.get(key) != from.get(key) {
                    self.disagree(&format!("#/{key}"), &part.name);
                }
            }
            for (key, value) in from {
                let pointer = format!("#/{}", escape(&key));
                // How deep to merge: down to one operation, component, webhook, tag or field of
                // `info`.
                let depth = match key.as_str() {
                    "paths" | "components" => 2,
                    "webhooks" | "info" => 1,
                    "openapi" | "jsonSchemaDialect" | "servers" | "security" => continue,
                    _ => 0,
                };
                self.insert(into, key, value, &pointer, depth, &part.name);
            }
        }
        self.document = document;
    }

    /// Inserts an entry into an object, or merges it with the present one, `depth` levels deep.
    fn insert(
        &mut self,
        into: &mut Map<String, Value>,
        key: String,
        value: Value,
        pointer: &str,
        depth: u8,
        part: &str,
    ) {
        let tags = pointer == "#/tags";
        let path_item = depth == 1 && pointer.starts_with("#/paths/");
        match into.entry(key) {
            Entry::Vacant(vacant) => {
                self.origins.insert(pointer.to_owned(), Value::from(part));
                vacant.insert(value);
            }
            Entry::Occupied(mut present) => match (present.get_mut(), value) {
                (Value::Object(into), Value::Object(from)) if depth > 0 => {
                    if path_item && common(into) != common(&from) {
                        self.disagree(pointer, part);
                        return;
                    }
                    for (key, value) in from {
                        let pointer = format!("{pointer}/{}", escape(&key));
                        self.insert(into, key, value, &pointer, depth - 1, part);
                    }
                }
                (Value::Array(into), Value::Array(from)) if tags => {
                    for tag in from {
                        let known = into
                            .iter()
                            .find(|present| present.get("name") == tag.get("name"));
                        match known {
                            None => into.push(tag),
                            Some(present) if *present == tag => {}
                            Some(_) => self.disagree(pointer, part),
                        }
                    }
                }
                (present, value) if *present == value => {}
                _ => self.disagree(pointer, part),
            },
        }
    }

    fn disagree(&mut self, pointer: &str, part: &str) {
        let (mut origin, mut ancestor) = (self.origin.as_str(), pointer);
        while let Some((parent, _)) = ancestor.rsplit_once('/') {
            if let Some(Value::String(name)) = self.origins.get(ancestor) {
                origin = name;
                break;
            }
            ancestor = parent;
        }
        let why = format!("{origin} and {part} differ here");
        let help = "vendor pages that were published together, or omit one of the two";
        self.diagnostics
            .push(Diagnostic::new(pointer, why).help(help));
    }
}

/// The members of a path item that apply to all of its operations.
fn common(item: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let is_common = |(key, _): &(&String, &Value)| !METHODS.contains(&key.as_str());
    let mut common: Vec<_> = item.iter().filter(is_common).collect();
    common.sort_by_key(|(key, _)| *key);
    common
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Part, merge};

    fn page(name: &str, paths: Value, schemas: Value) -> Part {
        Part {
            name: name.to_owned(),
            document: json!({
                "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "security": [],
                "paths": paths, "components": {"schemas": schemas},
            }),
        }
    }

    #[test]
    fn operations_and_components_are_merged_in_the_order_of_the_parts() {
        let merged = merge(vec![
            page(
                "a",
                json!({"/b": {"post": {"operationId": "x"}}}),
                json!({"B": {"type": "string"}, "A": true}),
            ),
            page(
                "b",
                json!({"/a": {}, "/b": {"get": {}, "post": {"operationId": "x"}}}),
                json!({"C": 1, "A": true}),
            ),
        ])
        .unwrap();
        assert_eq!(
            merged["paths"].to_string(),
            r#"{"/b":{"post":{"operationId":"x"},"get":{}},"/a":{}}"#
        );
        assert_eq!(
            merged["components"]["schemas"].to_string(),
            r#"{"B":{"type":"string"},"A":true,"C":1}"#
        );
    }

    #[test]
    fn differences_are_reported_with_both_origins() {
        let diagnostics = merge(vec![
            page("a", json!({"/b": {"post": {}}}), json!({})),
            page("b", json!({"/c": {"get": {}}}), json!({"B": 1})),
            page(
                "c",
                json!({"/b": {"post": {"summary": "s"}}}),
                json!({"B": 2}),
            ),
        ])
        .unwrap_err();
        let found: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.pointer.as_str(), d.why.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("#/paths/~1b/post", "a and c differ here"),
                ("#/components/schemas/B", "b and c differ here"),
            ]
        );
    }

    #[test]
    fn what_applies_to_all_operations_must_be_equal_everywhere() {
        let mut other = page("b", json!({}), json!({}));
        other.document["security"] = json!([{"k": []}]);
        other.document["servers"] = json!([]);
        let diagnostics = merge(vec![page("a", json!({}), json!({})), other]).unwrap_err();
        assert_eq!(
            diagnostics
                .iter()
                .map(|d| d.pointer.as_str())
                .collect::<Vec<_>>(),
            ["#/servers", "#/security"]
        );

        let shared = json!({"/b": {"parameters": [1], "get": {}}});
        let diagnostics = merge(vec![
            page("a", json!({"/b": {"post": {}}}), json!({})),
            page("b", shared, json!({})),
        ])
        .unwrap_err();
        assert_eq!(diagnostics[0].pointer, "#/paths/~1b");
    }
}
