//! What is required of an object's properties together, of integers by their format, and of the
//! headers of parts.

use std::collections::BTreeMap;

use generated_tests::forms::SendRulePartsForm;
use generated_tests::types::{
    RuleCount, RuleDependent, RuleIntegers, RuleJoined, RuleNames, RuleOneWay, RulePatterns,
    RuleSets, RuleUndeclared, SendRulePartsBodyMeta,
};
use generated_tests::{File, Violation};
use serde_json::json;

use crate::multipart::parts;
use crate::wire::Wire;

/// The violations of a call; none if it was sent.
macro_rules! violations {
    ($call:ident($($argument:expr),*) $(.$setter:ident($value:expr))*) => {{
        let wire = Wire::silent().await;
        match wire.client.$call($($argument),*)$(.$setter($value))*.send().await {
            Ok(_) => Vec::new(),
            Err(error) => {
                assert!(wire.server.received().is_empty());
                error.violations().iter().map(Violation::to_string).collect::<Vec<_>>()
            }
        }
    }};
}

#[tokio::test]
async fn a_property_requires_others_beside_it() {
    let none: [&str; 0] = [];
    assert_eq!(violations!(send_rule_dependent(RuleDependent::new())), none);
    let card = RuleDependent::new().card("1");
    assert_eq!(
        violations!(send_rule_dependent(card.clone())),
        ["body must have the property `address`, because it has `card`"]
    );
    let address = card.address("x");
    assert_eq!(
        violations!(send_rule_dependent(address.clone())),
        ["body must have the property `zip`, because it has `address`"]
    );
    assert_eq!(violations!(send_rule_dependent(address.zip("1"))), none);
    let map = |names: &[&str]| -> BTreeMap<String, String> {
        let entries = names.iter().map(|name| ((*name).to_owned(), String::new()));
        entries.collect()
    };
    assert_eq!(violations!(send_rule_dependent_map(map(&["b", "d"]))), none);
    assert_eq!(
        violations!(send_rule_dependent_map(map(&["a", "c"]))),
        [
            "body must have the property `d`, because it has `c`",
            "body must have the property `b`, because it has `a`",
        ]
    );
}

#[tokio::test]
async fn the_rules_of_all_parts_of_a_schema_apply() {
    let mut joined = RuleJoined::new();
    joined.x = Some("x".to_owned());
    assert_eq!(
        violations!(send_rule_joined(joined.clone())),
        ["body must have the property `card`, because it has `x`"]
    );
    joined.card = Some("1".to_owned());
    assert_eq!(
        violations!(send_rule_joined(joined)),
        ["body must have the property `address`, because it has `card`"]
    );
}

#[tokio::test]
async fn one_of_several_sets_of_properties_is_required() {
    let rule = "body must have exactly one of these: `email`, `phone`";
    assert_eq!(
        violations!(send_rule_sets(RuleSets::new().name("n"))),
        [rule]
    );
    let email = RuleSets::new().email("e");
    assert!(violations!(send_rule_sets(email.clone())).is_empty());
    assert_eq!(violations!(send_rule_sets(email.phone("p"))), [rule]);
}

#[tokio::test]
async fn a_required_property_without_a_field_is_required() {
    let mut value = RuleUndeclared::new("a");
    assert_eq!(
        violations!(send_rule_undeclared(value.clone())),
        ["body must have the property `b`"]
    );
    let rest = &mut value.additional_properties;
    rest.insert("b".to_owned(), json!(null));
    assert!(violations!(send_rule_undeclared(value)).is_empty());
}

#[tokio::test]
async fn names_of_additional_properties_have_rules() {
    let mut value = RuleNames::new();
    for name in ["abcd", "Abc", "abcde"] {
        let rest = &mut value.additional_properties;
        rest.insert(name.to_owned(), String::new());
    }
    assert_eq!(
        violations!(send_rule_names(value)),
        [
            "body/Abc must not be there: its name must match `^[a-z]+$`",
            "body/abcde must not be there: its name must have at most 4 characters",
        ]
    );
    let mut value = RulePatterns::new().id(1);
    for name in ["x-a", "y"] {
        let rest = &mut value.additional_properties;
        rest.insert(name.to_owned(), String::new());
    }
    assert_eq!(
        violations!(send_rule_patterns(value)),
        ["body/y must not be there: its name must match `^x-`"]
    );
}

#[tokio::test]
async fn properties_are_counted_with_the_declared_ones() {
    assert_eq!(
        violations!(send_rule_count(RuleCount::new())),
        ["body must have at least 1 properties, has 0"]
    );
    let two = RuleCount::new().a("a").b("b");
    assert!(violations!(send_rule_count(two.clone())).is_empty());
    assert_eq!(
        violations!(send_rule_count(two.c("c"))),
        ["body must have at most 2 properties, has 3"]
    );
}

