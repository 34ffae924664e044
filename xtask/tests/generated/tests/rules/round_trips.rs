//! Values of each topic's schemas, through the generated types and back.

use serde_json::{Value, from_str};

use generated_tests::schemas::round_trip;

/// What comes back.
enum Back {
    Same,
    As(&'static str),
    /// It does not decode.
    Refused,
}
use Back::{As, Refused, Same};

/// Every row that does not hold, in one message.
fn holds(rows: &[(&str, &str, Back)]) {
    let mut faults = Vec::new();
    for (schema, text, back) in rows {
        let value: Value = from_str(text).unwrap_or_else(|it| panic!("{schema}: {text}: {it}"));
        let expected = match back {
            Same => Some(value.clone()),
            As(text) => Some(from_str(text).unwrap_or_else(|it| panic!("{schema}: {text}: {it}"))),
            Refused => None,
        };
        let got = round_trip(schema, &value).unwrap_or_else(|| panic!("no schema {schema}"));
        match (&got, &expected) {
            (Ok(got), Some(expected)) if same(got, expected) => {}
            (Err(_), None) => {}
            _ => faults.push(format!(
                "{schema} {text}\n  expected {}\n  got      {}",
                expected.map_or_else(|| "an error".to_owned(), |it| it.to_string()),
                got.map_or_else(|it| format!("error: {it}"), |it| it.to_string())
            )),
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Equal, numbers by value: `1` is `1.0`.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && a.is_f64() != b.is_f64()
        }
        _ => a == b,
    }
}

#[test]
fn absent_null_and_value_are_three_things() {
    holds(&[
        ("NullField", r#"{"kept": null}"#, Same),
        (
            "NullField",
            r#"{"kept": "a", "note": null, "count": null}"#,
            Same,
        ),
        (
            "NullField",
            r#"{"kept": "a", "note": "b", "count": 1}"#,
            Same,
        ),
        (
            "NullField",
            r#"{"note": "b"}"#,
            As(r#"{"note": "b", "kept": null}"#),
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
fn absent_and_null_differ_behind_a_reference_too() {
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
fn properties_beside_patterns_are_free() {
    holds(&[("ObjectPatterns", r#"{"x-a": "b", "other": 1}"#, Same)]);
}

#[test]
fn a_text_that_is_almost_of_a_format_stays_a_text() {
    holds(&[(
        "UnionFormats",
        r#""6f1e9a3e2a8c4a519d0a3f8d1c6f0e11""#,
        Same,
    )]);
}

#[test]
fn scalars_keep_their_value() {
    holds(&[
        ("ScalarText", r#""""#, Same),
        (
            "ScalarUuid",
            r#""00000000-0000-0000-0000-000000000000""#,
            Same,
        ),
        (
            "ScalarAll",
            r#"{"uuid": "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11", "when": "2026-07-03T10:00:00Z", "day": "2026-07-03", "time": "10:00:00Z", "span": "P1DT2H", "uri": "https://a.b/c?d", "email": "a@b.c", "v4": "1.2.3.4", "v6": "::1", "byte": "YQ==", "binary": "x", "decimal": "1.10", "secret": "s", "odd": "o"}"#,
            Same,
        ),
        (
            "ScalarAll",
            r#"{"time": "10:00", "uri": "not a uri", "v4": "999", "decimal": "x"}"#,
            Same,
        ),
        (
            "ScalarNumbers",
            r#"{"small": -5, "large": 9223372036854775807, "any": -9223372036854775808, "ratio": 0.1, "single": 1.5, "unsigned": 18446744073709551615, "wide": -1, "flag": false}"#,
            Same,
        ),
        ("ScalarNumbers", r#"{"wide": 18446744073709551615}"#, Same),
        ("ScalarNumbers", r#"{"ratio": 3}"#, As(r#"{"ratio": 3.0}"#)),
        ("ScalarNumbers", r#"{"ratio": 1e300}"#, Same),
        (
            "ScalarConst",
            r#"{"kind": "a", "number": 1, "flag": true, "half": 0.5, "deep": {"a": [1]}}"#,
            Same,
        ),
        ("ScalarConst", r#"{"kind": "b", "number": 2}"#, Same),
        ("ScalarTypes", "1", Same),
        ("ScalarTypes", "true", Same),
        ("ScalarTypes", r#""1""#, Same),
        (
            "ScalarWideKept",
            r#"{"wide": 18446744073709551615, "x": -1}"#,
            Same,
        ),
        (
            "ScalarBounds",
            r#"{"above": -1, "limit": 1000, "code": "?", "items": [], "map": {"a": -1}}"#,
            Same,
        ),
    ]);
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    // JSON Schema Core, section 6.2.3 and Validation, section 6.1.1: 1.0 is an integer.
    holds(&[
        (
            "ScalarNumbers",
            r#"{"any": 1.0, "unsigned": 2.0}"#,
            As(r#"{"any": 1, "unsigned": 2}"#),
        ),
        ("EnumIntegers", "1.0", As("1")),
        (
            "ScalarConst",
            r#"{"kind": "a", "number": 1.0}"#,
            As(r#"{"kind": "a", "number": 1}"#),
        ),
    ]);
}

#[test]
fn timestamps_without_a_zone_are_utc_wherever_they_stand() {
    holds(&[
        (
            "ScalarTimes",
            r#"{"plain": "2026-07-03T10:00:00", "maybe": "2026-07-03T10:00:00", "list": ["2026-07-03T10:00:00"], "map": {"a": "2026-07-03T10:00:00"}, "named": "2026-07-03T10:00:00", "pair": ["2026-07-03T10:00:00", 1]}"#,
            As(
                r#"{"plain": "2026-07-03T10:00:00Z", "maybe": "2026-07-03T10:00:00Z", "list": ["2026-07-03T10:00:00Z"], "map": {"a": "2026-07-03T10:00:00Z"}, "named": "2026-07-03T10:00:00Z", "pair": ["2026-07-03T10:00:00Z", 1]}"#,
            ),
        ),
        (
            "ScalarTimes",
            r#"{"plain": "2026-07-03T10:00:00.123456", "maybe": null}"#,
            As(r#"{"plain": "2026-07-03T10:00:00.123456Z", "maybe": null}"#),
        ),
        (
            "ScalarTimes",
            r#"{"plain": "2026-07-03T12:00:00+02:00"}"#,
            As(r#"{"plain": "2026-07-03T10:00:00Z"}"#),
        ),
        (
            "ObjectTimes",
            r#"{"a": "x", "b": "2026-07-03T10:00:00"}"#,
            As(r#"{"a": "x", "b": "2026-07-03T10:00:00Z"}"#),
        ),
        (
            "UnionTimes",
            r#"["2026-07-03T10:00:00"]"#,
            As(r#"["2026-07-03T10:00:00Z"]"#),
        ),
        (
            "UnionTimes",
            r#"{"at": "2026-07-03T10:00:00"}"#,
            As(r#"{"at": "2026-07-03T10:00:00Z"}"#),
        ),
        ("ArrayOne", r#"["2026-07-03T10:00:00Z"]"#, Same),
        (
            "ObjectAllOfDeep",
            r#"{"b": 1, "d": "2026-07-03T10:00:00"}"#,
            As(r#"{"b": 1, "d": "2026-07-03T10:00:00Z"}"#),
        ),
    ]);
}

#[test]
fn enums_keep_what_they_do_not_know() {
    holds(&[
        ("EnumTexts", r#""a""#, Same),
        ("EnumTexts", r#""b_c""#, Same),
        ("EnumTexts", r#""new one""#, Same),
        ("EnumTexts", r#""""#, Same),
        ("EnumSigns", r#""<""#, Same),
        ("EnumSigns", r#""==""#, Same),
        ("EnumSigns", r#""""#, Same),
        ("EnumSigns", r#"" ""#, Same),
        ("EnumSigns", r#""-""#, Same),
        ("EnumSigns", r#""~""#, Same),
        ("EnumColliding", r#""asc""#, Same),
        ("EnumColliding", r#""ASC""#, Same),
        ("EnumColliding", r#""a-b""#, Same),
        ("EnumColliding", r#""aB""#, Same),
        ("EnumColliding", r#""self""#, Same),
        ("EnumColliding", r#""UnknownValue""#, Same),
        ("EnumColliding", r#""日本""#, Same),
        ("EnumColliding", r#""2.5""#, Same),
        ("EnumIntegers", "1", Same),
        ("EnumIntegers", "-3", Same),
        ("EnumIntegers", "99", Same),
        ("EnumMixed", r#""a""#, Same),
        ("EnumMixed", "1", Same),
        ("EnumMixed", "true", Same),
        ("EnumMixed", "null", Same),
        ("EnumMixed", r#"{"x": 1}"#, Same),
        ("EnumNumbers", "0.5", Same),
        ("EnumNumbers", "7.5", Same),
        ("EnumOne", r#""only""#, Same),
        ("EnumOne", r#""other""#, Same),
        ("EnumOpen", r#""x""#, Same),
        ("EnumOpen", r#""free""#, Same),
        ("EnumOfConsts", r#""p""#, Same),
        ("EnumOfConsts", r#""r""#, Same),
        ("EnumIntegerConsts", "2", Same),
        ("EnumIntegerConsts", "3", Same),
        ("EnumBooleans", "false", Same),
        ("EnumList", r#"["a", "new"]"#, Same),
        ("EnumKeys", r#"{"a": 1, "new": 2}"#, Same),
        (
            "EnumHolder",
            r#"{"text": "new", "status": "off", "other": {"status": "red"}, "level": 7}"#,
            Same,
        ),
        ("EnumHolder", r#"{"text": "a", "status": "red"}"#, Same),
    ]);
}

#[test]
fn objects_hold_what_they_allow() {
    holds(&[
        ("ObjectOpen", r#"{"a": 1, "b": {"c": [null]}}"#, Same),
        ("ObjectClosed", r#"{"a": 1}"#, Same),
        ("ObjectClosed", r#"{"a": 1, "b": 2}"#, As(r#"{"a": 1}"#)),
        ("ObjectTyped", r#"{"a": "x", "b": 2}"#, Same),
        ("ObjectEmptyRest", r#"{"a": "x", "b": [1]}"#, Same),
        (
            "ObjectPlain",
            r#"{"a": "x", "new": 1}"#,
            As(r#"{"a": "x"}"#),
        ),
        ("ObjectPlain", r#"{"a": null}"#, As("{}")),
        ("ObjectFree", r#"{"a": null, "b": {"c": 1.5}}"#, Same),
        ("ObjectFreeTrue", r#"{"a": []}"#, Same),
        ("ObjectMap", r#"{"x": {"a": "y"}, "": {}}"#, Same),
        ("ObjectMapOfMaps", r#"{"x": {"y": 1}, "z": {}}"#, Same),
        ("ObjectPatterns", r#"{"x-a": "b"}"#, Same),
        (
            "ObjectPatternsToo",
            r#"{"name": "n", "x-a": 1, "y-a": "b"}"#,
            Same,
        ),
        ("ObjectPatternsToo", r#"{"name": "n", "z": [1]}"#, Same),
        ("ObjectPatternsClosed", r#"{"n1": 1}"#, Same),
        ("ObjectNullables", r#"{"a": "x", "b": null, "c": 1}"#, Same),
        ("ObjectNothing", r#"{"a": 1}"#, Same),
        ("ObjectNothingClosed", "{}", Same),
        (
            "ObjectUndescribed",
            r#"{"id": {"x": 1}, "name": "n"}"#,
            Same,
        ),
        ("ObjectUnevaluated", r#"{"a": "x", "b": 1}"#, Same),
        ("ObjectAllOf", r#"{"a": "x", "b": 1}"#, Same),
        ("ObjectAllOf", r#"{"a": "x"}"#, Refused),
        ("ObjectAllOfSiblings", r#"{"a": "x", "c": true}"#, Same),
        ("ObjectAllOfRequired", r#"{"a": "x"}"#, Same),
        ("ObjectAllOfRequired", r#"{}"#, Refused),
        ("ObjectAllOfNarrow", r#"{"kind": "narrow", "n": 1}"#, Same),
        ("ObjectAllOfOnly", r#"{"a": "x"}"#, Same),
        (
            "ObjectRefSiblings",
            r#"{"a": {"a": "x"}, "b": {"a": "y", "extra": 1}, "c": {}}"#,
            Same,
        ),
        (
            "ObjectTree",
            r#"{"name": "a", "children": [{"name": "b", "parent": null}], "next": {"name": "c"}, "by_name": {"d": {"name": "d"}}}"#,
            Same,
        ),
        (
            "ObjectJson",
            r#"{"a": [1, "b", null, true, {"c": {}}, 1.5]}"#,
            Same,
        ),
        ("ObjectNest", "[[], [[]]]", Same),
        ("ObjectReadWrite", r#"{"id": "1", "name": "n"}"#, Same),
        ("ObjectReadWrite", r#"{"secret": "1", "name": "n"}"#, Same),
        ("ObjectReadWrite", r#"{"id": "1"}"#, Refused),
        ("ObjectAny", "[1, null]", Same),
        ("ObjectAny", "null", Same),
        ("ObjectTrue", r#"{"a": 1}"#, Same),
        ("ObjectHoldsAny", r#"{"any": null}"#, Same),
        (
            "ObjectHoldsAny",
            r#"{"any": 1, "true": null, "described": [], "list": [null, 1], "titled": null}"#,
            Same,
        ),
        ("ObjectDefs", r#"{"inner": {"deep": "one"}}"#, Same),
        (
            "ObjectOddRefs",
            r#"{"of_property": "narrow", "of_items": "x", "of_path": {"odd": 1}, "encoded": {"e": 1}, "raw": {"c": "x"}}"#,
            Same,
        ),
        ("ObjectDependent", r#"{"a": "x", "b": "y"}"#, Same),
        ("ObjectIfThen", r#"{"a": "x"}"#, Same),
        ("ObjectOneOfBase", r#"{"id": 1, "x": "a"}"#, Same),
        ("ObjectOneOfBase", r#"{"id": 1, "y": "a"}"#, Same),
        ("ObjectAnyOfRequired", r#"{"x": "a", "y": "b"}"#, Same),
        ("ObjectAnyOfRequired", r#"{"y": "b"}"#, Same),
        ("Agent-Input", r#"{"name": "n"}"#, Same),
        ("Agent-Output", r#"{"name": "n", "voice": "v"}"#, Same),
        ("Agent-Output", r#"{"name": "n"}"#, Refused),
        (
            "ObjectTitled",
            r#"{"type": "a", "nested": {"type": 1}}"#,
            Same,
        ),
    ]);
}

#[test]
fn unions_with_a_tag_follow_it() {
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
        ("UnionTextTag", r#"{"type": "first", "a": 1}"#, Same),
        ("UnionTextTag", r#"{"type": "second", "b": 1}"#, Same),
        ("UnionTextTag", r#"{"type": "second"}"#, Same),
        (
            "UnionNamedTag",
            r#"{"type": "UnionTextTagA", "a": 1}"#,
            Same,
        ),
        (
            "UnionNamedTag",
            r#"{"type": "UnionTextTagB", "b": 1}"#,
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
fn an_alternative_of_an_unknown_tag_is_kept_whole() {
    holds(&[
        ("UnionTextTag", r#"{"type": "third", "c": {"x": 1}}"#, Same),
        (
            "UnionNamedTag",
            r#"{"type": "UnionTextTagC", "c": 1}"#,
            Same,
        ),
        ("UnionManyTags", r#"{"k": "d", "z": 1}"#, Same),
        ("UnionLacking", r#"{"type": "lc", "x": 1, "y": 2}"#, Same),
        ("UnionDefaultTag", r#"{"type": "c", "y": 1}"#, Same),
    ]);
}

#[test]
fn unions_without_a_tag_take_what_fits() {
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
        (
            "UnionFormats",
            r#""6F1E9A3E-2A8C-4A51-9D0A-3F8D1C6F0E11""#,
            As(r#""6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11""#),
        ),
        ("UnionStrictFormats", r#""neither""#, Same),
        ("UnionNumbers", "1.5", Same),
        ("UnionNumbers", "1", As("1.0")),
        ("UnionNumberText", r#""1""#, Same),
        ("UnionNumberText", "1", Same),
        ("UnionNumberText", "1.5", Same),
        ("UnionTextNumber", "1.5", Same),
        ("UnionTextNumber", r#""x""#, Same),
        ("UnionIntegerBoolean", "true", Same),
        ("UnionIntegerBoolean", "3", Same),
        ("UnionIntegerBoolean", r#""true""#, Same),
        ("UnionIntegerBoolean", "null", Same),
        ("UnionLists", r#"["a"]"#, Same),
        ("UnionLists", r#"[{"kind": "cat"}]"#, Same),
        ("UnionLists", "[]", Same),
        ("UnionLists", r#""s""#, Same),
        ("UnionLists", "[1]", Same),
        ("UnionTextRules", r#""abc""#, Same),
        ("UnionTextRules", "3", Same),
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
        ("UnionEnumText", r#""free""#, Same),
        ("UnionOneOfNull", "null", Same),
        ("UnionOneOfNull", r#"{"kind": "dog", "bark": "w"}"#, Same),
        (
            "UnionHolder",
            r#"{"pet": {"kind": "cat"}, "maybe": null, "inline": {"t": 2, "z": 3}, "list": [{"c": "x"}, {"a": "x"}], "loc": ["body", 0]}"#,
            Same,
        ),
        (
            "UnionHolder",
            r#"{"pet": {"kind": "new", "x": 1}, "maybe": {"kind": "dog", "bark": "w"}, "inline": {"t": 3, "y": 3}}"#,
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
fn alternatives_that_are_one_type_in_rust_are_one() {
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
fn arrays_and_tuples_keep_their_form() {
    holds(&[
        ("ArrayPair", r#"["a", 1]"#, Same),
        ("ArrayPair", r#"["a"]"#, Refused),
        ("ArrayPairItemsFalse", r#"["a", {"a": "b"}]"#, Same),
        ("ArrayOpenTuple", r#"["a"]"#, Same),
        ("ArrayOpenTuple", r#"["a", 1, null]"#, Same),
        ("ArrayOpenTuple", "[]", Same),
        ("ArrayTupleRest", r#"["a", 1, 2]"#, Same),
        ("ArrayNested", "[[[1], []], []]", Same),
        ("ArraySet", r#"["a", "a", "b", "c", "d"]"#, Same),
        ("ArrayOfPairs", r#"[["a", 1], ["b", 2]]"#, Same),
        ("ArrayAny", r#"[1, "a", null]"#, Same),
        ("ArrayItemsTrue", r#"[{}]"#, Same),
        ("ArrayContains", "[1, 2]", Same),
        ("ArrayInline", r#"[{"x": [{"y": 1}]}]"#, Same),
        (
            "ArrayHolder",
            r#"{"pair": ["a", 1], "grid": [[1.5]], "maybe": null}"#,
            Same,
        ),
        ("ArrayHolder", "{}", Same),
        ("ArrayHolder", r#"{"maybe": []}"#, Same),
        ("ArrayLong", "[1,2,3,4,5,6,7,8,9]", Same),
    ]);
}

#[test]
fn defaults_are_never_added() {
    holds(&[
        ("Defaults", "{}", Same),
        (
            "Defaults",
            r#"{"null": null, "list": [], "map": {}, "object": {}}"#,
            Same,
        ),
        ("DefaultsWrong", "{}", Same),
        (
            "DefaultsWrong",
            r#"{"text": "a", "count": 1, "choice": "a", "union": "u"}"#,
            Same,
        ),
        ("UnionDefaultTag", r#"{"type": "a"}"#, Same),
        ("Agent-Input", r#"{"name": "n"}"#, Same),
    ]);
}

#[test]
fn names_on_the_wire_are_the_documents() {
    let keywords = r##"{"type": "1", "self": "2", "Self": "3", "fn": "4", "_": "5", "__": "6", "-": "7", "1st": "8", "$ref": "9", "@id": "10", "#text": "11", "a b": "12", "a-b": "13", "a_b": "14", "aB": "15", "naïve": "16", "日本": "17", "new": "18", "default": "19", "clone": "20"}"##;
    holds(&[
        ("NameKeywords", keywords, Same),
        ("Option", r#"{"a": "x"}"#, Same),
        ("Box", r#"{"a": {"a": {}}}"#, Same),
        ("Value", r#"{"a": {}}"#, Same),
        ("Self", r#"{"a": "x"}"#, Same),
        ("str", r#""a""#, Same),
        ("bool", "true", Same),
        ("i64", "1", Same),
        ("u8", r#""x""#, Same),
        ("name_snake", r#"{"a": "x"}"#, Same),
        ("NameSnake", r#"{"b": "x"}"#, Same),
        ("name.dotted", r#"{"c": "x"}"#, Same),
        ("1name", r#"{"d": "x"}"#, Same),
        ("Name[int]", r#"{"e": 1}"#, Same),
        ("name-snake-2", r#"{"a": "x"}"#, Same),
        (
            "NameInline",
            r#"{"item": {"x": 1}, "Item": {"y": 1}, "item_": {"z": 1}}"#,
            Same,
        ),
        ("NameInlineItem", r#"{"w": 1}"#, Same),
        (
            "NameHolder",
            r#"{"o": {"a": "x"}, "s": {"a": {}}, "v": {"a": []}, "b": {}, "r": {"ok": true}, "u": {"a": "x"}}"#,
            Same,
        ),
        (
            "WebhookCall",
            r#"{"id": "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11", "at": "2026-07-03T10:00:00Z"}"#,
            Same,
        ),
        ("Prose", r#"{"a": "x", "c": "x"}"#, Same),
    ]);
}
