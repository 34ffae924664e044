//! The document's constraints, which requests are validated against before they are sent.

use std::collections::BTreeMap;

/// A constraint of the document that a value violates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the request: `body` or the name of the parameter, then the JSON pointer (RFC 6901)
    /// within it.
    pub location: String,
    /// What the document requires: `must be a URI (RFC 3986)`.
    pub rule: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.location, self.rule)
    }
}

/// A type with constraints.
pub(crate) trait Check {
    /// Reports the violations in this value to `at`.
    fn check(&self, at: &mut Checker);
}

/// Collects violations. It allocates nothing as long as there are none.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    violations: Vec<Violation>,
}

/// The constraints of a string. Lengths count characters (JSON Schema Validation, section 6.3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct StringRules {
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// An ECMA-262 regular expression.
    pub(crate) pattern: Option<&'static str>,
    pub(crate) format: StringFormat,
}

/// The formats whose specification is exact enough to validate strings against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Generated code uses only the formats that the document has.
#[allow(dead_code)]
pub(crate) enum StringFormat {
    Any,
    Uri,
    Ipv4,
    Ipv6,
}

/// The constraints of a number.
#[derive(Clone, Copy, Debug)]
// A document may have no bounded number.
#[allow(dead_code)]
pub(crate) struct Range<T> {
    pub(crate) min: Option<T>,
    pub(crate) above: Option<T>,
    pub(crate) max: Option<T>,
    pub(crate) below: Option<T>,
    pub(crate) multiple_of: Option<T>,
}

/// A number that can have a [`Range`].
pub(crate) trait Number: Copy + PartialOrd + std::fmt::Display {
    fn is_multiple_of(self, divisor: Self) -> bool;
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Number for $number {
            fn is_multiple_of(self, divisor: Self) -> bool {
                self.checked_rem(divisor).is_none_or(|rest| rest == 0)
            }
        }
    )*};
}
whole_numbers!(i64, u64, i128);

impl Number for f64 {
    fn is_multiple_of(self, divisor: Self) -> bool {
        // 0.3 is a multiple of 0.1 in decimal, but not in binary floating point.
        let times = self / divisor;
        !times.is_finite() || (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
    }
}

// Generated code uses only the constraints that the document has.
#[allow(dead_code)]
impl Checker {
    /// All violations, each with its location in the request.
    pub(crate) fn finish(mut self, location: &str) -> Vec<Violation> {
        for violation in &mut self.violations {
            violation.location.insert_str(0, location);
        }
        self.violations
    }

    fn violation(&mut self, rule: String) {
        self.violations.push(Violation {
            location: String::new(),
            rule,
        });
    }

    /// Checks the property `name`.
    pub(crate) fn field(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let before = self.violations.len();
        check(self);
        for violation in self.violations.iter_mut().skip(before) {
            let step = name.replace('~', "~0").replace('/', "~1");
            violation.location.insert_str(0, &format!("/{step}"));
        }
    }

    /// Checks every item of a list.
    pub(crate) fn items<T>(&mut self, items: &[T], mut check: impl FnMut(&T, &mut Self)) {
        for (index, item) in items.iter().enumerate() {
            let before = self.violations.len();
            check(item, self);
            for violation in self.violations.iter_mut().skip(before) {
                violation.location.insert_str(0, &format!("/{index}"));
            }
        }
    }

    /// Checks every value of a map.
    pub(crate) fn values<T>(
        &mut self,
        map: &BTreeMap<String, T>,
        mut check: impl FnMut(&T, &mut Self),
    ) {
        for (key, value) in map {
            self.field(key, |at| check(value, at));
        }
    }

    /// Checks the number of items or properties.
    pub(crate) fn count(&mut self, count: usize, min: usize, max: usize, what: &str) {
        if count < min {
            self.violation(format!("must have at least {min} {what}, has {count}"));
        }
        if count > max {
            self.violation(format!("must have at most {max} {what}, has {count}"));
        }
    }

    /// Checks that no two items are equal.
    pub(crate) fn unique<T: PartialEq>(&mut self, items: &[T]) {
        let duplicate = (0..items.len()).find(|&at| {
            let (before, rest) = items.split_at(at);
            rest.first().is_some_and(|item| before.contains(item))
        });
        if let Some(at) = duplicate {
            self.violation(format!(
                "must not have duplicate items; item {at} is a duplicate"
            ));
        }
    }

    /// Checks a number.
    pub(crate) fn number<T: Number>(&mut self, value: &T, range: Range<T>) {
        let value = *value;
        if let Some(min) = range.min.filter(|min| value < *min) {
            self.violation(format!("must be at least {min}, is {value}"));
        }
        if let Some(above) = range.above.filter(|above| value <= *above) {
            self.violation(format!("must be more than {above}, is {value}"));
        }
        if let Some(max) = range.max.filter(|max| value > *max) {
            self.violation(format!("must be at most {max}, is {value}"));
        }
        if let Some(below) = range.below.filter(|below| value >= *below) {
            self.violation(format!("must be less than {below}, is {value}"));
        }
        if let Some(divisor) = range.multiple_of.filter(|d| !value.is_multiple_of(*d)) {
            self.violation(format!("must be a multiple of {divisor}, is {value}"));
        }
    }

