//! Our corrections to the document, each with its reason: OpenAPI Overlay 1.0 as JSON.

use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::Diagnostic;

/// An overlay document (Overlay Specification 1.0.0, section 4.4.1).
#[derive(Debug, Deserialize)]
struct Overlay {
    overlay: String,
    #[serde(default)]
    actions: Vec<Action>,
}

/// One correction.
#[derive(Debug, Deserialize)]
struct Action {
    /// A normalized path or singular query of JSONPath (RFC 9535, section 2.3.5.1):
    /// `$.paths['/v1/x'].post`.
    target: String,
    /// Why the document is corrected. Optional in the specification, required here.
    description: Option<String>,
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
}

/// Applies the overlay to the document, action by action.
///
/// # Errors
/// An invalid overlay, an action without a reason, and a target that is not in the document, since
/// an action without effect is obsolete.
pub(crate) fn overlay(document: &Value, overlay: &Value) -> Result<Value, Diagnostic> {
    let mut document = document.clone();
    let overlay: Overlay = Overlay::deserialize(overlay)
        .map_err(|error| Diagnostic::new("overlay#", format!("not an overlay: {error}")))?;
    if !overlay.overlay.starts_with("1.") {
        return Err(Diagnostic::new(
            "overlay#/overlay",
            format!("overlay version {} is not 1.x", overlay.overlay),
        ));
    }
    for (index, action) in overlay.actions.iter().enumerate() {
        let refuse = |why: String| Diagnostic::new(format!("overlay#/actions/{index}"), why);
        if action
            .description
            .as_deref()
            .unwrap_or_default()
            .trim()
            .is_empty()
        {
            return Err(refuse("the action has no reason".to_owned())
                .help("add a `description` that says why"));
        }
        let steps = steps(&action.target).ok_or_else(|| {
            refuse(format!("`{}` is not a path to one value", action.target))
                .help("write it as `$.paths['/v1/x'].post`")
        })?;
        apply(&mut document, &steps, action).ok_or_else(|| {
            refuse(format!("`{}` is not in the document", action.target))
                .help("remove the action if the document has been fixed, or correct its target")
        })?;
    }
    Ok(document)
}

/// The help that suggests an overlay action to omit an operation.
pub(crate) fn omission(path: &str, method: &str) -> String {
    let action = serde_json::json!({
        "target": format!("$.paths[{}].{method}", quoted(path)),
        "description": "why it is omitted",
        "remove": true,
    });
    format!(
        "correct the document, or omit the operation with an action in \
         openapi/overlay.json:\n{action}"
    )
}

fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[derive(Debug, PartialEq)]
enum Step {
    Name(String),
    Index(usize),
}

/// The steps of a singular query; `None` if the target is not one.
fn steps(target: &str) -> Option<Vec<Step>> {
    let mut rest = target.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at_checked(end)?;
            let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
            if name.is_empty() || !name.chars().all(plain) {
                return None;
            }
            steps.push(Step::Name(name.to_owned()));
            rest = after;
            continue;
        }
        let after = rest.strip_prefix('[')?;
        let quote = after.chars().next()?;
        if quote != '\'' && quote != '"' {
            let (index, after) = after.split_once(']')?;
            steps.push(Step::Index(index.parse().ok()?));
            rest = after;
            continue;
        }
        let mut name = String::new();
        let mut chars = after.char_indices().skip(1);
        let end = loop {
            match chars.next()? {
                (_, '\\') => name.push(chars.next()?.1),
                (at, c) if c == quote => break at,
                (_, c) => name.push(c),
            }
        };
        rest = after.get(end..)?.strip_prefix(quote)?.strip_prefix(']')?;
        steps.push(Step::Name(name));
    }
    Some(steps)
}

/// Applies the action; `None` if its target does not exist.
fn apply(document: &mut Value, steps: &[Step], action: &Action) -> Option<()> {
    let (last, before) = match (steps.split_last(), action.remove) {
        (Some(split), true) => split,
        // The document itself cannot be removed.
        (None, true) => return None,
        (_, false) => {
            let target = steps.iter().try_fold(document, step)?;
            merge(target, action.update.as_ref()?);
            return Some(());
        }
    };
    match (before.iter().try_fold(document, step)?, last) {
        (Value::Object(object), Step::Name(name)) => object.shift_remove(name).map(|_| ()),
        (Value::Array(array), Step::Index(index)) if *index < array.len() => {
            array.remove(*index);
            Some(())
        }
        _ => None,
    }
}

fn step<'v>(value: &'v mut Value, step: &Step) -> Option<&'v mut Value> {
    match step {
        Step::Name(name) => value.get_mut(name),
        Step::Index(index) => value.get_mut(index),
    }
}

/// Section 4.4.3.1: objects merge, arrays grow, everything else is replaced.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (name, update) in update {
                match target.get_mut(name) {
                    Some(target) => merge(target, update),
                    None => {
                        target.insert(name.clone(), update.clone());
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => target.extend(update.iter().cloned()),
        (Value::Array(target), update) => target.push(update.clone()),
        (target, update) => *target = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn applied(action: Value) -> Result<Value, Diagnostic> {
        let document = json!({ "paths": { "/a b": { "get": { "tags": ["x"], "summary": "old" } },
            "/c": {} } });
        let overlay_document = json!({ "overlay": "1.0.0", "actions": [action] });
        overlay(&document, &overlay_document)
    }

    #[test]
    fn an_update_merges_objects_and_lengthens_arrays() {
        let document = applied(json!({
            "target": "$.paths['/a b'].get", "description": "wrong upstream",
            "update": { "summary": "new", "tags": ["y"], "deprecated": true },
        }));
        let expected = json!({ "tags": ["x", "y"], "summary": "new", "deprecated": true });
        assert_eq!(document.unwrap()["paths"]["/a b"]["get"], expected);
    }

    #[test]
    fn an_action_removes_its_target_and_the_order_stays() {
        let document = applied(
            json!({ "target": "$.paths[\"/a b\"].get", "description": "r", "remove": true }),
        );
        assert_eq!(document.unwrap()["paths"], json!({ "/a b": {}, "/c": {} }));
    }

    #[test]
    fn an_action_without_effect_is_refused() {
        let message =
            applied(json!({ "target": "$.paths['/gone']", "description": "r", "remove": true }))
                .unwrap_err()
                .to_string();
        assert!(
            message.contains("`$.paths['/gone']` is not in the document"),
            "{message}"
        );
        let message = applied(json!({ "target": "$.paths", "update": {} }))
            .unwrap_err()
            .to_string();
        assert!(message.contains("has no reason"), "{message}");
        let message = applied(json!({ "target": "$..x", "description": "r", "update": {} }))
            .unwrap_err()
            .to_string();
        assert!(message.contains("is not a path to one value"), "{message}");
    }

    #[test]
    fn the_suggested_action_omits_the_operation() {
        let message = omission("/a b", "get");
        let action: Value = serde_json::from_str(message.lines().last().unwrap()).unwrap();
        assert_eq!(applied(action).unwrap()["paths"]["/a b"], json!({}));
    }
}
