//! Lays out a complete crate in a folder: manifest, runtime, generated code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::Generated;

use super::cargo_manifest::{Audience, HEADER, Manifests};
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::workspace::Workspace;

/// The line of diga-api's lib.rs that includes the output of the build step.
const INCLUDE: &str = "include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));";

/// The expression that names a file of that output in lib.rs: the parts before and after its name.
const OUT_DIR: [&str; 2] = ["concat!(env!(\"OUT_DIR\"), \"/", "\")"];

/// The module of diga-api that is about Diga's operations. Only diga-api has it.
const DIGA_MODULE: &str = "src/required.rs";

/// The lines of lib.rs that declare [`DIGA_MODULE`].
const DIGA_LINES: [&str; 3] = [
    "#[cfg(doctest)]",
    "#[cfg(all(doctest, feature = \"all-operations\"))]",
    "mod required;",
];

/// The line of lib.rs that declares the runtime.
const RUNTIME: &str = "mod runtime;";

/// The line that a client of another document has above that one, since it might not use every part
/// of the runtime.
const UNUSED_RUNTIME: &str = "#[allow(dead_code, unused_imports, unused_macros)]";

/// The name of diga-api in the examples of the runtime's documentation.
const CRATE: &str = "diga_api";

/// The files that are published in addition to the code.
const DOCUMENTATION: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// The parts of diga-api that every packaged crate has, read once.
#[derive(Debug)]
pub(crate) struct Template {
    manifests: Manifests,
    /// The sources of diga-api, by path in the crate.
    sources: BTreeMap<PathBuf, String>,
    documentation: BTreeMap<PathBuf, String>,
}

/// The inputs from which a crate is laid out.
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
        let mut documentation = BTreeMap::new();
        for name in DOCUMENTATION {
            let path = workspace.path(name);
            if path.is_file() {
                documentation.insert(PathBuf::from(name), text(&path)?);
            }
        }
        let template = Self {
            manifests,
            sources,
            documentation,
        };
        if template
            .lib()
            .lines()
            .filter(|line| line.trim() == INCLUDE)
            .count()
            != 1
        {
            let path = own.join("src/lib.rs");
            let message = format!("{}: expected exactly one line\n  {INCLUDE}", path.display());
            return Err(Failure::new(message).help("the packaged code is included by that line"));
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
            tree.remove(Path::new(DIGA_MODULE));
            for text in tree.values_mut() {
                *text = text.replace(CRATE, &name.replace('-', "_"));
            }
        }
        let documentation = match audience {
            Audience::Registry => self.documentation.clone(),
            Audience::Other(_) => BTreeMap::new(),
        };
        let readme = documentation.contains_key(Path::new("README.md"));
        let off: &[&str] = if has_pattern(&generated.lowered) {
            &[]
        } else {
            &["pattern"]
        };
        let manifest = self.manifests.with_tags(&generated.decisions)?.resolve(
            audience,
            readme,
            !in_workspace,
            off,
        )?;
        tree.extend(documentation);
        tree.insert("Cargo.toml".into(), manifest);
        for (name, rust) in generated.files() {
            tree.insert(Path::new("src").join(name), rust.to_owned());
        }
        tree.insert("src/lib.rs".into(), lib(self.lib(), audience, document));
        for (path, text) in more {
            tree.entry(path.into()).or_default().push_str(text);
        }
        check_replaceable(out)?;
        remove_others(out, &tree)?;
        for (path, text) in &tree {
            files::write(&out.join(path), text)?;
        }
        Ok(())
    }

    /// Lays out a workspace member that has all dependencies and no code.
    pub(crate) fn stage_dependencies(&self, name: &str, out: &Path) -> Result<(), Failure> {
        let manifest = self
            .manifests
            .resolve(Audience::Other(name), false, false, &[])?;
        files::write(&out.join("Cargo.toml"), &manifest)?;
        files::write(&out.join("src/lib.rs"), "//! Nothing.\n").map(drop)
    }
}

/// Whether the document has anything that looks like a `pattern`. Without one, the crate needs no
/// engine for regular expressions.
fn has_pattern(document: &Value) -> bool {
    match document {
        Value::Object(map) => {
            map.get("pattern").is_some_and(Value::is_string) || map.values().any(has_pattern)
        }
        Value::Array(list) => list.iter().any(has_pattern),
        _ => false,
    }
}

/// diga-api's lib.rs for a crate whose generated code is beside it.
fn lib(text: &str, audience: Audience<'_>, document: &Value) -> String {
    let mut lines: Vec<String> = Vec::new();
    if audience != Audience::Registry {
        let title = document
            .pointer("/info/title")
            .and_then(Value::as_str)
            .unwrap_or("a service");
        let title: Vec<_> = title.split_whitespace().collect();
        // As code, because it may look like a link or HTML.
        lines.push(format!(
            "//! Typed client for `{}`.",
            title.join(" ").replace('`', "'")
        ));
    }
    for line in text.lines() {
        let [before, after] = OUT_DIR;
        if let Some((start, rest)) = line.split_once(before)
            && let Some((name, end)) = rest.split_once(after)
        {
            // The file is beside lib.rs.
            lines.push(format!("{start}\"{name}\"{end}"));
        } else if audience == Audience::Registry {
            lines.push(line.replace("../../README.md", "../README.md"));
        } else if line.trim() == RUNTIME {
            lines.push(UNUSED_RUNTIME.to_owned());
            lines.push(line.to_owned());
        } else if !(line.starts_with("//!")
            || line.contains("README.md")
            || DIGA_LINES.contains(&line.trim()))
        {
            // The documentation of diga-api is about Diga.
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

/// Checks that the folder is empty or has an earlier package.
fn check_replaceable(out: &Path) -> Result<(), Failure> {
    let empty = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) if out.exists() => {
            return Err(Failure::new(format!("{} is not a folder", out.display())));
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
        "{} contains something that is not a packaged crate",
        out.display()
    ))
    .help("name a folder that is empty or does not exist"))
}

/// Removes the files of an earlier package that this one does not have.
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
