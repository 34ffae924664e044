//! A bound that is added to an integer, or removed, does not change its type.

use serde_json::{Value, json};
use xtask::{Decisions, Generated, Settings, generate};

/// A client whose `Limits` has the integer `size`, with a parameter of the same kind.
fn generated(integer: &Value, decisions: Decisions) -> Generated {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/limits": { "get": {
            "operationId": "limits",
            "parameters": [{ "name": "least", "in": "query", "schema": integer }],
            "responses": { "200": { "description": "The limits.", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Limits" } },
            } } },
        } } },
        "components": { "schemas": {
            "Limits": { "type": "object", "properties": { "size": integer } },
        } },
    });
    let settings = Settings::of_package("locked-api").with_decisions(decisions);
    generate(&document, &settings).unwrap()
}

/// The type of `size`, and of the parameter.
fn types(generated: &Generated) -> [String; 2] {
    let flat: String = generated.rust.split_whitespace().collect();
    ["pubsize:::std::option::Option<", "least:Result<Option<"].map(|before| {
        let (_, rest) = flat.split_once(before).unwrap();
        rest.split('>').next().unwrap().to_owned()
    })
}

#[test]
fn an_integer_keeps_its_type_when_its_bounds_change() {
    let bounds = |minimum: Option<u64>, maximum: Option<u64>| {
        let mut schema = json!({ "type": "integer" });
        for (key, bound) in [("minimum", minimum), ("maximum", maximum)] {
            if let Some(bound) = bound {
                schema[key] = json!(bound);
            }
        }
        schema
    };
    let all = [
        bounds(Some(0), Some(100)),
        bounds(Some(0), None),
        bounds(None, Some(100)),
        bounds(None, None),
    ];
    for (first, expected) in all.iter().zip(["i64", "i128", "i128", "i128"]) {
        let before = generated(first, Decisions::default());
        assert_eq!(types(&before), [expected, expected], "{first}");
        for then in &all {
            let after = generated(then, before.decisions.clone());
            assert_eq!(types(&after), [expected, expected], "{first}, then {then}");
            assert_eq!(after.decisions, before.decisions);
        }
    }
    let large = generated(&bounds(Some(0), Some(u64::MAX)), Decisions::default());
    assert_eq!(types(&large), ["u64", "u64"]);
}

#[test]
fn a_type_that_cannot_hold_the_bounds_is_not_kept() {
    let small = json!({ "type": "integer", "minimum": 0, "maximum": 100 });
    let before = generated(&small, Decisions::default());
    let large = json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX });
    let after = generated(&large, before.decisions);
    assert_eq!(types(&after), ["u64", "u64"]);
    // A format decides alone.
    let long = json!({ "type": "integer", "format": "int64" });
    let after = generated(
        &long,
        generated(&json!({ "type": "integer" }), Decisions::default()).decisions,
    );
    assert_eq!(types(&after), ["i64", "i64"]);
    assert!(after.decisions.integers.is_empty());
}
