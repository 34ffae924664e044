//! How many values came back from the generated types as they went in.

use serde::Serialize;

/// Values that were decoded with the generated types and encoded again.
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
pub(crate) struct ExampleScore {
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

#[cfg(test)]
mod tests {
    use super::FidelityScore;

    #[test]
    fn only_all_of_them_are_a_hundred_percent() {
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
