//! Corrections in the overlay whose target has moved or gone with the new document.
//!
//! An action on an operation that moved follows it, since the operation is the same. One on an
//! operation or a schema that is gone is removed with it. Any other target that does not exist is
//! for people to decide: the service may have corrected its document.

use serde_json::Value;
use xtask::Decisions;
use xtask::openapi::method::is_method;

/// The overlay for the new document.
#[derive(Debug)]
pub(super) struct Corrections {
    pub(super) overlay: Value,
    /// What became of the actions that changed.
    pub(super) notes: Vec<String>,
}

/// A document with the names in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'d> {
    pub(super) document: &'d Value,
    pub(super) decisions: &'d Decisions,
}

enum Fate {
    Stays,
    Moves(String),
    Goes,
}

/// The corrections after a step from one document to the next; none if all stay as they are.
pub(super) fn follow(overlay: &Value, old: Named<'_>, new: Named<'_>) -> Option<Corrections> {
    let actions = overlay.get("actions")?.as_array()?;
    let (mut kept, mut notes) = (Vec::new(), Vec::new());
    for action in actions {
        let target = action.get("target").and_then(Value::as_str);
        let target = target.unwrap_or_default();
        match fate(target, old, new) {
            Fate::Stays => kept.push(action.clone()),
            Fate::Moves(to) => {
                notes.push(format!("the correction of `{target}` follows to `{to}`"));
                let mut action = action.clone();
                if let Some(members) = action.as_object_mut() {
                    members.insert("target".to_owned(), Value::from(to));
                }
                kept.push(action);
            }
            Fate::Goes => notes.push(format!(
                "the correction of `{target}` is removed, because what it corrects is gone"
            )),
        }
    }
    if notes.is_empty() {
        return None;
    }
    let mut overlay = overlay.clone();
    let members = overlay.as_object_mut()?;
    members.insert("actions".to_owned(), Value::Array(kept));
    Some(Corrections { overlay, notes })
}

fn fate(target: &str, old: Named<'_>, new: Named<'_>) -> Fate {
    if let Some(name) = schema(target) {
        let has = |named: Named<'_>| {
            let schemas = named.document.pointer("/components/schemas");
            schemas.is_some_and(|schemas| schemas.get(name).is_some())
        };
        return if has(old) && !has(new) {
            Fate::Goes
        } else {
            Fate::Stays
        };
    }
    let Some((path, method, rest)) = operation(target) else {
        return Fate::Stays;
    };
    let has = |named: Named<'_>| {
        let item = named
            .document
            .get("paths")
            .and_then(|paths| paths.get(path));
        item.is_some_and(|item| item.get(method).is_some())
    };
    if has(new) || !has(old) {
        return Fate::Stays;
    }
    let mut before = old.decisions.operations.values();
    let known = before.find(|known| known.path == path && known.method == method);
    let moved = known.and_then(|known| {
        let mut after = new.decisions.operations.values();
        after.find(|other| other.name == known.name)
    });
    match moved {
        Some(moved) if !moved.path.contains('\'') => {
            Fate::Moves(format!("$.paths['{}'].{}{rest}", moved.path, moved.method))
        }
        Some(_) => Fate::Stays,
        None => Fate::Goes,
    }
}

/// The path, the method and the rest of `$.paths['/v1/x'].post.responses`.
fn operation(target: &str) -> Option<(&str, &str, &str)> {
    let rest = target.strip_prefix("$.paths[")?;
    let quote = rest.chars().next().filter(|quote| "'\"".contains(*quote))?;
    let (path, rest) = rest.get(1..)?.split_once(&format!("{quote}]."))?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let (method, rest) = rest.split_at(end);
    is_method(method).then_some((path, method, rest))
}

/// The schema of `$.components.schemas.Note.properties`.
fn schema(target: &str) -> Option<&str> {
    let rest = target.strip_prefix("$.components.schemas")?;
    if let Some(rest) = rest.strip_prefix('.') {
        return rest.split(['.', '[']).next();
    }
    let rest = rest.strip_prefix('[')?;
    rest.get(1..)?.split(['\'', '"']).next()
}

#[cfg(test)]
mod tests {
    use super::{operation, schema};

    #[test]
    fn a_target_names_an_operation_or_a_schema() {
        assert_eq!(
            operation("$.paths['/a/{b}'].get.parameters[2].schema"),
            Some(("/a/{b}", "get", ".parameters[2].schema"))
        );
        assert_eq!(operation("$.paths[\"/a\"].post"), Some(("/a", "post", "")));
        assert_eq!(operation("$.paths['/a'].parameters"), None);
        assert_eq!(schema("$.components.schemas.A.properties.b"), Some("A"));
        assert_eq!(schema("$.components.schemas['A-b'].title"), Some("A-b"));
        assert_eq!(schema("$.info.title"), None);
    }
}
