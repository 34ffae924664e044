//! Lowers real documents, where they are at hand.

#[path = "common/shared.rs"]
mod shared;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shared::shared;

/// The documents in a folder beside the repository, which not every machine has.
fn documents(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = shared(folder)
        .and_then(|folder| fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new(extension)))
        .collect();
    found.sort();
    found
}

fn lowered(path: &Path, document: &Value) -> Result<Value, String> {
    let name = path.display();
    let lowered = xtask::lower(document).map_err(|diagnostic| format!("{name}: {diagnostic}"))?;
    let again =
        xtask::lower(&lowered).map_err(|diagnostic| format!("{name}, again: {diagnostic}"))?;
    if again != lowered {
        return Err(format!("{name}: lowering what is lowered changes it"));
    }
    serde_json::from_value::<openapiv3::OpenAPI>(lowered.clone())
        .map_err(|error| format!("{name}: openapiv3 refuses it: {error}"))?;
    Ok(lowered)
}

#[test]
fn real_json_documents_are_lowered() {
    let mut failures = Vec::new();
    let mut count = 0;
    for folder in ["corpus", "diga", "diga/history"] {
        for path in documents(folder, "json") {
            let text = fs::read(&path).expect("a document that is listed can be read");
            let document = serde_json::from_slice(&text).expect("the document is JSON");
            count += 1;
            failures.extend(lowered(&path, &document).err());
        }
    }
    if count == 0 {
        println!("skipped: no documents are at hand");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[cfg(feature = "cli")]
#[test]
fn real_yaml_documents_are_lowered() {
    let mut failures = Vec::new();
    let mut count = 0;
    for path in documents("corpus", "yaml") {
        let text = fs::read_to_string(&path).expect("a document that is listed can be read");
        let document: serde_yaml::Value =
            serde_yaml::from_str(&text).expect("the document is YAML");
        count += 1;
        failures.extend(lowered(&path, &json(document)).err());
    }
    if count == 0 {
        println!("skipped: no documents are at hand");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// YAML as JSON: keys are text.
#[cfg(feature = "cli")]
fn json(value: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => serde_json::to_value(number).unwrap_or_default(),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(list) => Value::Array(list.into_iter().map(json).collect()),
        Yaml::Mapping(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| {
                    let key = match key {
                        Yaml::String(text) => text,
                        other => serde_yaml::to_string(&other)
                            .unwrap_or_default()
                            .trim()
                            .to_owned(),
                    };
                    (key, json(value))
                })
                .collect(),
        ),
        Yaml::Tagged(tagged) => json(tagged.value),
    }
}
