//! A whole crate, laid out in a folder: manifest, runtime, generated code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::Generated;

use super::cargo_manifest::{Audience, HEADER, Manifests};
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::workspace::Workspace;

/// The line of diga-api's lib.rs that takes in what the build step made; other files of it are
/// taken in alike.
const INCLUDE: &str = "include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));";

/// How such a line begins, wherever it stands.
const OUT_DIR: &str = "include!(concat!(env!(\"OUT_DIR\"), \"/";

/// What of diga-api's sources is about Diga's operations, beside the documentation in lib.rs: the
/// module, and the lines of lib.rs that take it in.
const OWN: (&str, [&str; 2]) = ("src/required.rs", ["#[cfg(doctest)]", "mod required;"]);

/// diga-api as its users write it, in the examples of the runtime.
const CRATE: &str = "diga_api";

/// What goes to the registry besides the code.
const PAPERS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// The parts of diga-api that every packaged crate has, read once.
#[derive(Debug)]
pub(crate) struct Template {
    manifests: Manifests,
    /// By path in the crate, the sources of diga-api.
    sources: BTreeMap<PathBuf, String>,
    papers: BTreeMap<PathBuf, String>,
}

/// What a crate is laid out from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout<'a> {
    pub(crate) audience: Audience<'a>,
    pub(crate) document: &'a Value,
    pub(crate) generated: &'a Generated,
    /// Whether the crate is a member of a workspace above it.
    pub(crate) in_workspace: bool,
    /// Text that is appended to the files of these names.
    pub(crate) more: &'a [(&'a str, &'a str)],
}

impl Template {
    /// Reads diga-api.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let own = workspace.path("diga-api");
        let manifests = Manifests::parse(
            &text(&workspace.path("Cargo.toml"))?,
            &text(&own.join("Cargo.toml"))?,
        )?;
        let mut sources = BTreeMap::new();
        collect(&own.join("src"), Path::new("src"), &mut sources)?;
        let mut papers = BTreeMap::new();
        for name in PAPERS {
            let path = workspace.path(name);
            if path.is_file() {
                papers.insert(PathBuf::from(name), text(&path)?);
            }
        }
        let template = Self {
            manifests,
            sources,
            papers,
        };
        if template
            .lib()
            .lines()
            .filter(|line| line.trim() == INCLUDE)
            .count()
            != 1
        {
            let place = own.join("src/lib.rs");
            return Err(
                Failure::new(format!("{}: not one line is\n  {INCLUDE}", place.display()))
                    .help("that line is where packaging puts the generated code; have it once"),
            );
        }
        Ok(template)
    }

    fn lib(&self) -> &str {
        self.sources
            .get(Path::new("src/lib.rs"))
            .map_or("", String::as_str)
    }

    /// Lays a crate out in the folder `out`.
    pub(crate) fn stage(&self, layout: &Layout<'_>, out: &Path) -> Result<(), Failure> {
        let Layout {
            audience,
            document,
            generated,
            in_workspace,
            more,
        } = *layout;
        let mut tree = self.sources.clone();
        if let Audience::Other(name) = audience {
            tree.remove(Path::new(OWN.0));
            for text in tree.values_mut() {
                *text = text.replace(CRATE, &name.replace('-', "_"));
            }
        }
        let papers = match audience {
            Audience::Registry => self.papers.clone(),
            Audience::Other(_) => BTreeMap::new(),
        };
        let readme = papers.contains_key(Path::new("README.md"));
        let off: &[&str] = match has_pattern(&generated.lowered) {
            true => &[],
            false => &["pattern"],
        };
        let manifest = self
            .manifests
            .resolve(audience, readme, !in_workspace, off)?;
        tree.extend(papers);
        tree.insert("Cargo.toml".into(), manifest);
        for (name, rust) in generated.files() {
            tree.insert(Path::new("src").join(name), rust.to_owned());
        }
        tree.insert("src/lib.rs".into(), lib(self.lib(), audience, document));
        for (path, text) in more {
            tree.entry(path.into()).or_default().push_str(text);
        }
        owned(out)?;
        remove_others(out, &tree)?;
        for (path, text) in &tree {
            files::write(&out.join(path), text)?;
        }
        Ok(())
    }

    /// Lays out a member of a workspace that has all dependencies and no code.
    pub(crate) fn stage_dependencies(&self, name: &str, out: &Path) -> Result<(), Failure> {
        let manifest = self
            .manifests
            .resolve(Audience::Other(name), false, false, &[])?;
        files::write(&out.join("Cargo.toml"), &manifest)?;
        files::write(&out.join("src/lib.rs"), "//! Nothing.\n").map(drop)
    }
}

/// Whether a text of the document has a `pattern`, or may have: without any, nobody needs an engine
/// that matches them.
fn has_pattern(document: &Value) -> bool {
    match document {
        Value::Object(map) => {
            map.get("pattern").is_some_and(Value::is_string) || map.values().any(has_pattern)
        }
        Value::Array(list) => list.iter().any(has_pattern),
        _ => false,
    }
}

/// diga-api's lib.rs for a crate that has its generated code beside it.
fn lib(text: &str, audience: Audience<'_>, document: &Value) -> String {
    let mut lines: Vec<String> = Vec::new();
    if audience != Audience::Registry {
        let title = document
            .pointer("/info/title")
            .and_then(Value::as_str)
            .unwrap_or("a service");
        let title: Vec<_> = title.split_whitespace().collect();
        // As code, so that nothing in it is taken for a link or for HTML.
        lines.push(format!(
            "//! Typed client for `{}`.",
            title.join(" ").replace('`', "'")
        ));
    }
    for line in text.lines() {
        if line.contains(OUT_DIR) {
            lines.push(
                line.replace(OUT_DIR, "include!(\"")
                    .replace("\"));", "\");"),
            );
        } else if audience == Audience::Registry {
            lines.push(line.replace("../../README.md", "../README.md"));
        } else if !(line.starts_with("//!")
            || line.contains("README.md")
            || OWN.1.contains(&line.trim()))
        {
            // What diga-api tells its readers is about Diga.
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// Makes sure that nothing but an earlier package is overwritten.
fn owned(out: &Path) -> Result<(), Failure> {
    let empty = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) if out.exists() => {
            return Err(Failure::new(format!("{} is no folder", out.display())));
        }
        Err(_) => true,
    };
    if empty
        || std::fs::read(out.join("Cargo.toml"))
            .is_ok_and(|bytes| bytes.starts_with(HEADER.as_bytes()))
    {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} holds something that is not a packaged crate",
        out.display()
    ))
    .help("name a folder that is empty, or not there yet"))
}

/// Removes what an earlier package had and this one has not.
fn remove_others(out: &Path, tree: &BTreeMap<PathBuf, String>) -> Result<(), Failure> {
    let mut present = BTreeMap::new();
    if out.join("src").is_dir() {
        collect(&out.join("src"), Path::new("src"), &mut present)?;
    }
    for path in present.keys().filter(|path| !tree.contains_key(*path)) {
        let path = out.join(path);
        std::fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    Ok(())
}

fn collect(
    folder: &Path,
    name: &Path,
    into: &mut BTreeMap<PathBuf, String>,
) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", folder, &error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = name.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            collect(&entry.path(), &name, into)?;
        } else if name
            .extension()
            .is_some_and(|ending| ending == "rs" || ending == "md")
        {
            into.insert(name, text(&entry.path())?);
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(files::read(path)?)
        .map_err(|_| Failure::new(format!("{}: not UTF-8", path.display())))
}
