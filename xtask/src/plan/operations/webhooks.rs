//! The payloads that the service delivers to webhooks.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::identifier::{Scope, pascal};
use crate::openapi::media_type::json_entry;
use crate::openapi::method::METHODS;
use crate::plan::model::Webhook;
use crate::plan::types::Builder;

/// The document's webhooks, in its order.
pub(crate) fn plan(lowered: &Value, builder: &mut Builder<'_>) -> Result<Vec<Webhook>, Diagnostic> {
    let webhooks = lowered.get("x-webhooks").and_then(Value::as_object);
    let mut delivered = Vec::new();
    let mut scope = Scope::default();
    for (name, item) in webhooks.into_iter().flatten() {
        for method in METHODS {
            if let Some(schema) = item.get(method).and_then(payload) {
                let pascal = pascal(name);
                delivered.push(Webhook {
                    name: name.clone(),
                    shape: builder.shape(schema, &format!("{pascal}Payload")),
                    rust: scope.claim(&pascal),
                });
            }
        }
    }
    builder.within_bounds("#/webhooks")?;
    Ok(delivered)
}

/// The schema of what is delivered, if it is JSON.
pub(super) fn payload(operation: &Value) -> Option<&Value> {
    let content = operation.pointer("/requestBody/content")?.as_object()?;
    let (_, media) = json_entry(content)?;
    media.get("schema")
}
