//! Parameters, forms and multipart bodies in the encodings that a document gives them.

use std::collections::BTreeMap;

use generated_tests::File;
use generated_tests::forms::{
    C16AForm, C16BForm, C16CForm, C16DForm, EncodedAlternativesForm, EncodedAnyPartsForm,
    EncodedFilePartsForm, EncodedMixedForm, EncodedNumberPartsForm, EncodedRelatedForm,
};
use generated_tests::types::{
    C03ChargeBody, C03ChargeBodyRaw, C16m, C29QDeep, C29QDeepOrItem, C35ListFilter,
    C35ListFilterRange, C35Pageable, EncodedFormBody, EncodedNumberFormBody,
    EncodedRelatedBodyMetadata,
};
use serde_json::json;

use crate::wire::Wire;

/// A query or a form with the brackets and quotes readable.
fn readable(encoded: &str) -> String {
    let signs = [
        ("%5B", "["),
        ("%5D", "]"),
        ("%22", "\""),
        ("%7B", "{"),
        ("%7D", "}"),
        ("%3A", ":"),
        ("%2C", "%,"),
    ];
    signs.iter().fold(encoded.to_owned(), |text, (code, sign)| {
        text.replace(code, sign)
    })
}

/// The pairs of a query or a form, whose order depends on the features of serde_json.
fn sorted(pairs: &str) -> Vec<String> {
    let mut pairs: Vec<String> = pairs.split('&').map(readable).collect();
    pairs.sort();
    pairs
}

/// The head and the content of each part, and the content type without the boundary.
fn parts(wire: &Wire) -> (String, Vec<(String, String)>) {
    let content_type = wire.header("content-type").unwrap();
    let (media_type, boundary) = content_type.split_once("; boundary=").unwrap();
    let text = wire.received().text();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let separator = format!("--{boundary}\r\n");
    let parts = text.split(&separator).skip(1).map(|part| {
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        (
            head.to_owned(),
            body.strip_suffix("\r\n").unwrap().to_owned(),
        )
    });
    (media_type.to_owned(), parts.collect())
}

/// Name and content of each part.
fn named(wire: &Wire) -> Vec<(String, String)> {
    let parts = parts(wire).1.into_iter().map(|(head, body)| {
        let name = head.split("; name=\"").nth(1).unwrap();
        (name.split('"').next().unwrap().to_owned(), body)
    });
    parts.collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    owned.collect()
}

#[tokio::test]
async fn each_field_of_a_form_has_its_encoding() {
    let wire = Wire::silent().await;
    let body = C03ChargeBody::new(5)
        .expand(["a b", "c"])
        .ids([1, 2])
        .metadata(BTreeMap::from([("order".to_owned(), "7&8".to_owned())]))
        .raw(C03ChargeBodyRaw::new().a(1).b([2, 3]));
    wire.client.c03_charge(body).send().await.unwrap();
    assert_eq!(
        readable(&wire.received().text()),
        "amount=5&expand=a%20b,c&ids=1%202&metadata[order]=7%268&raw={\"a\":1%,\"b\":[2%,3]}"
    );
    let wire = Wire::silent().await;
    let body = EncodedFormBody::new()
        .link("https://a.b/c?d=e&f")
        .list(["x", "y"])
        .pair(BTreeMap::from([("k".to_owned(), "v".to_owned())]))
        .pipes(["x", "y"])
        .text("1+1")
        .plain(["x", "y"]);
    wire.client.encoded_form(body).send().await.unwrap();
    assert_eq!(
        sorted(&wire.received().text()),
        [
            "link=https://a.b/c?d=e%26f",
            "list=[\"x\"%,\"y\"]",
            "pair=k,v",
            "pipes=x%7Cy",
            "plain=x",
            "plain=y",
            "text=1%2B1",
        ]
    );
}

#[tokio::test]
async fn lists_within_an_exploded_object_are_lists() {
    let wire = Wire::silent().await;
    let pageable = C35Pageable::new().page(1).size(20).sort(["name,asc", "id"]);
    let filter = C35ListFilter::new()
        .tags(["a", "b"])
        .range(C35ListFilterRange::new().from(3));
    wire.client
        .c35_list(pageable)
        .filter(filter)
        .send()
        .await
        .unwrap();
    assert_eq!(
        sorted(&wire.query()),
        [
            "page=1",
            "range={\"from\":3}",
            "size=20",
            "sort=id",
            "sort=name%,asc",
            "tags=a",
            "tags=b",
        ]
    );
}

