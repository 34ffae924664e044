//! What is tried of a document once it is generated, and of which.

use std::path::Path;

use super::examples::Examples;
use super::fidelity::Fidelity;
use super::output::first_lines;
use super::report::{Outcome, Report};
use super::scratch::ScratchWorkspace;
use crate::cli::failure::Failure;
use crate::cli::files;

/// Which of the documents are the smallest, as long as their operations together are no more than
/// `operations`.
pub(crate) fn sampled(rows: &[(usize, &str)], operations: usize) -> Vec<bool> {
    let mut order: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| (*row, index))
        .collect();
    order.sort();
    let mut left = Some(operations);
    let mut sampled: Vec<_> = order
        .into_iter()
        .map(|((size, _), index)| {
            left = left.and_then(|left| left.checked_sub(size));
            (index, left.is_some())
        })
        .collect();
    sampled.sort();
    sampled.into_iter().map(|(_, sampled)| sampled).collect()
}

/// Compiles a crate.
pub(crate) fn check(
    report: &mut Report,
    name: &str,
    scratch: &ScratchWorkspace,
) -> Result<(), Failure> {
    let checked = scratch.check(name)?;
    report.check_seconds = Some(checked.seconds);
    let (outcome, said) = match (checked.errors.as_slice(), checked.warnings.as_slice()) {
        ([], []) => (Outcome::Compiled, None),
        ([], warnings) => (Outcome::Warned, Some(warnings)),
        (errors, _) => (Outcome::Uncompiled, Some(errors)),
    };
    report.outcome = outcome;
    if let Some(said) = said {
        let log = scratch.folder(name).join("check.log");
        files::write(&log, &said.join("\n"))?;
        report.why = Some(format!(
            "{} in all, see {}\n{}",
            said.len(),
            log.display(),
            grouped(said)
        ));
    }
    Ok(())
}

/// Sends drawn values through a crate's types.
pub(crate) fn check_fidelity(
    report: &mut Report,
    path: &Path,
    name: &str,
    scratch: &ScratchWorkspace,
    fidelity: &Fidelity,
) {
    match fidelity.score(path, name, scratch) {
        Ok((score, worst)) => {
            let whole = score.equal == score.total();
            report.fidelity = Some(score);
            report.outcome = if whole {
                Outcome::Faithful
            } else {
                Outcome::Unfaithful
            };
            report.why = (!whole).then_some(worst);
        }
        Err(failure) => {
            report.outcome = Outcome::Uncompiled;
            report.why = Some(first_lines(&failure.to_string(), 30));
        }
    }
}

/// Sends a document's examples through its types.
pub(crate) fn check_examples(report: &mut Report, examples: &Examples, scratch: &ScratchWorkspace) {
    match examples.score(scratch) {
        Ok((tally, why)) => {
            report.examples = Some(tally);
            report.outcome = match why {
                None => Outcome::Faithful,
                Some(_) => Outcome::Unfaithful,
            };
            report.why = why;
        }
        Err(failure) => {
            report.outcome = Outcome::Uncompiled;
            report.why = Some(first_lines(&failure.to_string(), 30));
        }
    }
}

/// Compiler messages by their first line, the most frequent first, and the first of them in full.
fn grouped(said: &[String]) -> String {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for said in said {
        let line = said.lines().next().unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == line) {
            Some((_, count)) => *count += 1,
            None => groups.push((line, 1)),
        }
    }
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let lines = groups
        .iter()
        .take(6)
        .map(|(line, count)| format!("{count:>5} x {line}\n"));
    let example = said
        .first()
        .map(|said| first_lines(said, 14))
        .unwrap_or_default();
    lines.collect::<String>() + &example
}

#[cfg(test)]
mod tests {
    use super::sampled;

    #[test]
    fn a_sample_is_the_smallest_documents() {
        let rows = [(3, "b"), (1, "d"), (3, "a"), (9, "c")];
        assert_eq!(sampled(&rows, 6), [false, true, true, false]);
        assert_eq!(sampled(&rows, 7), [true, true, true, false]);
        assert_eq!(sampled(&rows, 0), [false; 4]);
    }
}
