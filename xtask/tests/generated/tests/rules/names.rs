//! Names of operations, which are stable once given.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use xtask::{Decisions, OperationNames, Settings, generate};

type Names = BTreeMap<String, String>;

/// The decisions of a lock that has these names of operations, with a media type behind a key.
fn decisions(known: &[(&str, &str)]) -> Decisions {
    let mut decisions = Decisions::default();
    for (key, name) in known {
        let names = OperationNames::new(*name, "", "");
        decisions.operations.insert((*key).to_owned(), names);
    }
    for (key, name) in known {
        if let Some((key, media_type)) = key.rsplit_once(' ')
            && let Some(names) = decisions.operations.get_mut(key)
        {
            let name = (*name).to_owned();
            names.media_types.insert(media_type.to_owned(), name);
        }
    }
    decisions
}

/// The names of the operations, those by media type with the media type behind the key.
fn flat(decisions: &Decisions) -> Names {
    let mut flat = Names::new();
    for (key, names) in &decisions.operations {
        flat.insert(key.clone(), names.name.clone());
        for (media_type, name) in &names.media_types {
            flat.insert(format!("{key} {media_type}"), name.clone());
        }
    }
    flat
}

/// A document with these operations: method, path and optional operationId.
fn document(operations: &[(&str, &str, Option<&str>)]) -> Value {
    let mut paths = Map::new();
    for (method, path, id) in operations {
        let mut operation = json!({ "responses": { "204": { "description": "Fine." } } });
        if let Some(id) = id {
            operation["operationId"] = json!(id);
        }
        let item = paths.entry((*path).to_owned()).or_insert_with(|| json!({}));
        item[*method] = operation;
    }
    json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": paths })
}

/// The names of operations, given by method, path and optional operationId. `known` are those of
/// the lock.
fn names(operations: &[(&str, &str, Option<&str>)], known: &[(&str, &str)]) -> Names {
    let settings = Settings::of_package("names-api").with_decisions(decisions(known));
    let generated = generate(&document(operations), &settings).unwrap();
    for operation in &generated.manifest.operations {
        let name = &operation.rust_name;
        assert!(
            generated.rust.contains(&format!("pub fn {name}(")),
            "{name}"
        );
    }
    flat(&generated.decisions)
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
fn any_method_of_a_route_can_be_in_fastapis_suffix() {
    let operations = [
        ("get", "/a/{id}", Some("handle_a_a__id__get")),
        ("delete", "/b", Some("handle_b_b_post")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("handle_a_a__id__get", "handle_a"),
            ("handle_b_b_post", "handle_b"),
        ])
    );
}

#[test]
fn the_words_that_all_operations_share_are_dropped() {
    let operations = [
        ("get", "/calls", Some("v1_list_calls")),
        ("post", "/calls", Some("v1_make_call")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("v1_list_calls", "list_calls"),
            ("v1_make_call", "make_call")
        ])
    );
    // What is left would not say what is listed.
    let operations = [
        ("get", "/users", Some("users_list")),
        ("post", "/users", Some("users_create")),
    ];
    assert_eq!(names(&operations, &[])["users_list"], "users_list");
}

#[test]
fn of_ids_that_collide_the_path_decides() {
    let operations = [
        (
            "patch",
            "/v1/knowledge/item/{id}",
            Some("update_knowledge_base_v1_knowledge_item__id__patch"),
        ),
        (
            "patch",
            "/v1/knowledge/base/{id}",
            Some("update_knowledge_base_v1_knowledge_base__id__patch"),
        ),
        ("get", "/v1/sources/", Some("list_v1_sources__get")),
        ("get", "/v1/collections/", Some("list_v1_collections__get")),
        (
            "post",
            "/v1/collections/",
            Some("create_v1_collections__post"),
        ),
        ("post", "/v1/sources/", Some("create_v1_sources__post")),
        ("put", "/v1/users", Some("handle_v1_users_put")),
        ("delete", "/v1/users", Some("handle_v1_users_delete")),
    ];
    let expected = of(&[
        (
            "update_knowledge_base_v1_knowledge_base__id__patch",
            "update_knowledge_base",
        ),
        (
            "update_knowledge_base_v1_knowledge_item__id__patch",
            "update_knowledge_item",
        ),
        ("list_v1_sources__get", "list_sources"),
        ("list_v1_collections__get", "list_collections"),
        ("create_v1_collections__post", "create_collection"),
        ("create_v1_sources__post", "create_source"),
        ("handle_v1_users_put", "put_users"),
        ("handle_v1_users_delete", "delete_users"),
    ]);
    assert_eq!(names(&operations, &[]), expected);
    let reversed: Vec<_> = operations.iter().rev().copied().collect();
    assert_eq!(names(&reversed, &[]), expected);
    // Where nothing but the version differs, the version decides.
    let operations = [
        ("get", "/v1/a", Some("read_v1_a_get")),
        ("get", "/v2/a", Some("read_v2_a_get")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("read_v1_a_get", "read_v1_a"),
            ("read_v2_a_get", "read_v2_a")
        ])
    );
}

#[test]
fn an_id_given_twice_renames_no_other_operation() {
    let operations = [
        ("get", "/b", Some("same")),
        ("get", "/c", Some("same")),
        ("get", "/other", Some("get_b")),
    ];
    assert_eq!(
        names(&operations, &[]),
        of(&[
            ("GET /b", "get_b_get"),
            ("GET /c", "get_c"),
            ("get_b", "get_b")
        ])
    );
}

/// The names by operationId or method and path, with the decisions of an earlier document.
fn renamed(
    before: &[(&str, &str, Option<&str>)],
    after: &[(&str, &str, Option<&str>)],
) -> (Names, Decisions) {
    let settings = Settings::of_package("names-api");
    let earlier = generate(&document(before), &settings).unwrap();
    let settings = settings.with_decisions(earlier.decisions);
    let later = generate(&document(after), &settings).unwrap();
    (flat(&later.decisions), later.decisions)
}

