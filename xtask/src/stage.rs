//! What each stage makes of a document, for those who want to see a rule at work.

use serde_json::Value;

use crate::{Diagnostic, Settings, generate, lower, overlay, plan};

/// A stage whose result can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document as it is read.
    Read,
    /// The document as the overlay corrects it.
    Overlay,
    /// The document as OpenAPI 3.0.3.
    Lower,
    /// The plan after all passes.
    Plan,
    /// The Rust.
    Rust,
}

impl Stage {
    /// All stages, in the order in which they run.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Overlay,
        Self::Lower,
        Self::Plan,
        Self::Rust,
    ];

    /// The stage's name: `read`, `overlay`, `lower`, `plan`, `rust`.
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

/// Runs the stages on a document up to `stage`, and prints the result: documents as JSON, the plan
/// as Rust's `Debug` does, the Rust as it is.
///
/// # Errors
/// Everything that keeps the document from passing these stages.
pub fn print_stage(
    document: &Value,
    settings: &Settings,
    stage: Stage,
) -> Result<String, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let json = |value: &Value| format!("{value:#}\n");
    if stage == Stage::Read {
        return Ok(json(document));
    }
    if stage == Stage::Rust {
        return generate(document, settings).map(|generated| generated.rust);
    }
    let corrected = if settings.overlay.is_null() {
        document.clone()
    } else {
        lower::depth::check(document).map_err(one)?;
        lower::depth::check(&settings.overlay).map_err(one)?;
        overlay::overlay(document, &settings.overlay).map_err(one)?
    };
    if stage == Stage::Overlay {
        return Ok(json(&corrected));
    }
    let lowered = lower(&corrected).map_err(one)?;
    if stage == Stage::Lower {
        return Ok(json(&lowered));
    }
    let plan = plan::plan(&lowered, settings)?;
    Ok(format!("{plan:#?}\n"))
}
