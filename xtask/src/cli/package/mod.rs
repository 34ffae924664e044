//! `cargo xtask package`: a crate that does not need the generator.

pub(crate) mod cargo_manifest;
mod readme;
pub(crate) mod staging;
mod tests_and_examples;

use std::path::PathBuf;

use clap::Args;
use xtask::Feature;

use self::cargo_manifest::{Audience, Other};
use self::staging::{Layout, Template};
use super::crate_name::crate_name;
use super::failure::Failure;
use super::workspace::Workspace;
use super::{files, guard};

/// Stages a crate that contains its generated code: diga-api for the registry, or a client of any
/// document.
#[derive(Debug, Args)]
pub(crate) struct Package {
    /// The document, JSON or YAML [default: openapi/openapi.json]
    #[arg(long, value_name = "FILE", requires = "name")]
    spec: Option<PathBuf>,
    /// Corrections to the document: an Overlay 1.0 document, JSON or YAML [default:
    /// openapi/overlay.json for the vendored document, none for another]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// The name of the crate.
    #[arg(long, value_name = "NAME", requires = "spec", value_parser = crate_name)]
    name: Option<String>,
    /// The licence of the crate, an SPDX expression [default: that of diga-api, under which the
    /// code in src/runtime is]
    #[arg(long, value_name = "SPDX", requires = "spec")]
    license: Option<String>,
    /// Lets cargo publish the crate; without it, the manifest has `publish = false`
    #[arg(long, requires = "license")]
    publish: bool,
    /// The folder to write to [default: target/package-staging, for another document
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
                guard::settings(self.name.as_deref().unwrap_or("diga-api"), None),
            ),
            None => {
                let settings = workspace.settings("diga-api", workspace.lock()?.as_ref())?;
                (workspace.document(), settings)
            }
        };
        settings.features = Feature::ALL.into();
        settings.by_tag = true;
        let document = guard::read(&spec)?;
        if let Some(path) = &self.overlay {
            settings.overlay = guard::parse(path)?;
        }
        let generated = guard::generate(&document, &settings)
            .map_err(|refusal| refusal.failure(spec.display()))?;
        let audience = self.name.as_deref().map_or(Audience::Registry, |name| {
            Audience::Other(Other {
                name,
                license: self.license.as_deref(),
                publish: self.publish,
            })
        });
        let layout = Layout {
            audience,
            document: &document,
            generated: &generated,
            in_workspace: false,
            more: &[],
        };
        template.stage(&layout, &out)?;
        let lock = workspace.path("Cargo.lock");
        if audience == Audience::Registry && lock.is_file() {
            // The versions that diga-api is tested with.
            let lock = String::from_utf8_lossy(&files::read(&lock)?).into_owned();
            files::write(&out.join("Cargo.lock"), &lock)?;
        }
        files::print(&format!("{}\n", out.display()))
    }
}
