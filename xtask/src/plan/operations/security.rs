//! Security schemes and requirements.

use serde_json::Value;

use crate::note::Note;
use crate::openapi::pointer::escape;
use crate::plan::model::{Operation, Scheme};

/// The operation's own security requirements, or the document's. An empty alternative, or no
/// requirements, makes credentials optional.
pub(crate) fn security(lowered: &Value, operation: &Value) -> Vec<Vec<Scheme>> {
    let requirements = operation.get("security").or(lowered.get("security"));
    let mut alternatives = Vec::new();
    for requirement in requirements.and_then(Value::as_array).into_iter().flatten() {
        let names = requirement.as_object().into_iter().flatten();
        let schemes: Vec<Scheme> = names.map(|(name, _)| scheme(lowered, name)).collect();
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

/// What the document declares for a scheme, and whether the client can follow it. An unsupported or
/// unknown scheme is not left out, since the operation would then be called without credentials.
fn scheme(lowered: &Value, name: &str) -> Scheme {
    let unsupported = |kind: String| Scheme::Unsupported {
        name: name.to_owned(),
        kind,
    };
    let Some(scheme) = declared(lowered, name) else {
        return unsupported("a scheme that the document does not declare".to_owned());
    };
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    let key = text("name").to_owned();
    let http = text("scheme").trim().to_ascii_lowercase();
    let name = name.to_owned();
    match (text("type"), text("in"), http.as_str()) {
        ("http", _, "basic") => Scheme::Basic { name },
        ("http", _, "bearer") | ("oauth2" | "openIdConnect", ..) => Scheme::Bearer { name },
        ("http", _, "") => unsupported("an HTTP scheme without a name".to_owned()),
        ("http", ..) => unsupported(format!("the HTTP scheme `{http}`")),
        ("apiKey", ..) if key.is_empty() => unsupported("an API key without a name".to_owned()),
        ("apiKey", "header", _) => Scheme::ApiKeyHeader { name, header: key },
        ("apiKey", "query", _) => Scheme::ApiKeyQuery {
            name,
            parameter: key,
        },
        ("apiKey", "cookie", _) => Scheme::ApiKeyCookie { name, cookie: key },
        ("apiKey", place, _) => unsupported(format!("an API key in `{place}`")),
        (kind, ..) => unsupported(format!("a scheme of type `{kind}`")),
    }
}

fn declared<'l>(lowered: &'l Value, name: &str) -> Option<&'l Value> {
    let components = lowered.get("components")?;
    components.get("securitySchemes")?.get(name)
}

/// A note on each scheme that the client does not support.
pub(super) fn notes(lowered: &Value) -> Vec<Note> {
    let schemes = lowered.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    let mut notes: Vec<Note> = schemes
        .filter_map(|(name, _)| match scheme(lowered, name) {
            Scheme::Unsupported { kind, .. } => {
                let pointer = format!("#/components/securitySchemes/{}", escape(name));
                let what = format!(
                    "{kind} is not supported: a call that needs `{name}` fails unless the caller \
                     provides its credential (`ClientBuilder::external_credential`)"
                );
                Some(Note::new(pointer, what))
            }
            _ => None,
        })
        .collect();
    notes.extend(requirement_notes(lowered, lowered, "#"));
    notes
}

/// A note on each requirement of the document, or of an operation, that names no scheme.
pub(super) fn requirement_notes(lowered: &Value, holder: &Value, pointer: &str) -> Vec<Note> {
    let requirements = holder.get("security").and_then(Value::as_array);
    let mut notes = Vec::new();
    for (index, requirement) in requirements.into_iter().flatten().enumerate() {
        for (name, _) in requirement.as_object().into_iter().flatten() {
            if declared(lowered, name).is_none() {
                let pointer = format!("{pointer}/security/{index}/{}", escape(name));
                let what = format!(
                    "the document declares no security scheme `{name}`: a call that needs it fails \
                     unless the caller provides its credential \
                     (`ClientBuilder::external_credential`)"
                );
                notes.push(Note::new(pointer, what));
            }
        }
    }
    notes
}
