//! Everything but schemas and references.

use serde_json::json;

use super::super::lower;
use super::document;

#[test]
fn the_frame_of_3_1_becomes_that_of_3_0_3() {
    let lowered = lower(&json!({
        "openapi": "3.1.1", "jsonSchemaDialect": "x",
        "info": {"title": "t", "summary": "s", "version": 1,
        "license": {"name": "MIT", "identifier": "MIT"}},
        "webhooks": {"paid": {"post": {"requestBody": {"content": {
            "application/json": {"schema": {"type": "null"}}
        }}}}}
    }))
    .unwrap();
    assert_eq!(
        lowered,
        json!({
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1", "license": {"name": "MIT"}},
            "x-webhooks": {"paid": {"post": {"requestBody": {"content": {"application/json": {
                "schema": {"nullable": true, "enum": [null], "x-null": true}
            }}}}}},
            "paths": {}
        })
    );
}

#[test]
fn other_versions_are_refused_with_a_sentence() {
    for version in [
        json!("2.0"),
        json!("3.2.0"),
        json!("3.10"),
        json!(3.1),
        json!(null),
    ] {
        let refused = lower(&json!({"openapi": version})).unwrap_err();
        assert_eq!(refused.pointer, "#/openapi");
    }
    assert!(lower(&json!([])).is_err());
    assert!(lower(&json!("x")).is_err());
}

#[test]
fn a_part_of_the_wrong_kind_is_named_with_what_was_expected() {
    for (members, pointer, expected) in [
        (json!({"paths": []}), "", ""),
        (json!({"paths": 3}), "#/paths", "an object of path items"),
        (
            json!({"paths": {"/a": {"get": 1}}}),
            "#/paths/~1a/get",
            "an operation",
        ),
        (
            json!({"paths": {"/a": {"parameters": {}}}}),
            "#/paths/~1a/parameters",
            "a list of parameters",
        ),
        (
            json!({"components": {"schemas": {"A": 1}}}),
            "#/components/schemas/A",
            "a schema",
        ),
        (
            json!({"components": {"schemas": {"A": {"properties": ["a"]}}}}),
            "#/components/schemas/A/properties",
            "an object of schemas",
        ),
        (
            json!({"components": {"schemas": {"A": {"allOf": {}}}}}),
            "#/components/schemas/A/allOf",
            "a list of schemas",
        ),
        (
            json!({"components": {"schemas": {"A": {"items": "x"}}}}),
            "#/components/schemas/A/items",
            "a schema",
        ),
        (
            json!({"components": {"schemas": {"A": {"$ref": 4}}}}),
            "#/components/schemas/A/$ref",
            "the string of a reference",
        ),
    ] {
        match document(members) {
            Ok(_) => assert_eq!(pointer, ""),
            Err(refused) => {
                assert_eq!(refused.pointer, pointer);
                assert!(refused.why.contains(expected), "{refused}");
            }
        }
    }
}

#[test]
fn what_an_empty_value_means_is_plain() {
    let lowered = document(json!({
        "paths": {"/a": {"get": {
            "parameters": null, "requestBody": null,
            "responses": {"204": null, "200": {"content": {"application/json": null}}}
        }}},
        "components": null,
        "x-more": null
    }))
    .unwrap();
    assert_eq!(
        lowered["paths"]["/a"]["get"],
        json!({"responses": {
            "204": {"description": ""},
            "200": {"content": {"application/json": {}}, "description": ""}
        }})
    );
    assert_eq!(
        super::lowered(json!({"type": "object", "properties": {"a": null}, "items": null})),
        json!({"type": "object", "properties": {"a": {}}})
    );
}

#[test]
fn examples_and_links_that_dangle_are_left_out() {
    let lowered = document(json!({"paths": {"/a": {"get": {"responses": {"200": {
        "description": "d", "links": {"l": {"$ref": "#/nowhere"}},
        "content": {"application/json": {"examples": {"e": {"$ref": "./e.json"},
        "f": {"value": 1}}}}
    }}}}}}))
    .unwrap();
    assert_eq!(
        lowered["paths"]["/a"]["get"]["responses"]["200"],
        json!({
            "description": "d", "links": {},
            "content": {"application/json": {"examples": {"f": {"value": 1}}}}
        })
    );
}
