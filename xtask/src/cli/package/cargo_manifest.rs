//! The manifest of a packaged crate: diga-api's own, with everything that it inherits written out.

use toml::{Table, Value};

use crate::cli::failure::Failure;

/// The first line of a manifest that was made here: what carries it may be overwritten.
pub(crate) const HEADER: &str = "# Made by `cargo xtask package`; changes to it are lost.\n";

/// For whom a crate is packaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Audience<'a> {
    /// The registry: diga-api itself.
    Registry,
    /// Whoever asked for a client of another document, under this name.
    Other(&'a str),
}

/// What the packaged crate is to inherit from, and how.
#[derive(Debug)]
pub(crate) struct Manifests {
    workspace: Table,
    own: Table,
}

/// What the examples in the documentation take beside the crate itself; the tests stay behind.
const EXAMPLES: [&str; 1] = ["tower"];

impl Manifests {
    /// Reads the workspace's manifest and the crate's.
    pub(crate) fn parse(workspace: &str, own: &str) -> Result<Self, Failure> {
        let table = |name: &str, text: &str| -> Result<Table, Failure> {
            let said = |error: toml::de::Error| error.to_string().trim_end().to_owned();
            text.parse()
                .map_err(|error| Failure::new(format!("{name}: {}", said(error))))
        };
        Ok(Self {
            workspace: table("Cargo.toml", workspace)?,
            own: table("diga-api/Cargo.toml", own)?,
        })
    }

    /// The manifest, for a crate that stands alone or in another workspace. The features in `off`
    /// are not among its defaults.
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
        let default = default.and_then(|it| it.get_mut("default")?.as_array_mut());
        if let Some(default) = default {
            default.retain(|it| it.as_str().is_none_or(|it| !off.contains(&it)));
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
            // Without it, cargo would look for a workspace above.
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
            let kept = ["version", "edition", "rust-version", "license", "metadata"];
            package.retain(|key, _| kept.contains(&key));
            package.insert("name".to_owned(), Value::from(name));
            package.insert("publish".to_owned(), Value::from(false));
        }
        Ok(package)
    }

    fn dependencies(&self, declared: Option<&Value>) -> Result<Table, Failure> {
        let mut resolved = Table::new();
        for (name, declared) in declared.and_then(Value::as_table).into_iter().flatten() {
            let inherits = declared.get("workspace").is_some();
            let mut whole = match inherits {
                true => full(self.inherited("dependencies", name)?),
                false => full(declared),
            };
            if let (true, Value::Table(own)) = (inherits, declared) {
                inherit(&mut whole, own);
            }
            whole.remove("path");
            if !whole.contains_key("version") {
                let why = format!(
                    "diga-api/Cargo.toml: the dependency {name} has no version, so no packaged crate can have it"
                );
                return Err(Failure::new(why));
            }
            let value = match whole.get("version") {
                Some(version) if whole.len() == 1 => version.clone(),
                _ => Value::Table(whole),
            };
            resolved.insert(name.clone(), value);
        }
        Ok(resolved)
    }

    /// What a section of the workspace's manifest says about `key`.
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

/// A dependency in its long form.
fn full(declared: &Value) -> Table {
    match declared {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    }
}

/// Adds to what the workspace says what the crate adds to it.
fn inherit(whole: &mut Table, own: &Table) {
    for (key, value) in own {
        match (key.as_str(), value) {
            ("workspace", _) => {}
            ("features", Value::Array(more)) => {
                let mut features = whole
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
                whole.insert(key.clone(), Value::Array(features));
            }
            _ => {
                whole.insert(key.clone(), value.clone());
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
            reqwest = { version = "0.13", default-features = false, features = ["json", "stream"], optional = true }
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
    fn what_the_workspace_lacks_is_told() {
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
