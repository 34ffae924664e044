//! `openapi/openapi.lock`: where the vendored document came from, and the names that its operations
//! were given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;

/// The generator's version, pinned in the workspace's manifest.
pub const PROGENITOR: &str = "0.15.1";

/// What is recorded about the vendored document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Lock {
    /// Version of this format, [`Lock::VERSION`].
    pub version: u32,
    /// What the document was read from, in the order in which it was given.
    pub sources: Vec<Source>,
    /// SHA-256 of `openapi.json` as it was written, in lower-case hexadecimal.
    pub sha256: String,
    /// The day (UTC) on which the document or its names last changed: `2026-07-03`.
    pub date: String,
    /// The generator that chose the names.
    pub generator: Generator,
    /// operationId to the name of its method; a name in the lock is never given to another
    /// operation. With a media type behind it (`upload multipart/form-data`), to the method for that
    /// media type.
    pub operations: BTreeMap<String, String>,
    /// Methods whose responses come in pages, by the rule of `plan/passes/paging.rs`: they have
    /// `pages()` and `items()`.
    #[serde(default)]
    pub paged: Vec<String>,
    /// The error codes, in the order in which they were named. A code that the document no longer
    /// gives stays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub error_codes: Vec<String>,
}

/// A file, a folder or a URL that was vendored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As it was given on the command line.
    pub from: String,
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

impl Lock {
    /// The version of the format that is written.
    pub const VERSION: u32 = 1;

    /// A lock of the present version, by the present generator.
    #[must_use]
    pub fn new(
        sources: Vec<Source>,
        sha256: String,
        date: String,
        operations: BTreeMap<String, String>,
        paged: Vec<String>,
    ) -> Self {
        Self {
            version: Self::VERSION,
            sources,
            sha256,
            date,
            generator: Generator::present(),
            operations,
            paged,
            error_codes: Vec::new(),
        }
    }

    /// The same, with these error codes.
    #[must_use]
    pub fn with_error_codes(mut self, codes: Vec<String>) -> Self {
        self.error_codes = codes;
        self
    }

    /// Reads a lock from a file's bytes.
    ///
    /// # Errors
    /// As [`Lock::parse`], and bytes that are not UTF-8.
    pub fn read(bytes: &[u8]) -> Result<Self, Diagnostic> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Diagnostic::new("#", format!("not UTF-8: {error}")))?;
        Self::parse(text)
    }

    /// Reads a lock.
    ///
    /// # Errors
    /// A string that is not a lock, with line and column; or a lock of a newer format.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        let broken = |error: serde_json::Error| {
            Diagnostic::new("#", format!("not a lock: {error}"))
                .help("restore the file from git, or remove it and run `cargo xtask vendor SOURCE`")
        };
        let head: Head = serde_json::from_str(text).map_err(broken)?;
        if head.version != Self::VERSION {
            return Err(Diagnostic::new(
                "#/version",
                format!(
                    "the lock has format {}, and this xtask reads {}",
                    head.version,
                    Self::VERSION
                ),
            )
            .help("use the xtask that wrote it, or vendor again"));
        }
        serde_json::from_str(text).map_err(broken)
    }

    /// The lock as it is written: two spaces to a level, a newline at the end.
    #[must_use]
    pub fn print(&self) -> String {
        // Strings, numbers and maps with string keys always serialize.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Generator, Lock, Source};

    fn lock() -> Lock {
        Lock::new(
            vec![Source {
                from: "page.md".to_owned(),
                sha256: "00".to_owned(),
            }],
            "ff".to_owned(),
            "2026-07-03".to_owned(),
            BTreeMap::from([("create_it_post".to_owned(), "create_it".to_owned())]),
            vec![],
        )
    }

    #[test]
    fn what_is_printed_is_read_again() {
        assert_eq!(Lock::parse(&lock().print()), Ok(lock()));
        assert!(
            lock()
                .print()
                .starts_with("{\n  \"version\": 1,\n  \"sources\": [\n")
                && lock().print().ends_with("}\n")
        );
    }

    #[test]
    fn a_newer_format_is_refused() {
        let newer = lock().print().replace("\"version\": 1", "\"version\": 2");
        assert_eq!(
            Lock::parse(&newer).unwrap_err().why,
            "the lock has format 2, and this xtask reads 1"
        );
        assert!(
            Lock::parse("{")
                .unwrap_err()
                .why
                .starts_with("not a lock: EOF while parsing")
        );
    }

    #[test]
    fn progenitor_is_the_one_that_is_pinned() {
        let pinned = format!(
            "progenitor = {{ version = \"={}\"",
            Generator::present().progenitor
        );
        assert!(include_str!("../../Cargo.toml").contains(&pinned));
    }
}
