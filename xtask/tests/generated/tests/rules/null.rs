//! Null, absent and present values, decoded as generated types and encoded again.

use generated_tests::types::{NullDouble, NullDoubleHolder};
use serde_json::from_str;

use crate::rows::Back::{As, Same};
use crate::rows::holds;

#[test]
fn absent_null_and_value_are_distinct() {
    holds(&[
        ("NullField", r#"{"retained": null}"#, Same),
        (
            "NullField",
            r#"{"retained": "a", "note": null, "count": null}"#,
            Same,
        ),
        (
            "NullField",
            r#"{"retained": "a", "note": "b", "count": 1}"#,
            Same,
        ),
        (
            "NullField",
            r#"{"note": "b"}"#,
            As(r#"{"note": "b", "retained": null}"#),
        ),
        ("NullAlternatives", r#"{}"#, Same),
        ("NullAlternatives", r#"{"value": null, "one": null}"#, Same),
        (
            "NullAlternatives",
            r#"{"value": 3, "one": {"name": "n"}}"#,
            Same,
        ),
        ("NullAlternatives", r#"{"value": "3"}"#, Same),
        ("NullEnum", "null", Same),
        ("NullEnum", r#""a""#, Same),
        ("NullEnum", r#""new""#, Same),
        ("NullTyped", "null", Same),
        ("NullTyped", r#""x""#, Same),
        ("NullOnly", "null", Same),
        ("NullConst", r#"{"nothing": null}"#, Same),
        ("NullList", "[1, null]", Same),
        ("NullMap", r#"{"a": null, "b": {"name": "n"}}"#, Same),
        ("NullNamed", "null", Same),
        ("NullHolder", r#"{"a": null, "c": null}"#, Same),
        (
            "NullHolder",
            r#"{"a": {"name": "n"}, "b": {"name": "n"}, "c": "a", "d": "b"}"#,
            Same,
        ),
        ("NullTwice", r#"{}"#, Same),
        (
            "NullTwice",
            r#"{"a": null, "when": null, "times": null}"#,
            Same,
        ),
        (
            "NullTwice",
            r#"{"when": "2026-07-03T10:00:00", "times": ["2026-07-03T10:00:00"]}"#,
            As(r#"{"when": "2026-07-03T10:00:00Z", "times": ["2026-07-03T10:00:00Z"]}"#),
        ),
    ]);
}

#[test]
fn absent_and_null_are_distinct_behind_a_reference() {
    holds(&[
        ("NullConst", r#"{"nothing": null, "also": null}"#, Same),
        (
            "NullHolder",
            r#"{"a": null, "b": null, "c": null, "d": null}"#,
            Same,
        ),
    ]);
}

#[test]
fn null_that_is_allowed_twice_is_one_option() {
    holds(&[
        ("NullDouble", "null", Same),
        ("NullDouble", r#""a""#, Same),
        ("NullDoubleHolder", r#"{"list": [null, "a"]}"#, Same),
        ("NullDoubleHolder", r#"{"field": "a"}"#, Same),
    ]);
    let twice: NullDouble = Some("a".to_owned());
    let received: NullDoubleHolder = from_str(r#"{"list": ["a", null]}"#).unwrap();
    assert_eq!(received.list, Some(vec![twice.clone(), None]));
    let received: NullDoubleHolder = from_str(r#"{"field": "a"}"#).unwrap();
    assert_eq!(received.field, Some(twice));
}
