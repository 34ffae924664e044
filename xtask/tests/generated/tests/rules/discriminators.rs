//! Discriminators: which value selects which alternative.

use generated_tests::types::{
    C14o, C14u, TagDog, TagInline, TagInner, TagMove, TagOne, TagOuter, TagPet, TagPlainA,
    TagShared, TagUntagged,
};
use serde_json::{Value, json};

use crate::rows::Back::Same;
use crate::rows::holds;
use crate::wire::Wire;

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn a_value_that_no_mapping_and_no_name_has_is_unknown() {
    let body = r#"{"type": "hexagon", "name": "n"}"#;
    let wire = Wire::json(200, body).await;
    let dog = generated_tests::types::C14Dog::new("dog").name("Rex");
    let got = wire.client.c14_n(dog).send().await.unwrap();
    let C14u::UnknownValue(kept) = &*got else {
        panic!("{got:?}");
    };
    assert_eq!(kept.get(), &read::<Value>(body));
    assert_eq!(serde_json::to_value(&*got).unwrap(), read::<Value>(body));
    let sent: Value = serde_json::from_slice(&wire.received().body).unwrap();
    assert_eq!(sent, json!({"type": "dog", "name": "Rex"}));
}

#[test]
fn a_component_that_a_partial_mapping_omits_is_selected_by_its_name() {
    for (tag, selects) in [
        ("dog", "dog"),
        ("cat", "cat"),
        ("C14Bird", "bird"),
        // The mapping replaces the name.
        ("C14Dog", ""),
        ("bird", ""),
        ("hexagon", ""),
    ] {
        let got = match read(&json!({"type": tag, "name": "n"}).to_string()) {
            C14u::Dog(_) => "dog",
            C14u::Cat(_) => "cat",
            C14u::C14Bird(_) => "bird",
            _ => "",
        };
        assert_eq!(got, selects, "{tag}");
    }
    assert!(matches!(read(r#"{"name": "n"}"#), C14u::UnknownValue(_)));
}

#[test]
fn a_component_is_found_under_another_name_or_beside_a_description() {
    let pet = |tag: &str| read::<TagPet>(&json!({"type": tag, "name": "n"}).to_string());
    assert!(matches!(pet("dog"), TagPet::Dog(_)));
    assert!(matches!(pet("cat"), TagPet::Cat(_)));
    assert!(matches!(pet("TagBird"), TagPet::TagBird(_)));
    assert!(matches!(pet("cow"), TagPet::UnknownValue(_)));
}

#[test]
fn an_object_without_the_tag_keeps_which_value_selected_it() {
    holds(&[
        ("TagUntagged", r#"{"t": "a1", "name": "n"}"#, Same),
        ("TagUntagged", r#"{"t": "a2", "name": "n"}"#, Same),
        ("TagUntagged", r#"{"t": "b", "name": "n"}"#, Same),
        ("TagUntagged", r#"{"t": "c", "name": "n"}"#, Same),
        ("TagUntagged", r#"{"name": "n"}"#, Same),
    ]);
    let a = || TagPlainA::new().name("n");
    let written = |union: TagUntagged| serde_json::to_value(union).unwrap();
    assert_eq!(
        written(TagUntagged::A1(a())),
        json!({"t": "a1", "name": "n"})
    );
    assert_eq!(
        written(TagUntagged::A2(a())),
        json!({"t": "a2", "name": "n"})
    );
}

#[test]
fn the_mapping_decides_where_each_alternative_lists_all_values() {
    assert!(matches!(
        read(r#"{"way": "down", "by": 1}"#),
        TagMove::Down(_)
    ));
    assert!(matches!(read(r#"{"way": "up", "by": 1}"#), TagMove::Up(_)));
    assert!(matches!(read(r#"{"way": "up"}"#), TagOne::TagUp(_)));
    assert!(matches!(
        read(r#"{"way": "left", "by": 1}"#),
        TagMove::UnknownValue(_)
    ));
    holds(&[
        ("TagOne", r#"{"way": "left", "to": 1}"#, Same),
        ("TagOne", r#"{"way": "up", "by": 1}"#, Same),
    ]);
}

#[test]
fn alternatives_that_share_a_value_are_told_apart_by_their_structure() {
    assert!(matches!(read(r#"{"k": "both", "n": 1}"#), TagShared::X(_)));
    assert!(matches!(
        read(r#"{"k": "both", "s": "x"}"#),
        TagShared::Y(_)
    ));
    assert!(matches!(read(r#"{"k": "y", "s": "x"}"#), TagShared::Y(_)));
    for unknown in [r#"{"k": "z", "n": 1}"#, r#"{"k": "y", "n": 1}"#] {
        assert!(matches!(read(unknown), TagShared::UnknownValue(_)));
    }
}

#[test]
fn the_values_of_an_inner_union_select_it() {
    assert!(matches!(
        read(r#"{"type": "cat", "name": "n"}"#),
        TagOuter::TagInner(TagInner::Cat(_))
    ));
    assert!(matches!(
        read(r#"{"type": "TagBird"}"#),
        TagOuter::TagBird(_)
    ));
    assert!(matches!(
        read(r#"{"type": "cow"}"#),
        TagOuter::UnknownValue(_)
    ));
    let dog = TagOuter::from(TagInner::from(TagDog::new("dog")));
    assert_eq!(serde_json::to_value(dog).unwrap(), json!({"type": "dog"}));
}

#[test]
fn an_inline_alternative_without_a_constant_is_recognized_by_an_exact_match() {
    assert!(matches!(
        read(r#"{"type": "any", "a": 1}"#),
        TagInline::First(_)
    ));
    for unknown in [r#"{"type": "any", "a": 1, "b": 2}"#, r#"{"type": "any"}"#] {
        assert!(matches!(read(unknown), TagInline::UnknownValue(_)));
    }
}

#[test]
fn the_other_unions_of_the_same_report_are_whole() {
    holds(&[
        ("C14P", r#"{"common": "c", "kind": "y", "y": 1}"#, Same),
        ("C14P", r#"{"common": "c", "kind": "z", "z": 1}"#, Same),
        ("C14Q", "[[1, 2]]", Same),
        ("C14Q", "[1]", Same),
        ("C14Q", r#"["a"]"#, Same),
        ("C14Q", r#""a""#, Same),
        ("C14O", r#"{"a": "x", "b": "y"}"#, Same),
    ]);
    assert!(matches!(read(r#"{"a": "x"}"#), C14o::Variant1(_)));
}
