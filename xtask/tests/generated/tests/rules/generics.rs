//! Components that Pydantic wrote for each argument of a generic model.

use futures_util::StreamExt;
use generated_tests::schemas::DOCUMENT;
use generated_tests::types::{
    GenericAloneGenericCat, GenericCat, GenericDog, GenericEnvelope, GenericPage, GenericPageInt,
    GenericPageStrId, GenericTree, GenericTwoGenericCat, GenericTwoGenericDog,
    GetGenericOthersResponse, ListGenericPetsItem, ListGenericPetsResponseNotFound,
};
use serde_json::Value;
use xtask::{Decisions, Generated, Settings, generate};

use crate::rows::Back::{As, Refused, Same};
use crate::rows::holds;
use crate::wire::Wire;

const CAT: &str = r#"{"kind":"cat","born":"2026-07-03T10:00:00Z"}"#;

/// The client of all documents, with the generic types of a lock.
fn generated(lock: &[(&str, &[&str])]) -> Generated {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let lock = lock.iter();
    let lock = lock.map(|(rust, schemas)| ((*rust).to_owned(), owned(schemas)));
    let mut decisions = Decisions::default();
    decisions.generics = lock.collect();
    let settings = Settings::of_package("generated-tests").with_decisions(decisions);
    generate(&document, &settings).unwrap()
}

fn schema(generated: &Generated, schema: &str) -> String {
    generated.manifest.schemas[schema].to_string()
}

#[test]
fn values_of_instances_are_read_and_written() {
    holds(&[
        (
            "GenericPage_GenericCat_",
            r#"{"data":[{"kind":"cat","born":"2026-07-03T10:00:00Z"}],"has_more":true}"#,
            Same,
        ),
        (
            "GenericPage_GenericDog_",
            r#"{"data":[{"kind":"dog","cats":{"data":[],"has_more":false}}],"has_more":true,
                "last_id":null}"#,
            As(r#"{"data":[{"kind":"dog","cats":{"data":[],"has_more":false}}],"has_more":true}"#),
        ),
        (
            "GenericPage_GenericDog_",
            r#"{"data":[{"kind":"dog"}],"has_more":true,"last_id":"not a UUID"}"#,
            Refused,
        ),
        (
            "GenericPageStrId_GenericDog_",
            r#"{"data":[{"kind":"dog"}],"has_more":true,"last_id":"not a UUID"}"#,
            Same,
        ),
        (
            "GenericPage_int_",
            r#"{"data":[1.0],"has_more":true}"#,
            Same,
        ),
        (
            "GenericEnvelope_GenericPage_GenericCat__",
            r#"{"result":{"data":[],"has_more":true,"links":{"next":"n"}}}"#,
            Same,
        ),
        (
            "GenericEnvelope_list_GenericDog__",
            r#"{"result":[{"kind":"dog"}]}"#,
            Same,
        ),
        (
            "GenericTree_str_",
            r#"{"value":"a","parent":null,"children":[{"value":"b","parent":{"value":"c"}}]}"#,
            Same,
        ),
    ]);
}

#[test]
fn generics_of_different_shapes_and_what_is_not_certain_are_types_of_their_own() {
    let others = |others: GetGenericOthersResponse| {
        let _: GenericPageStrId<GenericCat> = others.cats;
        let _: GenericPageStrId<GenericDog> = others.dogs;
        let _: Option<GenericAloneGenericCat> = others.alone;
        let _: Option<GenericTwoGenericCat> = others.two;
        let _: Option<GenericTwoGenericDog> = others.three;
        let _: Option<GenericPageInt> = others.count;
    };
    let _ = others;
    let generated = generated(&[]);
    assert!(
        generated.decisions.generics["GenericTree"]
            .iter()
            .eq(["GenericTree_GenericCat_", "GenericTree_str_"])
    );
    assert!(!generated.decisions.generics.contains_key("GenericAlone"));
    assert!(!generated.rust.contains("struct GenericPageGenericCat"));
    assert_eq!(
        schema(&generated, "GenericEnvelope_GenericPage_GenericCat__"),
        "types::GenericEnvelope<types::GenericPage<types::GenericCat>>"
    );
    let json = serde_json::to_value(&generated.manifest).unwrap();
    let page = &json["types"]["types::GenericPage<types::GenericCat>"];
    assert_eq!(
        page["fields"]["data"]["type"],
        "::std::vec::Vec<types::GenericCat>"
    );
}

