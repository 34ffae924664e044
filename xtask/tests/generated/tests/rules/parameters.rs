//! Parameters as the server receives them.

use chrono::{DateTime, NaiveDate, Utc};
use generated_tests::types::{
    ParameterChoice, ParameterObject, QueryScalarsEither, QueryScalarsLevel,
};
use uuid::Uuid;

use crate::common::reply;
use crate::wire::Wire;

const ID: Uuid = Uuid::from_u128(0x6f1e_9a3e_2a8c_4a51_9d0a_3f8d_1c6f_0e11);

fn object() -> ParameterObject {
    ParameterObject::new().role("a&b").level(2)
}

fn list() -> Vec<String> {
    vec!["x y".to_owned(), "b,c".to_owned()]
}

fn when() -> DateTime<Utc> {
    "2026-07-03T10:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn form_style_explodes_by_default() {
    let wire = Wire::silent().await;
    let call = wire.client.query_form().list(list()).flat(list());
    call.send().await.unwrap();
    assert_eq!(wire.query(), "list=x%20y&list=b%2Cc&flat=x%20y,b%2Cc");
}

#[tokio::test]
async fn delimited_lists_explode_only_if_the_document_says_so() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .query_delimited()
        .spaces(list())
        .pipes(list())
        .spread_pipes(list());
    call.send().await.unwrap();
    assert_eq!(
        wire.query(),
        "spaces=x%20y%20b%2Cc&pipes=x%20y%7Cb%2Cc&spread_pipes=x%20y&spread_pipes=b%2Cc"
    );
}

#[tokio::test]
async fn objects_are_serialized_by_their_style() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .query_form()
        .object(object())
        .flat_object(object())
        .deep(object());
    call.send().await.unwrap();
    assert_eq!(
        wire.query(),
        "role=a%26b&level=2&flat_object=role,a%26b,level,2&deep%5Brole%5D=a%26b&deep%5Blevel%5D=2"
    );
}

#[tokio::test]
async fn an_unset_parameter_is_not_sent() {
    let wire = Wire::silent().await;
    wire.client.query_form().send().await.unwrap();
    assert_eq!(wire.target(), "/query/form");
}

#[tokio::test]
async fn scalars_are_serialized_without_quotes() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .query_scalars()
        .text("a+b c/d?é")
        .count(-3)
        .ratio(0.5)
        .flag(false)
        .when(when())
        .day(NaiveDate::from_ymd_opt(2026, 7, 3).unwrap())
        .id(ID)
        .choice(ParameterChoice::DownOut)
        .choices(vec![ParameterChoice::Up, ParameterChoice::AB])
        .maybe("m")
        .level(QueryScalarsLevel::Value2)
        .either(QueryScalarsEither::Integer(7))
        .filter_name("n")
        .whens(vec![when()]);
    call.send().await.unwrap();
    assert_eq!(
        wire.query(),
        "text=a%2Bb%20c%2Fd%3F%C3%A9&count=-3&ratio=0.5&flag=false&when=2026-07-03T10%3A00%3A00Z\
         &day=2026-07-03&id=6f1e9a3e-2a8c-4a51-9d0a-3f8d1c6f0e11&choice=down%20%26%20out\
         &choices=up&choices=a%2Fb&maybe=m&level=2&either=7&filter%5Bname%5D=n\
         &whens=2026-07-03T10%3A00%3A00Z"
    );
}

#[tokio::test]
async fn integer_parameters_take_any_integer_type() {
    let wire = Wire::silent().await;
    let call = wire.client.query_required("n", [1, 2]).limit(20);
    call.send().await.unwrap();
    assert_eq!(wire.query(), "name=n&ids=1&ids=2&limit=20");
}

#[tokio::test]
async fn constraints_are_reported_before_anything_is_sent() {
    let wire = Wire::silent().await;
    let query = |name: &'static str, ids: &'static [i128]| wire.client.query_required(name, ids);
    for (call, place) in [
        (query("", &[1]), "name"),
        (query("n", &[]), "ids"),
        (query("n", &[1]).limit(101), "limit"),
        (query("n", &[1]).limit(0), "limit"),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains(place), "{error}");
    }
    let error = wire.client.path_checked("A").send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(wire.server.count(), 0);
}

#[tokio::test]
async fn a_parameter_with_json_content_is_serialized_as_json() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .query_json()
        .filter(ParameterObject::new().level(1));
    call.send().await.unwrap();
    assert_eq!(wire.query(), "filter=%7B%22level%22%3A1%7D");
}

#[tokio::test]
async fn json_content_is_serialized_in_every_location() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .json_everywhere([1, 2])
        .x_filter(ParameterObject::new().level(1))
        .session(ParameterObject::new().level(2))
        .text("t")
        .plain("p");
    call.send().await.unwrap();
    assert_eq!(wire.target(), "/json/%5B1%2C2%5D?text=%22t%22&plain=p");
    assert_eq!(wire.header("x-filter").as_deref(), Some(r#"{"level":1}"#));
    assert_eq!(
        wire.header("cookie").as_deref(),
        Some("session=%7B%22level%22%3A2%7D")
    );
}

#[tokio::test]
async fn a_tuple_is_a_list() {
    let wire = Wire::silent().await;
    wire.client.query_pair().range((1, 2)).send().await.unwrap();
    assert_eq!(wire.query(), "range=1,2");
}

#[tokio::test]
async fn headers_have_simple_style() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .headers()
        .x_text("a b")
        .x_list(vec!["a".to_owned(), "b".to_owned()])
        .x_object(object())
        .x_exploded(object())
        .x_count(3)
        .x_under("u")
        .x_when(when());
    call.send().await.unwrap();
    for (name, value) in [
        ("x-text", "a b"),
        ("x-list", "a,b"),
        ("x-object", "role,a&b,level,2"),
        ("x-exploded", "role=a&b,level=2"),
        ("x-count", "3"),
        ("x_under", "u"),
        ("x-when", "2026-07-03T10:00:00Z"),
    ] {
        assert_eq!(wire.header(name).as_deref(), Some(value), "{name}");
    }
}

