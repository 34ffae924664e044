//! The types of a packaged crate, as its manifest (`generate --manifest`) tells them.

use serde_json::{Map, Value};

const OPTION: &str = "::std::option::Option<";
const BOX: &str = "::std::boxed::Box<";
const VEC: &str = "::std::vec::Vec<";
const MAP: &str = "::std::collections::BTreeMap<::std::string::String,";

/// Finds the type of what is inside a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shapes<'m> {
    manifest: &'m Value,
}

impl<'m> Shapes<'m> {
    pub(crate) fn new(manifest: &'m Value) -> Self {
        Self { manifest }
    }

    /// The type of a component.
    pub(crate) fn schema(self, name: &str) -> Option<&'m str> {
        self.manifest.get("schemas")?.get(name)?.as_str()
    }

    pub(crate) fn operation(self, method: &str, path: &str) -> Option<&'m Value> {
        let method = method.to_uppercase();
        let operations = self.manifest.get("operations")?.as_array()?;
        operations.iter().find(|it| {
            it.get("method").and_then(Value::as_str) == Some(&method)
                && it.get("path").and_then(Value::as_str) == Some(path)
        })
    }

    /// The types of what is delivered to webhooks, in the document's order.
    pub(crate) fn webhooks(self) -> impl Iterator<Item = (&'m str, &'m str)> {
        let webhooks = self.manifest.get("webhooks").and_then(Value::as_array);
        webhooks
            .into_iter()
            .flatten()
            .filter_map(|it| Some((it.get("name")?.as_str()?, it.get("type")?.as_str()?)))
    }

    fn made(self, ty: &str) -> Option<&'m Map<String, Value>> {
        self.manifest.get("types")?.get(ty)?.as_object()
    }

    fn kind(self, ty: &str, kind: &str) -> Option<&'m Map<String, Value>> {
        self.made(ty)
            .filter(|it| it.get("kind").and_then(Value::as_str) == Some(kind))
    }

    /// The type without `Option`, `Box`, aliases and wrappers around it.
    pub(crate) fn core<'t>(self, ty: &'t str) -> &'t str
    where
        'm: 't,
    {
        let mut ty = ty;
        // Aliases do not lead in circles, and wrappers only through lists and maps.
        for _ in 0..64 {
            let around = inside(ty, OPTION).or_else(|| inside(ty, BOX));
            let made = || {
                let made = self.kind(ty, "alias").or_else(|| self.kind(ty, "wrapper"));
                made?.get("type")?.as_str()
            };
            match around.or_else(made) {
                Some(inner) => ty = inner,
                None => break,
            }
        }
        ty
    }

    /// The type of a property.
    pub(crate) fn property<'t>(self, ty: &'t str, name: &str) -> Option<&'t str>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        if let Some(made) = self.kind(ty, "struct") {
            let field = made.get("fields").and_then(|it| it.get(name)?.get("type"));
            return field.or_else(|| made.get("rest"))?.as_str();
        }
        if let Some(values) = inside(ty, MAP) {
            return Some(values);
        }
        // The one alternative that has it, or several of which all have it as the same type.
        let mut found = self
            .alternatives(ty)?
            .into_iter()
            .filter_map(|it| self.property(it, name));
        let first = found.next()?;
        found.all(|it| it == first).then_some(first)
    }

    /// The type of the values of properties that are not named.
    pub(crate) fn values<'t>(self, ty: &'t str) -> Option<&'t str>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        match self.kind(ty, "struct") {
            Some(made) => made.get("rest")?.as_str(),
            None => inside(ty, MAP).or_else(|| any(ty)),
        }
    }

    /// The type of the items of a list, or of one item of a tuple.
    pub(crate) fn item<'t>(self, ty: &'t str, index: Option<usize>) -> Option<&'t str>
    where
        'm: 't,
    {
        let ty = self.core(ty);
        let tuple = ty.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        match (tuple, index) {
            (Some(items), Some(index)) => split(items).get(index).copied(),
            (Some(_), None) => None,
            (None, _) => inside(ty, VEC).or_else(|| any(ty)),
        }
    }

    /// The types of a union's alternatives.
    pub(crate) fn alternatives(self, ty: &str) -> Option<Vec<&'m str>> {
        let alternatives = self
            .kind(self.core(ty), "union")?
            .get("alternatives")?
            .as_array()?;
        alternatives
            .iter()
            .map(|it| it.get("type")?.as_str())
            .collect()
    }

    /// The type as it is written in the crate's root, its aliases written out: an alias does not
    /// say how its timestamps are read.
    pub(crate) fn written(self, ty: &str) -> String {
        let mut text = String::with_capacity(ty.len() + 8);
        let mut rest = ty;
        while let Some(at) = rest.find("types::") {
            let (before, after) = rest.split_at(at);
            text += before;
            let name = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':');
            let (name, after) = after.split_at(after.find(name).unwrap_or(after.len()));
            let alias = self.kind(name, "alias").and_then(|it| it.get("type"));
            match alias.and_then(Value::as_str) {
                Some(target) => text += &self.written(target),
                None => {
                    text += "crate::";
                    text += name;
                }
            }
            rest = after;
        }
        text + rest
    }
}

/// What is between `prefix` and `>`.
fn inside<'t>(ty: &'t str, prefix: &str) -> Option<&'t str> {
    ty.strip_prefix(prefix)?.strip_suffix('>')
}

/// Whatever is in any JSON value is any JSON value.
fn any(ty: &str) -> Option<&str> {
    (ty == "::serde_json::Value").then_some(ty)
}

/// Pieces between the commas that are in no brackets.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut pieces) = (0_usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '<' | '(' => depth += 1,
            '>' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                pieces.extend(text.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.extend(text.get(start..).filter(|it| !it.is_empty()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::Shapes;
    use serde_json::json;

    #[test]
    fn what_is_inside_a_type_is_found() {
        let manifest = json!({"types": {
            "types::Note": {"kind": "struct", "rest": "i64", "fields": {
                "at": {"type": "::std::option::Option<::chrono::DateTime<::chrono::Utc>>"},
            }},
            "types::Notes": {"kind": "alias", "type": "::std::vec::Vec<types::Note>"},
            "types::Either": {"kind": "union", "alternatives": [{"type": "types::Note"}, {"type": "i64"}]},
            "types::Pair": {"kind": "alias", "type": "(::std::vec::Vec<(i64,bool,)>,types::Notes,)"},
        }});
        let shapes = Shapes::new(&manifest);
        let note = "::std::option::Option<types::Note>";
        assert_eq!(
            shapes.property(note, "at"),
            Some("::std::option::Option<::chrono::DateTime<::chrono::Utc>>")
        );
        assert_eq!(shapes.property(note, "else"), Some("i64"));
        assert_eq!(shapes.property("types::Either", "else"), Some("i64"));
        assert_eq!(shapes.item("types::Notes", None), Some("types::Note"));
        assert_eq!(shapes.item("types::Pair", Some(1)), Some("types::Notes"));
        assert_eq!(shapes.item("types::Pair", None), None);
        assert_eq!(
            shapes.values("::serde_json::Value"),
            Some("::serde_json::Value")
        );
        assert_eq!(
            shapes.written("types::Pair"),
            "(::std::vec::Vec<(i64,bool,)>,::std::vec::Vec<crate::types::Note>,)"
        );
    }
}
