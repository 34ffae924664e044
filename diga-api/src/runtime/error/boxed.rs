//! Boxed errors of any type, and the root cause of an error.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

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

/// One error that ends several calls. [`Error::source`](StdError::source) returns the error itself,
/// so that callers can downcast it.
#[derive(Clone)]
pub(crate) struct SharedError(Arc<dyn StdError + Send + Sync>);

impl SharedError {
    /// The error that is shared.
    pub(super) fn get(&self) -> &(dyn StdError + 'static) {
        &*self.0
    }

    /// Whether the error is a `T`.
    pub(crate) fn downcast_ref<T: StdError + 'static>(&self) -> Option<&T> {
        self.get().downcast_ref()
    }
}

impl From<BoxError> for SharedError {
    fn from(error: BoxError) -> Self {
        Self(error.into())
    }
}

impl fmt::Debug for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for SharedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl StdError for SharedError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
