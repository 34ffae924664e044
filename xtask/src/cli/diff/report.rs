//! What has changed, line by line, and what it means for the next version.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

/// The differences between two clients.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) verdict: Verdict,
    /// Why the verdict is what it is, in a sentence.
    pub(crate) reason: String,
    /// The smallest step of the version under cargo's rules.
    pub(crate) step: String,
    /// Whether tests that use the feature `mock` may have to change, which the verdict leaves out.
    pub(crate) test_code: bool,
    pub(crate) operations: Overview,
    pub(crate) warnings: Vec<Warning>,
    /// Title, version, servers and security of the document, where they differ.
    pub(crate) document: Vec<Line>,
    pub(crate) breaking: Vec<Line>,
    pub(crate) added: Vec<Line>,
    /// The types that are new.
    #[serde(rename = "added_types")]
    pub(crate) types: Vec<String>,
    pub(crate) deprecated: Vec<Line>,
    pub(crate) behaviour: Vec<Line>,
    #[serde(rename = "mock")]
    pub(crate) mock: Vec<Line>,
    pub(crate) documentation: Vec<Line>,
}

/// What becomes of the operations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Overview {
    /// Those that the old client has.
    pub(crate) old: usize,
    pub(crate) gone: usize,
    /// Those whose callers may have to change something, by themselves or by a type.
    pub(crate) changed: usize,
    pub(crate) unaffected: usize,
    pub(crate) added: usize,
}

/// What a release with these changes is to calling code. The later, the more it may break.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// The same client.
    #[default]
    Nothing,
    /// The same Rust and the same wire; documentation differs.
    Documentation,
    /// The same Rust, which does something else that no caller has to know.
    Behaviour,
    /// More Rust; all calling code compiles and means what it meant.
    Additive,
    /// Calling code may not compile, or what worked may fail.
    Breaking,
}

/// Something to act on before anything else.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Warning {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    /// The Rust item: `create_webhook`, `WebhookRequest.url`.
    pub(crate) item: String,
    /// The sentence, which names the item.
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) new: Option<String>,
    /// Whether code that worked may fail because of it.
    pub(crate) breaking: bool,
    /// The methods of the client whose requests or responses it changes.
    pub(crate) operations: Vec<Use>,
}

/// An operation that a change concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Use {
    pub(crate) operation: String,
    pub(crate) direction: Direction,
}

/// Whether a change concerns requests or responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    /// Requests.
    Sent,
    /// Responses.
    Received,
    /// Both, or the operation as a whole.
    Both,
}

impl Line {
    /// A compatible change without values.
    pub(crate) fn new(item: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            item: item.into(),
            message: message.into(),
            old: None,
            new: None,
            breaking: false,
            operations: Vec::new(),
        }
    }

    /// The same, which may break code that worked.
    pub(crate) fn breaking(mut self, breaking: bool) -> Self {
        self.breaking = breaking;
        self
    }

    /// The same, with what was there before and what is there now.
    pub(crate) fn values(mut self, old: Option<&str>, new: Option<&str>) -> Self {
        self.old = old.map(str::to_owned);
        self.new = new.map(str::to_owned);
        self
    }

    /// The same, about these operations.
    pub(crate) fn about(mut self, operations: Vec<Use>) -> Self {
        self.operations = operations;
        self
    }
}

