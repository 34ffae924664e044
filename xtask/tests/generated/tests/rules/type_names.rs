//! Names of types and of their variants, chosen by hand or by rule.

// The document deprecates some of them.
#![allow(deprecated)]

use std::collections::BTreeMap;

use generated_tests::types::{
    ChooseResponse, ChooseResponseAccepted, ChooseResponseNotFound, ChosenByHand, ChosenHttpTool,
    ChosenLevel, ChosenOld, ChosenShape, ChosenState, ChosenThing, ChosenTool,
};
use serde_json::{Value, json};
use xtask::{Decisions, Settings, generate};

/// A document with these schemas and no operations.
fn document(schemas: &Value) -> Value {
    json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": schemas },
    })
}

fn decided(schemas: &Value, decisions: Decisions) -> Decisions {
    let settings = Settings::of_package("names-api").with_decisions(decisions);
    generate(&document(schemas), &settings).unwrap().decisions
}

/// The Rust types of these schemas, with what was decided before.
fn types(schemas: &Value, decisions: &Decisions) -> BTreeMap<String, String> {
    decided(schemas, decisions.clone()).types
}

fn of(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(schema, name)| ((*schema).to_owned(), (*name).to_owned()))
        .collect()
}

/// The generated definition of each type, in alphabetical order.
fn definitions(schemas: &Value) -> Vec<String> {
    let generated = generate(&document(schemas), &Settings::of_package("names-api")).unwrap();
    let types = generated.rust.split("\n    pub ").skip(1);
    let types = types.filter(|item| item.starts_with("struct ") || item.starts_with("enum "));
    let mut types: Vec<String> = types
        .map(|item| item.split("\n    }").next().unwrap_or(item).to_owned())
        .collect();
    types.sort();
    types
}

#[test]
fn types_and_their_names_do_not_depend_on_the_order_of_components() {
    let object = |name: &str, of: Value| json!({"type": "object", "properties": {name: of}});
    let string = json!({"type": "string"});
    // The inline schemas of `Foo` and `FooBar` suggest the same name, and so do two components.
    let schemas = json!({
        "foo_bar": object("snake", string.clone()),
        "FooBar": object("baz", object("camel", string.clone())),
        "Foo": object("barBaz", object("inner", string.clone())),
        "Tree": {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}},
        string]},
        "Leaf": {"anyOf": [
            {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, {"type": "integer"}
        ]},
    });
    let reversed: serde_json::Map<String, Value> = {
        let schemas = schemas.as_object().unwrap().iter().rev();
        schemas
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect()
    };
    let expected = [("Foo", "Foo"), ("FooBar", "FooBar"), ("Leaf", "Leaf")];
    let expected = of(&[&expected[..], &[("Tree", "Tree"), ("foo_bar", "FooBar2")]].concat());
    for schemas in [&schemas, &Value::Object(reversed.clone())] {
        assert_eq!(types(schemas, &Decisions::default()), expected);
    }
    let found = definitions(&schemas);
    assert!(
        found
            .iter()
            .any(|item| item.starts_with("struct FooBarBaz {")),
        "{found:#?}"
    );
    assert_eq!(found, definitions(&Value::Object(reversed)));
    // A component that is added before it takes no name from another.
    let alone = json!({"FooBar": schemas["FooBar"]});
    assert_eq!(
        types(&alone, &Decisions::default()),
        of(&[("FooBar", "FooBar")])
    );
}

#[test]
fn a_name_chosen_by_hand_names_type_and_variant() {
    let thing = ChosenThing::new(ChosenState::Active)
        .level(ChosenLevel::HighLevel)
        .older(ChosenOld::new(ChosenByHand::Up));
    assert_eq!(
        serde_json::to_value(&thing).unwrap(),
        json!({ "state": "a", "level": 2, "older": { "by_hand": "+" } })
    );
    for (state, value) in [(ChosenState::NotActive, "i"), (ChosenState::Else, "x")] {
        assert_eq!(serde_json::to_value(state).unwrap(), value);
    }
    // A value without a chosen name has the one by rule.
    assert_eq!(serde_json::to_value(ChosenByHand::NA).unwrap(), "n-a");
}

