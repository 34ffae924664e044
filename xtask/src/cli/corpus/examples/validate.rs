//! Validation by a document's schemas, with a validator that is independent of the generator.

use std::collections::{HashMap, HashSet};

use jsonschema::{Draft, Registry, Retrieve, Uri, Validator};
use serde_json::{Value, json};

use crate::cli::failure::Failure;
use xtask::openapi::pointer::escape;

/// The URI of the document, for references into it.
const DOCUMENT: &str = "urn:xtask:document";

/// Validates values by the schemas of one document.
pub(crate) struct Validators {
    registry: Registry<'static>,
    draft: Draft,
    /// By pointer; `None` if the validator rejects the schema.
    validators: HashMap<String, Option<Validator>>,
}

impl std::fmt::Debug for Validators {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Validators").finish_non_exhaustive()
    }
}

/// The result of validating a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Validation {
    Valid,
    Invalid(String),
    /// The schema, or one that it refers to, is not valid JSON Schema: `type: bool`, a pattern with
    /// an unbalanced bracket.
    NoSchema,
}

/// Replaces other documents, which are not fetched, by a schema that accepts everything.
struct AcceptAll;

impl Retrieve for AcceptAll {
    fn retrieve(&self, _: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(json!({}))
    }
}

impl Validators {
    /// Takes the document as it was published. The schemas of OpenAPI 3.1 are JSON Schema 2020-12,
    /// those of 3.0 are draft 4 with `nullable`.
    pub(crate) fn new(document: &Value) -> Result<Self, Failure> {
        let mut document = document.clone();
        let version = document.get("openapi").and_then(Value::as_str);
        let draft = if version.is_some_and(|version| version.starts_with("3.0")) {
            nullable(&mut document);
            Draft::Draft4
        } else {
            Draft::Draft202012
        };
        let failed = |error: jsonschema::ReferencingError| {
            Failure::new(format!("the examples cannot be validated: {error}"))
        };
        let registry = Registry::new()
            .draft(draft)
            .retriever(AcceptAll)
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

    /// Validates the value by the schema at `pointer`.
    pub(crate) fn validate(&mut self, pointer: &str, value: &Value) -> Validation {
        let Some(validator) = self.validator_at(pointer) else {
            return Validation::NoSchema;
        };
        let Some(error) = validator.iter_errors(value).next() else {
            return Validation::Valid;
        };
        let at = error.instance_path().to_string();
        Validation::Invalid(if at.is_empty() {
            error.to_string()
        } else {
            format!("{at}: {error}")
        })
    }

    /// Pointers to the parts of the value that the schema at `pointer` objects to. Of a property
    /// that must not be there it is the property, and the object too.
    pub(crate) fn objections(&mut self, pointer: &str, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        let Some(validator) = self.validator_at(pointer) else {
            return found;
        };
        for error in validator.iter_errors(value) {
            let at = error.instance_path().to_string();
            let keyword = error.schema_path().to_string();
            if keyword.ends_with("additionalProperties")
                && let Some(Value::Object(members)) = value.pointer(&at)
            {
                found.extend(members.keys().map(|name| format!("{at}/{}", escape(name))));
            }
            found.push(at);
        }
        found
    }

    /// Pointers to the properties of a valid value that the schema describes, including those
    /// alternatives that the value matches.
    pub(crate) fn described(&mut self, pointer: &str, value: &Value) -> HashSet<String> {
        let mut found = HashSet::new();
        let Some(validator) = self.validator_at(pointer) else {
            return found;
        };
        for entry in validator.evaluate(value).iter_annotations() {
            // The annotations of `properties`, `patternProperties` and `additionalProperties` are
            // the names of the properties that they were applied to.
            let keyword = entry.schema_location.rsplit('/').next();
            if let (true, Value::Array(names)) = (
                keyword.is_some_and(|name| name.to_ascii_lowercase().ends_with("properties")),
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
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                reference.push(char::from(byte));
            } else {
                reference.push_str(&format!("%{byte:02X}"));
            }
        }
        jsonschema::options()
            .with_draft(self.draft)
            .should_validate_formats(true)
            .with_retriever(AcceptAll)
            .with_registry(&self.registry)
            .build(&json!({ "$ref": reference }))
            .ok()
    }
}

/// Replaces `nullable: true` by its equivalent in JSON Schema.
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
    fn references_into_the_document_are_followed() {
        let mut validators = Validators::new(&json!({
            "openapi": "3.1.0",
            "paths": {"/a {b}": {"schema": {"$ref": "#/components/schemas/At"}}},
            "components": {"schemas": {
                "At": {
                    "$ref": "#/components/schemas/Time",
                    "examples": [{"$ref": "http://else.where"}],
                },
                "Time": {"type": "string", "format": "date-time"},
                "Odd": {"pattern": "("},
            }},
        }))
        .unwrap();
        let pointer = "/paths/~1a {b}/schema";
        let now = json!("2026-07-03T10:00:00Z");
        assert_eq!(validators.validate(pointer, &now), Validation::Valid);
        let result = validators.validate(pointer, &json!("tomorrow"));
        assert!(matches!(result, Validation::Invalid(_)), "{result:?}");
        let odd = "/components/schemas/Odd";
        assert_eq!(validators.validate(odd, &json!("x")), Validation::NoSchema);
    }

    #[test]
    fn alternatives_that_do_not_match_describe_nothing() {
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
    fn nullable_is_a_keyword_of_openapi_3_0_alone() {
        let objects = |version| {
            let document = json!({
                "openapi": version,
                "components": {
                    "schemas": {"A": {"type": "string", "enum": ["a"], "nullable": true}},
                },
            });
            let mut validators = Validators::new(&document).unwrap();
            validators.validate("/components/schemas/A", &json!(null)) != Validation::Valid
        };
        assert!(!objects("3.0.3"));
        assert!(objects("3.1.0"));
    }
}