impl Report {
    /// Counts the operations, which are given by their names in Rust.
    pub(crate) fn count(mut self, old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> Self {
        let lines = self.breaking.iter().chain(&self.behaviour);
        let lines = lines.filter(|line| line.breaking);
        let broken: BTreeSet<&str> = lines
            .flat_map(|line| {
                let uses = line.operations.iter().map(|one| one.operation.as_str());
                uses.chain(line.item.split('.').next())
            })
            .collect();
        let kept = old.intersection(new);
        let changed = kept.filter(|name| broken.contains(**name)).count();
        let gone = old.difference(new).count();
        self.operations = Overview {
            old: old.len(),
            gone,
            changed,
            unaffected: old.len() - gone - changed,
            added: new.difference(old).count(),
        };
        self
    }

    /// Sorts the lines, and decides.
    pub(crate) fn decide(mut self, version: Option<&str>) -> Self {
        for section in [
            &mut self.document,
            &mut self.breaking,
            &mut self.added,
            &mut self.deprecated,
            &mut self.behaviour,
            &mut self.mock,
            &mut self.documentation,
        ] {
            section.dedup();
        }
        self.behaviour.sort_by_key(|line| !line.breaking);
        let failing = self.behaviour.iter().filter(|line| line.breaking);
        let first = self.breaking.iter().chain(failing.clone()).next();
        let count = self.breaking.len() + failing.count();
        self.verdict = if count > 0 {
            Verdict::Breaking
        } else if !self.added.is_empty() || !self.types.is_empty() {
            Verdict::Additive
        } else if !self.behaviour.is_empty() || !self.deprecated.is_empty() || !self.mock.is_empty()
        {
            Verdict::Behaviour
        } else if !self.documentation.is_empty() || !self.document.is_empty() {
            Verdict::Documentation
        } else {
            Verdict::Nothing
        };
        self.test_code = !self.mock.is_empty();
        self.reason = match (self.verdict, first) {
            (Verdict::Breaking, Some(first)) if count > 1 => {
                format!(
                    "{count} changes may break callers; the first: {}",
                    first.message
                )
            }
            (Verdict::Breaking, Some(first)) => first.message.clone(),
            (Verdict::Additive, _) => {
                let count = self.added.len() + self.types.len();
                let plural = if count == 1 { "" } else { "s" };
                format!("{count} addition{plural}; all calling code compiles")
            }
            (Verdict::Behaviour, _) => "the same Rust, on another wire or deprecated".to_owned(),
            (Verdict::Documentation, _) => "the same Rust and the same wire".to_owned(),
            _ => "both documents generate the same client".to_owned(),
        };
        if self.test_code && self.verdict != Verdict::Breaking {
            self.reason += "; tests that use the feature `mock` may have to change";
        }
        self.step = self.verdict.step(version);
        self
    }
}

impl Verdict {
    /// The smallest step of a version (The Cargo Book, "SemVer Compatibility").
    fn step(self, version: Option<&str>) -> String {
        let parsed: Option<Vec<u64>> = version.and_then(|version| {
            let core = version.split(['-', '+']).next().unwrap_or_default();
            core.split('.').map(|number| number.parse().ok()).collect()
        });
        let next = |numbers: &[u64]| match (self, numbers) {
            (Self::Nothing, _) => None,
            (Self::Breaking, [0, 0, third]) => Some(format!("0.0.{}", third + 1)),
            (Self::Breaking, [0, second, _]) => Some(format!("0.{}.0", second + 1)),
            (Self::Breaking, [first, _, _]) => Some(format!("{}.0.0", first + 1)),
            (Self::Additive, [first, second, _]) if *first > 0 => {
                Some(format!("{first}.{}.0", second + 1))
            }
            (_, [first, second, third]) => Some(format!("{first}.{second}.{}", third + 1)),
            _ => None,
        };
        match (parsed.as_deref().map(next), self) {
            (_, Self::Nothing) => "no release is needed".to_owned(),
            (Some(Some(next)), _) => {
                format!("{} -> {next} or later", version.unwrap_or_default())
            }
            (_, Self::Breaking) => {
                "the second number at 0.x, the first number from 1.0 on".to_owned()
            }
            (_, Self::Additive) => {
                "the third number at 0.x, the second number from 1.0 on".to_owned()
            }
            _ => "the third number".to_owned(),
        }
    }
}

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            old,
            gone,
            changed,
            unaffected,
            added,
        } = self;
        let pick = |count: usize, one: &'static str, several: &'static str| {
            if count == 1 { one } else { several }
        };
        let be = |count| pick(count, "is", "are");
        write!(
            f,
            "of {old} operation{}, {gone} {} gone, {changed} may need a change where {} called, \
             {unaffected} {} none; {added} {} new",
            pick(*old, "", "s"),
            be(*gone),
            pick(*changed, "it is", "they are"),
            pick(*unaffected, "needs", "need"),
            be(*added),
        )
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing has changed",
            Self::Documentation => "documentation only",
            Self::Behaviour => "behaviour only",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn the_step_follows_the_rules_of_cargo() {
        let step = |verdict: Verdict, version| verdict.step(Some(version));
        assert_eq!(step(Verdict::Breaking, "0.1.4"), "0.1.4 -> 0.2.0 or later");
        assert_eq!(step(Verdict::Breaking, "0.0.4"), "0.0.4 -> 0.0.5 or later");
        assert_eq!(step(Verdict::Breaking, "1.2.3"), "1.2.3 -> 2.0.0 or later");
        assert_eq!(step(Verdict::Additive, "0.1.4"), "0.1.4 -> 0.1.5 or later");
        assert_eq!(step(Verdict::Additive, "1.2.3"), "1.2.3 -> 1.3.0 or later");
        assert_eq!(step(Verdict::Behaviour, "1.2.3"), "1.2.3 -> 1.2.4 or later");
        assert_eq!(step(Verdict::Nothing, "1.2.3"), "no release is needed");
        assert_eq!(
            Verdict::Additive.step(None),
            "the third number at 0.x, the second number from 1.0 on"
        );
    }
}
