//! Remarks on a document that is generated all the same.

use std::fmt;

/// A remark on a part of the document that the generator reads leniently, does not check, or leaves
/// out. Generation succeeds; an error is a [`Diagnostic`](crate::Diagnostic).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Note {
    /// JSON pointer (RFC 6901) into the document, as a URI fragment:
    /// `#/paths/~1v1~1webhook~1/post`.
    pub pointer: String,
    /// What is odd, and what the generator makes of it, in lower case and without a full stop.
    pub what: String,
}

impl Note {
    /// A note on the value that `pointer` leads to.
    pub fn new(pointer: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            what: what.into(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "note: {}: {}", self.pointer, self.what)
    }
}

/// Removes notes that are already in the list, which shared parts of a document would repeat.
pub(crate) fn without_duplicates(notes: &mut Vec<Note>) {
    let mut seen = std::collections::HashSet::new();
    notes.retain(|note| seen.insert((note.pointer.clone(), note.what.clone())));
}
