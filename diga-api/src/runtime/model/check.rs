//! The document's constraints, held against a value before it is sent.

use std::collections::BTreeMap;

/// A constraint of the document that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where in the request: `body` or the parameter's name, then the JSON pointer (RFC 6901)
    /// within it.
    pub location: String,
    /// What the document asks for: `must be a URI (RFC 3986)`.
    pub rule: String,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.location, self.rule)
    }
}

/// A type whose values the document constrains.
pub(crate) trait Check {
    /// Tells `at` what in this value the document does not allow.
    fn check(&self, at: &mut Checker);
}

/// Collects what a value breaks; allocates nothing while nothing is broken.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    violations: Vec<Violation>,
}

/// What the document asks of a text. Lengths count characters (JSON Schema Validation, section
/// 6.3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    pub(crate) min: usize,
    pub(crate) max: usize,
    /// An ECMA-262 regular expression.
    pub(crate) pattern: Option<&'static str>,
    pub(crate) format: TextFormat,
}

/// The formats of a text that can be told right from wrong by one specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// A document uses some of them.
#[allow(dead_code)]
pub(crate) enum TextFormat {
    Any,
    Uri,
    Ipv4,
    Ipv6,
}

/// What the document asks of a number.
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

/// Numbers that a [`Range`] can be asked of.
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
        // 0.3 is a multiple of 0.1 to whoever writes JSON, though not to binary floating point.
        let times = self / divisor;
        !times.is_finite() || (times - times.round()).abs() <= 1e-9 * times.abs().max(1.0)
    }
}

// A document uses the constraints that it has.
#[allow(dead_code)]
impl Checker {
    /// Everything that was broken, at its place in the request.
    pub(crate) fn finish(mut self, place: &str) -> Vec<Violation> {
        for violation in &mut self.violations {
            violation.location.insert_str(0, place);
        }
        self.violations
    }

    fn broken(&mut self, rule: String) {
        self.violations.push(Violation {
            location: String::new(),
            rule,
        });
    }

    /// Checks what stands under `name`.
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

    /// Checks how many items, or properties, there are.
    pub(crate) fn count(&mut self, count: usize, min: usize, max: usize, what: &str) {
        if count < min {
            self.broken(format!("must hold at least {min} {what}, holds {count}"));
        }
        if count > max {
            self.broken(format!("must hold at most {max} {what}, holds {count}"));
        }
    }

    /// Checks that no item stands in the list twice.
    pub(crate) fn unique<T: PartialEq>(&mut self, items: &[T]) {
        let twice = (0..items.len()).find(|&at| {
            let (before, rest) = items.split_at(at);
            rest.first().is_some_and(|item| before.contains(item))
        });
        if let Some(at) = twice {
            self.broken(format!("must not hold an item twice, item {at} is one"));
        }
    }

    /// Checks a number.
    pub(crate) fn number<T: Number>(&mut self, value: &T, range: Range<T>) {
        let value = *value;
        if let Some(min) = range.min.filter(|min| value < *min) {
            self.broken(format!("must be at least {min}, is {value}"));
        }
        if let Some(above) = range.above.filter(|above| value <= *above) {
            self.broken(format!("must be more than {above}, is {value}"));
        }
        if let Some(max) = range.max.filter(|max| value > *max) {
            self.broken(format!("must be at most {max}, is {value}"));
        }
        if let Some(below) = range.below.filter(|below| value >= *below) {
            self.broken(format!("must be less than {below}, is {value}"));
        }
        if let Some(divisor) = range.multiple_of.filter(|d| !value.is_multiple_of(*d)) {
            self.broken(format!("must be a multiple of {divisor}, is {value}"));
        }
    }

    /// Checks a text.
    pub(crate) fn text(&mut self, value: &str, rules: Text) {
        // Bytes bound characters from above, so most texts are never counted.
        if rules.min > 0 && (value.len() < rules.min || value.chars().count() < rules.min) {
            self.broken(match rules.min {
                1 => "must not be empty".to_owned(),
                min => format!("must have at least {min} characters"),
            });
        }
        if value.len() > rules.max && value.chars().count() > rules.max {
            self.broken(format!("must have at most {} characters", rules.max));
        }
        let fits = match rules.format {
            TextFormat::Any => true,
            TextFormat::Uri => fluent_uri::Uri::parse(value).is_ok(),
            TextFormat::Ipv4 => value.parse::<std::net::Ipv4Addr>().is_ok(),
            TextFormat::Ipv6 => value.parse::<std::net::Ipv6Addr>().is_ok(),
        };
        if !fits {
            self.broken(
                match rules.format {
                    TextFormat::Ipv4 => "must be an IPv4 address (RFC 2673)",
                    TextFormat::Ipv6 => "must be an IPv6 address (RFC 4291)",
                    _ => "must be a URI (RFC 3986)",
                }
                .to_owned(),
            );
        }
        if let Some(pattern) = rules.pattern
            && !matches(pattern, value)
        {
            self.broken(format!("must match `{pattern}`"));
        }
    }
}

/// Nothing to match with.
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

    const TEXT: Text = Text {
        min: 0,
        max: usize::MAX,
        pattern: None,
        format: TextFormat::Any,
    };

    fn broken(check: impl FnOnce(&mut Checker)) -> Vec<(String, String)> {
        let mut checker = Checker::default();
        check(&mut checker);
        let violations = checker.finish("body").into_iter();
        violations.map(|v| (v.location, v.rule)).collect()
    }

    #[test]
    fn a_violation_names_its_place_as_a_json_pointer() {
        let found = broken(|at| {
            at.field("a/b", |at| {
                at.items(&["", "x"], |item, at| {
                    at.text(item, Text { min: 1, ..TEXT });
                });
            });
        });
        assert_eq!(found, [("body/a~1b/0".into(), "must not be empty".into())]);
    }

    #[test]
    fn lengths_count_characters() {
        let four = Text {
            max: 4,
            min: 4,
            ..TEXT
        };
        assert_eq!(broken(|at| at.text("日本日本", four)), []);
        assert_eq!(broken(|at| at.text("日本日", four)).len(), 1);
        assert_eq!(broken(|at| at.text("日本日本日", four)).len(), 1);
    }

    #[test]
    fn a_uri_is_what_rfc_3986_says() {
        let uri = Text {
            format: TextFormat::Uri,
            ..TEXT
        };
        for good in [
            "https://example.com/a?b=c#d",
            "urn:isbn:0451450523",
            "mailto:a@b.example",
        ] {
            assert_eq!(broken(|at| at.text(good, uri)), [], "{good}");
        }
        for bad in [
            "",
            "not a uri",
            "/relative",
            "https://exa mple.com",
            "https://example.com/a b",
        ] {
            assert_eq!(broken(|at| at.text(bad, uri)).len(), 1, "{bad}");
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
        let word = Text {
            pattern: Some(r"^(?!bad)\p{L}+$"),
            ..TEXT
        };
        assert_eq!(broken(|at| at.text("straße", word)), []);
        assert_eq!(broken(|at| at.text("badword", word)).len(), 1);
    }

    #[test]
    fn an_item_that_stands_twice_is_named() {
        assert_eq!(broken(|at| at.unique(&[1, 2])), []);
        assert!(broken(|at| at.unique(&[1, 2, 1]))[0].1.contains("item 2"));
    }
}