#[test]
fn the_lock_keeps_a_type_generic_and_under_its_name() {
    let generated = generated(&[
        ("Lonely", &["GenericAlone_GenericCat_"]),
        ("Gone", &["GenericGone_GenericCat_"]),
    ]);
    assert_eq!(
        schema(&generated, "GenericAlone_GenericCat_"),
        "types::Lonely<types::GenericCat>"
    );
    let generics = &generated.decisions.generics;
    assert!(generics["Lonely"].contains("GenericAlone_GenericCat_"));
    assert!(generics["Gone"].contains("GenericGone_GenericCat_"));
}

#[tokio::test]
async fn lists_of_instances_have_pages() {
    let wire = Wire::json(200, &format!(r#"{{"data":[{CAT}],"has_more":false}}"#)).await;
    let items = wire.client.list_generic_cats().items();
    let cats: Vec<GenericCat> = items.map(Result::unwrap).collect().await;
    assert_eq!(cats.len(), 1);
    let page: GenericPage<GenericCat> = wire
        .client
        .list_generic_cats()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert_eq!(page.data, cats);
}

#[tokio::test]
async fn a_union_is_an_argument_and_instances_are_alternatives() {
    let wire = Wire::json(200, &format!(r#"{{"data":[{CAT}],"has_more":false}}"#)).await;
    let page = wire.client.list_generic_pets().send().await.unwrap();
    let cat: GenericCat = serde_json::from_str(CAT).unwrap();
    let page: &GenericPage<ListGenericPetsItem> = &page;
    assert_eq!(page.data, [cat.into()]);
    let parse = |json: &str| serde_json::from_str::<ListGenericPetsResponseNotFound>(json).unwrap();
    let page: GenericEnvelope<GenericPage<GenericCat>> =
        serde_json::from_str(r#"{"result":{"data":[],"has_more":true}}"#).unwrap();
    assert_eq!(
        parse(r#"{"result":{"data":[],"has_more":true}}"#),
        page.into()
    );
    let dogs: GenericEnvelope<Vec<GenericDog>> =
        serde_json::from_str(r#"{"result":[{"kind":"dog"}]}"#).unwrap();
    assert_eq!(parse(r#"{"result":[{"kind":"dog"}]}"#), dogs.into());
}

#[tokio::test]
async fn instances_are_sent_and_checked() {
    let wire = Wire::json(200, r#"{"value":"a"}"#).await;
    let leaf = GenericTree::new("leaf".to_owned());
    let tree = GenericTree::new("root".to_owned())
        .children([leaf.clone()])
        .parent_null();
    wire.client
        .post_generic_tree()
        .body(tree)
        .send()
        .await
        .unwrap();
    assert_eq!(
        wire.received().text(),
        r#"{"value":"root","parent":null,"children":[{"value":"leaf"}]}"#
    );
    for (tree, rule) in [
        (GenericTree::new("a".to_owned()).name(""), "name"),
        (
            GenericTree::new("a".to_owned()).children([leaf.clone(), leaf.clone()]),
            "duplicate",
        ),
        (
            GenericTree::new("a".to_owned()).parent(leaf.name("")),
            "parent/name",
        ),
    ] {
        let call = wire.client.post_generic_tree().body(tree);
        let error = call.send().await.unwrap_err();
        assert!(error.to_string().contains(rule), "{error}");
    }
}

#[cfg(feature = "mock")]
#[tokio::test]
async fn an_instance_is_a_mocks_response() {
    let server = generated_tests::mock::Server::start().await;
    let dogs = GenericPage::new([GenericDog::new()], false).last_id(uuid::Uuid::nil());
    let _mock = generated_tests::mock::list_generic_dogs()
        .respond_200(&dogs)
        .mount(&server)
        .await;
    let client = server.client().unwrap();
    assert_eq!(*client.list_generic_dogs().send().await.unwrap(), dogs);
}
