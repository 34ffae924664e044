//! The document as a whole: title, version, servers, security.

use serde_json::Value;
use xtask::wire::{Aspect, OWN_SERVER};

use super::comparison::Comparison;
use crate::cli::diff::report::{Line, Warning};

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (old, new) = (comparison.old, comparison.new);
    for (name, pointer) in [
        ("title", "/info/title"),
        ("version", "/info/version"),
        ("servers", "/servers"),
        ("security", "/security"),
        ("security schemes", "/components/securitySchemes"),
    ] {
        let values = [old, new].map(|side| side.document.pointer(pointer).map(printed));
        let [before, after] = &values;
        if before == after {
            continue;
        }
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let message = format!("{name}: {} (was {})", text(after), text(before));
        let line = Line::new(name, message).values(before.as_deref(), after.as_deref());
        comparison.report.document.push(line);
    }
    base_url(comparison);
}

fn printed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The base URL of a client that is built without one.
fn base_url(comparison: &mut Comparison<'_>) {
    let before = comparison.old.generated.wire.server.clone();
    let after = comparison.new.generated.wire.server.clone();
    if let Some(url) = after.as_deref().filter(|url| is_refused(url)) {
        comparison.report.warnings.push(Warning {
            message: format!(
                "the client refuses the default base URL `{url}`: it is not encrypted"
            ),
            help: "correct `$.servers` in openapi/overlay.json, or callers must give a base URL"
                .to_owned(),
        });
    }
    own_servers(comparison);
    if before == after {
        return;
    }
    let text = |url: &Option<String>| {
        url.clone()
            .map_or("none".to_owned(), |url| format!("`{url}`"))
    };
    let message = format!(
        "the default base URL is {} (was {})",
        text(&after),
        text(&before)
    );
    let help = match (&before, &after) {
        (_, None) => "callers must give a base URL, or correct `$.servers` in openapi/overlay.json",
        _ => {
            "clients that give no base URL send requests and credentials there; ask whether it is \
             meant, and if not, correct `$.servers` in openapi/overlay.json"
        }
    };
    comparison.report.warnings.push(Warning {
        message: message.clone(),
        help: help.to_owned(),
    });
    let line = Line::new("Client", message)
        .values(before.as_deref(), after.as_deref())
        .breaking(before.is_some());
    comparison.report.behaviour.push(line);
}

/// Servers of single operations that the client refuses.
fn own_servers(comparison: &mut Comparison<'_>) {
    let key = (OWN_SERVER.to_owned(), Aspect::Location);
    for (name, operation) in &comparison.new_operations {
        let Some(url) = operation.facts.get(&key).filter(|url| is_refused(url)) else {
            continue;
        };
        comparison.report.warnings.push(Warning {
            message: format!(
                "the client refuses the server `{url}` of `{name}`: it is not encrypted"
            ),
            help: "correct the operation's `servers` in openapi/overlay.json".to_owned(),
        });
    }
}

/// Whether the client sends no credentials there: plain HTTP to another machine.
fn is_refused(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    !(host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || host.starts_with("127."))
}

#[cfg(test)]
mod tests {
    use super::is_refused;

    #[test]
    fn plain_http_is_refused_except_to_the_local_machine() {
        assert!(is_refused("http://api.example.com/v1"));
        assert!(!is_refused("https://api.example.com"));
        assert!(!is_refused("http://localhost:8080"));
        assert!(!is_refused("http://[::1]/"));
        assert!(is_refused("http://localhost.example.com"));
    }
}
