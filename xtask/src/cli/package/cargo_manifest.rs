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
    /// A user of another document.
    Other(Other<'a>),
}

/// The client of another document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Other<'a> {
    pub(crate) name: &'a str,
    /// Its licence, an SPDX expression; without one, that of the runtime.
    pub(crate) license: Option<&'a str>,
    /// Whether cargo may publish it.
    pub(crate) publish: bool,
}

impl<'a> Other<'a> {
    /// A crate that stays on this machine.
    pub(crate) fn unpublished(name: &'a str) -> Self {
        Self {
            name,
            license: None,
            publish: false,
        }
    }
}

/// What a manifest says beside what the workspace's and diga-api's say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) audience: Audience<'a>,
    /// The description of the client of another document.
    pub(crate) description: &'a str,
    pub(crate) readme: bool,
    /// Whether the crate is a workspace of its own, rather than a member of another.
    pub(crate) alone: bool,
    /// The features that are not among its defaults.
    pub(crate) off: &'a [&'a str],
    /// The dev-dependencies that its tests and examples name.
    pub(crate) tested_with: &'a [&'a str],
    /// The names of its examples.
    pub(crate) examples: &'a [&'a str],
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

    /// The names of diga-api's dev-dependencies, except for itself: cargo leaves a dependency
    /// without a version out of the published crate.
    pub(crate) fn dev_dependencies(&self) -> impl Iterator<Item = &str> {
        let declared = self.own.get("dev-dependencies").and_then(Value::as_table);
        let names = declared
            .into_iter()
            .flat_map(Table::keys)
            .map(String::as_str);
        names.filter(|name| Some(*name) != self.own_name())
    }

    /// The licence of diga-api.
    pub(crate) fn license(&self) -> Option<&str> {
        let own = self.own.get("package")?.get("license")?;
        match own.as_str() {
            Some(license) => Some(license),
            None => self.inherited("package", "license").ok()?.as_str(),
        }
    }

    fn own_name(&self) -> Option<&str> {
        self.own.get("package")?.get("name")?.as_str()
    }

    /// The manifest of a crate.
    pub(crate) fn resolve(&self, request: &Request<'_>) -> Result<String, Failure> {
        let Request {
            alone,
            off,
            tested_with,
            ..
        } = *request;
        let mut manifest = Table::new();
        manifest.insert("package".to_owned(), Value::Table(self.package(request)?));
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
        examples.retain(|name, _| tested_with.contains(&name));
        let examples = self.dependencies(Some(&Value::Table(examples)))?;
        if !examples.is_empty() {
            manifest.insert("dev-dependencies".to_owned(), Value::Table(examples));
        }
        let targets = self.examples(request.examples);
        if !targets.is_empty() {
            manifest.insert("example".to_owned(), Value::Array(targets));
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

    /// The examples, each with the features that it needs: diga-api's tests have those that its
    /// dependency on itself enables, which the package does not have.
    fn examples(&self, names: &[&str]) -> Vec<Value> {
        let declared = self.own.get("example").and_then(Value::as_array);
        let enabled = self.own_name().and_then(|name| {
            let itself = self.own.get("dev-dependencies")?.get(name)?;
            itself.get("features")?.as_array()
        });
        let target = |name: &&str| {
            let mut declared = declared.into_iter().flatten();
            let found =
                declared.find(|target| target.get("name").and_then(Value::as_str) == Some(name));
            let mut target = found.and_then(Value::as_table).cloned().unwrap_or_default();
            target.insert("name".to_owned(), Value::from(*name));
            let own = target.get("required-features").and_then(Value::as_array);
            let mut features = own.cloned().unwrap_or_default();
            features.extend(enabled.into_iter().flatten().cloned());
            if !features.is_empty() {
                target.insert("required-features".to_owned(), Value::Array(features));
            }
            Value::Table(target)
        };
        names.iter().map(target).collect()
    }

    fn package(&self, request: &Request<'_>) -> Result<Table, Failure> {
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
        if request.readme {
            package.insert("readme".to_owned(), Value::from("README.md"));
        }
        if let Audience::Other(other) = request.audience {
            let retained = [
                "version",
                "edition",
                "rust-version",
                "license",
                "metadata",
                "readme",
            ];
            package.retain(|key, _| retained.contains(&key));
            package.insert("name".to_owned(), Value::from(other.name));
            package.insert("description".to_owned(), Value::from(request.description));
            if let Some(license) = other.license {
                package.insert("license".to_owned(), Value::from(license));
            }
            if !other.publish {
                package.insert("publish".to_owned(), Value::from(false));
            }
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
    use super::{Audience, HEADER, Manifests, Other, Request};

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
        diga-api = { path = ".", features = ["tls"] }
        tower = "0.5"
        trybuild = "1"
        [[example]]
        name = "call"
        required-features = ["unused"]
        [lints]
        workspace = true
    "#;

    fn request(audience: Audience<'_>, alone: bool) -> Request<'_> {
        Request {
            audience,
            description: "Typed client for `Notes`.",
            readme: true,
            alone,
            off: &["unused"],
            tested_with: &["tower"],
            examples: &["call", "list"],
        }
    }

    fn resolved(audience: Audience<'_>, alone: bool) -> toml::Table {
        let text = Manifests::parse(WORKSPACE, OWN)
            .unwrap()
            .resolve(&request(audience, alone))
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
            [[example]]
            name = "call"
            required-features = ["unused", "tls"]
            [[example]]
            name = "list"
            required-features = ["tls"]
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
        let package = resolved(Audience::Other(Other::unpublished("note-api")), false);
        assert!(!package.contains_key("workspace"));
        let package = package["package"].as_table().unwrap();
        assert_eq!(package["name"].as_str(), Some("note-api"));
        assert_eq!(package["publish"].as_bool(), Some(false));
        assert_eq!(
            package["description"].as_str(),
            Some("Typed client for `Notes`.")
        );
        assert!(!package.contains_key("keywords"));
    }

    #[test]
    fn another_crate_can_have_a_licence_and_be_published() {
        let other = Other {
            name: "note-api",
            license: Some("BSD-3-Clause"),
            publish: true,
        };
        let package = resolved(Audience::Other(other), true);
        let package = package["package"].as_table().unwrap();
        assert_eq!(package["license"].as_str(), Some("BSD-3-Clause"));
        assert!(!package.contains_key("publish"));
    }

    #[test]
    fn a_dependency_on_itself_is_not_one_of_a_package() {
        let manifests = Manifests::parse(WORKSPACE, OWN).unwrap();
        let names: Vec<_> = manifests.dev_dependencies().collect();
        assert_eq!(names, ["tower", "trybuild"]);
    }

    #[test]
    fn what_the_workspace_lacks_is_reported() {
        let lacking = WORKSPACE.replace("bytes = \"1\"", "");
        let failure = Manifests::parse(&lacking, OWN)
            .unwrap()
            .resolve(&request(Audience::Registry, true))
            .unwrap_err();
        assert_eq!(
            failure.to_string(),
            "Cargo.toml: [workspace.dependencies] has no `bytes`, which diga-api inherits"
        );
    }
}
