//! What became of the instances.

use std::path::Path;

use serde_json::Value;

use super::cases::Case;
use crate::cli::corpus::examples::json_eq;
use crate::cli::failure::Failure;

/// Of the invalid instances whose schema has a `type`, this many in 100 are rejected.
const REJECTED: usize = 95;

/// What became of one instance.
#[derive(Debug)]
pub(super) enum Result {
    /// It was decoded and encoded, and violates the document at these pointers.
    Decoded {
        equal: bool,
        back: String,
        violations: Vec<String>,
    },
    /// It has no value of the type; the pointer is that of the offending part.
    Refused { error: String, pointer: String },
}

impl Result {
    /// The program's result for an instance.
    pub(super) fn new(data: &str, result: Value) -> Self {
        let text = |key: &str| result.get(key).and_then(Value::as_str);
        if let Some(back) = text("back") {
            let violations = result.get("violations").and_then(Value::as_array);
            let violations = violations.into_iter().flatten().filter_map(Value::as_str);
            let pointer = |location: &str| location.trim_start_matches("body").to_owned();
            return Self::Decoded {
                equal: is_equal(data, back),
                back: back.to_owned(),
                violations: violations.map(pointer).collect(),
            };
        }
        Self::Refused {
            error: text("error")
                .unwrap_or("there is no type for it")
                .to_owned(),
            pointer: pointer(text("path").unwrap_or(".")),
        }
    }
}

/// Equal as JSON; digits that a float rounds count.
fn is_equal(data: &str, back: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let (Some(one), Some(other)) = (parse(data), parse(back)) else {
        return false;
    };
    let digits = data
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .max();
    let has_long_number = digits > Some(15) && one.is_number();
    json_eq(&one, &other) && (!has_long_number || data == back || one.is_f64() && is_float(data))
}

/// Whether a float is exactly what is written.
fn is_float(data: &str) -> bool {
    data.contains(['.', 'e', 'E'])
}

/// `a[0].b` as a JSON pointer.
fn pointer(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    let mut pointer = String::new();
    for step in path.split(['.', '[']) {
        let step = step.trim_end_matches(']');
        if !step.is_empty() {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
    }
    pointer
}

/// Counts of instances.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Those of documents that cannot be generated.
    pub(super) refused: usize,
    typed: Counts,
    untyped: Counts,
    log: String,
}

#[derive(Debug, Default)]
struct Counts {
    valid: usize,
    equal: usize,
    /// Valid ones that the type has no value for.
    unfit: usize,
    invalid: usize,
    rejected: usize,
    /// Rejected where the validator objects.
    located: usize,
}

impl Figures {
    /// Counts an instance; the validator objects to it at the pointers `expected`.
    pub(super) fn add(&mut self, case: &Case, typed: bool, result: &Result, expected: &[String]) {
        let counts = if typed {
            &mut self.typed
        } else {
            &mut self.untyped
        };
        let fault = match (case.valid, result) {
            (
                true,
                Result::Decoded {
                    equal: true,
                    violations,
                    ..
                },
            ) if violations.is_empty() => {
                counts.equal += 1;
                None
            }
            (
                true,
                Result::Decoded {
                    back, violations, ..
                },
            ) => Some(format!("not equal: {back}, violations {violations:?}")),
            (true, Result::Refused { error, .. }) => {
                counts.unfit += 1;
                Some(format!("refused: {error}"))
            }
            (false, Result::Decoded { violations, .. }) if violations.is_empty() => {
                Some("accepted".to_owned())
            }
            (false, Result::Decoded { violations, .. }) => {
                counts.rejected += 1;
                let is_located = violations.iter().any(|found| expected.contains(found));
                counts.located += usize::from(is_located);
                (!is_located).then(|| format!("rejected at {violations:?}, not {expected:?}"))
            }
            (false, Result::Refused { pointer, .. }) => {
                counts.rejected += 1;
                let is_located = expected.contains(pointer);
                counts.located += usize::from(is_located);
                (!is_located).then(|| format!("rejected at {pointer:?}, not {expected:?}"))
            }
        };
        if case.valid {
            counts.valid += 1;
        } else {
            counts.invalid += 1;
        }
        if let Some(fault) = fault {
            let (of, kind) = (
                if typed { "typed" } else { "untyped" },
                if case.valid { "valid" } else { "invalid" },
            );
            self.log
                .push_str(&format!("{of} {kind} {case}\n    {fault}\n"));
        }
    }

    /// Every instance that did not become what its validity asks for.
    pub(super) fn log(&self) -> &str {
        &self.log
    }

    /// # Errors
    /// If a valid instance is not equal, or too many invalid ones are accepted.
    pub(super) fn verdict(&self, log: &Path) -> std::result::Result<(), Failure> {
        let Counts {
            valid,
            equal,
            invalid,
            rejected,
            ..
        } = self.typed;
        if equal == valid && rejected * 100 >= invalid * REJECTED {
            return Ok(());
        }
        let why = format!(
            "every valid instance whose schema has a `type` must come back equal, and {REJECTED} \
             in 100 invalid ones must be rejected"
        );
        Err(Failure::new(why).help(format!("{} has the others", log.display())))
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (of, counts) in [("with", &self.typed), ("without", &self.untyped)] {
            let Counts {
                valid,
                equal,
                unfit,
                invalid,
                rejected,
                located,
            } = counts;
            writeln!(
                f,
                "schemas {of} `type`: {equal} of {valid} valid instances come back equal, {unfit} \
                 are refused; {rejected} of {invalid} invalid ones are rejected before they are \
                 sent, {located} of them with the validator's pointer"
            )?;
        }
        write!(
            f,
            "{} instances are of documents that cannot be generated; without `type`, the keywords \
             decide it (xtask/src/plan/types/untyped.rs)",
            self.refused
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{is_equal, pointer};

    #[test]
    fn a_path_is_a_pointer() {
        assert_eq!(pointer("."), "");
        assert_eq!(pointer("a[0].b"), "/a/0/b");
        assert_eq!(pointer("[3][1]"), "/3/1");
    }

    #[test]
    fn long_numbers_are_compared_digit_by_digit() {
        assert!(is_equal("1.0", "1"));
        assert!(is_equal("1e308", "1e308"));
        assert!(is_equal(
            "12345678901234567890123",
            "12345678901234567890123"
        ));
        assert!(!is_equal(
            "12345678901234567890123",
            "12345678901234567890124"
        ));
        assert!(!is_equal("1", "2"));
    }
}