#[test]
fn variants_are_named_by_title_or_constant_before_they_are_numbered() {
    let decoded = |value: Value| serde_json::from_value::<ChosenShape>(value).unwrap();
    assert!(matches!(
        decoded(json!({ "radius": 1 })),
        ChosenShape::Round(_)
    ));
    assert!(matches!(
        decoded(json!({ "kind": "square", "side": 1 })),
        ChosenShape::Variant2(_)
    ));
    assert!(matches!(
        decoded(json!({ "points": [] })),
        ChosenShape::Variant3(_)
    ));
    let tool = ChosenTool::Http(ChosenHttpTool::new());
    assert_eq!(
        serde_json::to_value(tool).unwrap(),
        json!({ "type": "HTTP" })
    );
}

#[test]
fn the_lowest_success_has_the_plain_name() {
    let thing = json!({ "thing": { "state": "a" } });
    assert!(serde_json::from_value::<ChooseResponse>(thing).is_ok());
    let ticket = json!({ "ticket": "t" });
    assert!(serde_json::from_value::<ChooseResponseAccepted>(ticket).is_ok());
    let gone = json!({ "gone": true });
    assert!(serde_json::from_value::<ChooseResponseNotFound>(gone).is_ok());
    // No type changes its name when 200 becomes 201.
    let with = |status: &str| {
        let mut document = document(&json!({}));
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        document["paths"] = json!({ "/a": { "post": { "operationId": "make", "responses": {
            status: { "description": "d", "content": { "application/json": { "schema": schema } } },
        } } } });
        let generated = generate(&document, &Settings::of_package("names-api")).unwrap();
        generated.decisions.inline_types
    };
    assert_eq!(with("200"), of(&[("MakeResponse", "MakeResponse")]));
    assert_eq!(with("201"), with("200"));
}

#[test]
fn a_types_name_does_not_depend_on_the_order_of_schemas() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let nothing = Decisions::default();
    let expected = of(&[
        ("FooBar", "FooBar"),
        ("foo_bar", "FooBar2"),
        ("foo-bar", "FooBar3"),
    ]);
    let expected: BTreeMap<_, _> = expected
        .into_iter()
        .map(|(schema, name)| match schema.as_str() {
            // In alphabetical order.
            "foo_bar" => (schema, "FooBar3".to_owned()),
            "foo-bar" => (schema, "FooBar2".to_owned()),
            _ => (schema, name),
        })
        .collect();
    for order in [
        ["FooBar", "foo_bar", "foo-bar"],
        ["foo_bar", "foo-bar", "FooBar"],
    ] {
        let schemas: serde_json::Map<_, _> = order
            .iter()
            .map(|name| ((*name).to_owned(), schema.clone()))
            .collect();
        assert_eq!(types(&Value::Object(schemas), &nothing), expected);
    }
}

#[test]
fn a_type_in_the_lock_keeps_its_name_and_a_removed_one_gives_it_to_no_other() {
    let schema = json!({ "type": "string", "enum": ["a"] });
    let first = decided(&json!({ "foo_bar": schema }), Decisions::default());
    assert_eq!(first.types, of(&[("foo_bar", "FooBar")]));
    let both = json!({ "FooBar": schema, "foo_bar": schema });
    let expected = of(&[("FooBar", "FooBar2"), ("foo_bar", "FooBar")]);
    assert_eq!(types(&both, &first), expected);
    // The schema goes, and its name is reserved.
    let without = decided(&json!({ "Other": schema }), first.clone());
    assert_eq!(without.retired.types, of(&[("FooBar", "foo_bar")]));
    let another = json!({ "FooBar": schema });
    assert_eq!(types(&another, &without), of(&[("FooBar", "FooBar2")]));
    // It returns, and has its name again.
    let returned = decided(&both, without.clone());
    assert_eq!(returned.types, expected);
    assert!(!returned.retired.types.contains_key("FooBar"));
    // By hand, another schema gets it.
    let mut chosen = another;
    chosen["FooBar"]["x-rust-name"] = json!("FooBar");
    let chosen = decided(&chosen, without);
    assert_eq!(chosen.types, of(&[("FooBar", "FooBar")]));
    assert!(chosen.retired.types.contains_key("Other"));
}

