//! Request bodies as the server receives them.

use generated_tests::File;
use generated_tests::errors::BodySeveralError;
use generated_tests::forms::BodySeveralMultipartForm;
use generated_tests::types::{
    BodyForm, BodyInlineBody, BodyInlineBodyA, BodyItem, BodyPatch, Defaults, IpAddresses,
    NullField, ObjectReadWrite, ScalarBounds, ScalarOnlyConst,
};
use serde_json::json;

use crate::common::reply;
use crate::wire::Wire;

/// Sends each call, and compares the content type and the body that the server receives.
macro_rules! sends {
    ($($call:ident($($argument:expr),*) $(.$setter:ident($value:expr))* => $content_type:expr,
        $body:expr;)*) => {$(
        let wire = Wire::silent().await;
        wire.client.$call($($argument),*)$(.$setter($value))*.send().await.unwrap();
        assert_eq!(wire.header("content-type").as_deref(), $content_type, stringify!($call));
        assert_eq!(wire.received().text(), $body, stringify!($call));
    )*};
}

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn a_json_body_is_serialized() {
    sends! {
        body_json(BodyItem::new("n").count(2)) => JSON, r#"{"name":"n","count":2}"#;
        body_list([BodyItem::new("n")]) => JSON, r#"[{"name":"n"}]"#;
        body_scalar("text") => JSON, r#""text""#;
        body_any(json!({"a": [null]})) => JSON, r#"{"a":[null]}"#;
        body_shared(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_inline(BodyInlineBody::new(BodyInlineBodyA::new().b(1))) => JSON, r#"{"a":{"b":1}}"#;
        body_several(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_delete(["a".to_owned()]) => JSON, r#"["a"]"#;
        body_vendor(BodyItem::new("n")) => Some("application/vnd.rules.v1+json; charset=utf-8"),
            r#"{"name":"n"}"#;
    }
}

#[tokio::test]
async fn each_media_type_with_another_encoding_has_a_method() {
    sends! {
        body_several(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_several_merge_patch_json(BodyPatch::new()) => Some("application/merge-patch+json"),
            "{}";
        body_several_form(BodyItem::new("n")) => Some("application/x-www-form-urlencoded"),
            "name=n";
        body_several_csv("a,b") => Some("text/csv"), "a,b";
        body_several_png("bytes") => Some("image/png"), "bytes";
    }
    let wire = Wire::json(409, r#"{"name": "n"}"#).await;
    let form = BodySeveralMultipartForm::new(File::from("content"));
    let error = wire.client.body_several_multipart(form).send().await;
    let error = error.unwrap_err();
    // All of these methods have the same error type.
    let one: Option<&BodySeveralError> = error.api();
    assert!(matches!(one, Some(BodySeveralError::Status409(body)) if body.name == "n"));
    assert!(wire.received().text().contains("content"));
}

#[tokio::test]
async fn an_optional_body_can_be_omitted() {
    sends! {
        body_optional() => None, "";
        body_optional().body(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_nullable(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_nullable(None) => JSON, "null";
        body_get() => None, "";
        body_get().body(BodyItem::new("n")) => JSON, r#"{"name":"n"}"#;
        body_multipart_optional() => None, "";
        body_csv() => None, "";
        body_csv().body("a,b") => Some("text/csv; charset=utf-8"), "a,b";
    }
}

#[tokio::test]
async fn absent_null_and_value_can_each_be_sent() {
    let patch = Some("application/merge-patch+json");
    sends! {
        body_patch(BodyPatch::new()) => patch, "{}";
        body_patch(BodyPatch::new().name_null().count(1)) => patch, r#"{"name":null,"count":1}"#;
        body_patch(BodyPatch::new().name("n").plain("p")) => patch, r#"{"name":"n","plain":"p"}"#;
    }
}

#[tokio::test]
async fn required_null_is_sent() {
    let wire = Wire::json(200, r#"{"retained": null}"#).await;
    wire.client
        .send_null_field(NullField::new(None))
        .send()
        .await
        .unwrap();
    assert_eq!(wire.received().text(), r#"{"retained":null}"#);
}

#[tokio::test]
async fn defaults_and_read_only_properties_are_not_sent() {
    let wire = Wire::responding(reply(200, "", "")).await;
    let call = wire.client.send_defaults(Defaults::new());
    call.send().await.unwrap();
    assert_eq!(wire.target(), "/defaults");
    assert_eq!(wire.received().text(), "{}");
    let wire = Wire::json(200, r#"{"id": "i", "name": "n"}"#).await;
    let answer = wire
        .client
        .send_read_write(ObjectReadWrite::new("n").secret("s"))
        .send()
        .await
        .unwrap();
    assert_eq!(wire.received().text(), r#"{"secret":"s","name":"n"}"#);
    assert_eq!(answer.id.as_deref(), Some("i"));
}

#[tokio::test]
async fn constants_are_sent_without_being_set() {
    let wire = Wire::json(200, r#"{"kind": "only"}"#).await;
    wire.client
        .send_only_const(ScalarOnlyConst::new().note("n"))
        .send()
        .await
        .unwrap();
    assert_eq!(wire.received().text(), r#"{"kind":"only","note":"n"}"#);
}

#[tokio::test]
async fn forms_are_urlencoded() {
    let form = Some("application/x-www-form-urlencoded");
    sends! {
        body_form(BodyForm::new("a b&c=é").tags(["x".to_owned(), "y z".to_owned()]).flag(true)) =>
            form,
            "name=a%20b%26c%3D%C3%A9&tags=x&tags=y%20z&flag=true";
        body_form(BodyForm::new("a").note_null().grant_type("password").scope("")) => form,
            "name=a&grant_type=password&scope=";
    }
}

#[tokio::test]
async fn bytes_and_text_are_sent_unchanged() {
    sends! {
        body_bytes(vec![0x61, 0x62]) => Some("application/octet-stream"), "ab";
        body_image("png") => Some("image/png"), "png";
        body_text("é") => Some("text/plain"), "é";
    }
}

#[tokio::test]
async fn an_invalid_body_is_not_sent() {
    let wire = Wire::json(200, "{}").await;
    let bounds = ScalarBounds::new;
    for (body, place) in [
        (bounds().above(0), "above"),
        (bounds().between(1.0), "between"),
        (bounds().between(0.0), "between"),
        (bounds().limit(101), "limit"),
        (bounds().step(7), "step"),
        (bounds().code("A"), "code"),
        (bounds().code("AbC"), "code"),
        (bounds().code("ABCD"), "code"),
        (bounds().link("not a uri"), "link"),
        (bounds().items([""; 0]), "items"),
        (bounds().items(["a".to_owned(), "a".to_owned()]), "items"),
        (bounds().items([String::new()]), "items"),
        (bounds().map([("a".to_owned(), -1)]), "map"),
    ] {
        let error = wire.client.send_bounds(body).send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{place}: {error}");
        assert!(
            error
                .violations()
                .iter()
                .any(|violation| format!("{violation:?}").contains(place)),
            "{place}: {error}"
        );
    }
    assert_eq!(wire.server.count(), 0);
    let good = bounds()
        .above(1)
        .between(0.5)
        .limit(100)
        .step(10)
        .code("ABC")
        .link("https://a.b/ü?x=[]")
        .items(["a".to_owned()]);
    let error = wire
        .client
        .send_bounds(good.clone())
        .send()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("link"), "{error}");
    wire.client
        .send_bounds(good.link("https://a.b/c?x=1"))
        .send()
        .await
        .unwrap();
    assert_eq!(wire.server.count(), 1);
}

#[tokio::test]
async fn an_invalid_form_list_or_scalar_is_not_sent() {
    let wire = Wire::silent().await;
    assert!(
        wire.client
            .body_form(BodyForm::new(""))
            .send()
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert!(
        wire.client
            .body_scalar("")
            .send()
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert!(
        wire.client
            .body_list([])
            .send()
            .await
            .unwrap_err()
            .is_invalid_request()
    );
    assert_eq!(wire.server.count(), 0);
}

#[tokio::test]
async fn an_address_of_another_version_is_not_sent() {
    let wire = Wire::responding(reply(204, "", "")).await;
    let addresses = IpAddresses::new;
    for (body, message) in [
        (
            addresses().v4("192.0.2.256"),
            "body/v4 must be an IPv4 address",
        ),
        (
            addresses().v4("2001:db8::1"),
            "body/v4 must be an IPv4 address",
        ),
        (
            addresses().v6("192.0.2.1"),
            "body/v6 must be an IPv6 address",
        ),
        (
            addresses().v6("2001:db8::1%eth0"),
            "body/v6 must be an IPv6 address",
        ),
    ] {
        let error = wire.client.send_addresses(body).send().await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
        assert!(error.to_string().contains(message), "{message}: {error}");
    }
    let call = wire.client.send_addresses(addresses()).via("::1");
    let error = call.send().await.unwrap_err();
    assert!(
        error.to_string().contains("via must be an IPv4 address"),
        "{error}"
    );
    assert_eq!(wire.server.count(), 0);
    let body = addresses().v4("192.0.2.1").v6("2001:db8::1");
    let call = wire.client.send_addresses(body).via("127.0.0.1");
    call.send().await.unwrap();
    assert_eq!(wire.target(), "/addresses?via=127.0.0.1");
    assert_eq!(
        wire.received().text(),
        r#"{"v4":"192.0.2.1","v6":"2001:db8::1"}"#
    );
}
