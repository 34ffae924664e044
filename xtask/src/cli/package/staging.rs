//! Lays out a complete crate in a folder: manifest, runtime, generated code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use xtask::{Generated, Settings};

use super::cargo_manifest::{Audience, HEADER, Manifests, Other, Request};
use super::{readme, tests_and_examples};
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

/// The attribute that a client of another document has above that line whatever its features are,
/// since it might not use every part of the runtime.
const UNUSED: &str = "allow(dead_code, unused_imports, unused_macros)";

/// The line of such a client's lib.rs that includes its tutorial.
const TUTORIAL: &str = "#![doc = include_str!(\"tutorial.md\")]";

/// The name of diga-api in the examples of the runtime's documentation.
const CRATE: &str = "diga_api";

/// The begin of the names of its environment variables there.
const ENV: &str = "`DIGA_";

/// The documentation of diga-api for its users.
const DOCUMENTATION: [&str; 2] = ["README.md", "CHANGELOG.md"];

/// The licences of diga-api, and of the runtime in the client of another document.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The folders of diga-api that are packaged: the last one has what unit tests share with
/// integration tests, which need the vendored document and other parts of the repository.
const FOLDERS: [&str; 3] = ["src", "examples", TEST_HELPERS];

/// The helpers of tests. Those that include other files are for integration tests only.
const TEST_HELPERS: &str = "tests/common";

/// The parts of diga-api that every packaged crate has, read once.
#[derive(Debug)]
pub(crate) struct Template {
    manifests: Manifests,
    /// The sources and examples of diga-api, by path in the crate.
    sources: BTreeMap<PathBuf, String>,
    documentation: BTreeMap<PathBuf, String>,
    licences: BTreeMap<PathBuf, String>,
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
        for folder in FOLDERS {
            collect_if_present(&own, folder, &mut sources)?;
        }
        sources.retain(|path, text| !path.starts_with(TEST_HELPERS) || !text.contains("include_"));
        let template = Self {
            manifests,
            sources,
            documentation: files_of(workspace, &DOCUMENTATION)?,
            licences: files_of(workspace, &LICENCES)?,
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
            more,
            ..
        } = *layout;
        let mut tree = match audience {
            Audience::Registry => self.of_registry(),
            Audience::Other(other) => self.of_other(other, document, generated),
        };
        for (name, rust) in generated.files() {
            tree.insert(Path::new("src").join(name), rust.to_owned());
        }
        tree.insert("src/lib.rs".into(), lib(self.lib(), audience, document));
        let manifest = self.manifest(layout, &tree)?;
        tree.insert("Cargo.toml".into(), manifest);
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

    /// The files of diga-api, except for generated ones.
    fn of_registry(&self) -> BTreeMap<PathBuf, String> {
        let mut tree = self.sources.clone();
        tree.extend(self.licences.clone());
        for (name, text) in &self.documentation {
            tree.insert(name.clone(), readme::in_package(text));
        }
        tree
    }

    /// The files of another document's client, except for generated code: the runtime without its
    /// tests, and a README and a tutorial about the document.
    fn of_other(
        &self,
        other: Other<'_>,
        document: &Value,
        generated: &Generated,
    ) -> BTreeMap<PathBuf, String> {
        let mut tree = self.sources.clone();
        tree.retain(|path, _| {
            path.starts_with("src")
                && path != Path::new(DIGA_MODULE)
                && !tests_and_examples::is_test(path)
        });
        let settings = Settings::of_package(other.name);
        let env = format!("`{}_", settings.env);
        for text in tree.values_mut() {
            let named = text.replace(CRATE, &settings.crate_name).replace(ENV, &env);
            *text = tests_and_examples::without(&named);
        }
        tree.extend(self.licences.clone());
        let about = readme::About {
            other,
            title: title(document),
            license: other.license.or(self.manifests.license()),
            guide: &generated.guide,
        };
        tree.insert("README.md".into(), about.readme());
        tree.insert("src/tutorial.md".into(), about.tutorial());
        tree
    }

