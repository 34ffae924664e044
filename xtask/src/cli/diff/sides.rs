//! The two documents that are compared, and the clients that are generated from them.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use xtask::{Decisions, Feature, Format, Lock, Settings};

use super::compare::{Side, compare};
use super::report::Report;
use crate::cli::failure::Failure;
use crate::cli::progress::during;
use crate::cli::surface::Surface;
use crate::cli::workspace::Workspace;
use crate::cli::{files, guard};

/// A document, and what it is called in messages.
struct Document {
    name: String,
    value: Value,
}

/// Compares two files; without one, the vendored document.
pub(super) fn report(
    workspace: &Workspace,
    old: Option<&Path>,
    new: Option<&Path>,
) -> Result<Report, Failure> {
    let read = |path: &Path| -> Result<Document, Failure> {
        Ok(Document {
            name: path.display().to_string(),
            value: guard::read(path)?,
        })
    };
    let is_vendored = new.is_none();
    let newer = match new {
        Some(path) => read(path)?,
        None => read(&workspace.document())?,
    };
    let mut decisions = Decisions::default();
    let older = match old {
        Some(path) => {
            if is_vendored && let Some(lock) = workspace.lock()? {
                decisions = lock.decisions;
            }
            read(path)?
        }
        None => {
            let (document, lock) = committed(workspace)?;
            decisions = lock.map(|lock| lock.decisions).unwrap_or_default();
            document
        }
    };
    let overlay = if is_vendored && workspace.overlay_file().exists() {
        guard::parse(&workspace.overlay_file())?
    } else {
        Value::Null
    };
    let former = match old {
        Some(_) => overlay.clone(),
        None => committed_overlay(workspace).unwrap_or_default(),
    };
    let version = released(workspace);
    let settings = settings(decisions, overlay);
    documents(&older, &newer, settings, former, version.as_deref())
}

/// Compares the vendored document as it was with its replacement, each with its overlay;
/// `decisions` has the names of the former.
pub(crate) fn between(
    (old, new): (&Value, &Value),
    decisions: Decisions,
    (former, overlay): (Value, Value),
    version: Option<&str>,
) -> Result<Report, Failure> {
    let document = |name: &str, value: &Value| Document {
        name: name.to_owned(),
        value: value.clone(),
    };
    let settings = settings(decisions, overlay);
    let (old, new) = (
        document("the vendored document", old),
        document("the new document", new),
    );
    documents(&old, &new, settings, former, version)
}

fn settings(decisions: Decisions, overlay: Value) -> Settings {
    let mut settings = guard::settings("diga-api", None)
        .with_decisions(decisions)
        .with_features(Feature::ALL);
    settings.overlay = overlay;
    settings
}

fn documents(
    old: &Document,
    new: &Document,
    settings: Settings,
    former: Value,
    version: Option<&str>,
) -> Result<Report, Failure> {
    let mut earlier = settings.clone();
    earlier.overlay = former;
    let older = match side(old, &earlier) {
        // A correction may be meant for the later document only.
        Err(_) if !earlier.overlay.is_null() => {
            earlier.overlay = Value::Null;
            side(old, &earlier)?
        }
        result => result?,
    };
    // What the earlier client calls by a name, the later one does too.
    let later = settings.with_decisions(older.generated.decisions.clone());
    let newer = side(new, &later)?;
    Ok(compare(&older, &newer, version))
}

fn side(document: &Document, settings: &Settings) -> Result<Side, Failure> {
    let what = format!("generating from {}", document.name);
    let generated = during(&what, || guard::generate(&document.value, settings))
        .map_err(|refusal| refusal.failure(&document.name))?;
    Ok(Side {
        document: document.value.clone(),
        surface: Surface::of(&generated)?,
        generated,
    })
}

/// A file of the workspace, as git has it in the last commit.
fn show(workspace: &Workspace, path: &str) -> Option<Vec<u8>> {
    let output = Command::new("git")
        .arg("-C")
        .arg(workspace.path("."))
        .args(["show", &format!("HEAD:./{path}")])
        .output();
    let output = output.ok().filter(|output| output.status.success());
    output.map(|output| output.stdout)
}

/// The overlay of the last commit.
fn committed_overlay(workspace: &Workspace) -> Option<Value> {
    serde_json::from_slice(&show(workspace, "openapi/overlay.json")?).ok()
}

/// The vendored document and its lock, as git has them in the last commit.
fn committed(workspace: &Workspace) -> Result<(Document, Option<Lock>), Failure> {
    let show = |path: &str| show(workspace, path);
    let name = "openapi/openapi.json";
    let bytes = show(name).ok_or_else(|| {
        Failure::new(format!("git has no {name} in the last commit"))
            .help("name the earlier document: `cargo xtask diff OLD`")
    })?;
    let read = || xtask::read(&bytes, Format::Json).map_err(|diagnostic| vec![diagnostic]);
    let name = format!("{name} of the last commit");
    let value = guard::run(read).map_err(|refusal| refusal.failure(&name))?;
    let lock = show("openapi/openapi.lock").and_then(|bytes| Lock::read(&bytes).ok());
    Ok((Document { name, value }, lock))
}

/// The version of the crate, if the workspace states it.
pub(crate) fn released(workspace: &Workspace) -> Option<String> {
    let version = |file: &str, keys: &[&str]| -> Option<String> {
        let text = files::read(&workspace.path(file)).ok()?;
        let text = String::from_utf8(text).ok()?;
        let manifest: toml::Table = toml::from_str(&text).ok()?;
        let (last, path) = keys.split_last()?;
        let mut table = &manifest;
        for key in path {
            table = table.get(*key)?.as_table()?;
        }
        table.get(*last)?.as_str().map(str::to_owned)
    };
    version("diga-api/Cargo.toml", &["package", "version"])
        .or_else(|| version("Cargo.toml", &["workspace", "package", "version"]))
}
