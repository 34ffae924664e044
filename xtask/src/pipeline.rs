//! The stages, in order.
//!
//! ```text
//! read -> overlay -> lower -> plan -> emit, progenitor -> print
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::by_tag::Source;
use crate::diagnostic::Diagnostic;
use crate::feature::Feature;
use crate::lock::Decisions;
use crate::lower::{self, lower_with_notes};
use crate::manifest::{Manifest, manifest};
use crate::note::{Note, without_duplicates};
use crate::overlay::overlay;
use crate::plan::plan;
use crate::plan::prune::pruned;
use crate::settings::Settings;
use crate::wire::{Wire, wire};
use crate::{by_tag, emit};

/// The result of all stages.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The Rust source, formatted.
    pub rust: String,
    /// The table of all operations by tag, in Markdown.
    pub index: String,
    /// How the crate is used, in Markdown with headings of the second level: its environment
    /// variables, a call, its errors, a list, a test. In blocks of Rust, lines that rustdoc hides
    /// begin with `# `.
    pub guide: String,
    /// The Rust source of each feature in the settings.
    pub features: BTreeMap<Feature, String>,
    /// The files of single tags by path, if the settings ask for them; the others include them.
    pub parts: BTreeMap<String, String>,
    /// The document as OpenAPI 3.0.3.
    pub lowered: Value,
    /// The operations and schemas with their Rust names.
    pub manifest: Manifest,
    /// How the values of operations and types travel.
    pub wire: Wire,
    /// What is decided for the document, for the lock.
    pub decisions: Decisions,
    /// What is read leniently, is not checked, or is left out.
    pub notes: Vec<Note>,
}

impl Generated {
    /// The files by path: `generated.rs`, one for each feature, those of tags, and `operations.md`,
    /// the table for the crate's documentation.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let features = self.features.iter();
        let features = features.map(|(feature, rust)| (feature.file(), rust.as_str()));
        let always = [
            ("generated.rs", self.rust.as_str()),
            ("operations.md", self.index.as_str()),
        ];
        let parts = self.parts.iter();
        let parts = parts.map(|(path, rust)| (path.as_str(), rust.as_str()));
        always.into_iter().chain(features).chain(parts)
    }
}

/// Runs all stages on a document that [`read`](crate::read()) has parsed.
///
/// # Errors
/// Everything that keeps the document from being generated, in document order.
pub fn generate(document: &Value, settings: &Settings) -> Result<Generated, Vec<Diagnostic>> {
    with_large_stack(&|| stages(document, settings))
}

/// Runs `work` on a thread whose stack is large enough for any document that is not refused for
/// its depth: the stages are recursive, and the caller's thread may have a small stack.
fn with_large_stack<T: Send>(work: &(dyn Fn() -> T + Sync)) -> T {
    const STACK: usize = 64 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, work) {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            // Without another thread, the caller's stack has to do.
            Err(_) => work(),
        }
    })
}

fn stages(document: &Value, settings: &Settings) -> Result<Generated, Vec<Diagnostic>> {
    let corrected = corrected(document, settings)?;
    let (lowered, mut notes) = lower_with_notes(&corrected)?;
    let whole = plan(&lowered, settings)?;
    notes.extend(whole.notes.iter().cloned());
    without_duplicates(&mut notes);
    let plan = pruned(&whole, &settings.selection);
    let document = if settings.features.contains(&Feature::Mock) {
        emit::features::document(&whole, &lowered)
    } else {
        String::new()
    };
    let files = by_tag::files(Source {
        settings,
        whole: &whole,
        plan: &plan,
        document: &document,
    })?;
    Ok(Generated {
        rust: files.rust,
        index: emit::index::index(&plan),
        guide: emit::guide::guide(&plan, settings),
        features: files.features,
        parts: files.parts,
        manifest: manifest(&plan, &settings.crate_name),
        wire: wire(&whole),
        decisions: whole.decisions,
        lowered,
        notes,
    })
}

/// The document with the corrections of the overlay, if there is one.
fn corrected<'d>(document: &'d Value, settings: &Settings) -> Result<Cow<'d, Value>, Diagnostic> {
    if settings.overlay.is_null() {
        return Ok(Cow::Borrowed(document));
    }
    // Cloning and merging recurse, so the depth of both is checked first.
    lower::depth::check(document)?;
    lower::depth::check(&settings.overlay)?;
    overlay(document, &settings.overlay).map(Cow::Owned)
}

/// A stage of the generator, by its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The document as JSON.
    Read,
    /// The document with the corrections of the overlay.
    Overlay,
    /// The document as OpenAPI 3.0.3.
    Lower,
    /// The model after all passes.
    Plan,
    /// The Rust source.
    Rust,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Overlay,
        Self::Lower,
        Self::Plan,
        Self::Rust,
    ];

    /// The stage's name on the command line: `lower`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Overlay => "overlay",
            Self::Lower => "lower",
            Self::Plan => "plan",
            Self::Rust => "rust",
        }
    }
}

/// The result of a stage as text: JSON for the first three, then the model's fields, then Rust.
///
/// # Errors
/// As [`generate`], up to that stage.
pub fn print_stage(
    document: &Value,
    settings: &Settings,
    stage: Stage,
) -> Result<String, Vec<Diagnostic>> {
    // Every JSON value prints.
    let json = |value: &Value| format!("{value:#}\n");
    if stage == Stage::Read {
        return Ok(json(document));
    }
    let corrected = corrected(document, settings)?;
    Ok(match stage {
        Stage::Overlay => json(&corrected),
        Stage::Lower => json(&lower_with_notes(&corrected)?.0),
        Stage::Plan => format!("{:#?}\n", plan(&lower_with_notes(&corrected)?.0, settings)?),
        Stage::Read | Stage::Rust => generate(document, settings)?.rust,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "list", "responses": {
                "200": {"description": "d", "content": {"application/json": {
                    "schema": {"type": ["string", "null"]},
                }}},
            }}}},
        })
    }

    #[test]
    fn each_stage_prints_its_result() {
        let mut settings = Settings::of_package("a-api");
        settings.overlay = json!({"overlay": "1.0.0", "actions": [
            {"target": "$.info", "description": "r", "update": {"title": "corrected"}},
        ]});
        let printed = |stage| print_stage(&document(), &settings, stage).unwrap();
        assert!(printed(Stage::Read).contains(r#""title": "t""#));
        assert!(printed(Stage::Overlay).contains(r#""title": "corrected""#));
        assert!(printed(Stage::Lower).contains(r#""nullable": true"#));
        assert!(printed(Stage::Plan).starts_with("Plan {\n    title: \"corrected\""));
        assert!(printed(Stage::Rust).contains("pub fn list"));
    }

    #[test]
    fn the_plan_prints_the_same_each_time() {
        let settings = Settings::of_package("a-api");
        let printed = || print_stage(&document(), &settings, Stage::Plan).unwrap();
        assert_eq!(printed(), printed());
    }
}
