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
    if let Some(default) = object.get("default").filter(|default| !default.is_null()) {
        let default = default.to_string();
        if default.len() <= 80 && !default.contains('`') {
            docs.push_str(&format!(
                "\n\nDefaults to `{default}` on the server when omitted."
            ));
        }
    }
    let deprecated = object.get("deprecated") == Some(&Value::Bool(true));
    (docs, deprecated)
}
