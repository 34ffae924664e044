//! Random valid values of every schema, decoded as its generated type and encoded again.

use generated_tests::schemas::{DOCUMENT, round_trip};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::drawer::Drawer;
use crate::rows::same;

/// Schemas with a known bug that has a test of its own.
const KNOWN_BUGS: &[&str] = &[];

/// Components that extend a base whose alternatives extend it. By JSON Schema each is one of these
/// alternatives too, so it is drawn with properties of the others, which no author intends.
const LISTED_KINDS: &[&str] = &["PeB", "KinPartA", "KinPartB"];

/// The value without members that are null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        _ => value.clone(),
    }
}

/// Whether two strings are equal, or timestamps of the same instant.
fn at_instant(a: &str, b: &str) -> bool {
    let instant = |string: &str| chrono::DateTime::parse_from_rfc3339(string).ok();
    a == b || instant(a).is_some_and(|a| Some(a) == instant(b))
}

#[test]
fn every_valid_value_round_trips() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let mut faults = Vec::new();
    let mut rare = Vec::new();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // No schema declares its tag, so a drawn value lacks it.
        let is_listed = LISTED_KINDS.contains(&name.as_str());
        if name == "UnionLacking" || is_listed || KNOWN_BUGS.contains(&name.as_str()) {
            continue;
        }
        let root = json!({
            "$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1").replace('[', "%5B").replace(']', "%5D")),
            "components": document["components"],
            "paths": document["paths"],
        });
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&root)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let config = Config {
            cases: 48,
            failure_persistence: None,
            ..Config::default()
        };
        // A fixed seed: a test fails because of a change, never by chance.
        let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let tried = std::cell::Cell::new(0_u32);
        let outcome = runner.run(&vec(any::<u8>(), 0..64), |entropy| {
            let value = Drawer::new(&document, &entropy).draw(schema, 0);
            if !validator.is_valid(&value) {
                return Ok(());
            }
            tried.set(tried.get() + 1);
            let got =
                round_trip(name, &value).ok_or_else(|| TestCaseError::fail("it has no type"))?;
            let shown = format!("\n  value    {value}\n  got      {got:?}");
            // A type that is only received does not distinguish absent from null.
            let distinct = name.starts_with("Null");
            let equal = |got: Value| {
                if distinct {
                    same(&value, &got, at_instant)
                } else {
                    same(&without_nulls(&value), &without_nulls(&got), at_instant)
                }
            };
            prop_assert!(got.is_ok_and(equal), "{}", shown);
            Ok(())
        });
        if let Err(error) = outcome {
            faults.push(format!("{name}: {error}"));
        } else if tried.get() == 0 {
            rare.push(name.as_str());
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    assert!(
        rare.is_empty(),
        "nothing drawn is valid: {}",
        rare.join(", ")
    );
}
