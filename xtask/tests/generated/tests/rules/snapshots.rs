//! Snapshots of the generated code, one for each document, so that a change shows in review.
//! `UPDATE_EXPECT=1 cargo test -p generated-tests snapshots` refreshes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use generated_tests::schemas::DOCUMENT;
use serde_json::{Map, Value};
use xtask::{Feature, Format, Generated, Settings, generate, read};

/// The documents that have a snapshot of their lowered form and manifest, too.
const STAGES: [&str; 2] = ["null", "scalars"];

/// One folder of snapshots.
struct Kind {
    /// Its name in `snapshots/`.
    folder: &'static str,
    extension: &'static str,
    content: fn(&Generated) -> String,
    /// The documents that have a snapshot in it.
    documents: BTreeSet<String>,
}

fn kinds(documents: &BTreeMap<String, Value>) -> Vec<Kind> {
    let these = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    vec![
        Kind {
            folder: "rust",
            extension: "rs",
            content: |generated| generated.rust.clone(),
            documents: documents.keys().cloned().collect(),
        },
        Kind {
            folder: "blocking",
            extension: "rs",
            content: |generated| generated.features[&Feature::Blocking].clone(),
            documents: these(&["pages"]),
        },
        Kind {
            folder: "mock",
            extension: "rs",
            content: |generated| generated.features[&Feature::Mock].clone(),
            documents: these(&["mock"]),
        },
        Kind {
            folder: "lowered",
            extension: "json",
            content: |generated| json(&generated.lowered),
            documents: these(&STAGES),
        },
        Kind {
            folder: "manifest",
            extension: "json",
            content: |generated| json(&serde_json::to_value(&generated.manifest).unwrap()),
            documents: these(&STAGES),
        },
    ]
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The files of a folder by the name of their document.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy();
            (name.into_owned(), path)
        })
        .collect()
}

fn documents() -> BTreeMap<String, Value> {
    files(&folder("documents"))
        .into_iter()
        .map(|(name, path)| {
            let document = read(&fs::read(path).unwrap(), Format::Json).unwrap();
            (name, document)
        })
        .collect()
}

/// Adds the components of other documents that a document refers to, so that it can be generated
/// alone.
fn completed(mut document: Value) -> Value {
    let all: Value = serde_json::from_str(DOCUMENT).unwrap();
    let mut pending = references(&document);
    while let Some((section, name)) = pending.pop() {
        let place = &mut document["components"][&section];
        let component = &all["components"][&section][&name];
        if place.get(&name).is_some() || component.is_null() {
            continue;
        }
        if place.is_null() {
            *place = Map::new().into();
        }
        place[&name] = component.clone();
        pending.extend(references(component));
    }
    document
}

/// Section and name of each component that a value refers to.
fn references(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::String(string) => {
            let path = string.strip_prefix("#/components/");
            let mut steps = path.into_iter().flat_map(|path| path.split('/'));
            let reference = steps.next().zip(steps.next());
            // No other character of a component's name is escaped in these documents.
            let name = |step: &str| step.replace("%5B", "[").replace("%5D", "]");
            reference
                .map(|(section, step)| (section.to_owned(), name(step)))
                .into_iter()
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(members) => members.values().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn each_document_generates_its_snapshot() {
    let documents = documents();
    let settings = Settings::of_package("generated-tests").with_features(Feature::ALL);
    let kinds = kinds(&documents);
    for (name, document) in documents {
        let generated = generate(&completed(document), &settings);
        let generated = generated.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        for kind in kinds.iter().filter(|kind| kind.documents.contains(&name)) {
            let file = folder("tests/snapshots")
                .join(kind.folder)
                .join(format!("{name}.{}", kind.extension));
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            expect_file![file].assert_eq(&(kind.content)(&generated));
        }
    }
}

#[test]
fn each_snapshot_has_a_document() {
    for kind in kinds(&documents()) {
        let files = files(&folder("tests/snapshots").join(kind.folder));
        let without: Vec<_> = files
            .into_iter()
            .filter(|(name, _)| !kind.documents.contains(name))
            .map(|(_, path)| path)
            .collect();
        assert!(without.is_empty(), "remove {without:?}");
    }
}
