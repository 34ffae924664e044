//! What the rules share in their tests, and what concerns the document as a whole.

use serde_json::{Value, json};

use super::lower;

/// A document of these components, lowered.
pub(super) fn lowered_schemas(schemas: Value) -> Value {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}
    });
    match lower(&document) {
        Ok(lowered) => lowered["components"]["schemas"].clone(),
        Err(diagnostic) => panic!("{diagnostic}"),
    }
}

/// A schema, lowered as a component among others.
pub(super) fn lowered_beside(schema: Value, others: Value) -> Value {
    let mut schemas = others;
    schemas["Under test"] = schema;
    lowered_schemas(schemas)["Under test"].clone()
}

/// A schema, lowered as a component.
pub(super) fn lowered(schema: Value) -> Value {
    lowered_beside(schema, json!({}))
}

/// A 3.1 document with these members, lowered.
fn document(members: Value) -> Result<Value, crate::Diagnostic> {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}});
    for (key, value) in members.as_object().unwrap() {
        document[key] = value.clone();
    }
    lower(&document)
}

fn ok(schema: Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

#[test]
fn the_frame_of_3_1_becomes_that_of_3_0_3() {
    let lowered = lower(&json!({
        "openapi": "3.1.1", "jsonSchemaDialect": "x",
        "info": {"title": "t", "summary": "s", "version": 1, "license": {"name": "MIT", "identifier": "MIT"}},
        "webhooks": {"paid": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "null"}}}}}}}
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
fn reusable_parts_are_inlined_and_their_schemas_shared() {
    let lowered = document(json!({
        "paths": {"/a": {
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "get": {"responses": {"404": {"$ref": "#/components/responses/NotFound", "description": "gone"}}},
            "put": {
                "requestBody": {"$ref": "#/components/requestBodies/Again"},
                "responses": {"404": {"$ref": "#/components/responses/NotFound"}}
            }
        }},
        "components": {
            "parameters": {"limit": {"name": "limit", "in": "query", "schema": {"type": ["integer", "null"]}}},
            "requestBodies": {
                "Again": {"$ref": "#/components/requestBodies/Body"},
                "Body": {"content": {"text/plain": {"schema": {"type": "string"}, "examples": {"a": {"$ref": "#/components/examples/a"}}}}}
            },
            "examples": {"a": {"value": {"$ref": "data"}}},
            "headers": {"h": {"schema": {"type": "string"}}},
            "responses": {"NotFound": {
                "description": "n", "headers": {"h": {"$ref": "#/components/headers/h"}},
                "content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"const": 1}}}}}
            }},
            "securitySchemes": {"b": {"type": "http", "scheme": "bearer"}}
        }
    }))
    .unwrap();
    let not_found = |description: &str| {
        json!({
            "description": description, "headers": {"h": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NotFound"}}}
        })
    };
    assert_eq!(
        lowered["paths"]["/a"],
        json!({
            "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "nullable": true}}],
            "get": {"responses": {"404": not_found("gone")}},
            "put": {
                "requestBody": {"content": {"text/plain": {
                    "schema": {"type": "string"}, "examples": {"a": {"value": {"$ref": "data"}}}
                }}},
                "responses": {"404": not_found("n")}
            }
        })
    );
    assert_eq!(
        lowered["components"],
        json!({
            "securitySchemes": {"b": {"type": "http", "scheme": "bearer"}},
            "schemas": {"NotFound": {"type": "object", "properties": {
                "a": {"type": "integer", "enum": [1], "x-const": true}
            }}}
        })
    );
}

#[test]
fn path_items_are_inlined_with_what_stands_beside_the_reference() {
    let lowered = document(json!({
        "paths": {
            "/a": {"$ref": "#/components/pathItems/P", "summary": "mine"},
            "/b": {"$ref": "#/paths/~1a"}
        },
        "components": {"pathItems": {"P": {"summary": "theirs", "get": {"responses": {"200": ok(json!(true))}}}}}
    }))
    .unwrap();
    let item = json!({"summary": "mine", "get": {"responses": {"200": ok(json!({}))}}});
    assert_eq!(lowered["paths"], json!({"/a": item, "/b": item}));
    assert_eq!(lowered["components"], json!({}));
}

#[test]
fn a_reference_into_anything_makes_a_component_of_it() {
    let target = json!({"type": "object", "properties": {"x": {"type": ["string", "null"]}}});
    let lowered = document(json!({
        "paths": {"/a/{id}": {"get": {"operationId": "get_a", "responses": {"200": ok(target)}}}},
        "components": {"schemas": {
            "A": {"$ref": "#/paths/~1a~1%7Bid%7D/get/responses/200/content/application~1json/schema"},
            "B": {"$ref": "#/paths/~1a~1{id}/get/responses/200/content/application~1json/schema/properties/x"},
            "C": {"$ref": "#/x-more/D"},
            "E": {"type": "array", "items": {"$ref": "#"}},
            "F": {"properties": {"g": {"$ref": "#/components/schemas/E/items"}}}
        }},
        "x-more": {"D": {"const": 1}}
    }))
    .unwrap();
    assert_eq!(
        lowered["paths"]["/a/{id}"]["get"]["responses"]["200"],
        ok(json!({"$ref": "#/components/schemas/GetAResponse"}))
    );
    assert_eq!(
        lowered["components"]["schemas"],
        json!({
            "A": {"$ref": "#/components/schemas/GetAResponse"},
            "B": {"$ref": "#/components/schemas/GetAResponseX"},
            "C": {"$ref": "#/components/schemas/XMoreD"},
            "E": {"type": "array", "items": {"$ref": "#/components/schemas/E"}},
            "F": {"properties": {"g": {"$ref": "#/components/schemas/E"}}},
            "GetAResponse": {
                "type": "object", "properties": {"x": {"$ref": "#/components/schemas/GetAResponseX"}}
            },
            "GetAResponseX": {"type": "string", "nullable": true},
            "XMoreD": {"type": "integer", "enum": [1], "x-const": true}
        })
    );
}

#[test]
fn definitions_become_components() {
    let lowered = document(json!({
        "paths": {"/a": {"get": {"responses": {"200": ok(json!({
            "$defs": {"Pet": {"type": "string"}, "Dog": {"$ref": "#/$defs/Pet"}},
            "type": "array", "items": {"$ref": "#/$defs/Dog"}
        }))}}}},
        "components": {"schemas": {
            "Pet": {"type": "integer"},
            "Zoo": {"definitions": {"Cage": {}}, "$ref": "#/components/schemas/Zoo/definitions/Cage"},
            "Old": {"$ref": "#/definitions/Pet"}
        }}
    }))
    .unwrap();
    assert_eq!(
        lowered["paths"]["/a"]["get"]["responses"]["200"],
        ok(json!({"type": "array", "items": {"$ref": "#/components/schemas/Dog"}}))
    );
    assert_eq!(
        lowered["components"]["schemas"],
        json!({
            "Pet": {"type": "integer"},
            "Zoo": {"$ref": "#/components/schemas/Cage"},
            "Old": {"$ref": "#/components/schemas/Pet"},
            "GetAResponsePet": {"type": "string"},
            "Dog": {"$ref": "#/components/schemas/GetAResponsePet"},
            "Cage": {}
        })
    );
}

#[test]
fn anchors_and_identifiers_are_followed() {
    assert_eq!(
        lowered_schemas(json!({
            "A": {"$id": "https://x.y/a.json", "type": "object", "properties": {
                "b": {"$anchor": "here", "type": "string"}, "c": {"$ref": "b.json#/properties/d"}
            }},
            "B": {"$id": "https://x.y/b.json", "properties": {"d": {"$ref": "#here"}, "e": {"$ref": "https://x.y/a.json"}}},
            "T": {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}},
            "G": {"$defs": {"item": {"$dynamicAnchor": "item", "not": {}}}, "items": {"$dynamicRef": "#item"}}
        })),
        json!({
            "A": {"type": "object", "properties": {
                "b": {"$ref": "#/components/schemas/AB"}, "c": {"$ref": "#/components/schemas/AB"}
            }},
            "B": {"properties": {
                "d": {"$ref": "#/components/schemas/AB"}, "e": {"$ref": "#/components/schemas/A"}
            }},
            "T": {"properties": {"next": {"$ref": "#/components/schemas/T"}}},
            "G": {"items": {}},
            "AB": {"type": "string"},
            "item": {"not": {}}
        })
    );
}

