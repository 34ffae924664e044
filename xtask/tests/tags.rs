//! The cargo features of tags: what the build step generates for them, and what a packaged crate
//! compiles with them.

// clippy.toml allows it in tests, not in the functions that tests call.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use quote::ToTokens as _;
use serde_json::{Value, json};
use syn::{Attribute, Item, Meta};
use xtask::{Feature, Format, Generated, Lock, Selection, Settings};

/// The items of a client by module, each as its tokens.
type Items = BTreeSet<(String, String)>;

fn document(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    xtask::read(&std::fs::read(path).unwrap(), Format::Json).unwrap()
}

/// The document whose tags are odd.
fn odd() -> (Value, Settings) {
    let document = document("tests/generated/documents/feature_tags.json");
    (document, Settings::of_package("a-api"))
}

fn diga() -> (Value, Settings) {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.lock");
    let lock = Lock::read(&std::fs::read(lock).unwrap()).unwrap();
    let mut settings = Settings::of_package("diga-api").with_decisions(lock.decisions);
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/overlay.json");
    let overlay = std::fs::read(overlay).unwrap();
    settings.overlay = xtask::parse(&overlay, Format::Json).unwrap();
    (document("../openapi/openapi.json"), settings)
}

fn generate(document: &Value, settings: &Settings) -> Generated {
    let settings = settings.clone().with_features(Feature::ALL);
    xtask::generate(document, &settings).unwrap()
}

fn pruned(document: &Value, settings: &Settings, features: &[&str]) -> Generated {
    let selection = Selection::of_features(features.iter().copied());
    generate(document, &settings.clone().with_selection(selection))
}

fn parted(document: &Value, settings: &Settings) -> Generated {
    let mut settings = settings.clone();
    settings.by_tag = true;
    generate(document, &settings)
}

/// The names of all features of tags.
fn features(generated: &Generated) -> Vec<String> {
    generated.decisions.tags.values().cloned().collect()
}

/// The source of a client whose files are compiled with these features.
struct Source<'g> {
    parts: &'g BTreeMap<String, String>,
    features: BTreeSet<&'g str>,
    items: Items,
}

/// What the compiler sees with these features, whichever file it is in.
fn items<'g>(generated: &'g Generated, features: &[&'g str]) -> Items {
    let mut source = Source {
        parts: &generated.parts,
        features: features.iter().copied().collect(),
        items: Items::new(),
    };
    source.file("", "", &generated.rust);
    for (feature, rust) in &generated.features {
        source.file(feature.name(), feature.name(), rust);
    }
    source.items
}

impl Source<'_> {
    fn file(&mut self, module: &str, path: &str, rust: &str) {
        let file = syn::parse_file(rust).unwrap_or_else(|error| panic!("{path}: {error}"));
        self.items(module, path, file.items);
    }

    /// `module` is that of the client, `path` the one that the compiler has for it.
    fn items(&mut self, module: &str, path: &str, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Use(_) => {}
                Item::Mod(item) => {
                    if !item.attrs.iter().all(|attribute| self.holds(attribute)) {
                        continue;
                    }
                    let name = item.ident.to_string();
                    let below = |folder: &str| match folder {
                        "" => name.clone(),
                        folder => format!("{folder}/{name}"),
                    };
                    let is_part = path == "parts" || path == "parts/shared" || name == "parts";
                    let module = if is_part {
                        String::new()
                    } else {
                        below(module)
                    };
                    let path = below(path);
                    match item.content {
                        Some((_, items)) => self.items(&module, &path, items),
                        None => {
                            let rust = self.parts[&format!("{path}.rs")].clone();
                            self.file(&module, &path, &rust);
                        }
                    }
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let ty = item.self_ty.to_token_stream();
                    for member in item.items {
                        self.insert(module, &format!("{ty}: {}", member.to_token_stream()));
                    }
                }
                item => {
                    self.insert(module, &item.to_token_stream().to_string());
                }
            }
        }
    }

    /// A comma at the end and the braces of a closure depend on the indentation.
    fn insert(&mut self, module: &str, tokens: &str) {
        let text = tokens.replace([' ', ',', '{', '}'], "");
        self.items.insert((module.to_owned(), text));
    }

    /// Whether an attribute leaves its item in.
    fn holds(&self, attribute: &Attribute) -> bool {
        if !attribute.path().is_ident("cfg") {
            return true;
        }
        let text = match &attribute.meta {
            Meta::List(list) => list.tokens.to_string(),
            _ => panic!("an odd cfg"),
        };
        let names = text.split('"').skip(1).step_by(2);
        let mut names: Vec<&str> = names.collect();
        let is_module = |name: &&str| Feature::ALL.iter().any(|feature| feature.name() == *name);
        names.retain(|name| !is_module(name));
        names.is_empty() || names.iter().any(|name| self.features.contains(name))
    }
}

/// Compares what the build step generates with what a package compiles, for each `step`th tag
/// alone, for none and for all, and both with the complete client.
fn compare(document: &Value, settings: &Settings, step: usize) {
    let whole = generate(document, settings);
    let parted = parted(document, settings);
    let complete = items(&whole, &[]);
    let names = features(&whole);
    let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
    let single = all.iter().step_by(step).map(|name| vec![*name]);
    let mut selections: Vec<Vec<&str>> = single.collect();
    selections.push(vec![]);
    selections.push(all.iter().copied().take(2).collect());
    let codes = |items: &Items| -> Items {
        // Codes link to the operations that are there.
        let is_code = |text: &str| text.contains("enumErrorCode");
        items
            .iter()
            .filter(|(_, text)| !is_code(text))
            .cloned()
            .collect()
    };
    let mut united = Items::new();
    for selection in &selections {
        let built = codes(&items(&pruned(document, settings, selection), &[]));
        let packaged = codes(&items(&parted, selection));
        let differ: Vec<_> = built.symmetric_difference(&packaged).take(3).collect();
        assert!(differ.is_empty(), "{selection:?}: {differ:#?}");
        let changed: Vec<_> = built.difference(&complete).take(3).collect();
        assert!(changed.is_empty(), "{selection:?}: {changed:#?}");
        united.extend(built);
    }
    all.push("all-operations");
    assert_eq!(items(&parted, &all), complete);
    assert_eq!(items(&pruned(document, settings, &all), &[]), complete);
    // All that is missing is what no operation leads to.
    if step == 1 {
        let unreached = codes(&complete);
        let mut unreached = unreached.difference(&united);
        // Its constructor is for tests.
        let is_type = |module: &str| matches!(module, "types" | "mock/received");
        assert_eq!(unreached.find(|(module, _)| !is_type(module)), None);
    }
}

