//! Properties that only `then`, `else` and `dependentSchemas` describe.

use generated_tests::types::{
    C07Pay, C07PayKind, CondAllOf, CondNested, CondOnly, CondSent, CondSentKind,
};
use serde_json::{Value, json};

use crate::wire::Wire;

/// A value decoded and encoded again.
fn again<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> Value {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    serde_json::to_value(decoded).unwrap()
}

#[tokio::test]
async fn they_are_optional_and_are_sent_and_received() {
    let sent = json!({"kind": "card", "number": "4111", "couponOwner": "me"});
    let wire = Wire::json(200, &sent.to_string()).await;
    let mut pay = C07Pay::new(C07PayKind::Card);
    pay.number = Some("4111".to_owned());
    pay.coupon_owner = Some("me".to_owned());
    let received = wire.client.c07_n(pay).send().await.unwrap();
    assert_eq!(received.number.as_deref(), Some("4111"));
    assert_eq!(received.iban, None);
    assert_eq!(wire.received().text(), sent.to_string());
}

#[test]
fn conditions_within_all_of_and_within_conditions_are_followed() {
    for value in [
        json!({"kind": "a", "street": "s", "floor": 3}),
        json!({"kind": "b", "number": "4", "expiry": {"month": 1, "year": 2}, "floor": "top"}),
    ] {
        assert_eq!(again::<CondAllOf>(&value), value);
    }
    let value = json!({"kind": "x", "deep": true, "left": 1, "right": 2, "both": "b", "far": "f"});
    assert_eq!(again::<CondNested>(&value), value);
    let value = json!({"y": "1", "z": {"z": {"y": "2"}}});
    assert_eq!(again::<CondOnly>(&value), value);
}

#[tokio::test]
async fn a_declared_property_keeps_its_own_rules() {
    let wire = Wire::json(200, r#"{"kind":"b","street":"s"}"#).await;
    // `then` demands three characters of `street`, but only of the other kind.
    let mut sent = CondSent::new(CondSentKind::C);
    sent.note_by = Some("xy".to_owned());
    let received = wire.client.post_conditional(sent).send().await.unwrap();
    assert_eq!(received.street.as_deref(), Some("s"));
    assert_eq!(wire.received().text(), r#"{"kind":"c","noteBy":"xy"}"#);
    // A rule of a property that only a condition describes is checked.
    let mut sent = CondSent::new(CondSentKind::C);
    sent.note_by = Some("x".to_owned());
    let error = wire.client.post_conditional(sent).send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(error.to_string().contains("noteBy"), "{error}");
}
