//! The document's constraints, held against a value before it is sent.

/// A constraint of the document that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the request: the parameter's name, or `body` and the JSON pointer within it.
    pub place: String,
    /// What the document asks for, as a sentence without a full stop: `must be a URI (RFC 3986)`.
    pub rule: String,
}

/// Collects what a value breaks; allocates nothing while nothing is broken.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    violations: Vec<Violation>,
}

/// A type whose values the document constrains.
pub(crate) trait Check {
    /// Tells `at` what in this value the document does not allow.
    fn check(&self, at: &mut Checker);
}

/// Every violation in `value`, which stands at `place` in the request.
pub(crate) fn check<T: Check + ?Sized>(_place: &'static str, value: &T) -> Vec<Violation> {
    let mut checker = Checker::default();
    value.check(&mut checker);
    checker.violations
}
