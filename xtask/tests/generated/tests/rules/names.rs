//! Names of operations, which are stable once given.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use xtask::{Settings, generate};

type Names = BTreeMap<String, String>;

/// The names of operations, given by method, path and optional operationId. `known` are those of
/// the lock.
fn names(operations: &[(&str, &str, Option<&str>)], known: &[(&str, &str)]) -> Names {
    let mut paths = Map::new();
    for (method, path, id) in operations {
        let mut operation = json!({ "responses": { "204": { "description": "Fine." } } });
        if let Some(id) = id {
            operation["operationId"] = json!(id);
        }
        let item = paths.entry((*path).to_owned()).or_insert_with(|| json!({}));
        item[*method] = operation;
    }
    let document: Value =
        json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths });
    let known = known
        .iter()
        .map(|(id, name)| ((*id).to_owned(), (*name).to_owned()));
    let settings = Settings::of_package("names-api").with_names(known.collect());
    let generated = generate(&document, &settings).unwrap();
    for operation in &generated.manifest.operations {
        let name = &operation.rust_name;
        assert!(
            generated.rust.contains(&format!("pub fn {name}(")),
            "{name}"
        );
    }
    generated.names
}

fn of(pairs: &[(&str, &str)]) -> Names {
    pairs
        .iter()
        .map(|(id, name)| ((*id).to_owned(), (*name).to_owned()))
        .collect()
}

#[test]
fn fastapis_path_and_method_are_dropped() {
    let operations = [
        (
            "post",
            "/v1/webhook/",
            Some("create_webhook_v1_webhook__post"),
        ),
        (
            "get",
            "/v1/agents/{agent_id}",
            Some("get_agent_v1_agents__agent_id__get"),
        ),
        ("delete", "/", Some("remove__delete")),
        (
            "get",
            "/files/{path:path}",
            Some("download_files__path_path__get"),
        ),
        ("get", "/v1/a.b-c", Some("odd_v1_a_b_c_get")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("create_webhook_v1_webhook__post", "create_webhook"),
            ("get_agent_v1_agents__agent_id__get", "get_agent"),
            ("remove__delete", "remove"),
            ("download_files__path_path__get", "download"),
            ("odd_v1_a_b_c_get", "odd"),
        ])
    );
}

#[test]
fn ids_that_are_not_fastapis_are_unchanged() {
    let operations = [
        ("get", "/a", Some("getItem")),
        ("get", "/b", Some("list_get")),
        ("post", "/v1/c", Some("_v1_c_post")),
        ("get", "/d", Some("Items.list-all")),
        ("get", "/e", Some("日本")),
        ("get", "/f", Some("2fa")),
        ("get", "/g", Some("type")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("getItem", "get_item"),
            ("list_get", "list_get"),
            ("_v1_c_post", "v1_c_post"),
            ("Items.list-all", "items_list_all"),
            ("日本", "u65e5_u672c"),
            ("2fa", "value_2fa"),
            ("type", "type_"),
        ])
    );
}

#[test]
fn ids_that_would_collide_are_not_shortened() {
    let operations = [
        ("get", "/v1/a", Some("read_v1_a_get")),
        ("get", "/v2/a", Some("read_v2_a_get")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("read_v1_a_get", "read_v1_a_get"),
            ("read_v2_a_get", "read_v2_a_get")
        ])
    );
}

#[test]
fn operations_without_a_unique_id_are_named_by_method_and_path() {
    let operations = [
        ("get", "/a/{id}", None),
        ("delete", "/a/{id}", None),
        ("get", "/b", Some("same")),
        ("get", "/c", Some("same")),
        ("get", "/d", Some("  ")),
        ("get", "/", None),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("GET /a/{id}", "get_a_id"),
            ("DELETE /a/{id}", "delete_a_id"),
            ("GET /b", "get_b"),
            ("GET /c", "get_c"),
            ("GET /d", "get_d"),
            ("GET /", "get"),
        ])
    );
}

#[test]
fn no_operation_is_named_like_a_method_of_the_client() {
    let taken = ["builder", "from_env", "base_url", "clone", "new", "request"];
    let operations: Vec<_> = taken
        .iter()
        .map(|id| ("get", format!("/{id}"), Some(*id)))
        .collect();
    let operations: Vec<_> = operations
        .iter()
        .map(|(method, path, id)| (*method, path.as_str(), *id))
        .collect();
    let names = names(&operations, &[]);
    for name in taken {
        assert_ne!(names[name], name);
    }
}