    /// The manifest for these files.
    fn manifest(
        &self,
        layout: &Layout<'_>,
        tree: &BTreeMap<PathBuf, String>,
    ) -> Result<String, Failure> {
        let named = |name: &&str| tests_and_examples::names_in(tree, layout.audience, name);
        let tested_with: Vec<&str> = self.manifests.dev_dependencies().filter(named).collect();
        let off: &[&str] = if has_pattern(&layout.generated.lowered) {
            &[]
        } else {
            &["pattern"]
        };
        let manifests = self.manifests.with_tags(&layout.generated.decisions)?;
        manifests.resolve(&Request {
            audience: layout.audience,
            description: &format!("Typed client for {}.", title(layout.document)),
            readme: tree.contains_key(Path::new("README.md")),
            alone: !layout.in_workspace,
            off,
            tested_with: &tested_with,
            examples: &tests_and_examples::examples(tree),
        })
    }

    /// Lays out a workspace member that has all dependencies and no code.
    pub(crate) fn stage_dependencies(&self, name: &str, out: &Path) -> Result<(), Failure> {
        let manifest = self.manifests.resolve(&Request {
            audience: Audience::Other(Other::unpublished(name)),
            description: "Nothing.",
            readme: false,
            alone: false,
            off: &[],
            tested_with: &[],
            examples: &[],
        })?;
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

/// The document's title, as code because it may look like a link or HTML.
fn title(document: &Value) -> String {
    let title = document.pointer("/info/title").and_then(Value::as_str);
    let title: Vec<_> = title.unwrap_or_default().split_whitespace().collect();
    if title.is_empty() {
        return "a service".to_owned();
    }
    format!("`{}`", title.join(" ").replace('`', "'"))
}

/// The files of the workspace with these names that are there.
fn files_of(workspace: &Workspace, names: &[&str]) -> Result<BTreeMap<PathBuf, String>, Failure> {
    let mut found = BTreeMap::new();
    for name in names {
        let path = workspace.path(name);
        if path.is_file() {
            found.insert(PathBuf::from(name), text(&path)?);
        }
    }
    Ok(found)
}

/// diga-api's lib.rs for a crate whose generated code is beside it.
fn lib(text: &str, audience: Audience<'_>, document: &Value) -> String {
    let mut lines: Vec<String> = Vec::new();
    if audience != Audience::Registry {
        lines.push(format!("//! Typed client for {}.", title(document)));
        lines.push(TUTORIAL.to_owned());
    }
    for line in with_whole_attributes(text) {
        let [before, after] = OUT_DIR;
        if let Some((start, rest)) = line.split_once(before)
            && let Some((name, end)) = rest.split_once(after)
        {
            // The file is beside lib.rs.
            lines.push(format!("{start}\"{name}\"{end}"));
        } else if audience == Audience::Registry {
            lines.push(line.replace("../../README.md", "../README.md"));
        } else if line.trim() == RUNTIME {
            lines.push(format!("#[{UNUSED}]"));
            lines.push(line);
        } else if !(line.starts_with("//!")
            || line.contains("README.md")
            || line.contains(UNUSED)
            || DIGA_LINES.contains(&line.trim()))
        {
            // The documentation of diga-api is about Diga.
            lines.push(line);
        }
    }
    lines.join("\n") + "\n"
}

/// The lines of a file, those of an attribute joined.
fn with_whole_attributes(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if last.starts_with('#') && !last.ends_with(']') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
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
    for folder in FOLDERS {
        collect_if_present(out, folder, &mut present)?;
    }
    for path in present.keys().filter(|path| !tree.contains_key(*path)) {
        let path = out.join(path);
        std::fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    Ok(())
}

/// The sources in a folder of a crate, if it has that folder.
fn collect_if_present(
    root: &Path,
    folder: &str,
    into: &mut BTreeMap<PathBuf, String>,
) -> Result<(), Failure> {
    if !root.join(folder).is_dir() {
        return Ok(());
    }
    collect(&root.join(folder), Path::new(folder), into)
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
