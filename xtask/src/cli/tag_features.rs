//! The cargo features of a document's tags in the manifest of its crate.

use std::collections::BTreeSet;
use std::path::PathBuf;

use toml_edit::{Array, DocumentMut, Item, Key, Table, Value};
use xtask::{ALL_OPERATIONS, Decisions};

use super::failure::Failure;
use super::files;
use super::workspace::Workspace;

/// diga-api's manifest with the features of the vendored document.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    /// How the file differs from `text`, if it does.
    pub(crate) difference: Option<String>,
}

impl Manifest {
    /// The manifest as `vendor` writes it; None if there is no crate.
    pub(crate) fn updated(
        workspace: &Workspace,
        decisions: &Decisions,
    ) -> Result<Option<Self>, Failure> {
        let path = workspace.path("diga-api/Cargo.toml");
        if !path.is_file() {
            return Ok(None);
        }
        let before = String::from_utf8_lossy(&files::read(&path)?).into_owned();
        let text = updated(&path.display().to_string(), &before, decisions)?;
        Ok(Some(Self {
            difference: (before != text).then(|| difference(&before, decisions)),
            path,
            text,
        }))
    }
}

/// The first difference between the tags' features of a manifest and those that it should have.
fn difference(text: &str, decisions: &Decisions) -> String {
    let manifest: DocumentMut = text.parse().unwrap_or_default();
    let features = manifest.get("features");
    let all = features.and_then(|features| features.get(ALL_OPERATIONS));
    let listed: BTreeSet<&str> = all.into_iter().flat_map(names).collect();
    let is_missing = |name: &str| {
        let feature = features.and_then(|features| features.get(name));
        feature.is_none() || !listed.contains(name)
    };
    let mut tags = decisions.tags.iter();
    if let Some((tag, name)) = tags.find(|(_, name)| is_missing(name)) {
        return format!("the feature `{name}` of the tag `{tag}` is missing");
    }
    let is_of_tag = |name: &&str| decisions.tags.values().any(|feature| feature == *name);
    match listed.iter().find(|name| !is_of_tag(name)) {
        Some(name) => format!("the document no longer has the tag of the feature `{name}`"),
        None => "the features of tags are not as `vendor` sorts them".to_owned(),
    }
}

/// The manifest with a feature for each tag, as `decisions` name them, and [`ALL_OPERATIONS`] for
/// all of them. They are the last features, sorted; whatever else the manifest has stays as it is.
/// A manifest without the latter is not changed if there are no tags.
pub(crate) fn updated(name: &str, text: &str, decisions: &Decisions) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("{name}: {}", error.to_string().trim_end()))
    };
    let mut manifest: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| failed(&error))?;
    let now: BTreeSet<&str> = decisions.tags.values().map(String::as_str).collect();
    let features = manifest
        .entry("features")
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_mut()
        .ok_or_else(|| failed(&"`features` is not a table"))?;
    let all = features.remove_entry(ALL_OPERATIONS);
    if all.is_none() && now.is_empty() {
        return Ok(text.to_owned());
    }
    let (key, all) = match all {
        Some((key, all)) => (key, Some(all)),
        None => {
            enable(features);
            (Key::new(ALL_OPERATIONS), None)
        }
    };
    let before: Vec<&str> = all.iter().flat_map(names).collect();
    let mut kept = Vec::new();
    for feature in &before {
        let entry = features.remove_entry(feature);
        kept.extend(entry.filter(|(key, _)| now.contains(key.get())));
    }
    let all = match &all {
        Some(all) if before.iter().copied().eq(now.iter().copied()) => all.clone(),
        _ => list(&now),
    };
    features.insert_formatted(&key, all);
    for feature in now {
        match kept.iter().find(|(key, _)| key.get() == feature) {
            Some((key, value)) => features.insert_formatted(key, value.clone()),
            None => features.insert(feature, Item::Value(Array::new().into())),
        };
    }
    Ok(manifest.to_string())
}

/// Adds all operations to the defaults.
fn enable(features: &mut Table) {
    let default = features.entry("default");
    let default = default.or_insert_with(|| Item::Value(Array::new().into()));
    if let Some(default) = default.as_array_mut() {
        default.insert(0, ALL_OPERATIONS);
    }
}

/// The features that a feature enables.
fn names(feature: &Item) -> impl Iterator<Item = &str> {
    let names = feature.as_array().into_iter().flatten();
    names.filter_map(Value::as_str)
}

/// A list with a line for each feature.
fn list(features: &BTreeSet<&str>) -> Item {
    let mut list = Array::new();
    for feature in features {
        let mut value = Value::from(*feature);
        value.decor_mut().set_prefix("\n    ");
        list.push_formatted(value);
    }
    if !features.is_empty() {
        list.set_trailing_comma(true);
        list.set_trailing("\n");
    }
    Item::Value(list.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
[package]
name = \"diga-api\" # the client

[features]
default = [\"all-operations\", \"tls\"]
# Every operation.
all-operations = [
    \"calls\",
    \"gone\",
]
calls = []
# A tag that is gone.
gone = []
# Encryption.
tls = []

[dependencies]
";

    fn decisions(features: &[&str]) -> Decisions {
        let mut decisions = Decisions::default();
        for feature in features {
            let tag = feature.to_uppercase();
            decisions.tags.insert(tag, (*feature).to_owned());
        }
        decisions
    }

    fn update(text: &str, features: &[&str]) -> String {
        updated("Cargo.toml", text, &decisions(features)).unwrap()
    }

    #[test]
    fn tags_are_added_and_removed_and_comments_stay() {
        let updated = update(MANIFEST, &["webhooks", "agents", "calls"]);
        assert_eq!(
            updated,
            "\
[package]
name = \"diga-api\" # the client

[features]
default = [\"all-operations\", \"tls\"]
# Encryption.
tls = []
# Every operation.
all-operations = [
    \"agents\",
    \"calls\",
    \"webhooks\",
]
agents = []
calls = []
webhooks = []

[dependencies]
"
        );
        assert_eq!(update(&updated, &["agents", "calls", "webhooks"]), updated);
    }

    #[test]
    fn a_manifest_without_tags_gets_them() {
        let text = "[package]\nname = \"a\"\n";
        assert_eq!(update(text, &[]), text);
        let updated = update(text, &["calls"]);
        assert_eq!(
            updated,
            "[package]\nname = \"a\"\n\n[features]\ndefault = [\"all-operations\"]\n\
             all-operations = [\n    \"calls\",\n]\ncalls = []\n"
        );
        let without = update(&updated, &[]);
        assert!(
            without.ends_with("[\"all-operations\"]\nall-operations = []\n"),
            "{without}"
        );
    }

    #[test]
    fn what_is_not_toml_is_reported() {
        let failure = updated("diga-api/Cargo.toml", "[", &decisions(&[])).unwrap_err();
        assert!(failure.to_string().starts_with("diga-api/Cargo.toml: "));
        let failure = updated("Cargo.toml", "features = 1", &decisions(&[])).unwrap_err();
        assert_eq!(failure.to_string(), "Cargo.toml: `features` is not a table");
    }
}
