//! The retries that a client has left.

use std::sync::atomic::{AtomicU32, Ordering};

/// The number of retries that the calls of a client share, so that an outage does not multiply the
/// load by the number of callers.
///
/// Each retry costs five, each call that succeeds at the first attempt adds one.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    const COST: u32 = 5;

    pub(crate) fn of(retries: u32) -> Self {
        let full = retries.saturating_mul(Self::COST);
        Self {
            left: AtomicU32::new(full),
            full,
        }
    }

    /// Takes the cost of a retry, if there is enough left.
    pub(crate) fn take(&self) -> bool {
        self.change(|left| left.checked_sub(Self::COST))
    }

    /// Adds one for a call that succeeded at the first attempt.
    pub(crate) fn refill(&self) {
        self.change(|left| (left < self.full).then(|| left.saturating_add(1)));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_used_up_and_refilled_by_successes() {
        let budget = Budget::of(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..Budget::COST {
            budget.refill();
        }
        assert!(budget.take() && !budget.take());
        for _ in 0..100 {
            budget.refill();
        }
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
