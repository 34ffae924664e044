//! The server that a client calls by default.

use serde_json::Value;

/// The first server that is an absolute URL, its variables filled with their defaults.
pub(crate) fn default(lowered: &Value) -> Option<String> {
    let servers = lowered.get("servers").and_then(Value::as_array)?;
    servers.iter().find_map(|server| {
        let mut url = server.get("url").and_then(Value::as_str)?.to_owned();
        let variables = server.get("variables").and_then(Value::as_object);
        for (name, variable) in variables.into_iter().flatten() {
            let first = variable.get("enum").and_then(|values| values.get(0));
            let value = variable.get("default").or(first).and_then(Value::as_str)?;
            url = url.replace(&format!("{{{name}}}"), value);
        }
        let absolute = url.starts_with("https://") || url.starts_with("http://");
        (absolute && !url.contains('{')).then(|| url.trim_end_matches('/').to_owned())
    })
}
