//! Several documents that describe one service, each a part of it, as one document.

use serde_json::{Map, Value, map::Entry};
use xtask::Diagnostic;

use super::part::Part;
use xtask::openapi::method::METHODS;
use xtask::openapi::pointer::escape;

/// What every part must say alike, absence included: it holds for all operations of the part.
const SHARED: [&str; 4] = ["openapi", "jsonSchemaDialect", "servers", "security"];

/// Merges the parts: what stands first comes first, and what stands in two parts must be equal in
/// both.
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
    /// The part that came first.
    origin: String,
    document: Value,
    /// By pointer, the part that something came from where that is not the first one.
    origins: Map<String, Value>,
    diagnostics: Vec<Diagnostic>,
}

impl Merged {
    fn add(&mut self, part: Part) {
        let mut document = std::mem::take(&mut self.document);
        if let (Value::Object(into), Value::Object(from)) = (&mut document, part.document) {
            for key in SHARED {
                if into.get(key) != from.get(key) {
                    self.disagree(&format!("#/{key}"), &part.name);
                }
            }
            for (key, value) in from {
                let pointer = format!("#/{}", escape(&key));
                // Down to the level that is one thing: an operation, a component, a webhook, a tag,
                // a field of `info`.
                let depth = match key.as_str() {
                    "paths" | "components" => 2,
                    "webhooks" | "info" => 1,
                    "openapi" | "jsonSchemaDialect" | "servers" | "security" => continue,
                    _ => 0,
                };
                self.put(into, key, value, &pointer, depth, &part.name);
            }
        }
        self.document = document;
    }

    /// Puts one entry into an object: a new one as it is, a present one merged `depth` levels down.
    fn put(
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
                    if path_item && rest(into) != rest(&from) {
                        self.disagree(pointer, part);
                        return;
                    }
                    for (key, value) in from {
                        let pointer = format!("{pointer}/{}", escape(&key));
                        self.put(into, key, value, &pointer, depth - 1, part);
                    }
                }
                (Value::Array(into), Value::Array(from)) if tags => {
                    for tag in from {
                        let same = into
                            .iter()
                            .find(|present| present.get("name") == tag.get("name"));
                        match same {
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
        let (mut origin, mut place) = (self.origin.as_str(), pointer);
        while let Some((above, _)) = place.rsplit_once('/') {
            if let Some(Value::String(name)) = self.origins.get(place) {
                origin = name;
                break;
            }
            place = above;
        }
        let why = format!("{origin} and {part} do not say the same");
        let help = "vendor pages of one day together, or leave one of the two out";
        self.diagnostics
            .push(Diagnostic::new(pointer, why).help(help));
    }
}

/// What a path item says about all its operations.
fn rest(item: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let shared = |(key, _): &(&String, &Value)| !METHODS.contains(&key.as_str());
    let mut rest: Vec<_> = item.iter().filter(shared).collect();
    rest.sort_by_key(|(key, _)| *key);
    rest
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
    fn operations_and_components_come_together_in_the_order_of_the_parts() {
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
    fn what_differs_is_told_with_both_origins() {
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
        let told: Vec<_> = diagnostics
            .iter()
            .map(|d| (d.pointer.as_str(), d.why.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("#/paths/~1b/post", "a and c do not say the same"),
                ("#/components/schemas/B", "b and c do not say the same"),
            ]
        );
    }

    #[test]
    fn what_holds_for_all_operations_must_be_the_same_everywhere() {
        let mut other = page("b", json!({}), json!({}));
        other.document["security"] = json!([{"k": []}]);
        other.document["servers"] = json!([]);
        let told = merge(vec![page("a", json!({}), json!({})), other]).unwrap_err();
        assert_eq!(
            told.iter().map(|d| d.pointer.as_str()).collect::<Vec<_>>(),
            ["#/servers", "#/security"]
        );

        let shared = json!({"/b": {"parameters": [1], "get": {}}});
        let told = merge(vec![
            page("a", json!({"/b": {"post": {}}}), json!({})),
            page("b", shared, json!({})),
        ])
        .unwrap_err();
        assert_eq!(told[0].pointer, "#/paths/~1b");
    }
}
