//! Errors of values that are read as raw JSON.
//!
//! `serde_json` adds the position to an error of a value that it has parsed itself, but not to that
//! of one that it has only passed on as text: such an error has the position at which the object
//! around it ends. So it is recorded here where in memory the text is, for the error's path.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;

use serde::de;

thread_local! {
    /// The addresses of the text that failed last, and the message.
    static LAST: RefCell<Option<(Range<usize>, String)>> = const { RefCell::new(None) };
}

/// The error of a value that was read as this text.
#[cold]
pub(super) fn raw_error<E: de::Error>(json: &str, message: impl Display) -> E {
    let message = message.to_string();
    let error = E::custom(&message);
    let start = json.as_ptr().addr();
    LAST.set(Some((start..start + json.len(), message)));
    error
}

/// The end of the value in `json` that has failed with this error, if it was read as text.
#[cold]
pub(crate) fn raw_end(json: &[u8], error: &serde_json::Error) -> Option<usize> {
    let (failed, message) = LAST.take()?;
    if !error.to_string().starts_with(&message) {
        return None;
    }
    let range = json.as_ptr_range();
    let is_inside = range.start.addr() <= failed.start && failed.end <= range.end.addr();
    is_inside.then(|| failed.end - range.start.addr())
}