#[test]
fn a_schema_that_is_added_does_not_take_the_name_of_an_inline_one() {
    let list = json!({ "type": "object", "properties": {
        "state": { "type": "string", "enum": ["a", "b"] },
    } });
    let first = decided(&json!({ "List": list }), Decisions::default());
    assert_eq!(first.inline_types, of(&[("ListState", "ListState")]));
    let more = json!({ "List": list, "ListState": { "type": "string", "enum": ["c"] } });
    let second = decided(&more, first);
    assert_eq!(second.inline_types, of(&[("ListState", "ListState")]));
    assert_eq!(second.types["ListState"], "ListState2");
}

#[test]
fn names_chosen_by_hand_are_checked() {
    let report = |schemas: Value| {
        let settings = Settings::of_package("names-api");
        let diagnostics = generate(&document(&schemas), &settings).unwrap_err();
        let lines = diagnostics.iter().map(|diagnostic| {
            assert!(diagnostic.help.is_some());
            let pointer = diagnostic.pointer.replace("#/components/schemas/", "");
            format!("{pointer}: {}", diagnostic.why)
        });
        lines.collect::<Vec<_>>()
    };
    let named = |name: Value| json!({ "type": "object", "x-rust-name": name });
    assert_eq!(
        report(json!({
            "A": named(json!("a_b")), "B": named(json!("Self")), "C": named(json!(3)),
            "D": { "type": "object", "properties": { "x": named(json!("no name")) } },
        })),
        [
            "A/x-rust-name: \"a_b\" is not the name of a type in Rust",
            "B/x-rust-name: \"Self\" is not the name of a type in Rust",
            "C/x-rust-name: 3 is not the name of a type in Rust",
            "D/properties/x/x-rust-name: \"no name\" is not the name of a type in Rust",
        ]
    );
    assert_eq!(
        report(json!({ "A": named(json!("X")), "B": named(json!("X")) })),
        ["B/x-rust-name: `X` is chosen for #/components/schemas/A too"]
    );
    assert_eq!(
        report(json!({ "A": named(json!("B")), "B": { "type": "object" } })),
        ["A/x-rust-name: `B` is the name of the schema B already"]
    );
    let names = json!({ "a": "not", "c": "C", "b": "Same", "d": "Same" });
    assert_eq!(
        report(json!({ "E": { "enum": ["a", "b", "d"], "x-rust-names": names } })),
        [
            "E/x-rust-names/a: \"not\" is not the name of a type in Rust",
            "E/x-rust-names/c: the enum has no value `c`",
            "E/x-rust-names/d: \"Same\" is the name of another value too",
        ]
    );
    // A property can be called like the extension.
    let property = json!({ "A": { "type": "object", "properties": { "x-rust-name": {} } } });
    generate(&document(&property), &Settings::of_package("names-api")).unwrap();
}

#[test]
fn items_have_the_documents_name_as_an_alias_and_are_deprecated_as_it_says() {
    let mut schema = json!({ "type": "object", "properties": {
        "old": { "type": ["string", "null"], "deprecated": true },
    } });
    schema["deprecated"] = json!(true);
    let mut document = document(&json!({ "thing-Input": schema }));
    document["paths"] = json!({ "/a": { "post": {
        "operationId": "make_a_post", "deprecated": true,
        "requestBody": { "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/thing-Input" },
        } } },
        "responses": { "204": { "description": "d" } },
    } } });
    let rust = generate(&document, &Settings::of_package("names-api"))
        .unwrap()
        .rust;
    let lines: Vec<&str> = rust.lines().map(str::trim).collect();
    let above = |line: &str| {
        let at = lines
            .iter()
            .position(|other| other.starts_with(line))
            .unwrap();
        lines[at - 7..at].join("\n")
    };
    let deprecated = "#[deprecated = \"the service has deprecated it\"]";
    for item in [
        "pub fn make(",
        "pub struct ThingInput {",
        "pub old: ",
        "pub fn old(",
        "pub fn old_null(",
    ] {
        assert!(above(item).contains(deprecated), "{item}: {}", above(item));
    }
    assert!(above("pub fn make(").contains("#[doc(alias = \"make_a_post\")]"));
    assert!(above("pub struct ThingInput {").contains("#[doc(alias = \"thing-Input\")]"));
}
