//! Unions, decoded as generated types and encoded again.

use generated_tests::types::{
    UnionBooleanConstants, UnionFalseOrInteger, UnionLong, UnionTrueOrString, UnionTypedRest,
    UnionUnmapped, UnionUnmappedA,
};

use crate::rows::Back::{As, Same};
use crate::rows::holds;

#[test]
fn the_tag_selects_the_alternative() {
    holds(&[
        ("UnionPet", r#"{"kind": "cat", "meow": 1}"#, Same),
        ("UnionPet", r#"{"kind": "dog", "bark": "w"}"#, Same),
        (
            "UnionPet",
            r#"{"kind": "cat", "meow": 1, "bark": "lost"}"#,
            As(r#"{"kind": "cat", "meow": 1}"#),
        ),
        ("UnionPet", r#"{"kind": "fox", "den": {"x": 1}}"#, Same),
        (
            "UnionPet",
            r#"{"kind": "fox", "meow": 1, "bark": "w"}"#,
            Same,
        ),
        ("UnionPet", r#"{"meow": 1, "x": 2}"#, Same),
        ("UnionPet", "7", Same),
        ("UnionPetBare", r#"{"kind": "cat"}"#, Same),
        ("UnionPetBare", r#"{"kind": "dog", "bark": "w"}"#, Same),
        ("UnionPetBare", r#"{"kind": "fox", "den": 1}"#, Same),
        ("UnionStringTag", r#"{"type": "first", "a": 1}"#, Same),
        ("UnionStringTag", r#"{"type": "second", "b": 1}"#, Same),
        ("UnionStringTag", r#"{"type": "second"}"#, Same),
        (
            "UnionNamedTag",
            r#"{"type": "UnionStringTagA", "a": 1}"#,
            Same,
        ),
        (
            "UnionNamedTag",
            r#"{"type": "UnionStringTagB", "b": 1}"#,
            Same,
        ),
        ("UnionManyTags", r#"{"k": "b", "x": 1}"#, Same),
        ("UnionManyTags", r#"{"k": "c", "y": 1}"#, Same),
        ("UnionDefaultTag", r#"{"type": "b", "x": 1}"#, Same),
        ("UnionLacking", r#"{"type": "lb", "x": 1}"#, Same),
        ("UnionLacking", r#"{"type": "la", "x": 1}"#, Same),
        ("UnionLacking", r#"{"type": "la"}"#, Same),
        ("UnionNestedTags", r#"{"kind": "dog", "bark": "w"}"#, Same),
        ("UnionNestedTags", r#"{"kind": "bird", "wings": 2}"#, Same),
        ("UnionNestedTags", r#"{"kind": "fox", "x": 2}"#, Same),
        ("UnionIntegerTags", r#"{"v": 2, "a": "x"}"#, Same),
        ("UnionIntegerTags", r#"{"v": 3, "a": "x", "b": 1}"#, Same),
        (
            "UnionAllOfOneOf",
            r#"{"id": "i", "kind": "dog", "bark": "w"}"#,
            Same,
        ),
        (
            "UnionAllOfOneOf",
            r#"{"id": "i", "kind": "cat", "meow": 1}"#,
            Same,
        ),
    ]);
}

#[test]
fn the_right_alternative_is_selected_for_a_long_value() {
    let row: serde_json::Map<_, _> = (0..10).map(|key| (format!("k{key}"), 1.into())).collect();
    let value = serde_json::json!({"rows": vec![row; 20_000]});
    let mut with_unknown = value.clone();
    with_unknown["unknown"] = true.into();
    let union: UnionLong = serde_json::from_value(with_unknown).unwrap();
    assert!(!matches!(union, UnionLong::UnknownValue(_)));
    assert_eq!(serde_json::to_value(&union).unwrap(), value);
}

#[test]
fn a_number_that_a_float_would_change_is_preserved() {
    holds(&[
        ("UnionNumber", "7", Same),
        ("UnionNumber", "0.5", Same),
        ("UnionNumber", "9223372036854775809", Same),
        ("UnionNumber", "1e300", Same),
    ]);
}

#[test]
fn a_tag_that_no_alternative_declares_is_written_but_never_invented() {
    holds(&[
        ("UnionUnmapped", r#"{"kind": "one", "a": 1}"#, Same),
        ("UnionUnmapped", r#"{"kind": "other", "b": 1}"#, Same),
        ("UnionUnmapped", r#"{"a": 1}"#, Same),
        ("UnionUnmapped", r#"{"b": 1}"#, Same),
    ]);
    let a: UnionUnmappedA = serde_json::from_str(r#"{"a": 1}"#).unwrap();
    let one = UnionUnmapped::One(a);
    assert_eq!(
        serde_json::to_value(&one).unwrap(),
        serde_json::json!({"a": 1, "kind": "one"})
    );
    let without = serde_json::from_str(r#"{"a": 1}"#).unwrap();
    assert!(matches!(without, UnionUnmapped::UnknownValue(_)));
}

#[test]
fn a_value_with_an_unknown_tag_is_preserved() {
    holds(&[
        (
            "UnionStringTag",
            r#"{"type": "third", "c": {"x": 1}}"#,
            Same,
        ),
        (
            "UnionNamedTag",
            r#"{"type": "UnionStringTagC", "c": 1}"#,
            Same,
        ),
        ("UnionManyTags", r#"{"k": "d", "z": 1}"#, Same),
        ("UnionLacking", r#"{"type": "lc", "x": 1, "y": 2}"#, Same),
        ("UnionDefaultTag", r#"{"type": "c", "y": 1}"#, Same),
    ]);
}

#[test]
fn a_union_without_a_tag_selects_the_best_match() {
    holds(&[
        ("UnionPetByForm", r#"{"kind": "dog", "bark": "w"}"#, Same),
        ("UnionPetByForm", r#"{"kind": "cat"}"#, Same),
        ("UnionPetByForm", r#"{"kind": "fox", "den": 1}"#, Same),
        ("UnionSwallow", r#"{"c": "x"}"#, Same),
        ("UnionSwallow", r#"{"a": "x", "b": "y"}"#, Same),
        ("UnionSwallow", r#"{}"#, Same),
        ("UnionSwallow", "[1]", Same),
        ("UnionSwallow", r#"{"a": 1}"#, Same),
        ("UnionSwallowMap", r#"{"c": "x"}"#, Same),
        ("UnionSwallowMap", r#"{"c": "x", "d": 1}"#, Same),
        ("UnionSwallowMap", r#"[{"a": "x"}]"#, Same),
        ("UnionSwallowMap", r#"{"q": 1}"#, Same),
        ("UnionBothOptional", r#"{"a": "x", "b": "y"}"#, Same),
        ("UnionBothOptional", r#"{"a": "x"}"#, Same),
        ("UnionSubset", r#"{"a": "x", "b": "y"}"#, Same),
        ("UnionSubset", r#"{"a": "x"}"#, Same),
        ("UnionConsts", r#"{"op": "sub", "n": 1}"#, Same),
        ("UnionConsts", r#"{"op": "sub", "n": "x"}"#, Same),
        ("UnionConsts", r#"{"op": "mul", "m": 1}"#, Same),
        ("UnionClosed", r#"{"a": "x", "b": 1}"#, Same),
        ("UnionClosed", r#"{"a": "x"}"#, Same),
        (
            "UnionFormats",
            r#""6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11""#,
            Same,
        ),
        ("UnionFormats", r#""2026-07-03T10:00:00Z""#, Same),
        ("UnionFormats", r#""2026-07-03""#, Same),
        ("UnionFormats", r#""free""#, Same),
        ("UnionStrictFormats", r#""neither""#, Same),
        ("UnionNumbers", "1.5", Same),
        ("UnionNumbers", "1", As("1.0")),
        ("UnionNumberString", r#""1""#, Same),
        ("UnionNumberString", "1", Same),
        ("UnionNumberString", "1.5", Same),
        ("UnionStringNumber", "1.5", Same),
        ("UnionStringNumber", r#""x""#, Same),
        ("UnionIntegerBoolean", "true", Same),
        ("UnionIntegerBoolean", "3", Same),
        ("UnionIntegerBoolean", r#""true""#, Same),
        ("UnionIntegerBoolean", "null", Same),
        ("UnionLists", r#"["a"]"#, Same),
        ("UnionLists", r#"[{"kind": "cat"}]"#, Same),
        ("UnionLists", "[]", Same),
        ("UnionLists", r#""s""#, Same),
        ("UnionLists", "[1]", Same),
        ("UnionStringRules", r#""abc""#, Same),
        ("UnionStringRules", "3", Same),
        ("UnionWide", "18446744073709551615", Same),
        ("UnionWide", "-3", Same),
        ("UnionWide", r#""x""#, Same),
        ("UnionTuple", r#"["a", 1]"#, Same),
        ("UnionTuple", r#"["a", "b"]"#, Same),
        ("UnionTuple", r#"["a"]"#, Same),
        ("UnionNested", r#"{"kind": "dog", "bark": "w"}"#, Same),
        ("UnionNested", r#"{"c": "x"}"#, Same),
        (
            "UnionNested",
            r#"[{"c": "x"}, [{"kind": "cat", "meow": 2}]]"#,
            Same,
        ),
        ("UnionNested", r#"{"b": "x"}"#, Same),
        ("UnionEnumObject", r#""a""#, Same),
        ("UnionEnumObject", r#""zz""#, Same),
        ("UnionEnumObject", r#"{"c": "x"}"#, Same),
        ("UnionEnums", r#""a""#, Same),
        ("UnionEnums", r#""ASC""#, Same),
        ("UnionEnums", r#""new""#, Same),
        ("UnionEnumString", r#""free""#, Same),
        ("UnionOneOfNull", "null", Same),
        ("UnionOneOfNull", r#"{"kind": "dog", "bark": "w"}"#, Same),
        (
            "UnionHolder",
            r#"{"pet": {"kind": "cat"}, "maybe": null, "inline": {"t": 2, "z": 3},
                "list": [{"c": "x"}, {"a": "x"}], "loc": ["body", 0]}"#,
            Same,
        ),
        (
            "UnionHolder",
            r#"{"pet": {"kind": "new", "x": 1}, "maybe": {"kind": "dog", "bark": "w"},
                "inline": {"t": 3, "y": 3}}"#,
            Same,
        ),
        ("UnionRecursive", "[1, [2, [3]], []]", Same),
        ("UnionSame", r#"{"kind": "cat", "meow": 1}"#, Same),
        ("UnionBase", r#"{"id": "i", "c": "x"}"#, Same),
        ("UnionBase", r#"{"id": "i", "a": "x"}"#, Same),
        ("UnionFloatInt", "[1, 2]", Same),
        ("UnionFloatInt", "[1, 2.5]", As("[1.0, 2.5]")),
        ("NameUnion", r#"{"a": "x"}"#, Same),
        ("NameUnion", r#"{"a": {"a": "x"}}"#, Same),
        ("NameUnion", r#"{"a": [{"a": {"a": "x"}}]}"#, Same),
    ]);
}

#[test]
fn alternatives_of_the_same_rust_type_are_merged() {
    holds(&[
        ("UnionListRules", r#"["a"]"#, Same),
        ("UnionListRules", "1", Same),
        ("UnionAliasLists", r#"["a"]"#, Same),
        ("UnionAliasLists", "true", Same),
        ("UnionMapRules", r#"{"a": 1}"#, Same),
        ("UnionMapRules", "false", Same),
    ]);
}

#[test]
fn a_union_preserves_every_property_that_an_alternative_declares() {
    holds(&[
        // No alternative declares `new`: it is dropped, and the value is typed.
        ("UnionKnown", r#"{"a": "x", "q": 1}"#, Same),
        ("UnionKnown", r#"{"a": "x", "new": 1}"#, As(r#"{"a": "x"}"#)),
        // Another alternative declares `q`: the value is preserved untyped.
        ("UnionKnown", r#"{"a": "x", "q": 0.5}"#, Same),
        ("UnionKnown", r#"{"a": "x", "q": 0.5, "new": 1}"#, Same),
        (
            "UnionKnownWithin",
            r#"{"data": {"a": "x", "new": 1}}"#,
            As(r#"{"data": {"a": "x"}}"#),
        ),
        (
            "UnionKnownWithin",
            r#"{"data": {"a": "x", "q": 0.5}}"#,
            Same,
        ),
        (
            "UnionKnownLists",
            r#"[{"a": "x", "new": 1}]"#,
            As(r#"[{"a": "x"}]"#),
        ),
        (
            "UnionKnownLists",
            r#"[{"a": "x"}, {"a": "x", "q": 0.5}]"#,
            Same,
        ),
        // Both alternatives match, and neither declares all properties.
        ("UnionOverlap", r#"{"a": "x", "b": 1, "c": 2}"#, Same),
        (
            "UnionOverlap",
            r#"{"a": "x", "b": 1, "new": 2}"#,
            As(r#"{"a": "x", "b": 1}"#),
        ),
        // A nested union that preserves an unknown value drops no property.
        ("UnionInside", r#"{"inner": {"a": "x", "q": 0.5}}"#, Same),
        ("UnionInside", r#"{"inner": {"z": 1}}"#, Same),
        (
            "UnionInside",
            r#"{"inner": {"z": 1}, "new": 1}"#,
            As(r#"{"inner": {"z": 1}}"#),
        ),
        ("UnionInside", r#"{"other": 1, "inner": 1}"#, Same),
        // The tag selects an alternative that does not match: the value is preserved untyped.
        ("UnionPet", r#"{"kind": "cat", "meow": "loud"}"#, Same),
        ("UnionPet", r#"{"kind": "dog"}"#, Same),
    ]);
}

#[test]
fn a_string_in_a_union_is_written_as_it_was_received() {
    holds(&[
        ("UnionFormats", r#""2026-07-03 10:00:00""#, Same),
        (
            "UnionFormats",
            r#""6F1E9A3E-2A8C-4A51-9D0A-3F8D1C6F0E11""#,
            Same,
        ),
        // The only alternative for a string is a timestamp.
        (
            "UnionInstant",
            r#""2026-07-03 10:00:00""#,
            As(r#""2026-07-03T10:00:00Z""#),
        ),
    ]);
}

#[test]
fn a_variant_drops_the_unions_name_only_if_it_is_a_whole_word() {
    use generated_tests::types::T;
    assert_eq!(T::from("a"), T::Text("a".to_owned()));
}

#[test]
fn a_boolean_constant_selects_the_alternative() {
    holds(&[
        ("UnionTrueOrString", "true", Same),
        ("UnionTrueOrString", r#""true""#, Same),
        // Not the constant: preserved untyped.
        ("UnionTrueOrString", "false", Same),
        ("UnionFalseOrInteger", "false", Same),
        ("UnionFalseOrInteger", "0", Same),
        ("UnionFalseOrInteger", "true", Same),
    ]);
    let read = |value: &str| serde_json::from_str::<UnionBooleanConstants>(value).unwrap();
    assert!(matches!(
        read(r#"{"done": true}"#),
        UnionBooleanConstants::Finished(finished) if finished.done
    ));
    assert!(matches!(
        read(r#"{"done": false}"#),
        UnionBooleanConstants::Waiting(waiting) if !waiting.done
    ));
    assert!(matches!(
        serde_json::from_str("true").unwrap(),
        UnionTrueOrString::Boolean(true)
    ));
    assert!(matches!(
        serde_json::from_str("false").unwrap(),
        UnionTrueOrString::UnknownValue(_)
    ));
    assert!(matches!(
        serde_json::from_str("true").unwrap(),
        UnionFalseOrInteger::UnknownValue(_)
    ));
}

#[test]
fn the_type_of_additional_properties_selects_the_alternative() {
    let read = |value: &str| serde_json::from_str::<UnionTypedRest>(value).unwrap();
    let UnionTypedRest::UnionRestCounts(counts) = read(r#"{"name": "n", "more": 1}"#) else {
        panic!("integers are counts");
    };
    assert_eq!(counts.additional_properties["more"], 1);
    let UnionTypedRest::UnionRestLabels(labels) = read(r#"{"name": "n", "more": ["a"]}"#) else {
        panic!("lists are labels");
    };
    assert_eq!(labels.additional_properties["more"], ["a"]);
    holds(&[
        ("UnionTypedRest", r#"{"name": "n"}"#, Same),
        ("UnionTypedRest", r#"{"name": "n", "a": 1, "b": 2}"#, Same),
        (
            "UnionTypedRest",
            r#"{"name": "n", "a": ["x"], "b": []}"#,
            Same,
        ),
        // Of neither type, or of both: preserved untyped.
        ("UnionTypedRest", r#"{"name": "n", "a": 0.5}"#, Same),
        ("UnionTypedRest", r#"{"name": "n", "a": 1, "b": []}"#, Same),
    ]);
}
