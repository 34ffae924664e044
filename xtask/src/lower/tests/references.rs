//! References to anything, and what they become.

use serde_json::json;

use super::{document, lowered_schemas, ok};

#[test]
fn reusable_parts_are_inlined_and_their_schemas_shared() {
    let lowered = document(json!({
        "paths": {"/a": {
            "parameters": [{"$ref": "#/components/parameters/limit"}],
            "get": {"responses": {"404": {"$ref": "#/components/responses/NotFound",
            "description": "gone"}}},
            "put": {
                "requestBody": {"$ref": "#/components/requestBodies/Again"},
                "responses": {"404": {"$ref": "#/components/responses/NotFound"}}
            }
        }},
        "components": {
            "parameters": {"limit": {"name": "limit", "in": "query",
            "schema": {"type": ["integer", "null"]}}},
            "requestBodies": {
                "Again": {"$ref": "#/components/requestBodies/Body"},
                "Body": {"content": {"text/plain": {"schema": {"type": "string"},
                "examples": {"a": {"$ref": "#/components/examples/a"}}}}}
            },
            "examples": {"a": {"value": {"$ref": "data"}}},
            "headers": {"h": {"schema": {"type": "string"}}},
            "responses": {"NotFound": {
                "description": "n", "headers": {"h": {"$ref": "#/components/headers/h"}},
                "content": {"application/json": {"schema": {"type": "object",
                "properties": {"a": {"const": 1}}}}}
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
            "parameters": [{"name": "limit", "in": "query",
            "schema": {"type": "integer", "nullable": true}}],
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
fn a_schema_that_is_named_in_place_of_a_response_is_its_body() {
    let schema = json!({"$ref": "#/components/schemas/E"});
    let lowered = document(json!({
        "paths": {"/a": {"get": {"responses": {
            "400": schema, "404": {"description": "d", "content": {"application/json": schema}}
        }}}},
        "components": {"schemas": {"E": {"type": "object"}}}
    }))
    .unwrap();
    let content = json!({"application/json": {"schema": schema}});
    assert_eq!(
        lowered["paths"]["/a"]["get"]["responses"],
        json!({
            "400": {"content": content, "description": ""},
            "404": {"description": "d", "content": content}
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
        "components": {"pathItems": {"P": {"summary": "theirs",
        "get": {"responses": {"200": ok(json!(true))}}}}}
    }))
    .unwrap();
    let item = json!({"summary": "mine", "get": {"responses": {"200": ok(json!({}))}}});
    assert_eq!(lowered["paths"], json!({"/a": item, "/b": item}));
    assert_eq!(lowered["components"], json!({}));
}

#[test]
fn a_reference_into_anything_makes_a_component_of_it() {
    const SCHEMA: &str = "get/responses/200/content/application~1json/schema";
    let target = json!({"type": "object", "properties": {"x": {"type": ["string", "null"]}}});
    let lowered = document(json!({
        "paths": {"/a/{id}": {"get": {"operationId": "get_a", "responses": {"200": ok(target)}}}},
        "components": {"schemas": {
            "A": {"$ref": format!("#/paths/~1a~1%7Bid%7D/{SCHEMA}")},
            "B": {"$ref": format!("#/paths/~1a~1{{id}}/{SCHEMA}/properties/x")},
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
                "type": "object",
                "properties": {"x": {"$ref": "#/components/schemas/GetAResponseX"}}
            },
            "GetAResponseX": {"type": "string", "nullable": true},
            "XMoreD": {"type": "integer", "enum": [1], "x-const": true}
        })
    );
}

#[test]
fn definitions_that_are_referred_to_become_components() {
    let lowered = document(json!({
        "paths": {"/a": {"get": {"responses": {"200": ok(json!({
            "$defs": {"Pet": {"type": "string"}, "Dog": {"$ref": "#/$defs/Pet"},
            "Cat": {"$ref": "nowhere"}},
            "type": "array", "items": {"$ref": "#/$defs/Dog"}
        }))}}}},
        "components": {"schemas": {
            "Pet": {"type": "integer"},
            "Zoo": {"definitions": {"Cage": {}},
            "$ref": "#/components/schemas/Zoo/definitions/Cage"},
            "Old": {"$ref": "#/definitions/Pet"}
        }}
    }))
    .unwrap();
    assert_eq!(
        lowered["paths"]["/a"]["get"]["responses"]["200"],
        ok(json!({"type": "array", "items": {"$ref": "#/components/schemas/GetAResponsePet"}}))
    );
    assert_eq!(
        lowered["components"]["schemas"],
        json!({
            "Pet": {"type": "integer"},
            "Zoo": {"$ref": "#/components/schemas/Cage"},
            "Old": {"$ref": "#/components/schemas/Pet"},
            "GetAResponsePet": {"type": "string"},
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
            "B": {"$id": "https://x.y/b.json", "properties": {"d": {"$ref": "#here"},
            "e": {"$ref": "https://x.y/a.json"}}},
            "T": {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}},
            "G": {"$defs": {"item": {"$dynamicAnchor": "item", "not": {}}},
            "items": {"$dynamicRef": "#item"}}
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
            "AB": {"type": "string"}
        })
    );
}

#[test]
fn a_reference_that_dangles_is_named_with_its_place_and_the_mend() {
    for (text, help) in [
        ("#/components/schemas/Foo", "components.schemas.Foo"),
        ("other.yaml#/Foo", "bundle"),
        ("https://x.y/z.json", "bundle"),
        ("#/paths/~1a/get/nowhere", "add paths"),
        ("#nowhere", "add"),
        ("nowhere", "bundle"),
        ("#/components/schemas/S/items/0", "add"),
    ] {
        let refused = document(json!({
            "paths": {"/a": {"get": {"operationId": "a",
            "responses": {"200": ok(json!({"items": {"$ref": text}}))}}}},
            "components": {"schemas": {"S": {}}}
        }))
        .unwrap_err();
        assert_eq!(
            refused.pointer,
            "#/paths/~1a/get/responses/200/content/application~1json/schema/items/$ref"
        );
        assert_eq!(refused.operation.as_deref(), Some("GET /a (a)"));
        assert!(refused.why.contains(text), "{refused}");
        assert!(refused.help.unwrap().contains(help), "{text}");
    }
}

#[test]
fn a_schema_that_is_nothing_but_itself_is_anything() {
    assert_eq!(
        lowered_schemas(json!({
            "A": {"properties": {"a": {"$ref": "#/components/schemas/A/properties/a"}}},
            "B": {"properties": {
                "c": {"$ref": "#/components/schemas/B/properties/d"},
                "d": {"$ref": "#/components/schemas/B/properties/c"}
            }}
        }))["A"],
        json!({"properties": {"a": {"$ref": "#/components/schemas/AA"}}})
    );
}

/// What lowering says about a document with one operation, whose 200 refers to `#/components/`
/// and `target`, among these components.
fn refused(target: &str, components: serde_json::Value) -> String {
    let reference = format!("#/components/{target}");
    let refused = document(json!({
        "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"$ref": reference}}}}},
        "components": components,
    }));
    refused.unwrap_err().to_string()
}

#[test]
fn a_cyclic_reference_is_called_cyclic_and_a_dangling_one_missing() {
    let to = |target: &str| json!({"$ref": format!("#/components/{target}")});
    let cycles = [
        (
            "responses/A",
            json!({"responses": {"A": to("responses/B"), "B": to("responses/A")}}),
        ),
        (
            "responses/A",
            json!({"responses": {"A": to("responses/A")}}),
        ),
        // The cycle begins after the first reference.
        (
            "responses/A",
            json!({"responses": {
                "A": to("responses/B"), "B": to("responses/C"), "C": to("responses/B")
            }}),
        ),
        // A pointer through a cycle.
        (
            "responses/A/x",
            json!({"responses": {"A": to("responses/B"), "B": to("responses/A")}}),
        ),
        (
            "responses/A",
            json!({
                "responses": {"A": {"description": "", "headers": {"h": to("headers/H")}}},
                "headers": {"H": to("headers/I"), "I": to("headers/H")}
            }),
        ),
    ];
    for (target, components) in cycles {
        let message = refused(target, components);
        assert!(
            message.contains("cyclic") && message.contains("help: replace"),
            "{message}"
        );
        assert!(!message.contains("not in the document"), "{message}");
    }
    for target in ["responses/None", "responses/A"] {
        let message = refused(target, json!({"responses": {"A": to("responses/B")}}));
        assert!(message.contains("not in the document"), "{message}");
    }
}

#[test]
fn a_path_item_that_leads_back_to_itself_is_called_cyclic() {
    let item = |path: &str| json!({"$ref": format!("#/paths/{path}"), "summary": "s"});
    let message = document(json!({"paths": {"/a": item("~1b"), "/b": item("~1a")}}));
    let message = message.unwrap_err().to_string();
    assert!(message.contains("cyclic"), "{message}");
}

#[test]
fn a_pointer_passes_through_several_references() {
    let to = |target: &str| json!({"$ref": format!("#/components/responses/{target}")});
    let headers = json!({"h": {"schema": {"type": "string"}}});
    let lowered = document(json!({
        "paths": {"/a": {"get": {"responses": {"200": {
            "description": "", "headers": {"x": {"$ref": "#/components/responses/A/headers/h"}}
        }}}}},
        "components": {"responses": {
            "A": to("B"), "B": to("C"), "C": {"description": "", "headers": headers}
        }}
    }))
    .unwrap();
    let headers = &lowered["paths"]["/a"]["get"]["responses"]["200"]["headers"];
    assert_eq!(headers["x"], json!({"schema": {"type": "string"}}));
}
