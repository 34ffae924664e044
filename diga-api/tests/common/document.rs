//! The vendored document with its corrections, and JSON Schema validators of its parts.

// Each test uses a part of it.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    missing_debug_implementations
)]
// A panic in it fails the test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../openapi/openapi.json");
const OVERLAY: &str = include_str!("../../../openapi/overlay.json");

/// The document, and its schemas as a registry that resolves references between them.
pub struct Document {
    pub value: Value,
    registry: Registry<'static>,
}

impl Document {
    pub fn new() -> Self {
        let value = document();
        let registry = Registry::new().add("urn:openapi", value.clone()).unwrap();
        Self {
            registry: registry.prepare().unwrap(),
            value,
        }
    }

    /// Validates against the schema at these steps from the root.
    pub fn validator(&self, steps: &[&str]) -> Validator {
        let pointer: String = steps
            .iter()
            .map(|step| {
                let step = step.replace('~', "~0").replace('/', "~1");
                format!("/{}", step.replace('{', "%7B").replace('}', "%7D"))
            })
            .collect();
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_registry(&self.registry)
            .build(&json!({ "$ref": format!("urn:openapi#{pointer}") }))
            .unwrap()
    }
}

/// The vendored document with its corrections.
fn document() -> Value {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let overlay: Value = serde_json::from_str(OVERLAY).unwrap();
    for action in overlay["actions"].as_array().unwrap() {
        let target = action["target"].as_str().unwrap();
        let target = target.replace("['", "\u{0}").replace("']", "\u{0}");
        let mut steps: Vec<String> = Vec::new();
        for (at, part) in target.split('\u{0}').enumerate() {
            if at % 2 == 1 {
                steps.push(part.to_owned());
            } else {
                let plain = part.replace('[', ".").replace(']', "");
                let plain = plain
                    .split('.')
                    .filter(|step| !step.is_empty() && *step != "$");
                steps.extend(plain.map(str::to_owned));
            }
        }
        let last = steps.last().cloned().unwrap();
        if action["remove"] == true {
            steps.pop();
        }
        let place = steps.iter().fold(&mut document, |place, step| match place {
            Value::Array(items) => &mut items[step.parse::<usize>().unwrap()],
            place => place.get_mut(step).unwrap(),
        });
        if action["remove"] == true {
            place.as_object_mut().unwrap().remove(&last);
        } else {
            merge(place, &action["update"]);
        }
    }
    document
}

fn merge(place: &mut Value, update: &Value) {
    match (place, update) {
        (Value::Object(place), Value::Object(update)) => {
            for (name, value) in update {
                merge(place.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (place, update) => *place = update.clone(),
    }
}
