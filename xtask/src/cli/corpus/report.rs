//! What became of one document of a corpus.

use std::fmt::Write;

use serde::Serialize;

/// A document, and how far it went.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// The file's name without its ending.
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) schemas: usize,
    /// Lines of Rust.
    pub(crate) lines: usize,
    /// How long reading and generating took.
    pub(crate) seconds: f64,
    /// How long `cargo check` took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) check_seconds: Option<f64>,
    /// How many values came back as they went in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fidelity: Option<Score>,
    /// What became of the document's own examples.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<Tally>,
    pub(crate) outcome: Outcome,
    /// Why, where it is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

/// How far a document went: the last thing that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// Rust was made of it.
    Generated,
    /// The Rust compiles without a warning.
    Compiled,
    /// Every value came back as it went in.
    Faithful,
    /// The document cannot be generated, and a diagnostic says why.
    Refused,
    /// The library panicked: our fault, whatever the document is.
    Panicked,
    /// The Rust does not compile.
    Uncompiled,
    /// The Rust compiles with warnings.
    Warned,
    /// Values were lost or refused.
    Unfaithful,
}

/// Values that were decoded with the generated types and encoded again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Score {
    pub(crate) equal: u64,
    pub(crate) lost: u64,
    pub(crate) refused: u64,
    pub(crate) no_type: u64,
}

impl Score {
    pub(crate) fn total(&self) -> u64 {
        self.equal + self.lost + self.refused + self.no_type
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.equal += other.equal;
        self.lost += other.lost;
        self.refused += other.refused;
        self.no_type += other.no_type;
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Down, so that only all of them are 100 %.
        let percent = (self.equal * 10_000)
            .checked_div(self.total())
            .unwrap_or(10_000);
        let (equal, total) = (self.equal, self.total());
        write!(
            f,
            "{equal}/{total} equal ({}.{:02} %)",
            percent / 100,
            percent % 100
        )?;
        for (count, what) in [
            (self.lost, "lost"),
            (self.refused, "refused"),
            (self.no_type, "without a type"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

/// Examples that a document carries, decoded with the generated types and encoded again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Tally {
    pub(crate) found: u64,
    pub(crate) equal: u64,
    /// Valid and not equal: what fails the document.
    pub(crate) unequal: u64,
    /// Equal but for properties that no schema names: the types leave them out.
    pub(crate) narrowed: u64,
    /// Not equal, and their schema is not JSON Schema: no validator tells whether they are valid.
    pub(crate) no_schema: u64,
    /// At odds with their own schema, whatever became of them.
    pub(crate) contradicting: u64,
    /// Of a part of a schema that no type stands for.
    pub(crate) no_type: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.found += other.found;
        self.equal += other.equal;
        self.unequal += other.unequal;
        self.narrowed += other.narrowed;
        self.contradicting += other.contradicting;
        self.no_schema += other.no_schema;
        self.no_type += other.no_type;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tried = self.equal + self.unequal + self.narrowed;
        write!(
            f,
            "{tried} valid examples tried, {} equal, {} not",
            self.equal, self.unequal
        )?;
        for (count, what) in [
            (self.narrowed, "equal but for properties without a schema"),
            (self.no_type, "of no type"),
            (self.no_schema, "not equal and without a valid schema"),
            (self.contradicting, "contradicting their schema"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

impl Outcome {
    fn text(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Compiled => "compiled",
            Self::Faithful => "faithful",
            Self::Refused => "REFUSED",
            Self::Panicked => "PANICKED",
            Self::Uncompiled => "DOES NOT COMPILE",
            Self::Warned => "WARNINGS",
            Self::Unfaithful => "UNFAITHFUL",
        }
    }
}

/// The line above the rows.
pub(crate) fn head(width: usize) -> String {
    format!(
        "{:width$}  {:>5} {:>7} {:>7} {:>8} {:>7}  outcome\n",
        "document", "ops", "schemas", "lines", "generate", "check"
    )
}

impl Row {
    /// The row as text, and below it why it is not well.
    pub(crate) fn print(&self, width: usize) -> String {
        let check = self
            .check_seconds
            .map_or("-".to_owned(), |seconds| format!("{seconds:.1}s"));
        let mut line = format!(
            "{:width$}  {:>5} {:>7} {:>7} {:>7.2}s {check:>7}  {}",
            self.name,
            self.operations,
            self.schemas,
            self.lines,
            self.seconds,
            self.outcome.text(),
        );
        if let Some(score) = &self.fidelity {
            let _ = write!(line, ", {score}");
        }
        if let Some(tally) = &self.examples {
            let _ = write!(line, ", {tally}");
        }
        line.push('\n');
        for why in self.why.iter().flat_map(|why| why.lines()) {
            let _ = writeln!(line, "    {why}");
        }
        line
    }
}

/// What became of all.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Summary {
    pub(crate) documents: usize,
    pub(crate) well: usize,
    pub(crate) refused: usize,
    pub(crate) panicked: usize,
    pub(crate) uncompiled: usize,
    pub(crate) warned: usize,
    pub(crate) unfaithful: usize,
    pub(crate) operations: usize,
    pub(crate) lines: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fidelity: Option<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) examples: Option<Tally>,
}

impl Summary {
    pub(crate) fn of(rows: &[Row]) -> Self {
        let mut summary = Self::default();
        for row in rows {
            summary.documents += 1;
            summary.operations += row.operations;
            summary.lines += row.lines;
            *match row.outcome {
                Outcome::Generated | Outcome::Compiled | Outcome::Faithful => &mut summary.well,
                Outcome::Refused => &mut summary.refused,
                Outcome::Panicked => &mut summary.panicked,
                Outcome::Uncompiled => &mut summary.uncompiled,
                Outcome::Warned => &mut summary.warned,
                Outcome::Unfaithful => &mut summary.unfaithful,
            } += 1;
            if let Some(score) = row.fidelity {
                summary.fidelity.get_or_insert_default().add(score);
            }
            if let Some(tally) = row.examples {
                summary.examples.get_or_insert_default().add(tally);
            }
        }
        summary
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} documents are well", self.well, self.documents)?;
        for (count, what) in [
            (self.refused, "refused"),
            (self.panicked, "panicked (ours)"),
            (self.uncompiled, "not compiling"),
            (self.warned, "with warnings"),
            (self.unfaithful, "unfaithful"),
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

#[cfg(test)]
mod tests {
    use super::Score;

    #[test]
    fn only_all_of_them_are_a_hundred_percent() {
        let mut score = Score {
            equal: 99_999,
            lost: 1,
            ..Score::default()
        };
        assert_eq!(score.to_string(), "99999/100000 equal (99.99 %), 1 lost");
        score.lost = 0;
        assert_eq!(score.to_string(), "99999/99999 equal (100.00 %)");
        assert_eq!(Score::default().to_string(), "0/0 equal (100.00 %)");
    }
}
