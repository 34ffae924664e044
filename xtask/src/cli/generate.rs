//! `cargo xtask generate`: generates Rust from the document.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::Value;
use xtask::{Feature, Selection, Settings, Stage};

use super::crate_name::crate_name;
use super::failure::Failure;
use super::progress::during;
use super::workspace::Workspace;
use super::{document, files, guard};

/// Prints the Rust that the build step generates from the vendored document, or from another one.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The document, JSON or YAML [default: openapi/openapi.json]
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Corrections to the document: an Overlay 1.0 document, JSON or YAML [default:
    /// openapi/overlay.json for the vendored document, none for another]
    #[arg(long, value_name = "FILE")]
    overlay: Option<PathBuf>,
    /// Prints the result of one stage instead of the Rust: the document as it is read, as the
    /// overlay corrects it, or as it is lowered to OpenAPI 3.0.3; the plan; or the Rust.
    #[arg(long, value_name = "NAME", value_parser = stage_parser())]
    #[arg(conflicts_with_all = ["module", "manifest"])]
    stage: Option<Stage>,
    /// Prints the module behind this feature instead of the client itself: `blocking` or `mock`.
    #[arg(long, value_name = "NAME")]
    module: Option<Feature>,
    /// Prints what the build step generates for these cargo features of the crate alone: the
    /// operations of their tags, as in `--features webhooks,calls`.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    features: Option<Vec<String>>,
    /// Writes to a file, if its content differs, instead of printing; also to a pipe or a device.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Writes a description of the Rust as JSON: operations, their types by status, and the Rust
    /// type of each schema.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The name of the crate that the code is for.
    #[arg(long, value_name = "NAME", default_value = "diga-api", value_parser = crate_name)]
    name: String,
}

impl Generate {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        // The lock's names apply only to the vendored document.
        let (spec, mut settings) = match &self.spec {
            Some(spec) => (spec.clone(), guard::settings(&self.name, None)),
            None => {
                let settings = workspace.settings(&self.name, workspace.lock()?.as_ref())?;
                (workspace.document(), settings)
            }
        };
        settings.features.extend(self.module);
        if let Some(features) = &self.features {
            settings.selection = Selection::of_features(features.iter().map(String::as_str));
        }
        let document = guard::read(&spec)?;
        if let Some(path) = &self.overlay {
            settings.overlay = guard::parse(path)?;
        }
        let output = match self.stage {
            Some(stage) => guard::run(|| xtask::print_stage(&document, &settings, stage))
                .map_err(|refusal| refusal.failure(spec.display()))?,
            None => self.rust(&spec.display(), &document, &settings)?,
        };
        match &self.out {
            Some(path) => files::write(path, &output).map(drop),
            None => files::print(&output),
        }
    }

    /// The Rust of the client or of a module; writes the manifest if it is requested.
    fn rust(
        &self,
        spec: &dyn fmt::Display,
        source: &Value,
        settings: &Settings,
    ) -> Result<String, Failure> {
        let mut generated = during("generating", || guard::generate(source, settings))
            .map_err(|refusal| refusal.failure(spec))?;
        files::print_aside(&document::lines(&generated.notes))?;
        if let Some(path) = &self.manifest {
            files::write_json(path, &generated.manifest)?;
        }
        let module = self
            .module
            .and_then(|module| generated.features.remove(&module));
        Ok(module.unwrap_or(generated.rust))
    }
}

/// A name that no stage has.
#[derive(Debug)]
struct UnknownStage;

impl fmt::Display for UnknownStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no stage has this name")
    }
}

impl std::error::Error for UnknownStage {}

fn stage_parser() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::name)).try_map(|name| {
        let mut stages = Stage::ALL.into_iter();
        stages
            .find(|stage| stage.name() == name)
            .ok_or(UnknownStage)
    })
}
