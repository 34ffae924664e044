//! Security schemes and requirements.

use serde_json::Value;

use crate::plan::model::{Operation, Scheme};

/// The operation's own security requirements, or the document's. An empty alternative, or no
/// requirements, makes credentials optional.
pub(crate) fn security(lowered: &Value, operation: &Value) -> Vec<Vec<Scheme>> {
    let requirements = operation.get("security").or(lowered.get("security"));
    let mut alternatives = Vec::new();
    for requirement in requirements.and_then(Value::as_array).into_iter().flatten() {
        let names = requirement.as_object().into_iter().flatten();
        let schemes: Vec<Scheme> = names
            .filter_map(|(name, _)| scheme(lowered, name))
            .collect();
        if !alternatives.contains(&schemes) {
            alternatives.push(schemes);
        }
    }
    // Optional credentials are sent if there are any, so the empty alternative is the last.
    alternatives.sort_by_key(|schemes: &Vec<Scheme>| schemes.is_empty());
    match alternatives.as_slice() {
        [only] if only.is_empty() => vec![],
        _ => alternatives,
    }
}

/// The security of an endpoint that the document does not describe: the document's requirements,
/// or else those of its operations, the most frequent first. Credentials are optional there.
pub(crate) fn usual(lowered: &Value, operations: &[Operation]) -> Vec<Vec<Scheme>> {
    let mut usual = security(lowered, &Value::Null);
    usual.retain(|schemes| !schemes.is_empty());
    if usual.is_empty() {
        let mut counted: Vec<(usize, &Vec<Scheme>)> = Vec::new();
        let required = operations.iter().flat_map(|operation| &operation.security);
        for schemes in required.filter(|schemes| !schemes.is_empty()) {
            match counted.iter_mut().find(|(_, other)| *other == schemes) {
                Some((count, _)) => *count += 1,
                None => counted.push((1, schemes)),
            }
        }
        counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        usual = counted
            .into_iter()
            .map(|(_, schemes)| schemes.clone())
            .collect();
    }
    if !usual.is_empty() {
        usual.push(vec![]);
    }
    usual
}

fn scheme(lowered: &Value, name: &str) -> Option<Scheme> {
    let scheme = lowered
        .get("components")?
        .get("securitySchemes")?
        .get(name)?;
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    let key = text("name").to_owned();
    let name = name.to_owned();
    match (
        text("type"),
        text("in"),
        text("scheme").to_ascii_lowercase().as_str(),
    ) {
        ("http", _, "basic") => Some(Scheme::Basic { name }),
        ("http", _, "bearer") | ("oauth2" | "openIdConnect", ..) => Some(Scheme::Bearer { name }),
        ("apiKey", "header", _) => Some(Scheme::ApiKeyHeader { name, header: key }),
        ("apiKey", "query", _) => Some(Scheme::ApiKeyQuery {
            name,
            parameter: key,
        }),
        ("apiKey", "cookie", _) => Some(Scheme::ApiKeyCookie { name, cookie: key }),
        // Mutual TLS belongs to the transport. The form of other HTTP schemes is not standardized
        // here.
        _ => None,
    }
}
