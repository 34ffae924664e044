//! Over every operation of the embedded document.

use chrono::DateTime;
use serde_json::{Value, json};

use super::document::Document;
use super::draw::{Draw, Extent, seed};
use super::validate::{Direction, validate};

const SEEDS: u64 = 12;

fn drawn(document: &Document, direction: Direction, name: &str, schema: &Value) {
    for extent in [Extent::Fresh, Extent::Varied, Extent::Full] {
        for number in 0..SEEDS {
            let seed = seed(number, name, 1);
            let draw = || Draw::new(document, direction, extent, DateTime::UNIX_EPOCH, seed);
            let value = draw().value(schema);
            let found = validate(document, direction, schema, &value);
            assert!(
                found.is_empty(),
                "{name}, {extent:?} {number}: {found:?} in {value}"
            );
            assert_eq!(value, draw().value(schema), "{name}: not the same twice");
        }
    }
}

#[test]
fn every_drawn_response_is_allowed() {
    let document = Document::embedded().unwrap();
    for operation in &document.operations {
        for response in &operation.responses {
            for schema in response
                .content
                .iter()
                .filter_map(|media| media.schema.as_ref())
            {
                let name = format!("{} {}", operation.name(), response.status.label());
                drawn(&document, Direction::Response, &name, schema);
            }
        }
    }
}

#[test]
fn every_drawn_request_is_allowed() {
    let document = Document::embedded().unwrap();
    for operation in &document.operations {
        for parameter in &operation.parameters {
            let name = format!("{} {}", operation.name(), parameter.name);
            drawn(&document, Direction::Request, &name, &parameter.schema);
        }
        for media in operation.body.iter().flat_map(|body| &body.content) {
            if let Some(schema) = &media.schema {
                drawn(&document, Direction::Request, operation.name(), schema);
            }
        }
    }
}

fn document(schemas: Value) -> Document {
    let root = json!({ "openapi": "3.0.3", "paths": {}, "components": { "schemas": schemas } });
    Document::parse(&root.to_string()).unwrap()
}

#[test]
fn a_violation_names_its_place_and_its_rule() {
    let document = document(json!({}));
    let schema = json!({
        "type": "object",
        "required": ["a/b", "n"],
        "additionalProperties": false,
        "properties": {
            "a/b": { "type": "array", "items": { "type": "string", "minLength": 2 } },
            "n": { "type": "integer", "minimum": 1, "exclusiveMinimum": true },
            "f": { "type": "string", "format": "uuid", "nullable": true },
        },
    });
    let value = json!({ "a/b": ["xx", "y"], "n": 1, "f": "z", "more": 1 });
    let found = validate(&document, Direction::Request, &schema, &value);
    let mut found: Vec<_> = found
        .iter()
        .map(|found| (found.pointer(), found.rule))
        .collect();
    // The order of members depends on the features of serde_json in the program.
    found.sort();
    let expected = [
        ("/a~1b/1", "string_too_short"),
        ("/f", "format"),
        ("/more", "extra_forbidden"),
        ("/n", "greater_than"),
    ];
    assert_eq!(
        found,
        expected.map(|(pointer, rule)| (pointer.to_owned(), rule))
    );
    let value = json!({ "a/b": [], "n": 2.0, "f": null });
    assert!(validate(&document, Direction::Request, &schema, &value).is_empty());
}

#[test]
fn schemas_that_recur_are_validated_and_drawn() {
    let document = document(json!({
        "Tree": {
            "type": "object",
            "required": ["left", "name"],
            "properties": {
                "left": { "oneOf": [{ "$ref": "#/components/schemas/Tree" },
                { "$ref": "#/components/schemas/Leaf" }] },
                "name": { "type": "string", "pattern": "^[a-z]{3}$" },
                "more": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
            },
        },
        "Leaf": { "type": "integer", "multipleOf": 5 },
        "Loop": { "anyOf": [{ "$ref": "#/components/schemas/Loop" }, { "type": "string" }] },
        "Itself": { "allOf": [{ "$ref": "#/components/schemas/Itself" }] },
    }));
    for name in ["Tree", "Loop", "Itself"] {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        drawn(&document, Direction::Response, name, &schema);
    }
}

#[test]
fn hard_schemas_are_drawn() {
    let document = document(json!({
        "Cat": { "type": "object", "required": ["kind"], "properties": {
        "kind": { "type": "string" }, "meow": { "type": "boolean" } } },
        "Dog": { "type": "object", "required": ["kind"], "properties": {
        "kind": { "type": "string" }, "bark": { "type": "boolean" } } },
    }));
    let schemas = [
        json!({ "type": "number", "minimum": 0.1, "exclusiveMinimum": true, "maximum": 0.2 }),
        json!({ "type": "number", "multipleOf": 0.01, "minimum": -1 }),
        json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MIN }),
        json!({ "type": "integer", "minimum": u64::MAX }),
        json!({ "type": "array", "uniqueItems": true, "minItems": 3,
            "items": { "enum": [1, 2, 3] } }),
        json!({ "type": "array", "x-prefix-items": [{ "type": "string" }, { "type": "integer" }],
            "x-items-false": true, "items": {} }),
        json!({ "type": "object", "minProperties": 3, "additionalProperties": {
            "type": "integer" } }),
        json!({ "type": "string", "minLength": 40, "maxLength": 41 }),
        json!({ "type": "string", "maxLength": 1 }),
        json!({ "type": "string", "format": "email", "minLength": 60 }),
        json!({ "allOf": [{ "type": "object", "required": ["a"] },
            { "type": "object", "properties": { "a": { "type": "integer" } } }] }),
        json!({ "anyOf": [{ "required": ["a"] }, { "required": ["b"] }], "type": "object",
            "properties": { "a": { "type": "string" }, "b": { "type": "string" } } }),
        json!({ "oneOf": [{ "type": "object", "properties": { "a": { "enum": ["x"] } } },
            { "type": "object", "required": ["b"], "properties": { "a": { "enum": ["y"] } } }] }),
        json!({ "anyOf": [{ "$ref": "#/components/schemas/Cat" },
            { "$ref": "#/components/schemas/Dog" }], "discriminator": { "propertyName": "kind" } }),
        json!({ "x-null": true }),
    ];
    for schema in schemas {
        drawn(&document, Direction::Response, &schema.to_string(), &schema);
    }
}

#[test]
fn a_list_that_is_sent_in_a_form_has_items() {
    let document = document(json!({
        "Tree": {"type": "object", "required": ["children"], "properties": {
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
        }}
    }));
    let list = |more: Value| {
        let mut list = json!({"type": "array", "items": {"type": "string"}});
        let members = list.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        json!({"type": "object", "required": ["a"], "properties": {"a": list}})
    };
    let tree = json!({"$ref": "#/components/schemas/Tree"});
    for (schema, pointer, filled) in [
        (list(json!({})), "/a/0", true),
        (list(json!({"minItems": 2})), "/a/1", true),
        (list(json!({"maxItems": 0})), "/a/0", false),
        (tree, "/children/0", true),
    ] {
        for number in 0..SEEDS {
            let direction = Direction::Request;
            let now = DateTime::UNIX_EPOCH;
            let mut draw = Draw::new(&document, direction, Extent::Varied, now, number);
            draw.fill_lists(true);
            let value = draw.value(&schema);
            assert_eq!(value.pointer(pointer).is_some(), filled, "{value}");
            assert!(validate(&document, direction, &schema, &value).is_empty());
        }
    }
}