    /// Checks a string.
    pub(crate) fn string(&mut self, value: &str, rules: StringRules) {
        // A string has at most as many characters as bytes, so most strings need not be counted.
        if rules.min > 0 && (value.len() < rules.min || value.chars().count() < rules.min) {
            self.violation(match rules.min {
                1 => "must not be empty".to_owned(),
                min => format!("must have at least {min} characters"),
            });
        }
        if value.len() > rules.max && value.chars().count() > rules.max {
            self.violation(format!("must have at most {} characters", rules.max));
        }
        let fits = match rules.format {
            StringFormat::Any => true,
            StringFormat::Uri => fluent_uri::Uri::parse(value).is_ok(),
            StringFormat::Ipv4 => value.parse::<std::net::Ipv4Addr>().is_ok(),
            StringFormat::Ipv6 => value.parse::<std::net::Ipv6Addr>().is_ok(),
        };
        if !fits {
            self.violation(
                match rules.format {
                    StringFormat::Ipv4 => "must be an IPv4 address (RFC 2673)",
                    StringFormat::Ipv6 => "must be an IPv6 address (RFC 4291)",
                    _ => "must be a URI (RFC 3986)",
                }
                .to_owned(),
            );
        }
        if let Some(pattern) = rules.pattern
            && !matches(pattern, value)
        {
            self.violation(format!("must match `{pattern}`"));
        }
    }
}

/// Without the feature `pattern`, every string matches.
#[cfg(not(feature = "pattern"))]
fn matches(_: &'static str, _: &str) -> bool {
    true
}

/// Whether `value` matches an ECMA-262 pattern. The generator leaves out patterns that do not
/// compile.
#[cfg(feature = "pattern")]
fn matches(pattern: &'static str, value: &str) -> bool {
    use std::sync::{Mutex, OnceLock, PoisonError};
    static COMPILED: OnceLock<Mutex<BTreeMap<&'static str, Option<regress::Regex>>>> =
        OnceLock::new();
    let mut compiled = COMPILED
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    compiled
        .entry(pattern)
        .or_insert_with(|| regress::Regex::with_flags(pattern, "u").ok())
        .as_ref()
        .is_none_or(|regex| regex.find(value).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: StringRules = StringRules {
        min: 0,
        max: usize::MAX,
        pattern: None,
        format: StringFormat::Any,
    };

    fn broken(check: impl FnOnce(&mut Checker)) -> Vec<(String, String)> {
        let mut checker = Checker::default();
        check(&mut checker);
        let violations = checker.finish("body").into_iter();
        violations.map(|v| (v.location, v.rule)).collect()
    }

    #[test]
    fn a_violation_names_its_location_as_a_json_pointer() {
        let found = broken(|at| {
            at.field("a/b", |at| {
                at.items(&["", "x"], |item, at| {
                    at.string(item, StringRules { min: 1, ..ANY });
                });
            });
        });
        assert_eq!(found, [("body/a~1b/0".into(), "must not be empty".into())]);
    }

    #[test]
    fn lengths_count_characters() {
        let four = StringRules {
            max: 4,
            min: 4,
            ..ANY
        };
        assert_eq!(broken(|at| at.string("日本日本", four)), []);
        assert_eq!(broken(|at| at.string("日本日", four)).len(), 1);
        assert_eq!(broken(|at| at.string("日本日本日", four)).len(), 1);
    }

    #[test]
    fn a_uri_follows_rfc_3986() {
        let uri = StringRules {
            format: StringFormat::Uri,
            ..ANY
        };
        for good in [
            "https://example.com/a?b=c#d",
            "urn:isbn:0451450523",
            "mailto:a@b.example",
        ] {
            assert_eq!(broken(|at| at.string(good, uri)), [], "{good}");
        }
        for bad in [
            "",
            "not a uri",
            "/relative",
            "https://exa mple.com",
            "https://example.com/a b",
        ] {
            assert_eq!(broken(|at| at.string(bad, uri)).len(), 1, "{bad}");
        }
    }

    #[test]
    fn ranges_are_inclusive_or_not_as_the_document_says() {
        let range = Range {
            min: Some(1),
            above: None,
            max: None,
            below: Some(10),
            multiple_of: Some(3),
        };
        assert_eq!(broken(|at| at.number(&3_i64, range)), []);
        assert_eq!(broken(|at| at.number(&0_i64, range)).len(), 1);
        assert_eq!(broken(|at| at.number(&10_i64, range)).len(), 2);
        let tenths = Range {
            min: None,
            above: Some(0.0),
            max: None,
            below: None,
            multiple_of: Some(0.1),
        };
        assert_eq!(broken(|at| at.number(&0.3, tenths)), []);
        assert_eq!(broken(|at| at.number(&0.0, tenths)).len(), 1);
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn patterns_are_ecma_262() {
        let word = StringRules {
            pattern: Some(r"^(?!bad)\p{L}+$"),
            ..ANY
        };
        assert_eq!(broken(|at| at.string("straße", word)), []);
        assert_eq!(broken(|at| at.string("badword", word)).len(), 1);
    }

    #[test]
    fn a_duplicate_item_is_named() {
        assert_eq!(broken(|at| at.unique(&[1, 2])), []);
        assert!(broken(|at| at.unique(&[1, 2, 1]))[0].1.contains("item 2"));
    }
}