#[test]
fn a_reference_that_dangles_is_named_with_its_place_and_the_mend() {
    for (text, mend) in [
        ("#/components/schemas/Foo", "components.schemas.Foo"),
        ("other.yaml#/Foo", "bundle"),
        ("https://x.y/z.json", "bundle"),
        ("#/paths/~1a/get/nowhere", "add paths"),
        ("#nowhere", "add"),
        ("nowhere", "bundle"),
        ("#/components/schemas/S/items/0", "add"),
    ] {
        let refused = document(json!({
            "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": ok(json!({"items": {"$ref": text}}))}}}},
            "components": {"schemas": {"S": {}}}
        }))
        .unwrap_err();
        assert_eq!(
            refused.pointer,
            "#/paths/~1a/get/responses/200/content/application~1json/schema/items/$ref"
        );
        assert_eq!(refused.operation.as_deref(), Some("GET /a (a)"));
        assert!(refused.why.contains(text), "{refused}");
        assert!(refused.mend.unwrap().contains(mend), "{text}");
    }
}

#[test]
fn references_that_go_in_circles_end() {
    // Through a pointer that leads into itself.
    assert!(
        document(json!({"components": {"schemas": {"A": {"$ref": "#/components/schemas/A/x/y"}}}}))
            .is_err()
    );
    // Parts that only name each other.
    assert!(
        document(json!({
            "paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/P"}]}},
            "components": {"parameters": {
                "P": {"$ref": "#/components/parameters/Q"}, "Q": {"$ref": "#/components/parameters/P"}
            }}
        }))
        .is_err()
    );
    // Path items that only name each other, with more beside the reference.
    assert!(
        document(json!({"paths": {
            "/a": {"$ref": "#/paths/~1b", "summary": "a"}, "/b": {"$ref": "#/paths/~1a", "summary": "b"}
        }}))
        .is_err()
    );
    // A callback that calls back; those within it are left out.
    let callback = json!({"c": {"{$url}": {"$ref": "#/components/pathItems/P"}}});
    let lowered = document(json!({
        "paths": {"/a": {"$ref": "#/components/pathItems/P"}},
        "components": {"pathItems": {"P": {"post": {"responses": {}, "callbacks": callback}}}}
    }));
    assert!(lowered.is_err() || lowered.unwrap()["paths"]["/a"]["post"].is_object());
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
            "the text of a reference",
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
        super::tests::lowered(json!({"type": "object", "properties": {"a": null}, "items": null})),
        json!({"type": "object", "properties": {"a": {}}})
    );
}