#[tokio::test]
async fn an_invalid_header_value_is_reported() {
    let wire = Wire::silent().await;
    let call = wire.client.headers().x_text("a\r\nx-evil: 1");
    let error = call.send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(wire.server.count(), 0);
}

#[tokio::test]
async fn cookies_share_one_header() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .cookies()
        .session("s")
        .count(2)
        .list(vec!["a".to_owned(), "b".to_owned()]);
    call.send().await.unwrap();
    assert_eq!(
        wire.header("cookie").as_deref(),
        // A cookie's value contains no comma (RFC 6265, section 4.1.1).
        Some("session=s; count=2; list=a%2Cb")
    );
}

#[tokio::test]
async fn a_path_value_stays_in_its_segment() {
    let wire = Wire::silent().await;
    wire.client
        .path_simple("a/b?c#d%2F é~.-_!$'()*+,;=:@")
        .send()
        .await
        .unwrap();
    let target = wire.target();
    assert_eq!(target.matches('/').count(), 3, "{target}");
    assert!(
        target.starts_with("/path/simple/a%2Fb%3Fc%23d%252F%20%C3%A9~.-_"),
        "{target}"
    );
}

#[tokio::test]
async fn path_values_of_every_scalar() {
    let wire = Wire::silent().await;
    let day = NaiveDate::from_ymd_opt(2026, 7, 3).unwrap();
    wire.client
        .path_scalars(-7, true, ID, day)
        .send()
        .await
        .unwrap();
    assert_eq!(
        wire.target(),
        format!("/path/number/-7/true/{ID}/2026-07-03")
    );
}

/// The request target of a call.
macro_rules! target {
    ($($call:ident($($argument:expr),*) => $expected:expr;)*) => {$(
        let wire = Wire::silent().await;
        wire.client.$call($($argument),*).send().await.unwrap();
        assert_eq!(wire.target(), $expected);
    )*};
}

#[tokio::test]
async fn path_styles_are_rfc_6570s() {
    target! {
        path_choice(ParameterChoice::AB) => "/path/choice/a%2Fb";
        path_list(list()) => "/path/list/x%20y,b%2Cc";
        path_object(object()) => "/path/object/role=a%26b,level=2";
        path_label(list()) => "/path/label/.x%20y,b%2Cc";
        path_label_exploded(list()) => "/path/label-exploded/.x%20y.b%2Cc";
        path_label_text("a.b") => "/path/label-text/.a.b";
        path_matrix(list()) => "/path/matrix/;list=x%20y,b%2Cc";
        path_matrix_exploded(list()) => "/path/matrix-exploded/;list=x%20y;list=b%2Cc";
        path_matrix_object(object()) => "/path/matrix-object/;role=a%26b;level=2";
    }
}

#[tokio::test]
async fn a_placeholder_can_be_anywhere_in_a_path() {
    target! {
        path_action("a:b") => "/path/action/a%3Ab:start";
        path_two("a-b", 2, "tar.gz") => "/path/two/a-b-2.tar.gz";
        path_undescribed("x") => "/path/undescribed/x";
        path_kebab("a", "b") => "/path/kebab/a/b";
        path_twice("a") => "/path/twice/a/again/a";
        path_trailing("a") => "/path/trailing/a/";
        path_literal() => "/path/literal/$metadata/a%20b";
    }
}

#[tokio::test]
async fn an_operation_inherits_and_overrides_parameters_of_its_path_item() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .path_shared("i")
        .shared("s")
        .overridden("text")
        .page(2);
    call.send().await.unwrap();
    assert_eq!(
        wire.target(),
        "/path/shared/i?shared=s&overridden=text&page=2"
    );
}

#[tokio::test]
async fn a_path_without_a_value_is_reported() {
    let wire = Wire::silent().await;
    for value in ["", ".", ".."] {
        let error = wire.client.path_simple(value).send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
    }
    assert_eq!(wire.server.count(), 0);
}

#[tokio::test]
async fn parameters_whose_names_collide_are_sent_separately() {
    let wire = Wire::responding(reply(200, "", "")).await;
    let call = wire
        .client
        .type_("t", "v")
        .url("1")
        .request("2")
        .response("3")
        .body2("4")
        .self_("5")
        .at("6")
        .send2("7")
        .new2("8")
        .types("9")
        .operations("10")
        .result("11")
        .a_b("12")
        .a_b2("13")
        .id("14")
        .id2("15")
        .id3("16");
    call.send().await.unwrap();
    assert_eq!(
        wire.target(),
        "/names/type/t?url=1&request=2&response=3&body=4&self=5&value=v&at=6&send=7&new=8&types=9\
         &operations=10&result=11&a-b=12&a_b=13&id=14"
    );
    assert_eq!(wire.header("id").as_deref(), Some("15"));
    assert_eq!(wire.header("cookie").as_deref(), Some("id=16"));
}

#[tokio::test]
async fn a_parameter_can_be_named_client() {
    let wire = Wire::responding(reply(200, "", "")).await;
    wire.client.with_client().client("c").send().await.unwrap();
    assert_eq!(wire.target(), "/names/client?client=c");
}
