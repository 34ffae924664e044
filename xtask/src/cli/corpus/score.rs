//! Counts of values that came back equal from the generated types.

use serde::Serialize;

/// Drawn values that were decoded with the generated types and encoded again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct FidelityScore {
    pub(crate) equal: u64,
    pub(crate) lost: u64,
    pub(crate) refused: u64,
    pub(crate) no_type: u64,
}

impl FidelityScore {
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

impl std::fmt::Display for FidelityScore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Rounded down, so that 100 % means all of them.
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

/// Examples of a document that were decoded with the generated types and encoded again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct ExampleScore {
    pub(crate) found: u64,
    pub(crate) equal: u64,
    /// Valid, but not equal: these fail the document.
    pub(crate) unequal: u64,
    /// Equal except for properties that no schema describes: the types have no fields for them.
    pub(crate) narrowed: u64,
    /// Not equal, but their schema is not valid JSON Schema, so they cannot be validated.
    pub(crate) no_schema: u64,
    /// Invalid by their own schema.
    pub(crate) contradicting: u64,
    /// Examples of a part of a schema that has no type of its own.
    pub(crate) no_type: u64,
}

impl ExampleScore {
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

impl std::fmt::Display for ExampleScore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tried = self.equal + self.unequal + self.narrowed;
        write!(
            f,
            "{tried} valid examples tried, {} equal, {} not",
            self.equal, self.unequal
        )?;
        for (count, what) in [
            (
                self.narrowed,
                "equal except for properties without a schema",
            ),
            (self.no_type, "without a type"),
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

#[cfg(test)]
mod tests {
    use super::FidelityScore;

    #[test]
    fn a_hundred_percent_means_all_of_them() {
        let mut score = FidelityScore {
            equal: 99_999,
            lost: 1,
            ..FidelityScore::default()
        };
        assert_eq!(score.to_string(), "99999/100000 equal (99.99 %), 1 lost");
        score.lost = 0;
        assert_eq!(score.to_string(), "99999/99999 equal (100.00 %)");
        assert_eq!(FidelityScore::default().to_string(), "0/0 equal (100.00 %)");
    }
}

/// Calls of a document's service, with responses that the document describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct ServiceScore {
    /// Operations that responded with a success.
    pub(crate) operations: u64,
    /// Documented errors that arrived when they were asked for.
    pub(crate) errors: u64,
}

impl std::fmt::Display for ServiceScore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} operations, {} errors", self.operations, self.errors)
    }
}