#[test]
fn examples_and_links_that_dangle_are_left_out() {
    let lowered = document(json!({"paths": {"/a": {"get": {"responses": {"200": {
        "description": "d", "links": {"l": {"$ref": "#/nowhere"}},
        "content": {"application/json": {"examples": {"e": {"$ref": "./e.json"}, "f": {"value": 1}}}}
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

/// Runs with less stack than any thread has by default.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new()
        .stack_size(3 << 19)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn schemas_nested_to_the_limit_are_lowered_on_a_small_stack() {
    for wrap in [
        (|inner| json!({"items": inner})) as fn(Value) -> Value,
        |inner| json!({"properties": {"a": inner}}),
        |inner| json!({"anyOf": [inner, {"type": "null"}]}),
        |inner| json!({"type": "object", "oneOf": [inner, {"type": "null"}], "title": "t"}),
        |inner| json!({"patternProperties": {"a": inner, "b": {"type": "integer"}}}),
    ] {
        on_a_small_stack(move || {
            for levels in [60, 80, 120, 125, 240, 250, 300] {
                let mut schema = json!({"type": "string"});
                for _ in 0..levels {
                    schema = wrap(schema);
                }
                let _ = document(json!({"components": {"schemas": {"A": schema}}}));
            }
        });
    }
}

#[test]
fn ten_thousand_schemas_in_a_chain_are_lowered() {
    let mut schemas = serde_json::Map::new();
    let mut parameters = serde_json::Map::new();
    for index in 0..10_000 {
        schemas.insert(
            format!("S{index}"),
            json!({"$ref": format!("#/components/schemas/S{}", (index + 1) % 10_000)}),
        );
        schemas.insert(
            format!("T{index}"),
            json!({"anyOf": [{"$ref": format!("#/components/schemas/T{}/anyOf/0", (index + 1) % 10_000)}, {"type": "null"}]}),
        );
        parameters.insert(
            format!("P{index}"),
            json!({"$ref": format!("#/components/parameters/P{}", index + 1)}),
        );
    }
    parameters.insert("P10000".to_owned(), json!({"name": "p", "in": "query"}));
    on_a_small_stack(move || {
        let refused = document(json!({"components": {"schemas": schemas.clone()}}));
        assert!(refused.is_err());
        schemas.retain(|name, _| name.starts_with('S'));
        let lowered = document(json!({
            "paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/P0"}]}},
            "components": {"schemas": schemas, "parameters": parameters}
        }))
        .unwrap();
        assert_eq!(
            lowered["paths"]["/a"]["parameters"],
            json!([{"name": "p", "in": "query", "schema": {}}])
        );
        assert_eq!(
            lowered["components"]["schemas"].as_object().unwrap().len(),
            10_000
        );
    });
}
