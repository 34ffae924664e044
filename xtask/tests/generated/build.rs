//! Merges `documents/` into one document and generates its client and a table of its schemas.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs, process::ExitCode};

use serde_json::{Map, Value, json};
use xtask::Manifest;

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Two documents define the same operation or component.
#[derive(Debug)]
struct Duplicate(String);

impl fmt::Display for Duplicate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a second `{}`", self.0)
    }
}

impl Error for Duplicate {}

fn generate() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=documents");
    let document = merged(Path::new("documents"))?;
    let features = xtask::Feature::of_build(|name| env::var_os(name).is_some());
    let settings = xtask::Settings::of_package(env!("CARGO_PKG_NAME")).with_features(features);
    let generated = xtask::generate(&document, &settings).map_err(|diagnostics| {
        let lines = diagnostics
            .iter()
            .map(|diagnostic| format!("error: {diagnostic}\n"));
        lines.collect::<String>()
    })?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?);
    let write = |name: &str, text: &str| {
        fs::write(out.join(name), text).map_err(|error| format!("{name}: {error}"))
    };
    for (name, rust) in generated.files() {
        write(name, rust)?;
    }
    write("schemas.rs", &table(&generated.manifest))?;
    write("examples.rs", &examples(&generated.rust))?;
    write("document.json", &document.to_string())?;
    Ok(())
}

/// The examples in the documentation, a module each.
fn examples(rust: &str) -> String {
    let mut modules = String::new();
    let mut lines = rust
        .lines()
        .map(|line| line.trim_start().trim_start_matches("///"));
    let mut count = 0;
    while lines.any(|line| line == " ```no_run") {
        count += 1;
        let example = lines.by_ref().take_while(|line| *line != " ```");
        let example = example.map(|line| line.trim_start_matches(" # "));
        let example = example.collect::<Vec<_>>().join("\n");
        let _ = writeln!(modules, "mod example_{count} {{\n{example}\n}}");
    }
    modules
}

/// One arm for each schema of the manifest.
fn table(manifest: &Manifest) -> String {
    let mut arms = String::new();
    for (schema, ty) in &manifest.schemas {
        let _ = writeln!(arms, "        {schema:?} => again::<{ty}>(value),");
    }
    format!(
        "/// Decodes a value as a schema's type and encodes it; None if the schema is unknown.\n\
         pub fn round_trip(schema: &str, value: &Value) -> Option<serde_json::Result<Value>> {{\n\
         \x20   Some(match schema {{\n{arms}        _ => return None,\n    }})\n}}\n"
    )
}

/// The paths, components, webhooks, tags and servers of all documents; each name must be unique,
/// and one document has servers.
fn merged(folder: &Path) -> Result<Value, Box<dyn Error>> {
    let failed = |path: &Path, what: &dyn fmt::Display| format!("{}: {what}", path.display());
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let mut whole = Map::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let bytes = fs::read(&file).map_err(|error| failed(&file, &error))?;
        let document: Value =
            serde_json::from_slice(&bytes).map_err(|error| failed(&file, &error))?;
        if let Some(Value::Array(tags)) = document.get("tags") {
            let whole = whole.entry("tags").or_insert_with(|| json!([]));
            whole
                .as_array_mut()
                .into_iter()
                .for_each(|whole| whole.extend(tags.iter().cloned()));
        }
        if let Some(servers) = document.get("servers") {
            whole.insert("servers".to_owned(), servers.clone());
        }
        for section in ["paths", "webhooks", "components"] {
            let Some(Value::Object(entries)) = document.get(section) else {
                continue;
            };
            let target = whole.entry(section).or_insert_with(|| json!({}));
            join(target, entries, section != "components")
                .map_err(|duplicate| failed(&file, &format!("{section} has {duplicate}")))?;
        }
    }
    whole.insert("openapi".to_owned(), json!("3.1.0"));
    whole.insert(
        "info".to_owned(),
        json!({ "title": "Rules", "version": "1" }),
    );
    Ok(Value::Object(whole))
}

/// Adds entries, or their members unless `last`; an entry that exists already is an error.
fn join(target: &mut Value, entries: &Map<String, Value>, last: bool) -> Result<(), Duplicate> {
    let Value::Object(target) = target else {
        return Ok(());
    };
    for (name, value) in entries {
        match (target.get_mut(name), value) {
            (None, value) => {
                target.insert(name.clone(), value.clone());
            }
            (Some(known), Value::Object(more)) if !last => join(known, more, true)?,
            (Some(_), _) => return Err(Duplicate(name.clone())),
        }
    }
    Ok(())
}
