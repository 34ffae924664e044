//! `openapi/openapi.lock`: where the vendored document came from, and what was decided for it.
//!
//! The present format is version 2. A lock of version 1, which had the names of operations alone,
//! is read too; `cargo xtask vendor --relock` writes it in the present format.

mod decisions;
mod provenance;
mod version_1;

use serde::{Deserialize, Serialize};

pub use decisions::{
    Decisions, IntegerWidth, OperationNames, ReceivingMethods, Retired, RetiredOperation,
};
pub use provenance::{Generator, PROGENITOR, Source};
use version_1::Version1;

use crate::diagnostic::Diagnostic;

/// What is recorded about the vendored document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Lock {
    /// Version of the format that it was read from: [`Lock::VERSION`], or an earlier one.
    pub version: u32,
    /// What the document was read from, in the order in which it was given.
    pub sources: Vec<Source>,
    /// SHA-256 of `openapi.json` as it was written, in lower-case hexadecimal.
    pub sha256: String,
    /// The day (UTC) on which the document or what is decided for it last changed: `2026-07-03`.
    pub date: String,
    /// The generator that decided.
    pub generator: Generator,
    /// The names, and whatever else must stay as it is.
    #[serde(flatten)]
    pub decisions: Decisions,
}

impl Lock {
    /// The version of the format that is written.
    pub const VERSION: u32 = 2;

    /// A lock of the present version, by the present generator.
    #[must_use]
    pub fn new(sources: Vec<Source>, sha256: String, date: String, decisions: Decisions) -> Self {
        Self {
            version: Self::VERSION,
            sources,
            sha256,
            date,
            generator: Generator::present(),
            decisions,
        }
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
        match head.version {
            1 => {
                let lock: Version1 = serde_json::from_str(text).map_err(broken)?;
                // The version stays until the lock is printed, so that `check` reports it.
                Ok(Self {
                    version: 1,
                    decisions: lock.decisions(),
                    sources: lock.sources,
                    sha256: lock.sha256,
                    date: lock.date,
                    generator: lock.generator,
                })
            }
            Self::VERSION => serde_json::from_str(text).map_err(broken),
            newer => Err(Diagnostic::new(
                "#/version",
                format!(
                    "the lock has format {newer}, and this xtask reads up to {}",
                    Self::VERSION
                ),
            )
            .help("use the xtask that wrote it, or vendor again")),
        }
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
    use super::{Decisions, Generator, Lock, OperationNames, Source};

    fn lock() -> Lock {
        let mut decisions = Decisions::default();
        let mut names = OperationNames::new("create_it", "post", "/it");
        names
            .media_types
            .insert("text/csv".to_owned(), "create_it".to_owned());
        decisions
            .operations
            .insert("create_it_post".to_owned(), names);
        decisions
            .types
            .insert("It-Input".to_owned(), "ItInput".to_owned());
        Lock::new(
            vec![Source {
                from: "page.md".to_owned(),
                base: None,
                sha256: "00".to_owned(),
            }],
            "ff".to_owned(),
            "2026-07-03".to_owned(),
            decisions,
        )
    }

    #[test]
    fn what_is_printed_is_read_again() {
        assert_eq!(Lock::parse(&lock().print()), Ok(lock()));
        assert!(
            lock()
                .print()
                .starts_with("{\n  \"version\": 2,\n  \"sources\": [\n")
                && lock().print().ends_with("}\n")
        );
    }

    #[test]
    fn a_newer_format_is_refused() {
        let newer = lock().print().replace("\"version\": 2", "\"version\": 3");
        assert_eq!(
            Lock::parse(&newer).unwrap_err().why,
            "the lock has format 3, and this xtask reads up to 2"
        );
        assert!(
            Lock::parse("{")
                .unwrap_err()
                .why
                .starts_with("not a lock: EOF while parsing")
        );
    }

    #[test]
    fn names_of_version_1_are_read() {
        let text = r#"{
            "version": 1, "sources": [], "sha256": "", "date": "2026-07-03",
            "generator": {"xtask": "0.1.0", "progenitor": "0.15.1"},
            "operations": {
                "list_get": "list", "POST /up": "post_up", "POST /up text/csv": "post_up",
                "POST /up application/json": "post_up_json", "DELETE /a b/c": "delete_a_b_c"
            },
            "paged": ["list"]
        }"#;
        let lock = Lock::parse(text).unwrap();
        assert_eq!(lock.version, 1);
        let mut up = OperationNames::new("post_up", "post", "/up");
        for (media_type, name) in [
            ("text/csv", "post_up"),
            ("application/json", "post_up_json"),
        ] {
            up.media_types
                .insert(media_type.to_owned(), name.to_owned());
        }
        let expected = [
            (
                "DELETE /a b/c",
                OperationNames::new("delete_a_b_c", "delete", "/a b/c"),
            ),
            ("POST /up", up),
            ("list_get", OperationNames::new("list", "", "")),
        ];
        let operations = lock.decisions.operations.iter();
        let operations: Vec<_> = operations
            .map(|(key, names)| (key.as_str(), names.clone()))
            .collect();
        assert_eq!(operations, expected);
        assert_eq!(
            lock.decisions.paged.into_iter().collect::<Vec<_>>(),
            ["list_get"]
        );
        assert!(lock.decisions.types.is_empty());
    }

    #[test]
    fn progenitor_is_the_one_that_is_pinned() {
        let pinned = format!(
            "progenitor = {{ version = \"={}\"",
            Generator::present().progenitor
        );
        assert!(include_str!("../../../Cargo.toml").contains(&pinned));
    }
}
