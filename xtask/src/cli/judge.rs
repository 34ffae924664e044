//! Whether a value is what a document's schema asks for, by a validator that nobody here wrote.

use std::collections::HashMap;

use jsonschema::{Draft, Registry, Retrieve, Uri, Validator};
use serde_json::{Value, json};

use super::failure::Failure;

/// The name of the document, for references into it.
const DOCUMENT: &str = "urn:xtask:document";

/// Judges values by the schemas of one document.
pub(crate) struct Judge {
    registry: Registry<'static>,
    draft: Draft,
    /// By pointer; None where the validator cannot take the schema.
    validators: HashMap<String, Option<Validator>>,
}

impl std::fmt::Debug for Judge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

/// Other documents are not fetched, and ask for nothing.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!({}))
    }
}

impl Judge {
    /// Takes a document as it was given: 3.1 is JSON Schema 2020-12, 3.0 is its fourth draft but for `nullable`.
    pub(crate) fn new(document: &Value) -> Result<Self, Failure> {
        let mut document = document.clone();
        let version = document.get("openapi").and_then(Value::as_str);
        let draft = match version.is_some_and(|it| it.starts_with("3.0")) {
            true => {
                nullable(&mut document);
                Draft::Draft4
            }
            false => Draft::Draft202012,
        };
        let failed = |error: jsonschema::ReferencingError| {
            Failure::new(format!("the examples cannot be judged: {error}"))
        };
        let registry = Registry::new()
            .draft(draft)
            .retriever(Nothing)
            .add(DOCUMENT, document)
            .map_err(failed)?
            .prepare()
            .map_err(failed)?;
        Ok(Self {
            registry,
            draft,
            validators: HashMap::new(),
        })
    }

    /// What the schema at `pointer` has against the value; None if nothing, or if the schema is none.
    pub(crate) fn objection(&mut self, pointer: &str, value: &Value) -> Option<String> {
        if !self.validators.contains_key(pointer) {
            let validator = self.validator(pointer);
            self.validators.insert(pointer.to_owned(), validator);
        }
        let validator = self.validators.get(pointer)?.as_ref()?;
        let error = validator.iter_errors(value).next()?;
        let at = error.instance_path().to_string();
        Some(match at.is_empty() {
            true => error.to_string(),
            false => format!("{at}: {error}"),
        })
    }

    fn validator(&self, pointer: &str) -> Option<Validator> {
        let mut reference = format!("{DOCUMENT}#");
        for byte in pointer.bytes() {
            match byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                true => reference.push(char::from(byte)),
                false => reference.push_str(&format!("%{byte:02X}")),
            }
        }
        jsonschema::options()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .with_retriever(Nothing)
            .with_registry(&self.registry)
            .build(&json!({ "$ref": reference }))
            .ok()
    }
}

/// `nullable: true` as JSON Schema says it.
fn nullable(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(nullable),
        Value::Object(map) => {
            map.values_mut().for_each(nullable);
            if map.get("nullable") == Some(&Value::Bool(true)) {
                if let Some(Value::Array(values)) = map.get_mut("enum")
                    && !values.contains(&Value::Null)
                {
                    values.push(Value::Null);
                }
                if let Some(ty @ Value::String(_)) = map.get_mut("type") {
                    *ty = json!([ty.take(), "null"]);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Judge;
    use serde_json::json;

    #[test]
    fn values_are_judged_by_the_whole_document() {
        let mut judge = Judge::new(&json!({
            "openapi": "3.1.0",
            "paths": {"/a {b}": {"schema": {"$ref": "#/components/schemas/At"}}},
            "components": {"schemas": {
                "At": {"$ref": "#/components/schemas/Time", "examples": [{"$ref": "http://else.where"}]},
                "Time": {"type": "string", "format": "date-time"},
                "Odd": {"pattern": "("},
            }},
        }))
        .unwrap();
        let pointer = "/paths/~1a {b}/schema";
        assert_eq!(
            judge.objection(pointer, &json!("2026-07-03T10:00:00Z")),
            None
        );
        let said = judge.objection(pointer, &json!("tomorrow")).unwrap();
        assert!(said.contains("date-time"), "{said}");
        assert_eq!(
            judge.objection("/components/schemas/Odd", &json!("x")),
            None
        );
    }

    #[test]
    fn nullable_is_read_where_it_means_something() {
        let objects = |version| {
            let document = json!({
                "openapi": version,
                "components": {"schemas": {"A": {"type": "string", "enum": ["a"], "nullable": true}}},
            });
            let mut judge = Judge::new(&document).unwrap();
            judge
                .objection("/components/schemas/A", &json!(null))
                .is_some()
        };
        assert!(!objects("3.0.3"));
        assert!(objects("3.1.0"));
    }
}
