//! `cargo xtask generate`: the document becomes Rust.

use std::path::PathBuf;

use clap::Args;
use xtask::Feature;

use super::failure::Failure;
use super::vendor::canonical;
use super::workspace::Workspace;
use super::{files, library};

/// Prints the Rust that the build step makes of the vendored document, or of another one.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The document, JSON or YAML [default: openapi/openapi.json]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Corrections of the document: an Overlay 1.0 document, JSON or YAML [default:
    /// openapi/overlay.json for ours, none for another]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// What stands behind this feature, instead of the client itself: `blocking` or `mock`.
    #[arg(long, value_name = "NAME")]
    module: Option<Feature>,
    /// Writes the Rust to a file, if it differs, instead of printing it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Writes what the code holds as JSON: operations, their types by status, and the Rust type of
    /// each schema.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// Writes the document as OpenAPI 3.0.3, as progenitor gets it.
    #[arg(long, value_name = "FILE")]
    lowered: Option<PathBuf>,
    /// The name of the crate that the code is for.
    #[arg(long, value_name = "NAME", default_value = "diga-api", value_parser = super::package::crate_name)]
    name: String,
}

impl Generate {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        // The lock's names belong to the vendored document alone.
        let (spec, mut settings) = match self.spec {
            Some(spec) => (spec, library::settings(&self.name, None)),
            None => {
                let settings = workspace.settings(&self.name, workspace.lock()?.as_ref())?;
                (workspace.document(), settings)
            }
        };
        settings.features.extend(self.module);
        let document = library::read(&spec)?;
        if let Some(path) = &self.overlay {
            settings.overlay = library::parse(path)?;
        }
        let generated = library::generate(&document, &settings)
            .map_err(|refusal| refusal.failure(spec.display()))?;
        if let Some(path) = &self.manifest {
            files::write(path, &canonical(&generated.manifest))?;
        }
        if let Some(path) = &self.lowered {
            files::write(path, &canonical(&generated.lowered))?;
        }
        let module = self.module.and_then(|it| generated.features.get(&it));
        let rust = module.unwrap_or(&generated.rust);
        match &self.out {
            Some(path) => files::write(path, rust).map(drop),
            None => files::print(rust),
        }
    }
}
