//! Whether a value is what a document's schema asks for, by a validator that nobody here wrote.

use std::collections::{HashMap, HashSet};

use jsonschema::{Draft, Registry, Retrieve, Uri, Validator};
use serde_json::{Value, json};

use crate::cli::failure::Failure;
use xtask::openapi::pointer::escape;

/// The name of the document, for references into it.
const DOCUMENT: &str = "urn:xtask:document";

/// Validatorss values by the schemas of one document.
pub(crate) struct Validators {
    registry: Registry<'static>,
    draft: Draft,
    /// By pointer; None where the validator cannot take the schema.
    validators: HashMap<String, Option<Validator>>,
}

impl std::fmt::Debug for Validators {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Validators").finish_non_exhaustive()
    }
}

/// What a schema says to a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Validation {
    Valid,
    Invalid(String),
    /// The schema, or one that it refers to, is not JSON Schema: `type: bool`, a pattern without
    /// its other bracket.
    NoSchema,
}

/// Other documents are not fetched, and ask for nothing.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!({}))
    }
}

impl Validators {
    /// Takes a document as it was given: 3.1 is JSON Schema 2020-12, 3.0 is its fourth draft but
    /// for `nullable`.
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

    /// What the schema at `pointer` says to the value.
    pub(crate) fn validate(&mut self, pointer: &str, value: &Value) -> Validation {
        let Some(validator) = self.validator_at(pointer) else {
            return Validation::NoSchema;
        };
        let Some(error) = validator.iter_errors(value).next() else {
            return Validation::Valid;
        };
        let at = error.instance_path().to_string();
        Validation::Invalid(match at.is_empty() {
            true => error.to_string(),
            false => format!("{at}: {error}"),
        })
    }

    /// Pointers to the properties of a valid value that the schema describes, in those of its
    /// alternatives that it fits.
    pub(crate) fn described(&mut self, pointer: &str, value: &Value) -> HashSet<String> {
        let mut found = HashSet::new();
        let Some(validator) = self.validator_at(pointer) else {
            return found;
        };
        for entry in validator.evaluate(value).iter_annotations() {
            // `properties`, `patternProperties`, `additionalProperties`: the names that they were
            // applied to.
            let keyword = entry.schema_location.rsplit('/').next();
            if let (true, Value::Array(names)) = (
                keyword.is_some_and(|it| it.to_ascii_lowercase().ends_with("properties")),
                entry.annotations.value(),
            ) {
                for name in names.iter().filter_map(Value::as_str) {
                    let name = escape(name);
                    found.insert(format!("{}/{name}", entry.instance_location));
                }
            }
        }
        found
    }

    fn validator_at(&mut self, pointer: &str) -> Option<&Validator> {
        if !self.validators.contains_key(pointer) {
            let validator = self.validator(pointer);
            self.validators.insert(pointer.to_owned(), validator);
        }
        self.validators.get(pointer)?.as_ref()
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
    use super::{Validation, Validators};
    use serde_json::json;

    #[test]
    fn values_are_judged_by_the_whole_document() {
        let mut validators = Validators::new(&json!({
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
        let now = json!("2026-07-03T10:00:00Z");
        assert_eq!(validators.validate(pointer, &now), Validation::Valid);
        let said = validators.validate(pointer, &json!("tomorrow"));
        assert!(matches!(said, Validation::Invalid(_)), "{said:?}");
        let odd = "/components/schemas/Odd";
        assert_eq!(validators.validate(odd, &json!("x")), Validation::NoSchema);
    }

    #[test]
    fn what_is_described_is_what_fits() {
        let mut validators = Validators::new(&json!({"openapi": "3.1.0", "A": {
            "properties": {"a": {"items": {"$ref": "#/B"}}},
            "anyOf": [
                {"properties": {"b": {"type": "string"}, "a": {}}},
                {"properties": {"c": {}}, "required": ["c"]},
            ],
        }, "B": {"additionalProperties": {"type": "integer"}}}))
        .unwrap();
        let value = json!({"a": [{"x": 1}], "b": 1, "c": 1, "d": 1});
        let mut found: Vec<_> = validators.described("/A", &value).into_iter().collect();
        found.sort();
        assert_eq!(found, ["/a", "/a/0/x", "/c"]);
    }

    #[test]
    fn nullable_is_read_where_it_means_something() {
        let objects = |version| {
            let document = json!({
                "openapi": version,
                "components": {"schemas": {"A": {"type": "string", "enum": ["a"], "nullable": true}}},
            });
            let mut validators = Validators::new(&document).unwrap();
            validators.validate("/components/schemas/A", &json!(null)) != Validation::Valid
        };
        assert!(!objects("3.0.3"));
        assert!(objects("3.1.0"));
    }
}
