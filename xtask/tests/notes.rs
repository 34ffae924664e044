//! The notes on what is read leniently, is not checked, or is left out.
#![cfg(feature = "cli")]
// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::Workspace;
use serde_json::{Value, json};
use xtask::Settings;

/// The notes on a document with these members.
fn notes(members: &Value) -> Vec<String> {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}});
    for (key, value) in members.as_object().into_iter().flatten() {
        document[key] = value.clone();
    }
    let generated = xtask::generate(&document, &Settings::of_package("a-api")).unwrap();
    generated.notes.iter().map(ToString::to_string).collect()
}

fn operation(members: Value) -> Value {
    let mut operation = json!({"responses": {"204": {"description": "d"}}});
    for (key, value) in members.as_object().into_iter().flatten() {
        operation[key] = value.clone();
    }
    operation
}

/// The notes on a document with this schema, without their common beginning.
fn of_schema(schema: Value) -> Vec<String> {
    let notes = notes(&json!({
        "paths": {"/a": {"get": operation(json!({}))}},
        "components": {"schemas": {"S": schema}}
    }));
    let pointer = "note: #/components/schemas/S";
    let notes = notes
        .iter()
        .map(|note| note.strip_prefix(pointer).unwrap().to_owned());
    notes.collect()
}

#[test]
fn a_document_without_operations_is_noted() {
    let expected = ["note: #/paths: the document has no operations"];
    assert_eq!(notes(&json!({"paths": {}})), expected);
    assert_eq!(notes(&json!({})), expected);
}

#[test]
fn an_operation_id_of_two_operations_is_noted_at_both() {
    let list = || operation(json!({"operationId": "list"}));
    let notes =
        notes(&json!({"paths": {"/a": {"get": list(), "put": list()}, "/b": {"get": list()}}}));
    assert_eq!(notes.len(), 3);
    assert_eq!(
        notes[1],
        "note: #/paths/~1a/put/operationId: `list` is also the operationId of GET /a, GET /b, so \
         the \
         operation is identified by its method and path"
    );
}

#[test]
fn parameters_that_are_left_out_or_made_up_are_noted() {
    let parameters = json!([
        {"name": "gone", "in": "path", "required": true, "schema": {}},
        {"name": "Authorization", "in": "header", "schema": {}},
        {"name": "body", "in": "body", "schema": {}},
        {"in": "query", "schema": {}},
        {"name": "q", "in": "query", "schema": {}},
        {"name": "q", "in": "query", "schema": {}, "required": "maybe", "shcema": {}}
    ]);
    let notes = notes(
        &json!({"paths": {"/a/{id}": {"get": operation(json!({"parameters": parameters}))}}}),
    );
    let has = |at: &str, what: &str| {
        let mut notes = notes.iter();
        let start = format!("note: #/paths/~1a~1{{id}}/get{at}: ");
        assert!(
            notes.any(|note| note
                .replace("%7B", "{")
                .replace("%7D", "}")
                .starts_with(&start)
                && note.contains(what)),
            "{at}: {what}"
        );
    };
    has("", "no parameter describes `{id}`");
    has("/parameters/0", "the path has no `{gone}`");
    has(
        "/parameters/1",
        "the header `Authorization` is not a parameter",
    );
    has("/parameters/2", "is in `body`, which is no location");
    has("/parameters/3", "has no name");
    has("/parameters/5", "a second parameter `q`");
    has("/parameters/5/required", "is not a boolean");
    has("/parameters/5/shcema", "unknown member");
    assert_eq!(notes.len(), 8, "{notes:#?}");
}

#[test]
fn what_is_not_checked_in_a_schema_is_noted() {
    for (schema, note) in [
        (
            json!({"type": "any"}),
            "/type: unknown type \"any\": any value is allowed",
        ),
        (
            json!({"type": "file"}),
            "/type: the type \"file\" is read as \"string\"",
        ),
        (
            json!({"type": 7}),
            "/type: unknown type 7: any value is allowed",
        ),
        (
            json!({"type": "string", "minLength": "3"}),
            "/minLength: `minLength` cannot have this value, so it is ignored",
        ),
        (
            json!({"type": "string", "pattern": "(?<"}),
            "/pattern: the pattern is not a regular expression of ECMA-262, so it is not checked",
        ),
        (
            json!({"type": "array", "contains": {}}),
            "/contains: `contains` is not checked",
        ),
        (
            json!({"type": "string", "not": {"enum": ["a"]}}),
            "/not: `not` is not checked",
        ),
        (
            json!({"type": "object", "minlength": 3}),
            "/minlength: unknown keyword, which is ignored",
        ),
        (
            json!({"type": "object", "propertyNames": {"format": "uri"}}),
            "/propertyNames: only `pattern`, `minLength`, `maxLength`, `enum` and `const` are \
             checked of `propertyNames`",
        ),
    ] {
        assert_eq!(of_schema(schema.clone()), [note], "{schema}");
    }
}

