//! The result of one document.

use std::fmt::Write;

use serde::Serialize;

use super::score::{ExampleScore, FidelityScore, ServiceScore};

/// The result of one document: a row of the output.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// The file's name without its extension.
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
    /// How many drawn values came back equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fidelity: Option<FidelityScore>,
    /// How many of the document's examples came back equal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<ExampleScore>,
    /// What the document's service has responded to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<ServiceScore>,
    pub(crate) outcome: Outcome,
    /// Why the document failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

/// The result of the last step that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// The document was generated.
    Generated,
    /// The crate compiles without a warning.
    Compiled,
    /// Every value came back equal.
    Faithful,
    /// The document cannot be generated; there is a diagnostic.
    Refused,
    /// The library panicked, which is a bug regardless of the document.
    Panicked,
    /// The crate does not compile.
    Uncompiled,
    /// The crate compiles with warnings.
    Warned,
    /// Values did not come back equal.
    Unfaithful,
    /// The service serves every operation as documented.
    Served,
    /// The service does not.
    Unserved,
}

impl Outcome {
    fn label(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Compiled => "compiled",
            Self::Faithful => "faithful",
            Self::Refused => "REFUSED",
            Self::Panicked => "PANICKED",
            Self::Uncompiled => "DOES NOT COMPILE",
            Self::Warned => "WARNINGS",
            Self::Unfaithful => "UNFAITHFUL",
            Self::Served => "served",
            Self::Unserved => "NOT SERVED",
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
    /// The report of a document that has not been generated yet.
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
            service: None,
            outcome: Outcome::Refused,
            why: None,
        }
    }

    /// The row, and below it why the document failed.
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
            self.outcome.label(),
        );
        if let Some(score) = &self.fidelity {
            let _ = write!(line, ", {score}");
        }
        if let Some(tally) = &self.examples {
            let _ = write!(line, ", {tally}");
        }
        if let Some(score) = &self.service {
            let _ = write!(line, ", {score}");
        }
        line.push('\n');
        for why in self.why.iter().flat_map(|why| why.lines()) {
            let _ = writeln!(line, "    {why}");
        }
        line
    }
}