#[test]
fn an_operation_is_recognized_by_its_id_its_path_and_its_function() {
    for (before, after, name) in [
        // A rename.
        (
            ("get", "/v1/a", Some("list_a")),
            ("get", "/v1/a", Some("fetch_all")),
            "list_a",
        ),
        // An operationId at another path, with another method.
        (
            ("get", "/v1/a", Some("list_a")),
            ("post", "/v1/a/query", Some("list_a")),
            "list_a",
        ),
        // A parameter that is renamed.
        (
            ("get", "/v1/a/{id}", Some("read_v1_a__id__get")),
            ("get", "/v1/a/{a_id}", Some("read_v1_a__a_id__get")),
            "read",
        ),
        // A move.
        (
            ("get", "/v1/a", Some("read_v1_a_get")),
            ("get", "/v2/things", Some("read_v2_things_get")),
            "read",
        ),
        // An operation without an operationId that gets one.
        (
            ("get", "/v1/a", None),
            ("get", "/v1/a", Some("list")),
            "get_v1_a",
        ),
    ] {
        let (names, decisions) = renamed(&[before], &[after]);
        assert_eq!(names.into_values().collect::<Vec<_>>(), [name]);
        assert!(decisions.retired.operations.is_empty(), "{decisions:?}");
    }
}

#[test]
fn the_name_of_a_removed_operation_is_retired_until_it_returns() {
    let (a, b) = (
        ("get", "/v1/a", Some("read")),
        ("get", "/v1/b", Some("other")),
    );
    let (_, without) = renamed(&[a, b], &[b]);
    let retired = &without.retired.operations["read"];
    assert_eq!((&*retired.key, &*retired.path), ("read", "/v1/a"));
    let settings = Settings::of_package("names-api").with_decisions(without);
    let next = |operation| {
        let document = document(&[b, operation]);
        generate(&document, &settings).unwrap().decisions
    };
    for same in [
        ("post", "/v3/x", Some("read")),
        ("get", "/v1/a", Some("something")),
    ] {
        let decisions = next(same);
        assert_eq!(flat(&decisions)[same.2.unwrap()], "read");
        assert!(decisions.retired.operations.is_empty());
    }
    let decisions = next(("get", "/v1/c", Some("Read")));
    assert_eq!(flat(&decisions)["Read"], "read_c");
    assert!(decisions.retired.operations.contains_key("read"));
}

/// What generating a document reports.
fn reported(document: &Value, settings: &Settings) -> Vec<String> {
    let diagnostics = generate(document, settings).unwrap_err();
    let lines = diagnostics.iter();
    lines
        .map(|diagnostic| format!("{} {}", diagnostic.pointer, diagnostic.why))
        .collect()
}

#[test]
fn a_name_chosen_by_hand_wins() {
    let operations = [
        ("get", "/a", Some("get_all")),
        ("get", "/b", Some("get_b")),
        ("get", "/c", Some("get_c")),
    ];
    let with = |names: [Option<&str>; 3]| {
        let mut document = document(&operations);
        for ((_, path, _), name) in operations.iter().zip(names) {
            if let Some(name) = name {
                document["paths"][path]["get"]["x-rust-name"] = json!(name);
            }
        }
        document
    };
    let settings = Settings::of_package("names-api");
    let names = |document: &Value, settings: &Settings| {
        flat(&generate(document, settings).unwrap().decisions)
    };
    let chosen = names(&with([Some("list"), None, None]), &settings);
    assert_eq!(chosen["get_all"], "list");
    // Over the lock too; what the operation was called before is retired.
    let known = decisions(&[("get_all", "get_all"), ("get_b", "get_b")]);
    let settings = settings.with_decisions(known);
    let generated = generate(&with([Some("list"), None, None]), &settings).unwrap();
    assert_eq!(flat(&generated.decisions)["get_all"], "list");
    assert_eq!(
        generated.decisions.retired.operations["get_all"].key,
        "get_all"
    );

    for (chosen, expected) in [
        ("getAll", "\"getAll\" is not the name of a method in Rust"),
        ("type", "\"type\" is not the name of a method in Rust"),
        ("builder", "`builder` is a method that every client has"),
        ("get_b", "`get_b` is the name of GET /b already"),
    ] {
        assert_eq!(
            reported(&with([Some(chosen), None, None]), &settings),
            [format!("#/paths/~1a/get/x-rust-name {expected}")]
        );
    }
    assert_eq!(
        reported(&with([Some("x"), Some("x"), None]), &settings),
        ["#/paths/~1b/get/x-rust-name `x` is chosen for GET /a too"]
    );
    // Two operations can swap their names.
    let swapped = names(&with([Some("get_b"), Some("get_all"), None]), &settings);
    assert_eq!(
        (&*swapped["get_all"], &*swapped["get_b"]),
        ("get_b", "get_all")
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
                ("read_v0_a_get", "read_a"),
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
        "/a": { "get": { "operationId": "a", "parameters": [{ "name": "x", "in": "query",
        "schema": { "enum": ["p", "q"] } }],
            "responses": { "200": { "description": ".", "content": {
            "application/json": { "schema": { "type": "object",
            "properties": { "k": { "anyOf": [{ "type": "integer" },
            { "type": "string" }] } } } } } } } } },
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
    let settings = Settings::of_package("names-api").with_decisions(decisions(known));
    let generated = generate(&document, &settings).unwrap();
    let request = generated.manifest.operations[0].request.as_ref();
    let request = json!(request.map(|request| &request.media_type));
    (flat(&generated.decisions), request)
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
