//! The instances of the suite.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::cli::failure::Failure;
use crate::cli::files;

/// An instance of a schema.
#[derive(Debug, Deserialize)]
pub(super) struct Case {
    /// The document, by a path of which only the file's name counts.
    document: String,
    /// A reference to the schema: `#/components/schemas/Group0`.
    schema: String,
    group: String,
    test: String,
    pub(super) valid: bool,
    /// As it is written, since numbers of any size are among them.
    pub(super) data: Box<RawValue>,
}

impl Case {
    /// The document's file.
    pub(super) fn file(&self) -> String {
        let name = self.document.rsplit('/').next();
        name.unwrap_or_default().to_owned()
    }

    /// A pointer to the schema in its document.
    pub(super) fn pointer(&self) -> &str {
        self.schema.trim_start_matches('#')
    }

    /// The name of the schema.
    pub(super) fn component(&self) -> &str {
        self.schema.rsplit('/').next().unwrap_or_default()
    }

    pub(super) fn value(&self) -> Value {
        serde_json::from_str(self.data.get()).unwrap_or_default()
    }
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (file, component) = (self.file(), self.component());
        let Self { group, test, .. } = self;
        write!(f, "{file} {component}, {group}: {test}: {}", self.data)
    }
}

/// Reads `cases.json`.
pub(super) fn read(folder: &Path) -> Result<Vec<Case>, Failure> {
    let path = folder.join("cases.json");
    let text = files::read(&path)?;
    serde_json::from_slice(&text)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}
