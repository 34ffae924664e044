//! Documents that are deep, large, circular or malicious.

use serde_json::{Value, json};

use super::document;

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
                "P": {"$ref": "#/components/parameters/Q"},
                "Q": {"$ref": "#/components/parameters/P"}
            }}
        }))
        .is_err()
    );
    // Path items that only name each other, with more beside the reference.
    assert!(
        document(json!({"paths": {
            "/a": {"$ref": "#/paths/~1b", "summary": "a"}, "/b": {"$ref": "#/paths/~1a",
            "summary": "b"}
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
fn what_a_fuzzer_found_stays_found() {
    // A reference that is no text, in an example; one part referred to as two kinds of it; a
    // dynamic reference beside a static one; an enumeration of lists.
    let lowered = document(json!({
        "paths": {"/a": {
            "parameters": [{"$ref": "#/components/parameters/P"}],
            "get": {"responses": {
                "200": {"$ref": "#/components/parameters/P"},
                "201": {"content": {"x/y": {"examples": {"e": {"$ref": null, "value": 1}}}}}
            }}
        }},
        "components": {
            "parameters": {"P": {"name": "p", "in": "query", "schema": {"type": "string"}}},
            "schemas": {
                "A": {"$ref": "#/components/schemas/B", "$dynamicRef": "other.yaml#/x"},
                "B": {"enum": [[1]]}
            }
        }
    }))
    .unwrap();
    let item = &lowered["paths"]["/a"];
    assert_eq!(item["parameters"][0].get("description"), None);
    assert_eq!(item["get"]["responses"]["200"]["description"], "");
    assert_eq!(
        item["get"]["responses"]["201"]["content"]["x/y"]["examples"],
        json!({"e": {"value": 1}})
    );
    assert_eq!(
        lowered["components"]["schemas"],
        json!({
            "A": {"$ref": "#/components/schemas/B"},
            "B": {"enum": [[1]], "items": {}, "type": "array"}
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
            for levels in [120, 250, 300] {
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
            json!({"anyOf": [{"$ref": format!("#/components/schemas/T{}/anyOf/0",
                (index + 1) % 10_000)}, {"type": "null"}]}),
        );
        parameters.insert(
            format!("P{index}"),
            json!({"$ref": format!("#/components/parameters/P{}", index + 1)}),
        );
    }
    parameters.insert("P10000".to_owned(), json!({"name": "p", "in": "query"}));
    on_a_small_stack(move || {
        // Each alternative leads to the next and none to a schema: they are anything.
        let circle = document(json!({"components": {"schemas": schemas.clone()}})).unwrap();
        assert!(circle["components"]["schemas"]["T0"].is_object());
        schemas.retain(|name, _| name.starts_with('S'));
        let lowered = document(json!({
            "paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/P9950"}]}},
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
