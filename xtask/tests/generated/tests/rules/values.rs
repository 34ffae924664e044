//! What decides the type of a value, and that a value is exactly what was sent or received.

use generated_tests::types::{
    C06n, C08t, C26Add, C26f, C32n, C36In, C36t, C62g, C62u, ValueDays, ValueExtra, ValueIntegers,
    ValueLenient, ValueNumbers, ValueOneWay, ValueRules,
};
use generated_tests::{Number, Violation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::rows::Back::{As, Refused, Same};
use crate::rows::holds;
use crate::wire::Wire;

/// Decodes and encodes each text, which a parsed `Value` would round.
fn exact<T: DeserializeOwned + Serialize>(texts: &[&str]) {
    for text in texts {
        let decoded: T = serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(serde_json::to_string(&decoded).unwrap(), *text);
    }
}

fn reads<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// The violations of a request, which is not sent.
macro_rules! violations {
    ($call:ident($($argument:expr),*) $(.$setter:ident($value:expr))*) => {{
        let wire = Wire::silent().await;
        let error = wire.client.$call($($argument),*)$(.$setter($value))*.send().await.unwrap_err();
        assert!(wire.server.received().is_empty());
        error.violations().iter().map(Violation::to_string).collect::<Vec<_>>()
    }};
}

#[test]
fn a_numeric_format_is_a_number_without_a_type() {
    exact::<C32n>(&[concat!(
        r#"{"temp":21,"dbl":0.5,"bare":9007199254740993,"fl":1.5,"#,
        r#""dt":"2026-07-03T10:00:00Z","bool":true}"#
    )]);
    holds(&[
        ("C32N", r#"{"temp": 1.0}"#, As(r#"{"temp": 1}"#)),
        ("C32N", r#"{"temp": "21"}"#, Refused),
        ("C32N", r#"{"temp": 1.5}"#, Refused),
        ("C32N", r#"{"dbl": "1.5"}"#, Refused),
        ("ValueLenient", r#"{"count": 7, "ratio": 0.5}"#, Same),
        ("ValueLenient", r#"{"count": "7", "ratio": "0.5"}"#, Same),
        (
            "ValueLenient",
            r#"{"ratio": null, "list": [1.5, 2.0]}"#,
            Same,
        ),
        ("ValueLenient", r#"{"custom": [1]}"#, Same),
        ("ValueLenient", r#"{"custom": "a"}"#, Same),
    ]);
}

#[tokio::test]
async fn a_numeric_format_has_the_rules_of_a_number() {
    let lenient = ValueLenient::new().bounded(10).list(vec![f64::NAN]);
    assert_eq!(
        violations!(send_value_lenient(lenient)),
        [
            "body/list/0 must be a finite number, is NaN",
            "body/bounded must be at most 9, is 10",
        ]
    );
}

#[test]
fn read_only_counts_through_a_reference() {
    // A request needs none, and a response may have both.
    assert_eq!(
        serde_json::to_string(&C36t::new("n")).unwrap(),
        r#"{"name":"n"}"#
    );
    assert_eq!(
        serde_json::to_string(&C36In::new("n")).unwrap(),
        r#"{"name":"n"}"#
    );
    exact::<C36t>(&[r#"{"id":"a","stamp":{"at":"b"},"name":"n"}"#]);
    let one_way = ValueOneWay::new("n").secret("s");
    assert_eq!(
        serde_json::to_string(&one_way).unwrap(),
        r#"{"secret":"s","name":"n"}"#
    );
}

#[test]
fn write_only_counts_through_a_reference() {
    assert_eq!(reads::<C62u>(r#"{"name": "n"}"#).secret, None);
    assert_eq!(reads::<C62g>(r#"{"name": "n", "x": 1}"#).x, Some(1));
    assert_eq!(
        reads::<ValueOneWay>(r#"{"id": "a", "name": "n"}"#).secret,
        None
    );
}

#[test]
fn an_integer_is_exact_whatever_its_size() {
    exact::<C06n>(&[
        r#"{"big":9007199254740993}"#,
        r#"{"big":9223372036854775808}"#,
        r#"{"big":-9223372036854775809}"#,
        r#"{"big":18446744073709551616}"#,
        r#"{"big":123456789012345678901234567890}"#,
        r#"{"either":9007199254740993}"#,
        r#"{"either":18446744073709551617}"#,
        r#"{"either":0.1}"#,
        r#"{"multi":9007199254740993}"#,
        r#"{"multi":123456789012345678901234567890123456789012345678901234567890}"#,
        r#"{"multi":-2.5}"#,
        r#"{"dec":0.1234567890123456789012345}"#,
        r#"{"price":0.1,"float":1.5,"i32":7,"money":0.01}"#,
    ]);
    exact::<ValueIntegers>(&[
        r#"{"plain":18446744073709551617,"from_zero":18446744073709551617}"#,
        r#"{"list":[18446744073709551617,-1],"map":{"a":18446744073709551617}}"#,
        r#"{"maybe":18446744073709551617}"#,
        r#"{"pair":[18446744073709551617,0.5]}"#,
        r#"{"beyond":123456789012345678901234567890123456789012345678901234567890}"#,
        r#"{"limit":9223372036854775808}"#,
        r#"{"int64":-9223372036854775808,"uint64":18446744073709551615}"#,
    ]);
    exact::<ValueNumbers>(&[
        r#"{"either":18446744073709551617,"nullable_either":18446744073709551617}"#,
        r#"{"named":18446744073709551617,"positive":18446744073709551617}"#,
        r#"{"text":9007199254740993}"#,
        r#"{"text":18446744073709551615}"#,
        r#"{"text":0.5}"#,
        r#"{"text":"a"}"#,
        r#"{"decimals":[12345678901234567890.125]}"#,
    ]);
}

#[test]
fn an_integer_may_be_written_as_a_decimal_or_with_an_exponent() {
    let integers = reads::<ValueIntegers>(
        r#"{"plain": 1.0, "from_zero": 1e3, "int32": 2.0, "uint64": 1e2, "percent": 5.0,
        "list": [1.0, 1e3], "map": {"a": 1.0}, "maybe": 1e0, "pair": [10e-1, 1]}"#,
    );
    assert_eq!((integers.plain, integers.from_zero), (Some(1), Some(1000)));
    assert_eq!((integers.int32, integers.uint64), (Some(2), Some(100)));
    assert_eq!(integers.percent, Some(5));
    assert_eq!(integers.list, Some(vec![1, 1000]));
    assert_eq!(integers.maybe, Some(Some(1)));
    assert_eq!(integers.pair, Some((1, 1.0)));
    for value in ["1.5", "\"1\"", "1e39", "true"] {
        let body = format!(r#"{{"plain": {value}}}"#);
        assert!(
            serde_json::from_str::<ValueIntegers>(&body).is_err(),
            "{value}"
        );
    }
}

#[tokio::test]
async fn a_large_integer_is_sent_and_received_in_every_place() {
    let large = 18_446_744_073_709_551_617_i128;
    let wire = Wire::json(200, "18446744073709551617").await;
    let response = wire.client.send_value_integer(large).send().await.unwrap();
    assert_eq!(*response, large);
    assert_eq!(wire.received().text(), "18446744073709551617");

    let wire = Wire::json(200, "1.0").await;
    let response = wire.client.send_value_integer(5_i64).send().await.unwrap();
    assert_eq!(*response, 1);

    let wire = Wire::json(200, "18446744073709551617").await;
    let either = wire.client.send_value_either(large).send().await.unwrap();
    assert_eq!(*either, large);
    assert_eq!(wire.received().text(), "18446744073709551617");

    let wire = Wire::silent().await;
    let call = wire.client.query_values(large).either(large).ratio(0.5);
    call.send().await.unwrap();
    assert_eq!(
        wire.target(),
        "/values/query/18446744073709551617?ratio=0.5&either=18446744073709551617"
    );
}

#[tokio::test]
async fn a_number_that_json_cannot_express_is_not_sent() {
    let numbers = ValueNumbers::new()
        .plain(f64::NAN)
        .list(vec![0.5, f64::INFINITY])
        .map([("a".to_owned(), f64::NEG_INFINITY)])
        .maybe(f64::NAN)
        .either(f64::NAN)
        .text(f64::NAN)
        .decimal(f64::INFINITY);
    assert_eq!(
        violations!(send_value_numbers(numbers)),
        [
            "body/plain must be a finite number, is NaN",
            "body/list/1 must be a finite number, is inf",
            "body/map/a must be a finite number, is -inf",
            "body/maybe must be a finite number, is NaN",
            "body/either must be a finite number, is NaN",
            "body/text must be a finite number, is NaN",
            "body/decimal must be a finite number, is inf",
        ]
    );
    assert_eq!(
        violations!(query_values(1).ratio(f64::NAN).either(f64::INFINITY)),
        [
            "ratio must be a finite number, is NaN",
            "either must be a finite number, is inf",
        ]
    );
    let c26 = C26f::new()
        .emax(f64::NAN)
        .n(f64::INFINITY)
        .uniq(vec![f64::NAN])
        .tiny(f64::NAN);
    assert_eq!(violations!(c26_n(c26)).len(), 4);
}

#[tokio::test]
async fn an_exact_number_has_its_bounds() {
    let too_large: Number = "100.0000000000000000001".parse().unwrap();
    let numbers = ValueNumbers::new().decimal(101);
    assert_eq!(
        violations!(send_value_numbers(numbers)),
        ["body/decimal must be at most 100, is 101"]
    );
    let wire = Wire::json(200, "{}").await;
    // The nearest float decides, which is not above the bound.
    let numbers = ValueNumbers::new().decimal(too_large);
    wire.client
        .send_value_numbers(numbers)
        .send()
        .await
        .unwrap();
    assert_eq!(
        wire.received().text(),
        r#"{"decimal":100.0000000000000000001}"#
    );
}

#[test]
fn a_date_is_decoded_as_leniently_as_a_timestamp() {
    let days = reads::<ValueDays>(
        r#"{"day": "2026-07-03T00:00:00", "list": ["2026-07-03T10:00:00Z", "2026-07-03 10:00:00"],
        "map": {"a": "2026-07-03T10:00:00+02:00"}, "maybe": "2026-07-03Z",
        "named": "2026-07-03T10:00"}"#,
    );
    assert_eq!(
        serde_json::to_string(&days).unwrap(),
        concat!(
            r#"{"day":"2026-07-03","list":["2026-07-03","2026-07-03"],"map":{"a":"2026-07-03"},"#,
            r#""maybe":"2026-07-03","named":"2026-07-03"}"#
        )
    );
    holds(&[
        ("ValueDays", r#"{"day": "2026-07"}"#, Refused),
        ("ValueDays", r#"{"day": "2026-13-01"}"#, Refused),
        ("ValueDays", r#"{"day": "tomorrow"}"#, Refused),
        // In a union, only what comes back as it was is certain.
        (
            "ValueDays",
            r#"{"day": "2026-07-03", "either": "2026-07-03T10:00:00Z"}"#,
            Same,
        ),
        // And a timestamp may be only a date.
        (
            "C08T",
            r#"{"at": "2026-07-03", "day": "2026-07-03T10:00:00"}"#,
            As(r#"{"at": "2026-07-03T00:00:00Z", "day": "2026-07-03"}"#),
        ),
        ("C08T", r#"{"either": "2026-07-03"}"#, Same),
        ("C08T", r#"{"either": "2026-07-03T10:00:00"}"#, Same),
        ("C08T", r#"{"time": "10:00", "dur": "P1D"}"#, Same),
    ]);
    let times = reads::<C08t>(r#"{"ats": ["2026-07-03"], "maybe": "2026-07-03"}"#);
    assert_eq!(
        serde_json::to_string(&times).unwrap(),
        r#"{"ats":["2026-07-03T00:00:00Z"],"maybe":"2026-07-03T00:00:00Z"}"#
    );
}

#[tokio::test]
async fn a_lenient_date_is_decoded_at_the_top_of_a_response() {
    let wire = Wire::json(200, r#""2026-07-03T10:00:00Z""#).await;
    let day = chrono::NaiveDate::from_ymd_opt(2026, 7, 3).unwrap();
    let response = wire.client.send_value_day(day).send().await.unwrap();
    assert_eq!(*response, day);
    assert_eq!(wire.received().text(), r#""2026-07-03""#);
}

#[tokio::test]
async fn an_additional_property_never_duplicates_a_declared_one() {
    let mut add = C26Add::new().id(1);
    add.additional_properties.insert("id".to_owned(), 2.into());
    add.additional_properties
        .insert("more".to_owned(), 3.into());
    assert_eq!(serde_json::to_string(&add).unwrap(), r#"{"id":1,"more":3}"#);
    assert_eq!(
        violations!(c26_add(add)),
        ["body/id must be set by its own field, not as an additional one"]
    );
    let mut extra = ValueExtra::new("a");
    for name in ["at", "more-names", "other"] {
        let value = if name == "other" { "" } else { "x" };
        extra
            .additional_properties
            .insert(name.to_owned(), value.to_owned());
    }
    assert_eq!(
        serde_json::to_string(&extra).unwrap(),
        r#"{"id":"a","other":""}"#
    );
    assert_eq!(
        violations!(send_value_extra(extra)),
        [
            "body/at must be set by its own field, not as an additional one",
            "body/more-names must be set by its own field, not as an additional one",
            "body/other must not be empty",
        ]
    );
    holds(&[(
        "ValueExtra",
        r#"{"id": "a", "more-names": 1, "x": "y"}"#,
        Same,
    )]);
}

#[tokio::test]
async fn an_array_is_not_decoded_as_an_object() {
    holds(&[
        ("C62U", r#"["a", "b"]"#, Refused),
        ("C62U", "[]", Refused),
        ("ValueNumbers", "[]", Refused),
        // With additional properties, and as a property.
        ("ValueExtra", r#"["a"]"#, Refused),
        (
            "C36T",
            r#"{"id": "a", "stamp": ["b"], "name": "n"}"#,
            Refused,
        ),
    ]);
    let wire = Wire::json(200, r#"["n", "s"]"#).await;
    let error = wire.client.c62_n(C62u::new("n")).send().await.unwrap_err();
    assert!(
        error.to_string().contains("invalid type: sequence"),
        "{error}"
    );
}

#[tokio::test]
async fn what_no_type_expresses_is_checked_before_it_is_sent() {
    for (json, expected) in [
        (r#"{"named": {"x-a": "b", "y-": "c"}}"#, vec![]),
        (
            r#"{"named": {"a": "b"}}"#,
            vec!["body/named/a must not be there: its name must match `^x-` or `^y-`"],
        ),
        (r#"{"needs": {"a": null}}"#, vec![]),
        (
            r#"{"needs": {}}"#,
            vec!["body/needs must have the property `a`"],
        ),
        (r#"{"one_set": {"b": 1}}"#, vec![]),
        (
            r#"{"one_set": {}}"#,
            vec!["body/one_set must have exactly one of these: `a`, `b`"],
        ),
        (
            r#"{"one_set": {"a": 1, "b": 1}}"#,
            vec!["body/one_set must have exactly one of these: `a`, `b`"],
        ),
        (r#"{"closed": ["a"]}"#, vec![]),
        (
            r#"{"closed": ["a", "b", "c"]}"#,
            vec!["body/closed/2 must not be there: only 2 items are allowed"],
        ),
        (r#"{"lengths": "abcd"}"#, vec![]),
        (
            r#"{"lengths": "abc"}"#,
            vec!["body/lengths must have at most 2 characters, or must have at least 4 characters"],
        ),
        (r#"{"one_length": "a"}"#, vec![]),
        (
            r#"{"one_length": "abc"}"#,
            vec!["body/one_length must match exactly one of several alternatives"],
        ),
        (r#"{"kinds": 1}"#, vec![]),
        (r#"{"kinds": "a"}"#, vec![]),
        (
            r#"{"kinds": 1.5}"#,
            vec!["body/kinds must be of JSON type integer or string"],
        ),
        (
            r#"{"kinds": true}"#,
            vec!["body/kinds must be of JSON type integer or string"],
        ),
        // A later version may have more lists.
        (r#"{"listed": [1]}"#, vec![]),
        (
            r#"{"listed": 1}"#,
            vec!["body/listed must be of JSON type array or object"],
        ),
    ] {
        let wire = Wire::json(200, "{}").await;
        let rules = reads::<ValueRules>(json);
        match wire.client.send_value_rules(rules).send().await {
            Ok(_) => assert!(expected.is_empty(), "{json}"),
            Err(error) => {
                let found: Vec<_> = error
                    .violations()
                    .iter()
                    .map(Violation::to_string)
                    .collect();
                assert_eq!(found, expected, "{json}");
            }
        }
    }
}
