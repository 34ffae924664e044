//! Responses that a document describes.

use serde_json::{Value, json};
use xtask::openapi::media_type::is_json;
use xtask::openapi::pointer::escape;

use super::drawer::Drawer;

/// How many values are drawn for each response.
const DRAWS: u8 = 12;

/// The most bytes that decide a value.
const ENTROPY: usize = 600;

/// A response to a call of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The operation's name in Rust.
    pub(crate) name: String,
    status: u16,
    content_type: Option<String>,
    body: Option<String>,
}

impl Response {
    /// Successes of an operation, with values that are valid against its schema.
    pub(crate) fn drawn(document: &Value, name: &str, method: String, path: &str) -> Vec<Self> {
        let pointer = format!("/paths/{}/{method}/responses", escape(path));
        let responses = document
            .pointer(&pointer)
            .and_then(Value::as_object)
            .unwrap();
        let mut found = Vec::new();
        for (status, response) in responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'))
        {
            let status = status.parse().unwrap();
            let content = response.get("content").and_then(Value::as_object);
            let Some((media_type, content)) = content.and_then(|content| content.iter().next())
            else {
                found.push(Self {
                    name: name.to_owned(),
                    status,
                    content_type: None,
                    body: None,
                });
                continue;
            };
            assert!(is_json(media_type), "{name}: {media_type}");
            let any = json!({});
            let schema = content.get("schema").unwrap_or(&any);
            found.extend(values(document, schema).into_iter().map(|value| Self {
                name: name.to_owned(),
                status,
                content_type: Some(media_type.clone()),
                body: Some(value.to_string()),
            }));
        }
        assert!(!found.is_empty(), "{name} has no response");
        found
    }

    pub(crate) fn line(&self) -> String {
        json!({
            "name": self.name, "status": self.status, "content_type": self.content_type,
            "body": self.body,
        })
        .to_string()
    }
}

/// Valid values of a schema; the same ones in every run.
fn values(document: &Value, schema: &Value) -> Vec<Value> {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": document["components"],
        "allOf": [schema],
    });
    let validator = jsonschema::validator_for(&whole).unwrap();
    let mut found: Vec<Value> = Vec::new();
    for seed in 0..DRAWS {
        // The first is the smallest one.
        let bytes: Vec<u8> = (0..ENTROPY)
            .scan(u32::from(seed), |state, _| {
                *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                Some(if seed == 0 { 0 } else { (*state >> 24) as u8 })
            })
            .collect();
        let value = Drawer::new(document, &bytes).draw(schema, 0);
        if validator.is_valid(&value) && !found.contains(&value) {
            found.push(value);
        }
    }
    assert!(!found.is_empty(), "no valid value is drawn for {schema}");
    found
}
