//! A base and the components that extend it by `allOf`.

use generated_tests::types::{
    C01Cat, C01Dog, C01Pet, C01PetBase, KinBus, KinCar, KinCarBase, KinPart, KinParts, KinShape,
    KinTaxi, KinVehicle, KinVehicleBase, Pa, PaA, PaB, Pe,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::rows::Back::{As, Same};
use crate::rows::holds;
use crate::wire::Wire;

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

fn written(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

#[tokio::test]
async fn a_list_of_a_base_has_its_kinds_with_all_their_properties() {
    let body = r#"[
        {"petType": "dog", "name": "Rex", "bark": "woof"},
        {"petType": "cat", "name": "Tom", "lives": 9},
        {"petType": "hamster", "name": "Joe", "wheel": {"size": 3}},
        {"petType": "C01Pet", "name": "Sue"},
        {"name": "Max"}
    ]"#;
    let wire = Wire::json(200, body).await;
    let pets = wire.client.c01_list().send().await.unwrap().into_inner();
    assert!(matches!(&pets[0], C01Pet::Dog(dog) if dog.bark == "woof" && dog.name == "Rex"));
    assert!(matches!(&pets[1], C01Pet::Cat(cat) if cat.lives == Some(9)));
    assert!(matches!(&pets[2], C01Pet::UnknownValue(_)));
    assert!(matches!(&pets[3], C01Pet::Base(pet) if pet.pet_type.as_deref() == Some("C01Pet")));
    // Without its tag, which is required, a pet is no more than the base.
    assert!(matches!(&pets[4], C01Pet::Base(pet) if pet.name == "Max" && pet.pet_type.is_none()));
    assert_eq!(written(&pets), read::<Value>(body));
}

#[tokio::test]
async fn a_kind_is_sent_where_the_document_names_the_base() {
    let dog = r#"{"petType": "dog", "name": "Rex", "bark": "woof"}"#;
    let wire = Wire::json(200, dog).await;
    let sent = C01Dog::new("dog", "Rex", "woof");
    let got = wire.client.c01_add(sent).send().await.unwrap();
    assert!(matches!(&*got, C01Pet::Dog(dog) if dog.bark == "woof"));
    let body: Value = serde_json::from_slice(&wire.received().body).unwrap();
    assert_eq!(body, read::<Value>(dog));
}

#[test]
fn the_base_itself_is_made_from_its_required_properties() {
    let base = C01Pet::from(C01PetBase::new("C01Pet", "Sue"));
    let expected = json!({"petType": "C01Pet", "name": "Sue"});
    assert_eq!(written(&base), expected);
    let cat = C01Pet::from(C01Cat::new("cat", "Tom").lives(9));
    assert_eq!(
        written(&cat),
        json!({"petType": "cat", "name": "Tom", "lives": 9})
    );
}

#[test]
fn a_value_of_a_base_loses_nothing() {
    holds(&[
        ("C01Pet", r#"{"petType": "dog", "name": "n"}"#, Same),
        (
            "C01Pet",
            r#"{"petType": 7, "name": "n", "bark": "b"}"#,
            Same,
        ),
        ("C01Pet", r#"{"petType": null, "name": "n"}"#, Same),
        ("C01Pet", r#"{"name": "n", "bark": "b"}"#, Same),
        ("C01Pet", r#"{"bark": "b"}"#, Same),
        (
            "C01Pet",
            r#"{"name": "n", "new": 1}"#,
            As(r#"{"name": "n"}"#),
        ),
        ("C01Pet", "[]", Same),
        (
            "C01Dog",
            r#"{"petType": "x", "name": "n", "bark": "b"}"#,
            Same,
        ),
    ]);
}

#[test]
fn a_kind_of_a_kind_is_found_from_both() {
    let taxi = r#"{"kind": "KinTaxi", "id": "1", "doors": 4, "license": "B-1"}"#;
    let KinVehicle::KinCar(car) = read(taxi) else {
        panic!("a taxi is a car");
    };
    assert!(matches!(&*car, KinCar::KinTaxi(taxi) if taxi.license == "B-1"));
    assert!(matches!(read(taxi), KinCar::KinTaxi(_)));
    let car = r#"{"kind": "KinCar", "id": "1", "doors": 4}"#;
    assert!(matches!(read(car), KinCar::Base(_)));
    let owned = r#"{"kind": "KinCar", "id": "1", "doors": 4,
        "owner": {"kind": "KinBus", "id": "2"}}"#;
    holds(&[
        ("KinVehicle", taxi, Same),
        ("KinVehicle", owned, Same),
        (
            "KinVehicle",
            r#"{"kind": "KinBoat", "id": "1", "doors": 4}"#,
            Same,
        ),
        ("KinCar", r#"{"kind": "KinBus", "id": "1"}"#, Same),
        ("KinAnyVehicle", taxi, Same),
        ("KinAnyVehicle", "null", Same),
    ]);
    let taxi = KinTaxi::new("KinTaxi", "1", 4, "B-1");
    let taxi = KinVehicle::from(KinCar::from(taxi));
    assert_eq!(written(&taxi)["license"], "B-1");
    assert!(written(KinCarBase::new("KinCar", "1", 4))["doors"].is_number());
}

#[test]
fn a_kind_without_properties_of_its_own_is_a_kind() {
    let bus = r#"{"kind": "KinBus", "id": "1"}"#;
    assert!(matches!(read(bus), KinVehicle::KinBus(_)));
    let bus: KinBus = read(bus);
    assert_eq!(bus.id, "1");
    assert!(matches!(
        read(r#"{"kind": "KinVehicle", "id": "1"}"#),
        KinVehicle::Base(base) if *base == KinVehicleBase::new("KinVehicle", "1")
    ));
}

#[test]
fn a_list_of_all_kinds_in_the_base_does_not_decide() {
    assert!(matches!(
        read(r#"{"kind": "circle", "radius": 1, "color": "red"}"#),
        KinShape::Circle(_)
    ));
    assert!(matches!(
        read(r#"{"kind": "square", "side": 1}"#),
        KinShape::Square(_)
    ));
    // Listed, without a component of its own.
    assert!(matches!(read(r#"{"kind": "blob"}"#), KinShape::Base(_)));
    assert!(matches!(
        read(r#"{"kind": "hexagon", "radius": 1, "side": 1}"#),
        KinShape::UnknownValue(_)
    ));
    holds(&[
        (
            "KinShape",
            r#"{"kind": "square", "side": 1, "color": "x"}"#,
            Same,
        ),
        ("KinShape", r#"{"kind": "hexagon", "n": 6}"#, Same),
        ("KinShape", r#"{"color": "red"}"#, Same),
    ]);
}

#[test]
fn a_base_that_lacks_its_tag_and_allows_null_loses_nothing() {
    let tree = r#"{"@type": "tree", "id": "1", "nodes": [
        {"@type": "leaf", "value": "v"}, null, {"@type": "new", "x": 1}, {"id": "2"}
    ]}"#;
    holds(&[
        ("KinNode", tree, Same),
        ("KinNode", "null", Same),
        ("KinNode", r#"{"@type": "KinNode", "id": "1"}"#, Same),
        ("KinNode", r#"{"id": "1"}"#, Same),
        ("KinNode", r#"{"id": "1", "value": "v"}"#, Same),
    ]);
}

#[tokio::test]
async fn alternatives_that_extend_their_base_are_its_kinds() {
    let body = r#"{"kind": "PaB", "id": 1, "b": "x"}"#;
    let wire = Wire::json(200, body).await;
    let sent = PaA::new("PaA").id(2).a("y");
    let got = wire.client.parent_op_x(sent).send().await.unwrap();
    assert!(matches!(&*got, Pa::PaB(PaB { id: Some(1), .. })));
    let sent: Value = serde_json::from_slice(&wire.received().body).unwrap();
    assert_eq!(sent, json!({"kind": "PaA", "id": 2, "a": "y"}));
    holds(&[
        ("Pa", body, Same),
        ("Pa", r#"{"kind": "PaC", "a": "x", "b": "y"}"#, Same),
        ("PaA", r#"{"kind": "PaA", "a": "x", "id": 1}"#, Same),
        // A kind that the base does not list.
        ("Pe", r#"{"kind": "PeB", "b": "x", "id": 1}"#, Same),
        ("PeB", r#"{"kind": "PeB", "b": "x", "id": 1}"#, Same),
    ]);
    assert!(matches!(read(r#"{"kind": "PeA", "a": "x"}"#), Pe::PeA(_)));
}

#[test]
fn alternatives_that_extend_their_base_may_be_nested_or_inline() {
    assert!(matches!(
        read(r#"{"id": 1, "b": "x"}"#),
        KinPart::KinParts(KinParts::KinPartB(part)) if part.id == Some(1)
    ));
    assert!(matches!(
        read(r#"{"id": 1, "bolt": "x"}"#),
        KinPart::Variant2(part) if part.id == Some(1) && part.bolt == "x"
    ));
    holds(&[
        ("KinPart", r#"{"id": 1, "a": "x"}"#, Same),
        ("KinPartA", r#"{"id": 1, "a": "x"}"#, Same),
        ("KinPart", r#"{"a": "x", "bolt": "y"}"#, Same),
    ]);
}
