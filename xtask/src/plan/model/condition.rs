//! The cargo features under which something is in the client.

use std::collections::BTreeSet;

/// The tags that something serves. It is in the client if the feature of one of them is on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    /// It is always in the client.
    Always,
    /// Indices in `Plan::tags`. Without any, it is in the client only if every operation is.
    Tags(BTreeSet<usize>),
}

impl Condition {
    /// The condition of what neither an operation nor a webhook leads to.
    pub(crate) const UNREACHED: Self = Self::Tags(BTreeSet::new());

    /// Extends the condition to what `other` includes; returns whether that is more.
    pub(crate) fn extend(&mut self, other: &Self) -> bool {
        match (&mut *self, other) {
            (Self::Always, _) => false,
            (_, Self::Always) => {
                *self = Self::Always;
                true
            }
            (Self::Tags(own), Self::Tags(more)) => {
                let before = own.len();
                own.extend(more);
                own.len() != before
            }
        }
    }
}
