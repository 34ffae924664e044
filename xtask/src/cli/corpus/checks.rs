//! The checks of a generated document, and the choice of documents that are checked.

use std::path::Path;

use super::examples::Examples;
use super::fidelity::Fidelity;
use super::output::first_lines;
use super::report::{Outcome, Report};
use super::scratch::ScratchWorkspace;
use super::service::Service;
use crate::cli::failure::Failure;
use crate::cli::files;

/// Which documents are in the sample: the smallest ones, whose operations together are at most
/// `operations`. A document is given by its number of operations and its name.
pub(crate) fn sampled(documents: &[(usize, &str)], operations: usize) -> Vec<bool> {
    let mut order: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(index, document)| (*document, index))
        .collect();
    order.sort_unstable();
    let mut left = Some(operations);
    let mut sampled: Vec<_> = order
        .into_iter()
        .map(|((size, _), index)| {
            left = left.and_then(|left| left.checked_sub(size));
            (index, left.is_some())
        })
        .collect();
    sampled.sort_unstable();
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
    let (outcome, messages) = match (checked.errors.as_slice(), checked.warnings.as_slice()) {
        ([], []) => {
            report.outcome = Outcome::Compiled;
            return Ok(());
        }
        ([], warnings) => (Outcome::Warned, warnings),
        (errors, _) => (Outcome::Uncompiled, errors),
    };
    report.outcome = outcome;
    let log = scratch.folder(name).join("check.log");
    files::write(&log, &messages.join("\n"))?;
    report.why = Some(format!(
        "{} in all, see {}\n{}",
        messages.len(),
        log.display(),
        grouped(messages)
    ));
    Ok(())
}

/// Tries random values with the types of a crate.
pub(crate) fn check_fidelity(
    report: &mut Report,
    path: &Path,
    name: &str,
    scratch: &ScratchWorkspace,
    fidelity: &Fidelity,
) {
    match fidelity.score(path, name, scratch) {
        Ok((score, worst)) => {
            report.fidelity = Some(score);
            let failed = score.equal != score.total();
            set_outcome(report, failed.then_some(worst));
        }
        Err(failure) => set_uncompiled(report, &failure),
    }
}

/// Tries a document's examples with its types.
pub(crate) fn check_examples(report: &mut Report, examples: &Examples, scratch: &ScratchWorkspace) {
    match examples.score(scratch) {
        Ok((score, why)) => {
            report.examples = Some(score);
            set_outcome(report, why);
        }
        Err(failure) => set_uncompiled(report, &failure),
    }
}

/// Calls a document's service.
pub(crate) fn check_service(report: &mut Report, service: &Service, scratch: &ScratchWorkspace) {
    match service.score(scratch) {
        Ok((score, why)) => {
            report.service = Some(score);
            report.outcome = if why.is_none() {
                Outcome::Served
            } else {
                Outcome::Unserved
            };
            report.why = why;
        }
        Err(failure) => set_uncompiled(report, &failure),
    }
}

fn set_outcome(report: &mut Report, why: Option<String>) {
    report.outcome = if why.is_none() {
        Outcome::Faithful
    } else {
        Outcome::Unfaithful
    };
    report.why = why;
}

fn set_uncompiled(report: &mut Report, failure: &Failure) {
    report.outcome = Outcome::Uncompiled;
    report.why = Some(first_lines(&failure.to_string(), 30));
}

/// Compiler messages by their first line, the most frequent first, followed by the first message.
fn grouped(messages: &[String]) -> String {
    let mut groups: Vec<(&str, usize)> = Vec::new();
    for message in messages {
        let line = message.lines().next().unwrap_or_default();
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
    let example = messages.first();
    let example = example.map(|message| first_lines(message, 14));
    lines.collect::<String>() + &example.unwrap_or_default()
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
