//! Where a document came from, and what generated from it.

use serde::{Deserialize, Serialize};

/// The generator's version, pinned in the workspace's manifest.
pub const PROGENITOR: &str = "0.15.1";

/// A file, a folder or a URL that was vendored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// A URL, or a path relative to the folder of the lock; a path outside the workspace that was
    /// given as an absolute one stays absolute.
    pub from: String,
    /// What the absolute links of an index are read from instead: `--base` of the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// SHA-256 of its bytes; for an index or a folder, of the lines `<sha256>  <name>` of what was
    /// read, as `sha256sum` prints them.
    pub sha256: String,
}

/// The versions that decide what is generated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generator {
    /// Version of this crate.
    pub xtask: String,
    /// Version of progenitor.
    pub progenitor: String,
}

impl Generator {
    /// The present generator.
    #[must_use]
    pub fn present() -> Self {
        Self {
            xtask: env!("CARGO_PKG_VERSION").to_owned(),
            progenitor: PROGENITOR.to_owned(),
        }
    }
}
