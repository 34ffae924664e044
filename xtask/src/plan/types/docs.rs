//! The documentation of a type, from its schema.

use serde_json::{Map, Value};

/// The schema's description, title or name; and whether it is deprecated.
pub(crate) fn describe(object: &Map<String, Value>, name: &str) -> (String, bool) {
    let text = |key: &str| {
        let text = object.get(key).and_then(Value::as_str);
        text.map(str::trim).filter(|text| !text.is_empty())
    };
    let mut docs = match (text("description"), text("title")) {
        (Some(description), _) => description.to_owned(),
        (None, Some(title)) => title.to_owned(),
        (None, None) => format!("`{name}`"),
    };
    docs.extend(object.get("default").and_then(default));
    let deprecated = object.get("deprecated") == Some(&Value::Bool(true));
    (docs, deprecated)
}

/// The paragraph about a default that the server uses, unless it is null or long.
pub(crate) fn default(default: &Value) -> Option<String> {
    let printed = default.to_string();
    let shown = !default.is_null() && printed.len() <= 80 && !printed.contains('`');
    shown.then(|| format!("\n\nDefaults to `{printed}` on the server when omitted."))
}
