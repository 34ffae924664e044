//! Values that are several alternatives of an `anyOf` at once.

use std::error::Error as _;

use generated_tests::types::{
    AnyBot, AnyCompany, AnyCompanyAt, AnyExactly, AnyHolder, AnyLong, AnyPerson, AnyPersonAt,
    AnyWrapped, C14o, C14oVariant1, C14oVariant2,
};
use serde_json::{Value, json};

use crate::rows::Back::{As, Same};
use crate::rows::holds;
use crate::wire::Wire;

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn a_value_that_is_both_is_made_sent_received_and_read_as_either() {
    let body = r#"{"a": "x", "b": "y"}"#;
    let wire = Wire::json(200, body).await;
    let (a, b) = (C14oVariant1::new().a("x"), C14oVariant2::new().b("y"));
    let both = C14o::several([a.clone().into(), b.clone().into()]);
    let got = wire.client.c14_o(both.clone()).send().await.unwrap();
    assert_eq!(got.to_variant1(), Some(a));
    assert_eq!(got.to_variant2(), Some(b));
    let C14o::Several(several) = &*got else {
        panic!("{got:?}");
    };
    assert_eq!(several.parts().len(), 2);
    assert_eq!(serde_json::to_value(&*got).unwrap(), read::<Value>(body));
    let sent: Value = serde_json::from_slice(&wire.received().body).unwrap();
    assert_eq!(sent, read::<Value>(body));
}

#[test]
fn a_value_that_one_alternative_describes_is_that_one_and_can_be_read_as_another() {
    let one: C14o = read(r#"{"b": "y"}"#);
    assert!(matches!(one, C14o::Variant2(_)));
    assert_eq!(one.to_variant1(), Some(C14oVariant1::new()));
    let person: AnyLong = read(r#"{"name": "n"}"#);
    assert!(matches!(person, AnyLong::AnyPerson(_)));
    assert_eq!(person.to_any_company(), None);
    // Neither: `at` has another type.
    let unknown: AnyLong = read(r#"{"name": "n", "vat": "v1", "at": 1}"#);
    assert!(matches!(unknown, AnyLong::UnknownValue(_)));
    assert_eq!(unknown.to_any_person(), None);
}

#[test]
fn several_alternatives_lose_nothing() {
    holds(&[
        (
            "AnyLong",
            r#"{"name": "n", "vat": "v1", "model": "m", "born": "2000-01-31"}"#,
            Same,
        ),
        (
            "AnyLong",
            r#"{"name": "n", "vat": "v1", "at": {"street": "s", "city": "c"}}"#,
            Same,
        ),
        (
            "AnyLong",
            r#"{"name": "n", "vat": "v1", "new": 1}"#,
            As(r#"{"name": "n", "vat": "v1"}"#),
        ),
        // `owner` is known to the bot, which this is not.
        (
            "AnyLong",
            r#"{"name": "n", "vat": "v1", "owner": {"name": "o"}}"#,
            Same,
        ),
        (
            "AnyLong",
            r#"{"name": "n", "vat": "v1", "born": "?"}"#,
            Same,
        ),
        (
            "AnyLong",
            r#"{"model": "m", "name": "n", "owner": {"vat": "v1", "name": "o"}}"#,
            Same,
        ),
        (
            "AnyWrapped",
            r#"{"count": 1, "note": "x", "party": {"name": "n", "vat": "v1", "new": 1}}"#,
            As(r#"{"count": 1, "note": "x", "party": {"name": "n", "vat": "v1"}}"#),
        ),
        (
            "AnyWrapped",
            r#"{"party": {"name": "n", "vat": "v1"}, "new": 1}"#,
            As(r#"{"party": {"name": "n", "vat": "v1"}}"#),
        ),
        ("AnyKinds", r#"{"kind": "a", "x": 1, "y": 2}"#, Same),
        // Exactly one may match.
        ("AnyExactly", r#"{"a": "x", "b": "y"}"#, Same),
    ]);
    let exactly: AnyExactly = read(r#"{"a": "x", "b": "y"}"#);
    assert!(matches!(exactly, AnyExactly::UnknownValue(_)));
}

#[test]
fn what_is_several_at_every_depth_is_read_in_time() {
    // Each value is a person and a bot, and the bot's owner is the next one.
    let mut value = json!({"name": "n", "model": "m"});
    for _ in 0..25 {
        value = json!({"name": "n", "model": "m", "born": "2000-01-31", "owner": value});
    }
    let started = std::time::Instant::now();
    let decoded: AnyLong = serde_json::from_value(value.clone()).unwrap();
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert!(matches!(decoded, AnyLong::Several(_)));
    assert_eq!(serde_json::to_value(&decoded).unwrap(), value);
}

#[test]
fn nested_properties_of_all_alternatives_are_merged() {
    let person = AnyPerson::new("n").at(AnyPersonAt::new().street("s"));
    let company = AnyCompany::new("v1").at(AnyCompanyAt::new().city("c"));
    let both = AnyLong::several([person.into(), company.into()]);
    let expected = json!({"name": "n", "vat": "v1", "at": {"street": "s", "city": "c"}});
    assert_eq!(serde_json::to_value(&both).unwrap(), expected);
    let wrapped = AnyWrapped::from(AnyHolder::new(both));
    assert_eq!(
        serde_json::to_value(&wrapped).unwrap(),
        json!({"party": expected})
    );
    let bot = AnyBot::new("m").owner(read::<AnyLong>(r#"{"name": "o"}"#));
    assert!(AnyLong::from(bot).to_any_bot().is_some());
}

#[tokio::test]
async fn parts_are_checked_and_must_agree() {
    let wire = Wire::json(200, "{}").await;
    let both = AnyLong::several([AnyPerson::new("n").into(), AnyCompany::new("v").into()]);
    let error = wire.client.any_long(both).send().await.unwrap_err();
    assert!(error.to_string().contains("vat"), "{error}");
    let parts = ["x", "y"].map(|a| C14oVariant1::new().a(a).into());
    let error = wire.client.c14_o(C14o::several(parts)).send().await;
    let error = error.unwrap_err();
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    assert!(
        cause.contains("different values for `a`"),
        "{error}: {cause}"
    );
    assert!(wire.server.received().is_empty());
}
