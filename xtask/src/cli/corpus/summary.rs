//! The results of all documents together.

use serde::Serialize;

use super::report::{Outcome, Report};
use super::score::{ExampleScore, FidelityScore};

/// The number of documents with each result.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Summary {
    pub(crate) documents: usize,
    pub(crate) passed: usize,
    pub(crate) refused: usize,
    pub(crate) panicked: usize,
    pub(crate) uncompiled: usize,
    pub(crate) warned: usize,
    pub(crate) unfaithful: usize,
    pub(crate) unserved: usize,
    pub(crate) operations: usize,
    pub(crate) lines: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fidelity: Option<FidelityScore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<ExampleScore>,
}

impl Summary {
    pub(crate) fn of(reports: &[Report]) -> Self {
        let mut summary = Self::default();
        for report in reports {
            summary.documents += 1;
            summary.operations += report.operations;
            summary.lines += report.lines;
            *match report.outcome {
                Outcome::Generated | Outcome::Compiled | Outcome::Faithful | Outcome::Served => {
                    &mut summary.passed
                }
                Outcome::Refused => &mut summary.refused,
                Outcome::Panicked => &mut summary.panicked,
                Outcome::Uncompiled => &mut summary.uncompiled,
                Outcome::Warned => &mut summary.warned,
                Outcome::Unfaithful => &mut summary.unfaithful,
                Outcome::Unserved => &mut summary.unserved,
            } += 1;
            if let Some(score) = report.fidelity {
                summary.fidelity.get_or_insert_default().add(score);
            }
            if let Some(tally) = report.examples {
                summary.examples.get_or_insert_default().add(tally);
            }
        }
        summary
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} documents passed", self.passed, self.documents)?;
        for (count, what) in [
            (self.refused, "refused"),
            (self.panicked, "panicked"),
            (self.uncompiled, "not compiling"),
            (self.warned, "with warnings"),
            (self.unfaithful, "unfaithful"),
            (self.unserved, "not served"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        write!(f, "; {} operations, {} lines", self.operations, self.lines)?;
        if let Some(score) = &self.fidelity {
            write!(f, "; values: {score}")?;
        }
        if let Some(tally) = &self.examples {
            write!(f, "; {tally}")?;
        }
        Ok(())
    }
}
