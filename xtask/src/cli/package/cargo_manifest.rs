//! The Cargo.toml of a packaged crate: diga-api's, with the values that it inherits from the
//! workspace.

use toml::{Table, Value};
use xtask::Decisions;

use crate::cli::failure::Failure;
use crate::cli::tag_features;

/// The first line of a packaged Cargo.toml. A folder with such a file may be overwritten, so
/// folders of earlier versions depend on these words.
pub(crate) const HEADER: &str = "# Made by `cargo xtask package`; changes to it are lost.\n";

/// The audience that a crate is packaged for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Audience<'a> {
    /// The registry: diga-api itself.
    Registry,
    /// A user of another document, whose client has this name.
    Other(&'a str),
}

/// The Cargo.toml of the workspace and of diga-api.
#[derive(Debug)]
pub(crate) struct Manifests {
    workspace: Table,
    own: Table,
    own_text: String,
}

/// The crate's manifest.
const OWN: &str = "diga-api/Cargo.toml";

/// The dev-dependencies of the examples in the documentation. Tests are not packaged.
const EXAMPLES: [&str; 2] = ["tower", "tracing-subscriber"];

impl Manifests {
    /// Reads the workspace's manifest and the crate's.
    pub(crate) fn parse(workspace: &str, own: &str) -> Result<Self, Failure> {
        Ok(Self {
            workspace: table("Cargo.toml", workspace)?,
            own: table(OWN, own)?,
            own_text: own.to_owned(),
        })
    }

    /// The same, with the features of a document's tags in place of Diga's.
    pub(crate) fn with_tags(&self, decisions: &Decisions) -> Result<Self, Failure> {
        let own_text = tag_features::updated(OWN, &self.own_text, decisions)?;
        Ok(Self {
            workspace: self.workspace.clone(),
            own: table(OWN, &own_text)?,
            own_text,
        })
    }

    /// The manifest of a crate that is a workspace of its own (`alone`) or a member of another. The
    /// features in `off` are not among its defaults.
    pub(crate) fn resolve(
        &self,
        audience: Audience<'_>,
        readme: bool,
        alone: bool,
        off: &[&str],
    ) -> Result<String, Failure> {
        let mut manifest = Table::new();
        manifest.insert(
            "package".to_owned(),
            Value::Table(self.package(audience, readme)?),
        );
        for key in ["lib", "features"] {
            if let Some(value) = self.own.get(key) {
                manifest.insert(key.to_owned(), value.clone());
            }
        }
        let default = manifest.get_mut("features");
        let default = default.and_then(|features| features.get_mut("default")?.as_array_mut());
        if let Some(default) = default {
            default.retain(|feature| feature.as_str().is_none_or(|name| !off.contains(&name)));
        }
        let dependencies = self.dependencies(self.own.get("dependencies"))?;
        manifest.insert("dependencies".to_owned(), Value::Table(dependencies));
        let own = self.own.get("dev-dependencies").and_then(Value::as_table);
        let mut examples = own.cloned().unwrap_or_default();
        examples.retain(|name, _| EXAMPLES.contains(&name));
        let examples = self.dependencies(Some(&Value::Table(examples)))?;
        if !examples.is_empty() {
            manifest.insert("dev-dependencies".to_owned(), Value::Table(examples));
        }
        let mut targets = Table::new();
        for (target, tables) in self
            .own
            .get("target")
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
        {
            let dependencies = self.dependencies(tables.get("dependencies"))?;
            if !dependencies.is_empty() {
                let table =
                    Table::from_iter([("dependencies".to_owned(), Value::Table(dependencies))]);
                targets.insert(target.clone(), Value::Table(table));
            }
        }
        if !targets.is_empty() {
            manifest.insert("target".to_owned(), Value::Table(targets));
        }
        if let Some(lints) = self.lints() {
            manifest.insert("lints".to_owned(), lints);
        }
        if alone {
            // Otherwise cargo looks for a workspace in the folders above.
            manifest.insert("workspace".to_owned(), Value::Table(Table::new()));
        }
        let text = toml::to_string(&manifest)
            .map_err(|error| Failure::new(format!("Cargo.toml: {error}")))?;
        Ok(format!("{HEADER}{text}"))
    }

    fn package(&self, audience: Audience<'_>, readme: bool) -> Result<Table, Failure> {
        let own = self.own.get("package").and_then(Value::as_table);
        let mut package = Table::new();
        for (key, value) in own.into_iter().flatten() {
            let value = match value.get("workspace") {
                Some(_) => self.inherited("package", key)?,
                None => value,
            };
            package.insert(key.clone(), value.clone());
        }
        package.remove("build");
        package.remove("readme");
        if readme {
            package.insert("readme".to_owned(), Value::from("README.md"));
        }
        if let Audience::Other(name) = audience {
            let retained = ["version", "edition", "rust-version", "license", "metadata"];
            package.retain(|key, _| retained.contains(&key));
            package.insert("name".to_owned(), Value::from(name));
            package.insert("publish".to_owned(), Value::from(false));
        }
        Ok(package)
    }

