//! From an OpenAPI document to the Rust of a typed client.
//!
//! Pure: bytes in, text out; no files, no network, no environment, no clock. Each stage is a module
//! with one job: `read -> overlay -> lower -> plan -> generator (progenitor) -> polish -> print`.

mod diagnostic;
mod emit;
mod generator;
mod lock;
mod lower;
mod manifest;
mod module;
mod overlay;
mod plan;
mod polish;
mod print;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

pub use diagnostic::Diagnostic;
pub use lock::{Generator, Lock, Source};
pub use lower::lower;
pub use module::Module;
pub use read::{Format, parse, read};

/// The generator's version, pinned in the workspace's manifest.
pub const PROGENITOR: &str = "0.15.1";

/// What the caller decides about the code that is made.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The crate's name as its users write it: `diga_api`.
    pub crate_name: String,
    /// Prefix of the environment variables that configure the client: `DIGA` for `DIGA_API_TOKEN`.
    pub env: String,
    /// Rust names that earlier versions of the document have been given: operationId to method
    /// name.
    pub names: BTreeMap<String, String>,
    /// Corrections of the document (an Overlay 1.0 document), or null.
    pub overlay: Value,
    /// What is made beside the client itself.
    pub modules: BTreeSet<Module>,
}

impl Settings {
    /// The settings for a package of this name: `diga-api` is `diga_api`, and `DIGA_API_TOKEN`
    /// holds its token.
    #[must_use]
    pub fn of_package(name: &str) -> Self {
        let crate_name = name.replace('-', "_");
        let stem = crate_name.strip_suffix("_api").unwrap_or(&crate_name);
        Self {
            env: stem.to_ascii_uppercase(),
            crate_name,
            names: BTreeMap::new(),
            overlay: Value::Null,
            modules: BTreeSet::new(),
        }
    }

    /// The same, with names that operations have already.
    #[must_use]
    pub fn with_names(mut self, names: BTreeMap<String, String>) -> Self {
        self.names = names;
        self
    }

    /// The same, with these modules.
    #[must_use]
    pub fn with_modules(mut self, modules: impl IntoIterator<Item = Module>) -> Self {
        self.modules = modules.into_iter().collect();
        self
    }
}

/// What the stages make of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The Rust source, formatted.
    pub rust: String,
    /// The Rust source of each module that was asked for.
    pub modules: BTreeMap<Module, String>,
    /// The document as OpenAPI 3.0.3.
    pub lowered: Value,
    /// What the code holds: operations and schemas with their Rust names, as JSON.
    pub manifest: Value,
    /// operationId, or operationId and media type, to method name, for the lock.
    pub names: BTreeMap<String, String>,
    /// Methods whose answers come in pages, for the lock.
    pub paged: Vec<String>,
}

impl Generated {
    /// The files of Rust source by name: `generated.rs`, and one for each module.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let modules = self.modules.iter();
        let modules = modules.map(|(module, rust)| (module.file(), rust.as_str()));
        [("generated.rs", self.rust.as_str())]
            .into_iter()
            .chain(modules)
    }
}

/// Runs all stages on a document that [`read`] has parsed.
///
/// # Errors
/// Everything that keeps the document from being generated, in document order.
pub fn generate(document: &Value, settings: &Settings) -> Result<Generated, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let corrected;
    let document = match &settings.overlay {
        Value::Null => document,
        corrections => {
            // Both are cloned and merged by recursion.
            lower::depth::check(document).map_err(one)?;
            lower::depth::check(corrections).map_err(one)?;
            corrected = overlay::overlay(document, corrections).map_err(one)?;
            &corrected
        }
    };
    let lowered = lower(document).map_err(one)?;
    let plan = plan::plan(&lowered, settings)?;
    let types = emit::emit(&plan, &settings.env);
    let operations = generator::run(&plan)
        .and_then(|tokens| polish::polish(&plan, tokens))
        .map_err(one)?;
    let modules = settings.modules.iter().map(|module| {
        let tokens = match module {
            Module::Blocking => emit::blocking::emit(&operations)?,
            Module::Mock => emit::mock::emit(&plan, &lowered)?,
        };
        Ok((*module, print::print(tokens)?))
    });
    let modules = modules.collect::<Result<_, _>>().map_err(one)?;
    let rust = print::print(quote::quote!(#types #operations)).map_err(one)?;
    let paged = plan.operations.iter().filter(|it| it.paging.is_some());
    Ok(Generated {
        rust,
        modules,
        paged: paged.map(|it| it.rust.clone()).collect(),
        lowered,
        manifest: manifest::manifest(&plan, &settings.crate_name),
        names: plan.names,
    })
}

/// What a build step does: the vendored document, its corrections and its lock in, Rust out, with
/// these modules.
///
/// # Errors
/// What cargo shows: every diagnostic, in full.
pub fn build(
    document: &[u8],
    corrections: &[u8],
    lock: &[u8],
    package: &str,
    modules: impl IntoIterator<Item = Module>,
) -> Result<Generated, String> {
    let told = |file: &str, diagnostics: &[Diagnostic]| -> String {
        let lines = diagnostics.iter().map(|it| {
            // A correction is told at its own place.
            match it.pointer.strip_prefix("overlay#") {
                Some(pointer) => {
                    let mut it = it.clone();
                    it.pointer = format!("#{pointer}");
                    format!("error: openapi/overlay.json: {it}\n")
                }
                None => format!("error: openapi/{file}: {it}\n"),
            }
        });
        lines.collect()
    };
    let document = read(document, Format::Json).map_err(|it| told("openapi.json", &[it]))?;
    let corrections = parse(corrections, Format::Json).map_err(|it| told("overlay.json", &[it]))?;
    let lock =
        std::str::from_utf8(lock).map_err(|it| format!("error: openapi/openapi.lock: {it}"))?;
    let lock = Lock::parse(lock).map_err(|it| told("openapi.lock", &[it]))?;
    let mut settings = Settings::of_package(package)
        .with_names(lock.operations)
        .with_modules(modules);
    settings.overlay = corrections;
    generate(&document, &settings).map_err(|it| told("openapi.json", &it))
}