#[test]
fn what_is_checked_or_only_describes_is_not_noted() {
    for schema in [
        json!({"$schema": "x", "$comment": "c", "$defs": {"D": {"type": "string"}},
            "type": "object"}),
        json!({"type": ["string", "null"], "minLength": 1, "pattern": "^a", "format": "x",
            "x-y": 1}),
        json!({"type": "object", "required": [], "additionalProperties": false,
            "minProperties": 1}),
        json!({"type": "array", "items": {"type": "integer"}, "uniqueItems": true,
            "maxItems": 3.0}),
        json!({"type": "object", "properties": {"if": {}, "contains": {}, "unknown": {}}}),
        json!({"type": "object", "properties": {"a": {}}, "maxProperties": 3}),
        json!({"type": "object", "dependentRequired": {"a": ["b"]}, "dependencies": {"c": ["d"]},
            "propertyNames": {"type": "string", "pattern": "^a"}}),
        json!({"type": "object", "patternProperties": {"^a": {}}, "additionalProperties": false}),
        json!({"example": {"type": "any"}, "examples": [{"if": 1}], "default": {"minLength": "3"}}),
        json!({"oneOf": [{"type": "string"}, {"const": 3}],
            "discriminator": {"propertyName": "a"}}),
    ] {
        assert_eq!(of_schema(schema.clone()), [""; 0], "{schema}");
    }
}

#[test]
fn parts_of_operations_that_are_left_out_are_noted() {
    let get = operation(json!({
        "callbacks": {"paid": {"{$request.body#/url}": {"post": {"responses": {}}}}},
        "responses": {
            "200": {"description": "d", "headers": {"x-a": {"schema": {}}}, "links": {"l": {}}},
            "ok": {"description": "d"}, "103": {"description": "d"}
        },
        "requestBody": {"content": {"image/png": {}, "image/jpeg": {}}}
    }));
    let notes = notes(&json!({
        "paths": {"/a": {"get": get}, "/b": {"get": {"responses": {"404": {"description": "d"}}}}},
        "webhooks": {"w": {"post": {"responses": {}}}}
    }));
    for pointer in [
        "#/paths/~1a/get/callbacks: nothing is generated for callbacks",
        "#/paths/~1a/get/responses/200/headers: response headers have no types",
        "#/paths/~1a/get/responses/200/links: nothing is generated for links",
        "#/paths/~1a/get/responses/ok: `ok` is not a status",
        "#/paths/~1a/get/responses/103: informational responses",
        "#/paths/~1a/get/requestBody/content/image~1jpeg: `image/jpeg` has no method",
        "#/paths/~1b/get: no success is described",
        "#/webhooks/w/post: the webhook has no body of JSON",
    ] {
        let found = notes.iter().filter(|note| note.contains(pointer)).count();
        assert_eq!(found, 1, "{pointer} in {notes:#?}");
    }
    assert_eq!(notes.len(), 8, "{notes:#?}");
}

#[test]
fn a_shared_part_is_noted_once() {
    let used = json!({"$ref": "#/components/schemas/Odd"});
    let body = json!({"content": {"application/json": {"schema": used}}});
    let parameter = json!({"$ref": "#/components/parameters/P"});
    let get = operation(json!({"parameters": [parameter], "requestBody": body}));
    let notes = notes(&json!({
        "paths": {"/a": {"get": get, "put": get}},
        "components": {
            "parameters": {"P": {"name": "p", "in": "query", "odd": 1, "schema": {}}},
            "schemas": {"Odd": {"type": "odd"}}
        }
    }));
    assert_eq!(
        notes,
        [
            "note: #/components/parameters/P/odd: unknown member, which is ignored",
            "note: #/components/schemas/Odd/type: unknown type \"odd\": any value is allowed"
        ]
    );
}

#[test]
fn servers_and_security_that_need_the_caller_are_noted() {
    let get = operation(json!({
        "servers": [{"url": "https://{a}.example"}, {"url": "https://b.example"}],
        "security": [{"login": []}, {"gone": []}]
    }));
    let notes = notes(&json!({
        "servers": [{"url": "/v1"}, {"url": "https://c.example",
        "variables": {"d": {"default": "e"}}}],
        "paths": {"/a": {"get": get}},
        "components": {"securitySchemes": {
            "login": {"type": "http", "scheme": "digest"}, "tls": {"type": "mutualTLS"}
        }}
    }));
    for pointer in [
        "#/components/securitySchemes/tls: mutual TLS",
        "#/components/securitySchemes/login: the HTTP scheme `digest` is not supported",
        "#/servers/0: the URL is relative",
        "#/servers/1: the URL has no `{d}`",
        "#/paths/~1a/get/servers/0: nothing describes the variable `{a}`",
        "#/paths/~1a/get/servers/1: only the first server",
        "#/paths/~1a/get/security/1/gone: the document declares no security scheme `gone`",
    ] {
        let found = notes.iter().filter(|note| note.contains(pointer)).count();
        assert_eq!(found, 1, "{pointer} in {notes:#?}");
    }
    assert_eq!(notes.len(), 7, "{notes:#?}");
}

#[test]
fn generate_check_and_vendor_print_the_notes() {
    let workspace = Workspace::vendored();
    let page = workspace
        .read("page.md")
        .replace("title: Text", "titel: Text");
    workspace.write("page.md", page);
    let note = "note: #/components/schemas/Note/properties/text/titel: unknown keyword, which is \
                ignored\n";
    let run = workspace.run(&["vendor", "page.md"]).ends(0);
    assert!(run.out.contains(note), "{}", run.out);
    let run = workspace.run(&["vendor", "page.md", "--check"]).ends(0);
    assert!(run.out.contains(note), "{}", run.out);
    let run = workspace.run(&["check"]).ends(0);
    assert_eq!(
        run.out,
        format!("{note}1 operation, 1 schema: up to date\n")
    );
    // Standard output has the Rust and nothing else.
    let run = workspace.run(&["generate"]).ends(0);
    assert_eq!(run.err, note);
    assert!(!run.out.contains("note:"), "{}", run.out);
}