#[tokio::test]
async fn a_property_that_is_never_sent_is_not_required() {
    assert!(violations!(send_rule_one_way(RuleOneWay::new().a("a"))).is_empty());
}

#[tokio::test]
async fn an_integer_beyond_its_format_is_not_sent() {
    let fits = RuleIntegers::new()
        .tiny(-128)
        .small(i64::from(i32::MAX))
        .beyond(i64::from(i32::MIN))
        .byte(255)
        .unsigned(i64::from(u32::MAX))
        .long(i64::MIN)
        .natural(u64::MAX)
        .list([i64::from(i16::MIN)]);
    assert!(violations!(send_rule_integers(fits)).is_empty());
    let beyond = RuleIntegers::new()
        .tiny(128)
        .small(i64::from(i32::MAX) + 1)
        .limited(10)
        .beyond(9_000_000_000)
        .byte(-1)
        .unsigned(-1)
        .list([i64::from(i16::MAX) + 1]);
    assert_eq!(
        violations!(send_rule_integers(beyond)),
        [
            "body/tiny must be at most 127, is 128",
            "body/small must be at most 2147483647, is 2147483648",
            "body/limited must be less than 10, is 10",
            "body/beyond must be at most 2147483647, is 9000000000",
            "body/byte must be at least 0, is -1",
            "body/unsigned must be at least 0, is -1",
            "body/list/0 must be at most 32767, is 32768",
        ]
    );
    assert_eq!(
        violations!(get_rule_integers(3_000_000_000_i64).byte(256)),
        [
            "small must be at most 2147483647, is 3000000000",
            "byte must be at most 255, is 256",
        ]
    );
}

#[tokio::test]
async fn an_integer_that_its_type_cannot_hold_is_an_error_with_its_path() {
    for (body, path) in [
        (r#"{"long": 9223372036854775808}"#, "long"),
        (r#"{"natural": -1}"#, "natural"),
        (r#"{"natural": 18446744073709551616}"#, "natural"),
        (r#"{"small": 1e30}"#, "small"),
        (r#"{"list": [1, 1.5]}"#, "list[1]"),
    ] {
        let wire = Wire::json(200, body).await;
        let error = wire.client.get_rule_integers(1).send().await.unwrap_err();
        assert!(error.is_decode(), "{body}: {error:?}");
        let message = error.to_string();
        assert!(message.contains(path), "{body}: {message}");
    }
    // A response is read leniently: beyond its format, an integer is what it is.
    let wire = Wire::json(200, r#"{"small": 3000000000, "unsigned": -1}"#).await;
    let value = wire.client.get_rule_integers(1).send().await.unwrap();
    assert_eq!(
        (value.small, value.unsigned),
        (Some(3_000_000_000), Some(-1))
    );
}

#[tokio::test]
async fn headers_of_parts_that_have_one_value_are_sent() {
    let wire = Wire::silent().await;
    let file = File::from("content").with_header("X-Digest", "abc");
    let form = SendRulePartsForm::new(SendRulePartsBodyMeta::new(), file).note("n");
    wire.client.send_rule_parts(form).send().await.unwrap();
    let parts = parts(&wire).into_iter();
    let heads: Vec<String> = parts.map(|(head, _)| head).collect();
    let json = "content-type: application/json\r\nx-kind: meta\r\nx-version: 2";
    let bytes = "content-type: application/octet-stream\r\nx-digest: abc\r\nx-kind: file";
    let disposition = "content-disposition: form-data; name=";
    assert_eq!(
        heads,
        [
            format!("{disposition}\"meta\"\r\n{json}"),
            format!("{disposition}\"file\"; filename=\"file\"\r\n{bytes}"),
            format!("{disposition}\"note\""),
        ]
    );
}

#[tokio::test]
async fn a_header_that_a_part_cannot_have_is_an_error() {
    for (name, value, why) in [
        ("a b", "c", "a header is not valid"),
        ("a", "b\r\nc: d", "a header is not valid"),
        (
            "Content-Type",
            "text/html",
            "it has the header content-type already",
        ),
    ] {
        let wire = Wire::silent().await;
        let file = File::from("content").with_header(name, value);
        let form = SendRulePartsForm::new(SendRulePartsBodyMeta::new(), file);
        let error = wire.client.send_rule_parts(form).send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error:?}");
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(wire.server.count(), 0);
    }
}
