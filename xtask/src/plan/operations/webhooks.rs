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
            let content = item
                .get(method)
                .and_then(|operation| operation.pointer("/requestBody/content"))
                .and_then(Value::as_object);
            let media = content.and_then(json_entry).map(|(_, media)| media);
            if let Some(schema) = media.and_then(|media| media.get("schema")) {
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