#[tokio::test]
async fn objects_in_a_deep_list_have_an_index() {
    let wire = Wire::silent().await;
    let item = C29QDeepOrItem::new;
    let deep = C29QDeep::new().or([item().x(1).y(2), item().x(3)]);
    let map = BTreeMap::from([("k".to_owned(), vec!["a".to_owned(), "b".to_owned()])]);
    let call = wire
        .client
        .c29_q()
        .deep(deep)
        .map(map)
        .n(generated_tests::types::C29QN::Value2);
    call.any(json!({"z": [1.0]}))
        .x_bool(true)
        .send()
        .await
        .unwrap();
    assert_eq!(
        readable(&wire.query()),
        "deep[or][0][x]=1&deep[or][0][y]=2&deep[or][1][x]=3&z=1&n=2&map[k]=a&map[k]=b"
    );
    assert_eq!(wire.header("x-bool").as_deref(), Some("true"));
}

#[tokio::test]
async fn reserved_characters_are_left_where_the_document_allows_them() {
    let wire = Wire::silent().await;
    let call = wire
        .client
        .encoded_reserved()
        .link("https://a.b/c?d=e&f#g")
        .list(vec!["a/b".to_owned(), "c,d".to_owned()]);
    call.plain("a/b").send().await.unwrap();
    assert_eq!(
        wire.target(),
        "/encoded/reserved?link=https://a.b/c?d=e%26f%23g&list=a/b,c,d&plain=a%2Fb"
    );
}

#[tokio::test]
async fn integral_numbers_are_written_as_integers() {
    let wire = Wire::silent().await;
    let deep = BTreeMap::from([("k".to_owned(), 4.0)]);
    let call = wire
        .client
        .encoded_numbers(2.0)
        .ratio(3.0)
        .list([1.0, 1.5])
        .deep(deep);
    call.x_ratio(1e3)
        .ratio2(-5.0)
        .json(2.0)
        .send()
        .await
        .unwrap();
    assert_eq!(
        readable(&wire.target()),
        "/encoded/numbers/2?ratio=3&list=1&list=1.5&deep[k]=4&json=2.0"
    );
    assert_eq!(wire.header("x-ratio").as_deref(), Some("1000"));
    assert_eq!(wire.header("cookie").as_deref(), Some("ratio=-5"));
    let wire = Wire::silent().await;
    let body = EncodedNumberFormBody::new().ratio(2.0).list([3.0, 0.5]);
    wire.client.encoded_number_form(body).send().await.unwrap();
    assert_eq!(wire.received().text(), "ratio=2&list=3&list=0.5");
    let wire = Wire::silent().await;
    let form = EncodedNumberPartsForm::new().ratio(2.0);
    wire.client.encoded_number_parts(form).send().await.unwrap();
    assert_eq!(named(&wire), pairs(&[("ratio", "2")]));
}

/// The request target of a call.
macro_rules! target {
    ($($call:ident($($argument:expr),*) $(.$setter:ident($value:expr))* => $expected:expr;)*) => {$(
        let wire = Wire::silent().await;
        wire.client.$call($($argument),*)$(.$setter($value))*.send().await.unwrap();
        assert_eq!(wire.target(), $expected);
    )*};
}