#[test]
fn a_name_in_the_lock_is_stable() {
    let operations = [
        ("get", "/v1/a", Some("read_v1_a_get")),
        // A new operation that comes first in the document.
        ("get", "/v0/a", Some("read_v0_a_get")),
        ("get", "/v1/b", Some("get_b")),
        ("get", "/c", None),
    ];
    let before = names(&operations[..1], &[]);
    assert_eq!(before, of(&[("read_v1_a_get", "read")]));
    for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let operations: Vec<_> = order.iter().map(|index| operations[*index]).collect();
        let known = [
            ("read_v1_a_get", "read"),
            ("get_b", "fetch_b"),
            ("GET /c", "see"),
        ];
        let after = names(&operations, &known);
        assert_eq!(
            after,
            of(&[
                ("read_v1_a_get", "read"),
                ("read_v0_a_get", "read_v0_a_get"),
                ("get_b", "fetch_b"),
                ("GET /c", "see"),
            ])
        );
    }
}

#[test]
fn the_name_of_a_removed_operation_is_not_reused() {
    // `Lock::operations`: "a name that stands here is never given to another operation".
    let operations = [("get", "/v2/a", Some("read_v2_a_get"))];
    let names = names(&operations, &[("read_v1_a_get", "read")]);
    assert_ne!(names["read_v2_a_get"], "read");
}

#[test]
fn a_duplicate_or_invalid_name_in_the_lock_is_ignored() {
    let operations = [("get", "/a", Some("a")), ("get", "/b", Some("b"))];
    let doubled = names(&operations, &[("a", "same"), ("b", "same")]);
    assert_ne!(doubled["a"], doubled["b"]);
    let invalid = names(&operations, &[("a", "not a name"), ("b", "Upper")]);
    assert_eq!(invalid, of(&[("a", "a"), ("b", "b")]));
}

#[test]
fn generation_is_deterministic() {
    let document = json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {
        "/a": { "get": { "operationId": "a", "parameters": [{ "name": "x", "in": "query", "schema": { "enum": ["p", "q"] } }],
            "responses": { "200": { "description": ".", "content": { "application/json": { "schema": { "type": "object", "properties": { "k": { "anyOf": [{ "type": "integer" }, { "type": "string" }] } } } } } } } } },
    } });
    let settings = Settings::of_package("names-api");
    let once = generate(&document, &settings).unwrap();
    let again = generate(&document, &settings).unwrap();
    assert_eq!(once.rust, again.rust);
    assert_eq!(once.manifest, again.manifest);
}

/// The names of one operation, `up`, whose body has these media types.
fn media_names(media_types: &[&str], known: &[(&str, &str)]) -> (Names, Value) {
    let content: Map<_, _> = media_types
        .iter()
        .map(|media_type| ((*media_type).to_owned(), json!({})))
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/up": { "post": {
            "operationId": "up",
            "requestBody": { "required": true, "content": content },
            "responses": { "204": { "description": "Fine." } },
        } } },
    });
    let settings = Settings::of_package("names-api").with_names(of(known));
    let generated = generate(&document, &settings).unwrap();
    let request = generated.manifest.operations[0].request.as_ref();
    let request = json!(request.map(|request| &request.media_type));
    (generated.names, request)
}

#[test]
fn a_media_type_that_is_added_renames_no_method() {
    let (json, form, csv) = (
        "application/json",
        "application/x-www-form-urlencoded",
        "text/csv",
    );
    assert_eq!(media_names(&[json], &[]).0, of(&[("up", "up")]));
    let (first, sent) = media_names(&[csv], &[]);
    assert_eq!(sent, csv);
    assert_eq!(first, of(&[("up", "up"), ("up text/csv", "up")]));
    let known: Vec<_> = first.iter().map(|(key, name)| (&**key, &**name)).collect();
    let (more, sent) = media_names(&["text/plain", form, json, csv], &known);
    assert_eq!(sent, csv);
    let mut expected = first.clone();
    expected.extend(of(&[
        ("up application/json", "up_json"),
        ("up application/x-www-form-urlencoded", "up_form"),
    ]));
    assert_eq!(more, expected);
    // Without a lock, the method of the same document takes JSON.
    let (fresh, sent) = media_names(&["text/plain", form, json, csv], &[]);
    assert_eq!(sent, json);
    assert_eq!(fresh["up text/plain"], "up_text");
}
