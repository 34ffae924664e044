//! Security schemes that 3.0.3 does not have.

use std::collections::HashSet;

use serde_json::Value;

/// The names of schemes of the connection rather than the request: `mutualTLS`.
pub(super) fn of_the_connection(document: &Value) -> HashSet<&str> {
    document
        .get("components")
        .and_then(|components| components.get("securitySchemes"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, scheme)| scheme.get("type").is_some_and(|kind| kind == "mutualTLS"))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// Removes schemes from a list of security requirements. A requirement of only these becomes the
/// empty requirement.
pub(super) fn without(requirements: &mut Value, schemes: &HashSet<&str>) {
    for requirement in requirements.as_array_mut().into_iter().flatten() {
        if let Some(requirement) = requirement.as_object_mut() {
            requirement.retain(|name, _| !schemes.contains(name.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lower;
    use serde_json::json;

    #[test]
    fn certificates_of_clients_are_a_matter_of_the_connection() {
        let lowered = lower(&json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "security": [{"tls": [], "key": []}],
            "paths": {"/a": {"get": {"security": [{"tls": []}], "responses": {}}}},
            "components": {"securitySchemes": {
                "tls": {"type": "mutualTLS"}, "key": {"type": "apiKey", "in": "header", "name": "k"}
            }}
        }))
        .unwrap();
        assert_eq!(lowered["security"], json!([{"key": []}]));
        assert_eq!(lowered["paths"]["/a"]["get"]["security"], json!([{}]));
        assert_eq!(
            lowered["components"]["securitySchemes"],
            json!({"key": {"type": "apiKey", "in": "header", "name": "k"}})
        );
    }
}