#[tokio::test]
async fn paths_are_sent_whatever_they_look_like() {
    target! {
        c24_noslash() => "/c24/noslash";
        c24_slashes() => "/c24/a//b/";
        c24_twice("x") => "/c24/x/b/x";
        c24_mismatch("7") => "/c24/m/7";
        c24_ext("x", generated_tests::types::C24ExtFormat::Xml) => "/c24/opt/x.xml";
        c24_star("a/b") => "/c24/star/a%2Fb";
        encoded_greedy("a") => "/encoded/greedy/a";
        // A fragment stays with the client.
        encoded_by_name("x", "a b") => "/encoded/connectors/x?name=a%20b";
        encoded_by_id("x#y").id("7") => "/encoded/connectors/x%23y?id=7";
        encoded_by_id("x") => "/encoded/connectors/x";
    }
    let wire = Wire::silent().await;
    let error = wire.client.c24_empty("").send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[tokio::test]
async fn parts_have_their_encoding_and_may_have_any_name() {
    let wire = Wire::silent().await;
    let form = C16AForm::new([File::from("one"), File::from("two")], C16m::new().k("v"))
        .tags(["a b", "c"])
        .n(2.0)
        .flag(true)
        .any(json!([1, {"x": 1}]))
        .additional_part("extra", "e");
    wire.client.c16_a(form).send().await.unwrap();
    assert_eq!(
        named(&wire),
        pairs(&[
            ("files", "one"),
            ("files", "two"),
            ("meta", r#"{"k":"v"}"#),
            ("tags", "a b,c"),
            ("n", "2"),
            ("flag", "true"),
            ("any", "1"),
            ("any", r#"{"x":1}"#),
            ("extra", "e"),
        ])
    );
    let wire = Wire::silent().await;
    let form = C16DForm::new()
        .additional_part("a", "1")
        .additional_part("b", "2");
    wire.client.c16_d(form).send().await.unwrap();
    assert_eq!(named(&wire), pairs(&[("a", "1"), ("b", "2")]));
    let wire = Wire::silent().await;
    let form = EncodedFilePartsForm::new().additional_file("a", File::from("x"));
    wire.client.encoded_file_parts(form).send().await.unwrap();
    assert_eq!(named(&wire), pairs(&[("a", "x")]));
    let wire = Wire::silent().await;
    let form = EncodedAnyPartsForm::new()
        .additional_part("a", json!(2.0))
        .additional_file("b", File::from("x").with_name("n"));
    wire.client.encoded_any_parts(form).send().await.unwrap();
    assert_eq!(named(&wire), pairs(&[("a", "2"), ("b", "x")]));
    assert!(parts(&wire).1[1].0.contains("filename=\"n\""));
}

#[tokio::test]
async fn a_form_has_the_parts_of_an_alternative() {
    let wire = Wire::silent().await;
    wire.client
        .c16_b(C16BForm::new().file(File::from("f")))
        .send()
        .await
        .unwrap();
    assert_eq!(named(&wire), pairs(&[("file", "f")]));
    let wire = Wire::silent().await;
    wire.client
        .c16_b(C16BForm::new().url("u"))
        .send()
        .await
        .unwrap();
    assert_eq!(named(&wire), pairs(&[("url", "u")]));
    let wire = Wire::silent().await;
    let error = wire.client.c16_b(C16BForm::new()).send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert!(format!("{error:?}").contains("file, or url"), "{error:?}");
    let form = |kind: &str| EncodedAlternativesForm::new("n", kind);
    let error = wire
        .client
        .encoded_alternatives(form("link").note("n"))
        .send()
        .await;
    assert!(error.unwrap_err().is_invalid_request());
    assert_eq!(wire.server.count(), 0);
    let call = wire.client.encoded_alternatives(form("link").url("u"));
    call.send().await.unwrap();
    assert_eq!(
        named(&wire),
        pairs(&[("name", "n"), ("kind", "link"), ("url", "u")])
    );
}

#[tokio::test]
async fn every_multipart_type_has_a_boundary() {
    let wire = Wire::silent().await;
    wire.client
        .c16_c(C16CForm::new().a("x"))
        .send()
        .await
        .unwrap();
    assert_eq!(parts(&wire).0, "multipart/mixed");
    assert_eq!(named(&wire), pairs(&[("a", "x")]));
    let wire = Wire::silent().await;
    let metadata = EncodedRelatedBodyMetadata::new().name("n");
    let form = EncodedRelatedForm::new(metadata, File::from("png"));
    wire.client.encoded_related(form).send().await.unwrap();
    let (media_type, parts) = self::parts(&wire);
    assert_eq!(media_type, "multipart/related; type=\"application/json\"");
    assert!(
        parts[0].0.contains("content-type: application/json"),
        "{parts:?}"
    );
    assert!(parts[1].0.contains("content-type: image/png"), "{parts:?}");
    // The boundary of the document is an example, and a schema of a string says nothing of parts.
    let wire = Wire::silent().await;
    let form = EncodedMixedForm::new().additional_file("a", File::from("x"));
    wire.client.encoded_mixed(form).send().await.unwrap();
    assert_eq!(self::parts(&wire).0, "multipart/mixed");
}