    fn dependencies(&self, declared: Option<&Value>) -> Result<Table, Failure> {
        let mut resolved = Table::new();
        for (name, declared) in declared.and_then(Value::as_table).into_iter().flatten() {
            let inherits = declared.get("workspace").is_some();
            let mut full = if inherits {
                to_table(self.inherited("dependencies", name)?)
            } else {
                to_table(declared)
            };
            if let (true, Value::Table(own)) = (inherits, declared) {
                inherit(&mut full, own);
            }
            full.remove("path");
            if !full.contains_key("version") {
                return Err(Failure::new(format!(
                    "diga-api/Cargo.toml: the dependency {name} has no version, \
                     which a packaged crate needs"
                )));
            }
            let value = match full.get("version") {
                Some(version) if full.len() == 1 => version.clone(),
                _ => Value::Table(full),
            };
            resolved.insert(name.clone(), value);
        }
        Ok(resolved)
    }

    /// The value of `key` in a section of the workspace's manifest.
    fn inherited(&self, section: &str, key: &str) -> Result<&Value, Failure> {
        let sections = self
            .workspace
            .get("workspace")
            .and_then(|workspace| workspace.get(section));
        sections
            .and_then(|section| section.get(key))
            .ok_or_else(|| {
                Failure::new(format!(
                    "Cargo.toml: [workspace.{section}] has no `{key}`, which diga-api inherits"
                ))
            })
    }

    fn lints(&self) -> Option<Value> {
        let own = self.own.get("lints")?;
        if own.get("workspace").is_some() {
            return self.workspace.get("workspace")?.get("lints").cloned();
        }
        Some(own.clone())
    }
}

fn table(name: &str, text: &str) -> Result<Table, Failure> {
    let message = |error: toml::de::Error| error.to_string().trim_end().to_owned();
    text.parse()
        .map_err(|error| Failure::new(format!("{name}: {}", message(error))))
}

/// A dependency as a table.
fn to_table(declared: &Value) -> Table {
    match declared {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    }
}

/// Adds the crate's part of a dependency to the workspace's: features are united, other keys
/// replaced.
fn inherit(full: &mut Table, own: &Table) {
    for (key, value) in own {
        match (key.as_str(), value) {
            ("workspace", _) => {}
            ("features", Value::Array(more)) => {
                let mut features = full
                    .get("features")
                    .and_then(Value::as_array)
                    .cloned()
                    .unwrap_or_default();
                features.extend(
                    more.iter()
                        .filter(|feature| !features.contains(feature))
                        .cloned()
                        .collect::<Vec<_>>(),
                );
                full.insert(key.clone(), Value::Array(features));
            }
            _ => {
                full.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience, HEADER, Manifests};

    const WORKSPACE: &str = r#"
        [workspace.package]
        version = "0.1.0"
        edition = "2024"
        [workspace.dependencies]
        bytes = "1"
        reqwest = { version = "0.13", default-features = false, features = ["json"] }
        xtask = { path = "xtask" }
        [workspace.lints.rust]
        missing_docs = "warn"
    "#;
    const OWN: &str = r#"
        [package]
        name = "diga-api"
        version.workspace = true
        edition.workspace = true
        build = "build.rs"
        readme = "../README.md"
        keywords = ["diga"]
        [features]
        default = ["tls", "unused"]
        tls = ["reqwest/tls"]
        unused = []
        [dependencies]
        bytes.workspace = true
        reqwest = { workspace = true, features = ["json", "stream"], optional = true }
        [target.'cfg(unix)'.dependencies]
        own = { path = "../own", version = "2" }
        [build-dependencies]
        xtask.workspace = true
        [dev-dependencies]
        tower = "0.5"
        trybuild = "1"
        [lints]
        workspace = true
    "#;

    fn resolved(audience: Audience<'_>, alone: bool) -> toml::Table {
        let text = Manifests::parse(WORKSPACE, OWN)
            .unwrap()
            .resolve(audience, true, alone, &["unused"])
            .unwrap();
        assert!(text.starts_with(HEADER));
        text.parse().unwrap()
    }

    #[test]
    fn what_is_inherited_is_written_out() {
        let expected: toml::Table = r#"
            [package]
            name = "diga-api"
            version = "0.1.0"
            edition = "2024"
            keywords = ["diga"]
            readme = "README.md"
            [features]
            default = ["tls"]
            tls = ["reqwest/tls"]
            unused = []
            [dependencies]
            bytes = "1"
            [dependencies.reqwest]
            version = "0.13"
            default-features = false
            features = ["json", "stream"]
            optional = true
            [target.'cfg(unix)'.dependencies]
            own = "2"
            [dev-dependencies]
            tower = "0.5"
            [lints.rust]
            missing_docs = "warn"
            [workspace]
        "#
        .parse()
        .unwrap();
        assert_eq!(resolved(Audience::Registry, true), expected);
    }

    #[test]
    fn another_crate_has_its_own_name_and_is_not_published() {
        let package = resolved(Audience::Other("note-api"), false);
        assert!(!package.contains_key("workspace"));
        let package = package["package"].as_table().unwrap();
        assert_eq!(package["name"].as_str(), Some("note-api"));
        assert_eq!(package["publish"].as_bool(), Some(false));
        assert!(!package.contains_key("keywords"));
    }

    #[test]
    fn what_the_workspace_lacks_is_reported() {
        let lacking = WORKSPACE.replace("bytes = \"1\"", "");
        let failure = Manifests::parse(&lacking, OWN)
            .unwrap()
            .resolve(Audience::Registry, false, true, &[])
            .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "Cargo.toml: [workspace.dependencies] has no `bytes`, which diga-api inherits"
        );
    }
}
