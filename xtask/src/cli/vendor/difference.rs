//! The differences between the vendored document and its replacement.

use std::fmt;

use serde_json::Value;

use crate::cli::document::operations;

/// The maximum number of lines of one kind shown, so that they fit on a screen.
const SHOWN: usize = 12;

/// Operations and components that are added, removed or changed.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Difference {
    operations: Changes,
    components: Changes,
    /// Whether the documents differ at all, including in the title, the servers, the security or
    /// the order of keys.
    any: bool,
}

#[derive(Debug, Default, PartialEq)]
struct Changes {
    added: Vec<String>,
    removed: Vec<String>,
    changed: Vec<String>,
}

impl Difference {
    /// Compares operations and components by content, regardless of the order of their keys.
    pub(crate) fn between(old: &Value, new: &Value) -> Self {
        let text = |document: &Value| document.to_string();
        Self {
            operations: Changes::between(&operations(old), &operations(new)),
            components: Changes::between(&components(old), &components(new)),
            any: text(old) != text(new),
        }
    }
}

impl Changes {
    fn between(old: &[(String, Value)], new: &[(String, Value)]) -> Self {
        let mut changes = Self::default();
        let index = |entries| -> std::collections::HashMap<String, &Value> {
            let entries: &[(String, Value)] = entries;
            entries
                .iter()
                .map(|(name, value)| (name.clone(), value))
                .collect()
        };
        let (by_old, by_new) = (index(old), index(new));
        for (name, value) in new {
            match by_old.get(name) {
                None => changes.added.push(name.clone()),
                Some(before) if *before != value => changes.changed.push(name.clone()),
                Some(_) => {}
            }
        }
        let removed = old.iter().filter(|(name, _)| !by_new.contains_key(name));
        changes
            .removed
            .extend(removed.map(|(name, _)| name.clone()));
        changes
    }

    fn print(&self, noun: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (sign, verb, names) in [
            ('+', "added", &self.added),
            ('-', "removed", &self.removed),
            ('~', "changed", &self.changed),
        ] {
            for name in names.iter().take(SHOWN) {
                writeln!(f, "{sign} {noun} {name}")?;
            }
            if let Some(more) = names.len().checked_sub(SHOWN).filter(|more| *more > 0) {
                writeln!(f, "{sign} ... and {more} more {noun}s {verb}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.operations == Changes::default() && self.components == Changes::default() {
            return f.write_str(if self.any {
                "~ the order of keys, or a part that is neither an operation nor a component\n"
            } else {
                ""
            });
        }
        self.operations.print("operation", f)?;
        self.components.print("component", f)
    }
}

fn components(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (section, entries) in document
        .get("components")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        for (name, value) in entries.as_object().into_iter().flatten() {
            found.push((format!("{section}/{name}"), value.clone()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Difference;

    #[test]
    fn operations_and_components_are_listed_by_name() {
        let old = json!({
            "paths": {"/a": {"get": 1, "post": 1}, "/b": {"get": 1}},
            "components": {"schemas": {"X": 1}},
        });
        let new = json!({
            "paths": {"/a": {"get": 1, "post": 2}, "/c": {"get": 1}},
            "components": {"schemas": {"X": 2}},
        });
        assert_eq!(
            Difference::between(&old, &new).to_string(),
            "+ operation GET /c\n- operation GET /b\n~ operation POST /a\n~ component schemas/X\n"
        );
        assert_eq!(Difference::between(&old, &old).to_string(), "");
    }
}