#[test]
fn a_package_compiles_what_the_build_step_generates() {
    let (document, settings) = odd();
    compare(&document, &settings, 1);
}

#[test]
fn a_package_of_the_vendored_document_compiles_what_the_build_step_generates() {
    let (document, settings) = diga();
    compare(&document, &settings, 6);
}

/// The client's methods with these features.
fn methods(generated: &Generated) -> Vec<&str> {
    let operations = generated.manifest.operations.iter();
    operations
        .map(|operation| operation.rust_name.as_str())
        .collect()
}

#[test]
fn an_operation_is_there_under_each_of_its_tags_and_always_without_one() {
    let (document, settings) = odd();
    let untagged = ["feature_untagged", "feature_blank_tag"];
    let found = |features: &[&str]| {
        let generated = pruned(&document, &settings, features);
        let methods = methods(&generated);
        assert!(untagged.iter().all(|name| methods.contains(name)));
        let methods = methods.into_iter().filter(|name| !untagged.contains(name));
        methods.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), [""; 0]);
    assert_eq!(found(&["u65e5-u672c"]), ["feature_two_tags"]);
    assert_eq!(found(&["feature-tags-notes"]).len(), 3);
    // The features of the client itself select no operations.
    assert_eq!(found(&["mock", "default"]), [""; 0]);
    assert_eq!(found(&["mock-operations"]), ["feature_mock"]);
    assert_eq!(found(&["feature-same-2", "aux"]).len(), 2);
}

#[test]
fn types_are_those_that_operations_lead_to() {
    let (document, settings) = odd();
    let schemas = |features: &[&str]| -> Vec<String> {
        let generated = pruned(&document, &settings, features);
        generated.manifest.schemas.keys().cloned().collect()
    };
    assert_eq!(schemas(&["aux"]), ["FeatureAlways", "FeatureHook"]);
    let mut owner = vec!["FeatureOwner", "FeaturePerson", "FeatureTeam"];
    owner.extend(["FeatureAlways", "FeatureHook"]);
    owner.sort_unstable();
    // Within a form.
    let mut found = schemas(&["default-operations"]);
    found.sort_unstable();
    assert_eq!(found, owner);
    assert!(
        !schemas(&["feature-tags-notes", "mock-operations"]).contains(&"FeatureUnreached".into())
    );
    assert!(schemas(&["all-operations"]).contains(&"FeatureUnreached".into()));
}

/// A type that one tag sends and another one receives.
#[test]
fn usage_is_decided_for_the_whole_document() {
    let operation = |tag: &str, method: &str| {
        let body =
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Note" } } });
        let mut operation = json!({ "operationId": format!("{method}_note"), "tags": [tag],
            "responses": { "204": { "description": "d" } } });
        if method == "get" {
            operation["responses"] = json!({ "200": { "description": "d", "content": body } });
        } else {
            operation["requestBody"] = json!({ "required": true, "content": body });
        }
        operation
    };
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" },
        "paths": { "/note": { "get": operation("Read", "get"), "put": operation("Write", "put") } },
        "components": { "schemas": { "Note": { "type": "object", "required": ["text"],
            "properties": { "text": { "type": "string", "minLength": 1 } } } } },
    });
    let settings = Settings::of_package("a-api");
    let read = pruned(&document, &settings, &["read"]);
    assert!(read.rust.contains("pub fn new(") && read.rust.contains("fn get_note("));
    assert!(!read.rust.contains("fn put_note("));
    compare(&document, &settings, 1);
}

#[test]
fn a_document_without_tags_has_no_parts() {
    let (mut document, settings) = odd();
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            operation.as_object_mut().unwrap().remove("tags");
        }
    }
    let whole = generate(&document, &settings);
    let parted = parted(&document, &settings);
    assert_eq!(
        (&parted.rust, &parted.features),
        (&whole.rust, &whole.features)
    );
    assert_eq!(parted.parts, BTreeMap::new());
    assert_eq!(parted.decisions.tags, BTreeMap::new());
}

#[test]
fn hundreds_of_tags_have_a_feature_each() {
    let mut paths = serde_json::Map::new();
    for number in 0..200 {
        let tag = format!("Tag {number}");
        paths.insert(
            format!("/{number}"),
            json!({ "get": {
            "operationId": format!("get_{number}"), "tags": [tag, "Common"],
            "responses": { "204": { "description": "d" } },
        } }),
        );
    }
    let document = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths,
    });
    let settings = Settings::of_package("a-api");
    let parted = parted(&document, &settings);
    let names: BTreeSet<_> = parted.decisions.tags.values().collect();
    assert_eq!(names.len(), 201);
    let one = items(&parted, &["tag-7"]);
    assert_eq!(one, items(&pruned(&document, &settings, &["tag-7"]), &[]));
    let common = items(&parted, &["common"]);
    assert!(common.len() > 10 * one.len());
}
