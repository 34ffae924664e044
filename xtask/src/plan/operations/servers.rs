//! The servers of the document, and those of single operations.

use serde_json::{Map, Value};

use crate::note::Note;
use crate::plan::model::{Server, ServerVariable};

/// The server that a client calls by default: the first whose URL is absolute. One whose variables
/// all have defaults comes before others.
pub(crate) fn default(lowered: &Value) -> Option<Server> {
    let servers = lowered.get("servers").and_then(Value::as_array)?;
    let absolute = servers
        .iter()
        .filter_map(server)
        .filter(|server| !is_relative(server));
    let absolute: Vec<Server> = absolute.collect();
    let complete = absolute.iter().find(|server| server.is_complete());
    complete.or(absolute.first()).cloned()
}

/// The server of one operation: the first of its own servers, or of its path's, unless that is the
/// document's.
pub(super) fn of_operation(
    default: Option<&Server>,
    item: &Value,
    operation: &Value,
) -> Option<Server> {
    let own = |holder: &Value| {
        let servers = holder.get("servers").and_then(Value::as_array)?;
        servers.iter().find_map(server)
    };
    let server = own(operation).or_else(|| own(item))?;
    (Some(&server) != default).then_some(server)
}

fn server(value: &Value) -> Option<Server> {
    let url = value.get("url").and_then(Value::as_str)?.trim();
    let described = value.get("variables").and_then(Value::as_object);
    let variables = placeholders(url).map(|name| {
        let variable = described.and_then(|described| described.get(name));
        let values = variable.and_then(|variable| variable.get("enum"));
        let values: Vec<String> = values
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(text)
            .collect();
        let default = variable.and_then(|variable| text(variable.get("default")?));
        ServerVariable {
            name: name.to_owned(),
            default: default.or_else(|| values.first().cloned()),
            values,
        }
    });
    let mut known: Vec<ServerVariable> = Vec::new();
    for variable in variables {
        if !known.contains(&variable) {
            known.push(variable);
        }
    }
    Some(Server {
        url: url.trim_end_matches('/').to_owned(),
        variables: known,
    })
}

/// A string, or what YAML reads as something else where it has no quotes: `8443`.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

fn placeholders(url: &str) -> impl Iterator<Item = &str> {
    let after_braces = url.split('{').skip(1);
    after_braces.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Whether the URL is relative, its variables filled with their defaults. One without a default may
/// be the whole origin.
fn is_relative(server: &Server) -> bool {
    let url = server.with_defaults();
    let origins = ["https://", "http://", "{"];
    !origins.iter().any(|origin| url.starts_with(origin))
}

/// What is odd in the servers of the document, a path or an operation.
pub(super) fn notes(holder: &Value, pointer: &str) -> Vec<Note> {
    let servers = holder.get("servers").and_then(Value::as_array);
    let servers = servers.into_iter().flatten().enumerate();
    let is_document = pointer == "#";
    let mut notes = Vec::new();
    for (index, value) in servers {
        let pointer = format!("{pointer}/servers/{index}");
        let mut note = |what: String| notes.push(Note::new(&pointer, what));
        let Some(server) = server(value) else {
            note("the server has no `url`, so it is left out".to_owned());
            continue;
        };
        if index > 0 && !is_document {
            note("only the first server of an operation is followed".to_owned());
        }
        if is_document && is_relative(&server) {
            note("the URL is relative, so it is no default for the base URL".to_owned());
        }
        let nothing = Map::new();
        let described = value.get("variables").and_then(Value::as_object);
        let described = described.unwrap_or(&nothing);
        for variable in &server.variables {
            let name = &variable.name;
            if !described.contains_key(name) {
                note(format!(
                    "nothing describes the variable `{{{name}}}`, so the caller has to set it"
                ));
            } else if let Some(default) = &variable.default
                && !variable.values.is_empty()
                && !variable.values.contains(default)
            {
                note(format!(
                    "the default of `{{{name}}}` is not among its values"
                ));
            }
        }
        for name in described.keys() {
            if !server
                .variables
                .iter()
                .any(|variable| variable.name == *name)
            {
                note(format!(
                    "the URL has no `{{{name}}}`, so the variable is left out"
                ));
            }
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_default_is_the_first_absolute_server_whose_variables_have_values() {
        let lowered = json!({"servers": [
            {"url": "/v1"},
            {"url": "https://{tenant}.example.com"},
            {"url": "https://{region}.example.com:{port}/", "variables": {
                "region": {"enum": ["eu", "us"]}, "port": {"default": 8443}
            }}
        ]});
        let server = default(&lowered).unwrap();
        assert_eq!(server.url, "https://{region}.example.com:{port}");
        let defaults = server
            .variables
            .iter()
            .map(|variable| variable.default.as_deref());
        assert_eq!(defaults.collect::<Vec<_>>(), [Some("eu"), Some("8443")]);
    }

    #[test]
    fn a_server_that_the_caller_completes_is_better_than_none() {
        let lowered = json!({"servers": [{"url": "{root}/v1"}]});
        assert_eq!(default(&lowered).unwrap().url, "{root}/v1");
        assert_eq!(default(&json!({"servers": [{"url": "/v1"}]})), None);
    }

    #[test]
    fn the_servers_of_an_operation_come_before_those_of_its_path() {
        let of = |url: &str| json!({"servers": [{"url": url}]});
        let document = server(&json!({"url": "https://a.example"}));
        let found = |item: &Value, operation: &Value| {
            of_operation(document.as_ref(), item, operation).map(|server| server.url)
        };
        let (none, path, own) = (json!({}), of("https://b.example/"), of("/own"));
        assert_eq!(found(&path, &own).as_deref(), Some("/own"));
        assert_eq!(found(&path, &none).as_deref(), Some("https://b.example"));
        assert_eq!(
            found(&path, &json!({"servers": []})).as_deref(),
            Some("https://b.example")
        );
        assert_eq!(found(&none, &of("https://a.example/")), None);
    }
}
