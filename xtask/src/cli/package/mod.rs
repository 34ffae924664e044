//! `cargo xtask package`: a crate that needs no generator.

use std::path::PathBuf;

use clap::Args;
use xtask::Module;

use super::failure::Failure;
use super::manifest::Audience;
use super::staging::Template;
use super::workspace::Workspace;
use super::{files, library};

/// Stages a crate with its generated code baked in: diga-api for the registry, or a client of any
/// document.
#[derive(Debug, Args)]
pub(crate) struct Package {
    /// The document, JSON or YAML [default: openapi/openapi.json]
    #[arg(long, value_name = "FILE", requires = "name")]
    spec: Option<PathBuf>,
    /// Corrections of the document: an Overlay 1.0 document, JSON or YAML [default:
    /// openapi/overlay.json for ours, none for another]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The name of the crate.
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = crate_name)]
    name: Option<String>,
    /// The folder that it goes to [default: target/package-staging, for another document
    /// target/packages/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Package {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let out = self.out.unwrap_or_else(|| match &self.name {
            Some(name) => workspace.path("target/packages").join(name),
            None => workspace.path("target/package-staging"),
        });
        let template = Template::read(workspace)?;
        let (spec, mut settings) = match self.spec {
            Some(spec) => (
                spec,
                library::settings(self.name.as_deref().unwrap_or("diga-api"), None),
            ),
            None => {
                let settings = workspace.settings("diga-api", workspace.lock()?.as_ref())?;
                (workspace.document(), settings)
            }
        };
        settings.modules = Module::ALL.into();
        let document = library::read(&spec)?;
        if let Some(path) = &self.overlay {
            settings.overlay = library::parse(path)?;
        }
        let generated = library::generate(&document, &settings)
            .map_err(|refusal| refusal.failure(spec.display()))?;
        let audience = self
            .name
            .as_deref()
            .map_or(Audience::Registry, Audience::Other);
        template.stage(audience, &document, &generated, true, &[], &out)?;
        let lock = workspace.path("Cargo.lock");
        if audience == Audience::Registry && lock.is_file() {
            // Built and packed with the versions that diga-api is tested with.
            let lock = String::from_utf8_lossy(&files::read(&lock)?).into_owned();
            files::write(&out.join("Cargo.lock"), &lock)?;
        }
        files::print(&format!("{}\n", out.display()))
    }
}

/// A name that cargo takes for a package (the Cargo book, "The `name` field").
pub(crate) fn crate_name(name: &str) -> Result<String, String> {
    let good =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.chars().all(good) && name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Ok(name.to_owned());
    }
    Err("a crate's name has letters, digits, `-` and `_`, and begins with a letter".to_owned())
}
