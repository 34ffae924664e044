//! Boxed errors of any type, and the root cause of an error.

use std::error::Error as StdError;

/// A boxed error of any type, in the form that tower uses.
pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// An error and its causes, from the outermost to the root.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| (*cause).source())
}

/// The message of the last error in a chain of causes, which is the one that says what happened.
pub(crate) fn root_cause(error: &dyn StdError) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
