//! What became of one document of a corpus.

use std::fmt::Write;

use serde::Serialize;

use super::score::{ExampleScore, FidelityScore};

/// A document, and how far it went.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// The file's name without its ending.
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) schemas: usize,
    /// Lines of Rust.
    pub(crate) lines: usize,
    /// How long reading and generating took.
    pub(crate) seconds: f64,
    /// How long `cargo check` took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) check_seconds: Option<f64>,
    /// How many values came back as they went in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fidelity: Option<FidelityScore>,
    /// What became of the document's own examples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<ExampleScore>,
    pub(crate) outcome: Outcome,
    /// Why, where it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

/// How far a document went: the last thing that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// Rust was made of it.
    Generated,
    /// The Rust compiles without a warning.
    Compiled,
    /// Every value came back as it went in.
    Faithful,
    /// The document cannot be generated, and a diagnostic says why.
    Refused,
    /// The library panicked: our fault, whatever the document is.
    Panicked,
    /// The Rust does not compile.
    Uncompiled,
    /// The Rust compiles with warnings.
    Warned,
    /// Values were lost or refused.
    Unfaithful,
}

impl Outcome {
    fn text(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Compiled => "compiled",
            Self::Faithful => "faithful",
            Self::Refused => "REFUSED",
            Self::Panicked => "PANICKED",
            Self::Uncompiled => "DOES NOT COMPILE",
            Self::Warned => "WARNINGS",
            Self::Unfaithful => "UNFAITHFUL",
        }
    }
}

/// The line above the rows.
pub(crate) fn heading(width: usize) -> String {
    format!(
        "{:width$}  {:>5} {:>7} {:>7} {:>8} {:>7}  outcome\n",
        "document", "ops", "schemas", "lines", "generate", "check"
    )
}

impl Report {
    /// The report of a document that nothing was done with yet.
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            operations: 0,
            schemas: 0,
            lines: 0,
            seconds: 0.0,
            check_seconds: None,
            fidelity: None,
            examples: None,
            outcome: Outcome::Refused,
            why: None,
        }
    }

    /// The row as text, and below it why it is not well.
    pub(crate) fn print(&self, width: usize) -> String {
        let check = self
            .check_seconds
            .map_or("-".to_owned(), |seconds| format!("{seconds:.1}s"));
        let mut line = format!(
            "{:width$}  {:>5} {:>7} {:>7} {:>7.2}s {check:>7}  {}",
            self.name,
            self.operations,
            self.schemas,
            self.lines,
            self.seconds,
            self.outcome.text(),
        );
        if let Some(score) = &self.fidelity {
            let _ = write!(line, ", {score}");
        }
        if let Some(tally) = &self.examples {
            let _ = write!(line, ", {tally}");
        }
        line.push('\n');
        for why in self.why.iter().flat_map(|why| why.lines()) {
            let _ = writeln!(line, "    {why}");
        }
        line
    }
}
