//! The reasons that no mock responded to a call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The reasons that the mocks of a server do not match a call, collected from the first that is
/// tried until one responds.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals(Arc<Mutex<Vec<String>>>);

impl Refusals {
    pub(super) fn add(&self, refusal: String) {
        self.all().push(refusal);
    }

    /// Takes the reasons collected so far.
    pub(super) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.all())
    }

    fn all(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
