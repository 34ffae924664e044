//! The entry point for a build script.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::feature::Feature;
use crate::lock::Lock;
use crate::pipeline::{Generated, generate};
use crate::read::{Format, parse, read};
use crate::selection::Selection;
use crate::settings::Settings;

/// The files of `openapi/`, as bytes.
#[derive(Clone, Copy, Debug)]
pub struct Vendored<'a> {
    /// `openapi.json`.
    pub document: &'a [u8],
    /// `overlay.json`.
    pub overlay: &'a [u8],
    /// `openapi.lock`.
    pub lock: &'a [u8],
}

/// The error of a failed build: each diagnostic, with the file that it concerns. Its `Display` form
/// is what cargo shows for the build script.
#[derive(Clone, Debug)]
pub struct BuildError {
    found: Vec<(&'static str, Diagnostic)>,
}

impl BuildError {
    /// The diagnostics, each with the name of the file in `openapi/` that its pointer leads into.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&'static str, &Diagnostic)> {
        self.found
            .iter()
            .map(|(file, diagnostic)| (*file, diagnostic))
    }

    fn new(file: &'static str, diagnostics: Vec<Diagnostic>) -> Self {
        let found = diagnostics.into_iter().map(|mut diagnostic| {
            // The overlay is applied while the document is generated; pointers into it begin with
            // `overlay#`.
            match diagnostic.pointer.strip_prefix("overlay#") {
                Some(pointer) => {
                    diagnostic.pointer = format!("#{pointer}");
                    ("overlay.json", diagnostic)
                }
                None => (file, diagnostic),
            }
        });
        Self {
            found: found.collect(),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (file, diagnostic) in &self.found {
            writeln!(f, "error: openapi/{file}: {diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

/// Generates Rust from the vendored document, its overlay and its lock: the selected operations,
/// with these features.
///
/// # Errors
/// Everything that keeps the document from being generated.
pub fn build(
    files: Vendored<'_>,
    package: &str,
    features: impl IntoIterator<Item = Feature>,
    selection: Selection,
) -> Result<Generated, BuildError> {
    let in_file = |file| move |diagnostic| BuildError::new(file, vec![diagnostic]);
    let document = read(files.document, Format::Json).map_err(in_file("openapi.json"))?;
    let overlay = parse(files.overlay, Format::Json).map_err(in_file("overlay.json"))?;
    let lock = Lock::read(files.lock).map_err(in_file("openapi.lock"))?;
    let mut settings = Settings::of_package(package)
        .with_decisions(lock.decisions)
        .with_features(features)
        .with_selection(selection);
    settings.overlay = overlay;
    generate(&document, &settings)
        .map_err(|diagnostics| BuildError::new("openapi.json", diagnostics))
}
