//! The error of every stage.

use std::fmt;

/// The reason that a document cannot be generated: where, why, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The operation it concerns, as `METHOD /path (operationId)`.
    pub operation: Option<String>,
    /// JSON pointer (RFC 6901) into the document, as a URI fragment:
    /// `#/paths/~1v1~1webhook~1/post`.
    pub pointer: String,
    /// What is wrong, in lower case and without a full stop.
    pub why: String,
    /// What to do: often the overlay action that fixes it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at the value that `pointer` leads to.
    pub fn new(pointer: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            operation: None,
            pointer: pointer.into(),
            why: why.into(),
            help: None,
        }
    }

    /// Adds the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the operation that it concerns.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.why)?;
        if let Some(operation) = &self.operation {
            write!(f, "\n  operation: {operation}")?;
        }
        write!(f, "\n  at: {}", self.pointer)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", help.replace('\n', "\n        "))?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostic {}

/// For a stage that stops at its first fault, if its caller reports several.
impl From<Diagnostic> for Vec<Diagnostic> {
    fn from(diagnostic: Diagnostic) -> Self {
        vec![diagnostic]
    }
}
