//! Objects, decoded as generated types and encoded again.

use generated_tests::types::{ObjectClosed, ObjectTyped};

use crate::rows::Back::{As, Refused, Same};
use crate::rows::holds;

#[test]
fn the_last_of_two_members_of_one_name_counts() {
    let decoded: ObjectClosed = serde_json::from_str(r#"{"a": 1, "b": 0, "a": 2}"#).unwrap();
    assert_eq!(decoded.a, 2);
    let decoded: ObjectTyped = serde_json::from_str(r#"{"b": 1, "b": 2}"#).unwrap();
    assert_eq!(decoded.additional_properties["b"], 2);
}

#[test]
fn an_array_is_no_object() {
    let error = serde_json::from_str::<ObjectClosed>("[1]").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("invalid type: sequence, expected struct ObjectClosed")
    );
    assert!(serde_json::from_str::<ObjectTyped>(r#"["x"]"#).is_err());
}

#[test]
fn an_additional_property_does_not_repeat_a_declared_one() {
    let mut typed = ObjectTyped::new().a("x");
    typed.additional_properties.insert("a".to_owned(), 1);
    typed.additional_properties.insert("b".to_owned(), 2);
    assert_eq!(serde_json::to_string(&typed).unwrap(), r#"{"a":"x","b":2}"#);
}

#[test]
fn properties_that_match_no_pattern_are_unrestricted() {
    holds(&[("ObjectPatterns", r#"{"x-a": "b", "other": 1}"#, Same)]);
}

#[test]
fn objects_preserve_the_properties_that_they_allow() {
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
            r#"{"name": "a", "children": [{"name": "b", "parent": null}], "next": {"name": "c"},
                "by_name": {"d": {"name": "d"}}}"#,
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
            r#"{"of_property": "narrow", "of_items": "x", "of_path": {"odd": 1},
                "encoded": {"e": 1}, "raw": {"c": "x"}}"#,
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
fn property_names_are_the_documents() {
    let keywords = r##"{"type": "1", "self": "2", "Self": "3", "fn": "4", "_": "5", "__": "6",
        "-": "7", "1st": "8", "$ref": "9", "@id": "10", "#text": "11", "a b": "12", "a-b": "13",
        "a_b": "14", "aB": "15", "naïve": "16", "日本": "17", "new": "18", "default": "19",
        "clone": "20"}"##;
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
            r#"{"o": {"a": "x"}, "s": {"a": {}}, "v": {"a": []}, "b": {}, "r": {"ok": true},
                "u": {"a": "x"}}"#,
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
