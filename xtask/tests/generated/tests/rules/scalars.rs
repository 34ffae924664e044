//! Strings, numbers, times and enumerated values, decoded as generated types and encoded again.

use generated_tests::types::{EnumIntegers, EnumMixedValue, EnumStrings};

use crate::rows::Back::{As, Same};
use crate::rows::holds;

#[test]
fn a_string_that_almost_has_a_format_stays_a_string() {
    holds(&[(
        "UnionFormats",
        r#""6f1e9a3e2a8c4a519d0a3f8d1c6f0e11""#,
        Same,
    )]);
}

#[test]
fn scalars_keep_their_value() {
    holds(&[
        ("ScalarString", r#""""#, Same),
        (
            "ScalarUuid",
            r#""00000000-0000-0000-0000-000000000000""#,
            Same,
        ),
        (
            "ScalarAll",
            r#"{"uuid": "6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11", "when": "2026-07-03T10:00:00Z",
                "day": "2026-07-03", "time": "10:00:00Z", "span": "P1DT2H",
                "uri": "https://a.b/c?d", "email": "a@b.c", "v4": "1.2.3.4", "v6": "::1",
                "byte": "YQ==", "binary": "x", "decimal": "1.10", "secret": "s", "odd": "o"}"#,
            Same,
        ),
        (
            "ScalarAll",
            r#"{"time": "10:00", "uri": "not a uri", "v4": "999", "decimal": "x"}"#,
            Same,
        ),
        (
            "ScalarNumbers",
            r#"{"small": -5, "large": 9223372036854775807, "any": -9223372036854775808,
                "ratio": 0.1, "single": 1.5, "unsigned": 18446744073709551615, "wide": -1,
                "flag": false}"#,
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
            "ScalarWideRest",
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
fn integers_may_be_written_with_a_decimal_point() {
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
fn timestamps_without_a_zone_are_utc_everywhere() {
    holds(&[
        (
            "ScalarTimes",
            r#"{"plain": "2026-07-03T10:00:00", "maybe": "2026-07-03T10:00:00",
                "list": ["2026-07-03T10:00:00"], "map": {"a": "2026-07-03T10:00:00"},
                "named": "2026-07-03T10:00:00", "pair": ["2026-07-03T10:00:00", 1]}"#,
            As(
                r#"{"plain": "2026-07-03T10:00:00Z", "maybe": "2026-07-03T10:00:00Z",
                    "list": ["2026-07-03T10:00:00Z"], "map": {"a": "2026-07-03T10:00:00Z"},
                    "named": "2026-07-03T10:00:00Z", "pair": ["2026-07-03T10:00:00Z", 1]}"#,
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
fn enums_preserve_unknown_values() {
    holds(&[
        ("EnumStrings", r#""a""#, Same),
        ("EnumStrings", r#""b_c""#, Same),
        ("EnumStrings", r#""new one""#, Same),
        ("EnumStrings", r#""""#, Same),
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
fn an_enum_is_parsed_from_what_it_prints() {
    fn parsed<T: std::str::FromStr<Err = std::convert::Infallible> + serde::Serialize>(
        string: &str,
    ) -> String {
        let Ok(value) = string.parse::<T>();
        serde_json::to_string(&value).unwrap()
    }
    for (string, json) in [("b_c", r#""b_c""#), ("new", r#""new""#), ("", r#""""#)] {
        assert_eq!(parsed::<EnumStrings>(string), json);
    }
    for (string, json) in [("-3", "-3"), ("7", "7"), ("x", r#""x""#)] {
        assert_eq!(parsed::<EnumIntegers>(string), json);
    }
    assert_eq!(
        "2".parse::<EnumIntegers>(),
        Ok(EnumIntegers::from(serde_json::json!(2)))
    );
    for (string, json) in [
        ("a", r#""a""#),
        ("1", "1"),
        ("true", "true"),
        ("b", r#""b""#),
    ] {
        assert_eq!(parsed::<EnumMixedValue>(string), json);
    }
    for value in [r#""a""#, "1", "true", "8", r#""b c""#] {
        let value: EnumMixedValue = serde_json::from_str(value).unwrap();
        assert_eq!(value.to_string().parse::<EnumMixedValue>(), Ok(value));
    }
}
