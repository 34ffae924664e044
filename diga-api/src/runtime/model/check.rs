//! The document's constraints, which requests are validated against before they are sent.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::IgnoredAny;

use super::fields::Declared;
use super::number::Number as ExactNumber;

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

    /// Whether JSON can express it.
    fn is_finite(self) -> bool {
        true
    }
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

    fn is_finite(self) -> bool {
        f64::is_finite(self)
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

    /// Checks that the name of every property matches one of these patterns.
    pub(crate) fn names<V>(&mut self, map: &BTreeMap<String, V>, patterns: &[&'static str]) {
        for name in map.keys() {
            if !patterns.iter().any(|pattern| matches(pattern, name)) {
                let rule = format!(
                    "must not be there: its name must match `{}`",
                    patterns.join("` or `")
                );
                self.field(name, |at| at.violation(rule));
            }
        }
    }

    /// Checks the name of every property as a string.
    pub(crate) fn each_name<V>(&mut self, map: &BTreeMap<String, V>, rules: StringRules) {
        for name in map.keys() {
            let mut own = Self::default();
            own.string(name, rules);
            for Violation { rule, .. } in own.violations {
                self.field(name, |at| {
                    at.violation(format!("must not be there: its name {rule}"))
                });
            }
        }
    }

    /// Checks the properties that an object has when it is encoded.
    pub(crate) fn object<T: Serialize>(
        &mut self,
        value: &T,
        check: impl FnOnce(&BTreeMap<String, IgnoredAny>, &mut Self),
    ) {
        let json = serde_json::to_string(value).ok();
        // What cannot be encoded is not sent either.
        if let Some(present) = json.and_then(|json| serde_json::from_str(&json).ok()) {
            check(&present, self);
        }
    }

    /// Checks that an object that has the property `name` has these others too.
    pub(crate) fn dependent<V>(&mut self, map: &BTreeMap<String, V>, name: &str, others: &[&str]) {
        if map.contains_key(name) {
            for other in others.iter().filter(|other| !map.contains_key(**other)) {
                let rule = format!("must have the property `{other}`, because it has `{name}`");
                self.violation(rule);
            }
        }
    }

    /// Checks that an object has these properties.
    pub(crate) fn required<V>(&mut self, map: &BTreeMap<String, V>, names: &[&str]) {
        for name in names.iter().filter(|name| !map.contains_key(**name)) {
            self.violation(format!("must have the property `{name}`"));
        }
    }

    /// Checks that an object has the properties of one of these sets, or of `exactly_one`.
    pub(crate) fn required_sets<V>(
        &mut self,
        map: &BTreeMap<String, V>,
        sets: &[&[&str]],
        exactly_one: bool,
    ) {
        let has = |set: &&&[&str]| set.iter().all(|name| map.contains_key(*name));
        let count = sets.iter().filter(has).count();
        if count == 0 || exactly_one && count > 1 {
            let how_many = if exactly_one { "exactly one" } else { "one" };
            let sets: Vec<_> = sets.iter().map(|set| set.join("` and `")).collect();
            let sets = sets.join("`, `");
            self.violation(format!("must have {how_many} of these: `{sets}`"));
        }
    }

    /// Checks that no item follows the first ones.
    pub(crate) fn closed(&mut self, count: usize, allowed: usize) {
        for index in allowed..count {
            let rule = format!("must not be there: only {allowed} items are allowed");
            self.field(&index.to_string(), |at| at.violation(rule));
        }
    }

    /// Checks that a value that matches no alternative of a union has at least the JSON type of
    /// one, as a variant of a later version has.
    pub(crate) fn unknown(&mut self, value: &serde_json::Value, types: &[&str]) {
        use serde_json::Value;
        let is_integer = |number: &serde_json::Number| {
            !number.is_f64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
        };
        let fits = |name: &str| match value {
            Value::Null => name == "null",
            Value::Bool(_) => name == "boolean",
            Value::Number(number) => name == "number" || name == "integer" && is_integer(number),
            Value::String(_) => name == "string",
            Value::Array(_) => name == "array",
            Value::Object(_) => name == "object",
        };
        if !types.iter().any(|name| fits(name)) {
            self.violation(format!("must be of JSON type {}", types.join(" or ")));
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
        if !value.is_finite() {
            return self.violation(format!("must be a finite number, is {value}"));
        }
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

    /// Checks that JSON can express a number: it has neither NaN nor infinity.
    pub(crate) fn finite(&mut self, value: &f64) {
        if !value.is_finite() {
            self.violation(format!("must be a finite number, is {value}"));
        }
    }

    /// Checks a number of any size.
    pub(crate) fn exact(&mut self, value: &ExactNumber, range: Range<f64>) {
        if value.is_finite() {
            // Beyond the floats, the nearest one has the same order to every bound.
            let float = value.as_f64();
            self.number(&float.clamp(f64::MIN, f64::MAX), range);
        } else {
            self.violation(format!("must be a finite number, is {value}"));
        }
    }

    /// Checks that no additional property has the name of a declared one, for which `T` has a
    /// field.
    pub(crate) fn extra<T: Declared, V>(&mut self, extra: &BTreeMap<String, V>) {
        for name in extra
            .keys()
            .filter(|name| T::NAMES.contains(&name.as_str()))
        {
            self.field(name, |at| {
                at.violation("must be set by its own field, not as an additional one".to_owned());
            });
        }
    }

    /// Checks a string of which one of several sets of rules must hold, or `exactly_one`.
    pub(crate) fn alternatives(
        &mut self,
        value: &str,
        alternatives: &[StringRules],
        exactly_one: bool,
    ) {
        let violations: Vec<_> = alternatives
            .iter()
            .map(|rules| {
                let mut own = Self::default();
                own.string(value, *rules);
                own.violations
            })
            .collect();
        let holding = violations.iter().filter(|own| own.is_empty()).count();
        if holding == 0 {
            let rules = violations.into_iter().flatten().map(|own| own.rule);
            self.violation(rules.collect::<Vec<_>>().join(", or "));
        } else if exactly_one && holding > 1 {
            self.violation("must match exactly one of several alternatives".to_owned());
        }
    }

    /// Checks a string.
    pub(crate) fn string(&mut self, value: &str, rules: StringRules) {
        // A string has at most as many characters as bytes, and at least a fourth as many, so most
        // strings need not be counted.
        let at_least = value.len() / 4;
        if rules.min > at_least && (value.len() < rules.min || value.chars().count() < rules.min) {
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
        // A character is four bytes at most.
        assert_eq!(broken(|at| at.string("😀😀😀😀", four)), []);
        assert_eq!(broken(|at| at.string("😀😀😀", four)).len(), 1);
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

    #[test]
    fn an_object_without_declared_properties_has_rules_for_its_names() {
        let map = BTreeMap::from([("a1".to_owned(), 0), ("b".to_owned(), 0)]);
        assert_eq!(broken(|at| at.required(&map, &["b"])), []);
        let found = broken(|at| at.required(&map, &["c"]));
        assert_eq!(
            found,
            [("body".into(), "must have the property `c`".into())]
        );
        let sets: [&[&str]; 2] = [&["a1", "b"], &["b"]];
        assert_eq!(broken(|at| at.required_sets(&map, &sets, false)), []);
        let found = broken(|at| at.required_sets(&map, &sets, true));
        let rule = "must have exactly one of these: `a1` and `b`, `b`";
        assert_eq!(found, [("body".into(), rule.into())]);
        #[cfg(feature = "pattern")]
        {
            assert_eq!(broken(|at| at.names(&map, &["^a", "b$"])), []);
            assert_eq!(broken(|at| at.names(&map, &["^a"]))[0].0, "body/b");
        }
    }

    #[test]
    fn an_item_too_many_is_named() {
        assert_eq!(broken(|at| at.closed(2, 2)), []);
        let found = broken(|at| at.closed(4, 2));
        let rule = "must not be there: only 2 items are allowed".to_owned();
        assert_eq!(
            found,
            [("body/2".into(), rule.clone()), ("body/3".into(), rule)]
        );
    }

    #[test]
    fn one_of_several_rules_must_hold() {
        let rules = [StringRules { max: 2, ..ANY }, StringRules { min: 4, ..ANY }];
        assert_eq!(broken(|at| at.alternatives("ab", &rules, true)), []);
        let found = broken(|at| at.alternatives("abc", &rules, false));
        let expected = "must have at most 2 characters, or must have at least 4 characters";
        assert_eq!(found, [("body".into(), expected.into())]);
        assert_eq!(
            broken(|at| at.alternatives("abc", &[ANY, ANY], true)).len(),
            1
        );
        assert_eq!(broken(|at| at.alternatives("abc", &[ANY, ANY], false)), []);
    }

    #[test]
    fn an_unknown_value_has_the_json_type_of_an_alternative() {
        use serde_json::json;
        let types = ["integer", "string"];
        for value in [json!(1), json!(1.0), json!("new")] {
            assert_eq!(broken(|at| at.unknown(&value, &types)), [], "{value}");
        }
        for value in [json!(1.1), json!(true), json!(null), json!([]), json!({})] {
            assert_eq!(broken(|at| at.unknown(&value, &types)).len(), 1, "{value}");
        }
    }

    #[test]
    fn a_number_that_json_cannot_express_is_a_violation() {
        let any = Range {
            min: None,
            above: None,
            max: None,
            below: None,
            multiple_of: None,
        };
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(broken(|at| at.finite(&number)).len(), 1);
            assert_eq!(broken(|at| at.number(&number, any)).len(), 1);
            assert_eq!(broken(|at| at.exact(&number.into(), any)).len(), 1);
        }
        assert_eq!(broken(|at| at.finite(&f64::MAX)), []);
        assert_eq!(broken(|at| at.exact(&ExactNumber::from(1), any)), []);
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
