//! Unions within unions that are one Rust type in the end, and other shapes that are hard to
//! compile.

use generated_tests::errors::OddOpDupError;
use generated_tests::responses::OddOpDupResponse;
use generated_tests::types::{NestA, OddE, OddL, OddU};
use serde_json::json;

use crate::rows::Back::Same;
use crate::rows::holds;
use crate::wire::Wire;

#[tokio::test]
async fn a_union_of_strings_is_a_string_however_it_is_nested() {
    let wire = Wire::json(200, r#""a@b.c""#).await;
    let sent: NestA = "host".to_owned();
    let got = wire.client.nest_op_a(sent).send().await.unwrap();
    assert_eq!(&*got, "a@b.c");
    assert_eq!(wire.received().body, br#""host""#);
}

#[test]
fn unions_that_are_hard_to_compile_lose_nothing() {
    holds(&[
        ("OddU", "[[], [[]]]", Same),
        ("OddE", r#"{"a": [1]}"#, Same),
        ("OddL", r#"["a", "b"]"#, Same),
        ("OddNn", "null", Same),
        ("OddNn", r#""a""#, Same),
        ("NestA", r#""a""#, Same),
        ("NestB", r#""a""#, Same),
    ]);
    let _: OddL = vec!["a".to_owned()];
    let _: OddE = [("a".to_owned(), json!(1))].into();
    assert!(serde_json::from_str::<OddU>("[]").is_ok());
}

#[tokio::test]
async fn a_status_in_two_spellings_is_one_variant() {
    let wire = Wire::json(206, "7").await;
    let got = wire.client.odd_op_dup().send().await.unwrap();
    assert!(matches!(&*got, OddOpDupResponse::Status2xx(7)));
    let wire = Wire::json(404, r#""gone""#).await;
    let error = wire.client.odd_op_dup().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(OddOpDupError::Status4xx(body)) if body == "gone"));
    let wire = Wire::json(502, r#""down""#).await;
    let error = wire.client.odd_op_dup().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(OddOpDupError::Default(body)) if body == "down"));
}

#[tokio::test]
async fn odd_paths_are_called() {
    let wire = Wire::silent().await;
    wire.client.odd_op_regex("a").send().await.unwrap();
    assert_eq!(wire.target(), "/odd/a/a");
    let wire = Wire::silent().await;
    wire.client.odd_op_adj("a", "b").send().await.unwrap();
    assert_eq!(wire.target(), "/odd/d/ab");
    let wire = Wire::silent().await;
    wire.client.odd_op_quote().send().await.unwrap();
    assert!(wire.target().starts_with("/odd/c/"));
    let wire = Wire::silent().await;
    wire.client.odd_op_noname("x").send().await.unwrap();
    assert!(wire.target().starts_with("/odd/e/"));
}
