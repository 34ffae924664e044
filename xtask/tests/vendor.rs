//! `cargo xtask vendor`, as it is run.
#![cfg(feature = "cli")]
// clippy.toml allows it in tests, not in the functions that tests call.
#![allow(clippy::unwrap_used)]

mod common;

use common::server::pages;
use common::shared::shared;
use common::{DOCUMENT, PAGE, Run, Workspace};

#[test]
fn a_page_becomes_the_document_and_its_lock() {
    let workspace = Workspace::new();
    workspace.write("page.md", PAGE);
    let run = workspace.run(&["vendor", "page.md"]).ends(0);
    assert_eq!(
        run.out,
        "1 operation, 1 schema\neverything is new\n\
         wrote openapi/openapi.json\nwrote openapi/openapi.lock\nwrote openapi/public-api.txt\n"
    );
    let (document, lock) = workspace.vendored_files();
    assert_eq!(document, DOCUMENT);
    let lock: serde_json::Value = serde_json::from_str(&lock).unwrap();
    assert_eq!(
        lock.as_object().unwrap().keys().collect::<Vec<_>>(),
        [
            "version",
            "sources",
            "sha256",
            "date",
            "generator",
            "operations",
            "types",
            "inline_types",
            "generics",
            "tags",
            "paged",
            "retired"
        ]
    );
    assert_eq!(lock["sources"][0]["from"], "../page.md");
    assert_eq!(lock["date"].as_str().unwrap().len(), 10);
}

#[test]
fn vendoring_again_changes_nothing() {
    let workspace = Workspace::vendored();
    let lock = workspace.read("openapi/openapi.lock");
    let date = lock.lines().find(|line| line.contains("\"date\"")).unwrap();
    // As if it had been vendored on an earlier day.
    workspace.write(
        "openapi/openapi.lock",
        lock.replace(date, "  \"date\": \"2020-01-01\","),
    );
    let before = workspace.vendored_files();
    let stamp = std::fs::metadata(workspace.path("openapi/openapi.json"))
        .unwrap()
        .modified()
        .unwrap();
    for arguments in [
        &["vendor", "page.md"][..],
        &["vendor"],
        &["vendor", "--relock"],
        &["vendor", "--check", "page.md"],
    ] {
        let run = workspace.run(arguments).ends(0);
        assert_eq!(
            run.out, "1 operation, 1 schema\nnothing has changed\n",
            "{arguments:?}"
        );
    }
    assert_eq!(workspace.vendored_files(), before);
    assert_eq!(
        std::fs::metadata(workspace.path("openapi/openapi.json"))
            .unwrap()
            .modified()
            .unwrap(),
        stamp
    );
}

#[test]
fn json_yaml_and_a_page_give_the_same_document() {
    let workspace = Workspace::new();
    let block: String = PAGE
        .split("````")
        .nth(1)
        .unwrap()
        .split_inclusive('\n')
        .skip(1)
        .collect();
    workspace.write("a.yaml", block);
    workspace.write("a.json", DOCUMENT.replace('\n', " "));
    for name in ["a.yaml", "a.json"] {
        workspace.run(&["vendor", name]).ends(0);
        assert_eq!(workspace.read("openapi/openapi.json"), DOCUMENT);
    }
}

#[test]
fn check_writes_nothing_and_reports_what_would_change() {
    let workspace = Workspace::new();
    workspace.write("page.md", PAGE);
    workspace.run(&["vendor", "--check", "page.md"]).ends(4);
    assert!(!workspace.path("openapi").exists());

    workspace.run(&["vendor", "page.md"]).ends(0);
    let before = workspace.vendored_files();
    workspace.write("page.md", PAGE.replace("title: Text", "title: The text"));
    let run = workspace.run(&["vendor", "--check", "page.md"]).ends(4);
    assert_eq!(
        run.out,
        "1 operation, 1 schema\n\
         documentation only: the third number (the same Rust and the same wire)\n\n\
         Documentation only (1)\n  the documentation of `Note` (`text`): create_note\n"
    );
    run.says(
        "stale: openapi/openapi.json differs from its sources\n  \
         help: cargo xtask vendor page.md\n",
    );
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn an_index_is_followed_to_the_files_beside_it() {
    let workspace = Workspace::new();
    let other = PAGE
        .replace("post /v1/note/", "get /v1/note/")
        .replace("    post:", "    get:")
        .replace("create_", "get_");
    workspace.write("docs/api/create.md", PAGE);
    workspace.write("docs/api/get.md", &other);
    workspace.write(
        "docs/prose.md",
        "# Prose\n\n```yaml\nnot: a document\n```\n",
    );
    let index = "# Notes\n\n- [Get](https://docs.example.com/docs/api/get.md): x\n\
                 - [Create](api/create.md)\n\
                 - [Prose](/prose.md)\n- [Get](https://docs.example.com/docs/api/get.md)\n\
                 - [All](https://docs.example.com/openapi.json)\n";
    workspace.write("docs/llms.txt", index);
    let run = workspace.run(&["vendor", "docs/llms.txt"]).ends(0);
    assert!(
        run.out.starts_with(
            "note: docs/llms.txt: https://docs.example.com/openapi.json is not beside the index, \
             so its pages are merged\n\
             docs/llms.txt: 2 pages with an OpenAPI block, 1 without\n\
             note: docs/llms.txt: operations are in the order of the pages, none of which states \
             the order of the service's own document\n\
             2 operations, 1 schema\n"
        ),
        "{}",
        run.out
    );
    let document: serde_json::Value =
        serde_json::from_str(&workspace.read("openapi/openapi.json")).unwrap();
    let methods: Vec<_> = document["paths"]["/v1/note/"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(methods, ["get", "post"], "in the order of the index");

    // The vendored document decides what it has; a workspace without one takes the folder's order.
    workspace.run(&["vendor", "docs"]).ends(0);
    assert_eq!(
        workspace.read("openapi/openapi.json"),
        format!("{document:#}\n")
    );
    let workspace = {
        let other_workspace = Workspace::new();
        other_workspace.write("docs/api/create.md", PAGE);
        other_workspace.write("docs/api/get.md", &other);
        other_workspace
    };
    workspace.run(&["vendor", "docs"]).ends(0);
    let document: serde_json::Value =
        serde_json::from_str(&workspace.read("openapi/openapi.json")).unwrap();
    let methods: Vec<_> = document["paths"]["/v1/note/"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(methods, ["post", "get"], "in the order of the folder");
}

#[test]
fn urls_are_fetched() {
    let base = pages(&[
        (
            "/docs/llms.txt",
            "- [a](/api/create.md): x\n- [b](prose.md)\n",
        ),
        ("/api/create.md", PAGE),
        ("/docs/prose.md", "# Prose\n"),
        ("/site", "<!doctype html><p>docs"),
    ]);
    let workspace = Workspace::new();
    let index = format!("{base}/docs/llms.txt");
    let run = workspace.run(&["vendor", &index]).ends(0);
    assert!(
        run.out.starts_with(&format!(
            "{index}: 1 pages with an OpenAPI block, 1 without\n"
        )),
        "{}",
        run.out
    );
    assert_eq!(workspace.read("openapi/openapi.json"), DOCUMENT);
    let before = workspace.vendored_files();

    let run = workspace
        .run(&["vendor", &format!("{base}/gone.json")])
        .ends(1);
    assert!(run.err.starts_with(&format!(
        "error: cannot fetch {base}/gone.json: the server responded with status 404\n"
    )));
    let run = workspace.run(&["vendor", &format!("{base}/site")]).ends(1);
    assert!(
        run.err.contains("no OpenAPI block in this page\n  help: "),
        "{}",
        run.err
    );
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn names_in_the_lock_do_not_change() {
    let workspace = Workspace::vendored();
    let lock: serde_json::Value =
        serde_json::from_str(&workspace.read("openapi/openapi.lock")).unwrap();
    assert_eq!(
        lock["operations"]["create_note_v1_note__post"],
        serde_json::json!({"name": "create_note", "method": "post", "path": "/v1/note/"})
    );
    assert_eq!(lock["types"]["Note"], "Note");
    let renamed = workspace
        .read("openapi/openapi.lock")
        .replace("\"create_note\"", "\"write_note\"");
    workspace.write("openapi/openapi.lock", renamed);
    workspace.run(&["vendor", "page.md"]).ends(0);
    assert!(
        workspace
            .read("openapi/openapi.lock")
            .contains("\"write_note\"")
    );
}

/// The lock of a workspace that vendors `PAGE` with these replacements.
#[track_caller]
fn vendored_with(workspace: &Workspace, replaced: &[(&str, &str)]) -> serde_json::Value {
    let mut page = PAGE.to_owned();
    for (from, to) in replaced {
        assert!(page.contains(from), "{from}");
        page = page.replace(from, to);
    }
    workspace.write("page.md", page);
    workspace.run(&["vendor", "page.md"]).ends(0);
    workspace.run(&["check"]).ends(0);
    serde_json::from_str(&workspace.read("openapi/openapi.lock")).unwrap()
}

/// The lock of `PAGE` as version 1 had it.
fn version_1(lock: &str) -> String {
    let mut lock: serde_json::Map<_, _> = serde_json::from_str(lock).unwrap();
    for added in ["types", "inline_types", "generics", "tags", "retired"] {
        lock.shift_remove(added);
    }
    lock.insert("version".to_owned(), 1.into());
    let operations = serde_json::json!({"create_note_v1_note__post": "write_note"});
    lock.insert("operations".to_owned(), operations);
    let lock = serde_json::Value::Object(lock);
    format!("{lock:#}\n")
}

#[test]
fn a_lock_of_version_1_is_migrated() {
    let workspace = Workspace::vendored();
    let lock = workspace.read("openapi/openapi.lock");
    workspace.write("openapi/openapi.lock", version_1(&lock));
    workspace.run(&["check"]).ends(4).says(
        "stale: openapi/openapi.lock: has format 1, and the present one is 2\n  \
         help: cargo xtask vendor --relock\n",
    );
    workspace.run(&["vendor", "--relock"]).ends(0);
    workspace.run(&["check"]).ends(0);
    let expected = lock.replace("\"create_note\"", "\"write_note\"");
    assert_eq!(workspace.read("openapi/openapi.lock"), expected);
}

#[test]
fn an_operation_of_version_1_is_recognized_by_the_document_that_was_vendored() {
    let workspace = Workspace::vendored();
    let lock = workspace.read("openapi/openapi.lock");
    workspace.write("openapi/openapi.lock", version_1(&lock));
    let lock = vendored_with(&workspace, &[("create_note_v1_note__post", "addNote")]);
    assert_eq!(lock["operations"]["addNote"]["name"], "write_note");
    assert_eq!(lock["retired"]["operations"], serde_json::json!({}));
}

#[test]
fn an_operation_that_is_renamed_or_moved_keeps_its_name() {
    let workspace = Workspace::vendored();
    for (replaced, key) in [
        // Renamed.
        (&[("create_note_v1_note__post", "addNote")][..], "addNote"),
        // Moved, with its operationId.
        (
            &[
                ("create_note_v1_note__post", "addNote"),
                ("/v1/note/", "/v2/notes"),
            ],
            "addNote",
        ),
        // Renamed at the new path, then moved with the path in the operationId.
        (
            &[
                ("create_note_v1_note__post", "create_note_v2_notes_post"),
                ("/v1/note/", "/v2/notes"),
            ],
            "create_note_v2_notes_post",
        ),
        (&[], "create_note_v1_note__post"),
    ] {
        let lock = vendored_with(&workspace, replaced);
        let names = lock["operations"].as_object().unwrap();
        assert_eq!(names.keys().collect::<Vec<_>>(), [key]);
        assert_eq!(names[key]["name"], "create_note", "{key}");
        assert_eq!(lock["retired"]["operations"], serde_json::json!({}));
    }
}

#[test]
fn the_name_of_what_is_removed_is_retired_and_taken_back() {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    let gone = [
        ("create_note_v1_note__post", "createMemo"),
        ("post /v1/note/", "put /memo"),
        ("  /v1/note/:\n    post:", "  /memo:\n    put:"),
        ("schemas/Note", "schemas/Memo"),
        ("    Note:\n", "    Memo:\n"),
    ];
    let lock = vendored_with(&workspace, &gone);
    assert_eq!(lock["operations"]["createMemo"]["name"], "create_memo");
    let retired = serde_json::json!({
        "operations": {"create_note": {
            "key": "create_note_v1_note__post", "method": "post", "path": "/v1/note/",
        }},
        "types": {"Note": "Note"},
        "inline_types": {},
    });
    assert_eq!(lock["retired"], retired);
    // Another operation and another schema do not get the names.
    let other = [
        ("create_note_v1_note__post", "createNote"),
        ("post /v1/note/", "put /memo/note"),
        ("  /v1/note/:\n    post:", "  /memo/note:\n    put:"),
        ("schemas/Note", "schemas/note"),
        ("    Note:\n", "    note:\n"),
    ];
    let lock = vendored_with(&workspace, &other);
    assert_eq!(lock["operations"]["createNote"]["name"], "create_memo_note");
    assert_eq!(lock["types"]["note"], "Note2");
    // By hand, they do.
    let by_hand = |target: &str, name: &str| {
        serde_json::json!({
            "target": target, "description": "It is the same to callers.",
            "update": {"x-rust-name": name},
        })
    };
    let overlay = serde_json::json!({
        "overlay": "1.0.0", "info": {"title": "t", "version": "1"},
        "actions": [
            by_hand("$.paths['/memo/note'].put", "create_note"),
            by_hand("$.components.schemas.note", "Note"),
        ],
    });
    workspace.write("openapi/overlay.json", overlay.to_string());
    let lock = vendored_with(&workspace, &other);
    assert_eq!(lock["operations"]["createNote"]["name"], "create_note");
    assert_eq!(lock["types"]["note"], "Note");
    let retired = lock["retired"]["operations"].as_object().unwrap();
    assert_eq!(
        retired.keys().collect::<Vec<_>>(),
        ["create_memo", "create_memo_note"]
    );
    std::fs::remove_file(workspace.path("openapi/overlay.json")).unwrap();

    // In a workspace that retired them, the operation and the schema take their names back.
    let workspace = Workspace::vendored();
    vendored_with(&workspace, &gone);
    let lock = vendored_with(&workspace, &[]);
    assert_eq!(
        lock["operations"]["create_note_v1_note__post"]["name"],
        "create_note"
    );
    assert_eq!(lock["types"]["Note"], "Note");
    assert!(lock["retired"]["operations"].get("create_memo").is_some());
    assert_eq!(workspace.read("openapi/openapi.json"), before.0);
}

/// Vendors a file that is refused; the document that was vendored before must not change.
#[track_caller]
fn refused(name: &str, text: impl AsRef<[u8]>) -> Run {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    workspace.write(name, text);
    let run = workspace.run(&["vendor", name]).ends(1);
    assert_eq!(workspace.vendored_files(), before);
    assert_eq!(
        std::fs::read_dir(workspace.path("openapi"))
            .unwrap()
            .count(),
        3,
        "nothing is left behind"
    );
    assert!(
        run.err.starts_with("error: ") && run.out.is_empty(),
        "{run:?}"
    );
    run
}

#[test]
fn a_page_without_a_block_is_refused() {
    refused("prose.md", "# Prose\n\n```yaml\nnot: a document\n```\n").says(
        "error: prose.md: no OpenAPI block in this page\n  \
         help: name a page that has its document in a ```yaml block \
         under the heading `## OpenAPI`, or the document itself\n",
    );
}

#[test]
fn a_page_that_is_cut_off_is_refused() {
    refused("cut.md", PAGE.split("components:").next().unwrap()).says(
        "error: cut.md: the OpenAPI block that starts on line 10 has no end\n  \
         help: download the page again; it seems to be truncated\n",
    );
}

#[test]
fn a_page_whose_block_is_another_operation_is_refused() {
    let run = refused(
        "other.md",
        PAGE.replace("json post /v1/note/", "json delete /v1/note/"),
    );
    assert!(
        run.err
            .contains("line 10 names DELETE /v1/note/, but the block does not define it"),
        "{}",
        run.err
    );
}

#[test]
fn broken_yaml_is_refused_with_the_line_of_the_page() {
    let run = refused(
        "broken.md",
        PAGE.replace("  title: Notes – für alle\n", " title: x\n"),
    );
    let line = PAGE
        .lines()
        .position(|line| line.contains("für alle"))
        .unwrap()
        + 1;
    assert!(
        run.err
            .starts_with("error: broken.md: not readable as YAML: "),
        "{}",
        run.err
    );
    assert!(
        run.err.contains(&format!(" at line {line} column 2")),
        "{}",
        run.err
    );
}

#[test]
fn broken_json_is_refused_with_its_line() {
    refused("broken.json", "{\n  \"openapi\": \"3.1.0\",\n}\n")
        .says("error: broken.json: not readable as JSON: trailing comma at line 3 column 1\n");
}

#[test]
fn a_document_of_another_kind_is_refused() {
    refused("old.json", "{\"swagger\": \"2.0\"}").says(
        "error: old.json: a Swagger 2.0 document, not OpenAPI 3.0.x or 3.1.x\n  at: #/swagger\n  \
         help: convert it to OpenAPI 3 first, \
         with `npx swagger2openapi FILE` or at https://converter.swagger.io\n",
    );
    let run = refused("new.yaml", "openapi: 3.2.0\n");
    assert!(
        run.err.starts_with(
            "error: new.yaml: OpenAPI 3.2.0 is not supported, only 3.0.x and 3.1.x are\n"
        ),
        "{}",
        run.err
    );
    refused("array.json", "[1]")
        .says("error: array.json: not an OpenAPI document: an array, not an object\n");
    refused("empty.yaml", "").says("error: empty.yaml: the document is empty\n");
}

#[test]
fn an_unreadable_file_is_refused() {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    workspace
        .run(&["vendor", "absent.json"])
        .ends(1)
        .says("error: cannot read absent.json: no such file or directory\n");
    workspace.run(&["vendor", "ftp://x/y.json"]).ends(1).says(
        "error: cannot read ftp://x/y.json: no such file or directory\n  \
         help: only http:// and https:// URLs can be read\n",
    );
    workspace.write("empty/readme.txt", "");
    let run = workspace.run(&["vendor", "empty"]).ends(1);
    assert!(
        run.err
            .starts_with("error: empty: no page in this folder has an OpenAPI block\n  help: "),
        "{}",
        run.err
    );
    workspace.write("latin.md", b"# caf\xE9\n");
    let run = workspace.run(&["vendor", "latin.md"]).ends(1);
    run.says("error: latin.md: not UTF-8\n  help: save it as UTF-8\n");
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn pages_that_disagree_are_refused() {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    workspace.write("other.md", PAGE.replace("title: Text", "title: The text"));
    workspace
        .run(&["vendor", "page.md", "other.md"])
        .ends(1)
        .says(
            "error: the sources contradict each other: page.md and other.md differ here\n  \
         at: #/components/schemas/Note\n  \
         help: vendor pages that were published together, or omit one of the two\n",
        );
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn a_lock_that_cannot_be_written_leaves_the_document_as_it_was() {
    let workspace = Workspace::vendored();
    let document = workspace.read("openapi/openapi.json");
    std::fs::remove_file(workspace.path("openapi/openapi.lock")).unwrap();
    std::fs::create_dir(workspace.path("openapi/openapi.lock")).unwrap();
    workspace.write("page.md", PAGE.replace("title: Text", "title: The text"));
    workspace.run(&["vendor", "page.md"]).ends(1);
    assert_eq!(workspace.read("openapi/openapi.json"), document);
}

#[test]
fn vendoring_repairs_a_broken_vendored_file() {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    workspace.write("openapi/openapi.json", "{ <<<<<<< HEAD");
    workspace.run(&["vendor"]).ends(0);
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn corrections_follow_what_moves_and_go_with_what_is_gone() {
    let workspace = Workspace::vendored();
    let action = |target: &str| {
        serde_json::json!({
            "target": target, "description": "it is so", "update": {"description": "Corrected."},
        })
    };
    let overlay = |targets: &[&str]| {
        let actions: Vec<_> = targets.iter().map(|target| action(target)).collect();
        let overlay = serde_json::json!({
            "overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": actions,
        });
        format!("{overlay:#}\n")
    };
    let before = overlay(&["$.paths['/v1/note/'].post", "$.components.schemas.Note"]);
    workspace.write("openapi/overlay.json", before);
    workspace.run(&["vendor", "page.md"]).ends(0);
    let moved = PAGE
        .replace("/v1/note/", "/v2/notes")
        .replace("schemas/Note", "schemas/Memo")
        .replace("    Note:\n", "    Memo:\n");
    workspace.write("page.md", moved);
    // Nothing is written.
    let files = (
        workspace.vendored_files(),
        workspace.read("openapi/overlay.json"),
    );
    workspace.run(&["vendor", "--check", "page.md"]).ends(4);
    assert_eq!(
        files,
        (
            workspace.vendored_files(),
            workspace.read("openapi/overlay.json")
        )
    );
    let run = workspace.run(&["vendor", "page.md"]).ends(0);
    for note in [
        "note: openapi/overlay.json: the correction of `$.paths['/v1/note/'].post` follows to \
         `$.paths['/v2/notes'].post`\n",
        "note: openapi/overlay.json: the correction of `$.components.schemas.Note` is removed, \
         because what it corrects is gone\n",
        "`create_note` moved to POST /v2/notes (was POST /v1/note/), and keeps its name\n",
        "wrote openapi/overlay.json\n",
    ] {
        assert!(run.out.contains(note), "{note}\n{}", run.out);
    }
    assert_eq!(
        workspace.read("openapi/overlay.json"),
        overlay(&["$.paths['/v2/notes'].post"])
    );
    workspace.run(&["check"]).ends(0);
    // A part that is gone of an operation that stays is for people to decide.
    let part = overlay(&["$.paths['/v2/notes'].post.responses['404']"]);
    workspace.write("openapi/overlay.json", part);
    let run = workspace.run(&["vendor", "page.md"]).ends(1);
    assert!(run.err.contains("is not in the document"), "{}", run.err);
}

#[test]
fn wrong_usage_ends_with_code_2() {
    let workspace = Workspace::new();
    workspace.run(&["vendor", "--nonsense"]).ends(2);
    workspace.run(&["vendor", "--relock", "page.md"]).ends(2);
    workspace.run(&[]).ends(2);
    workspace.run(&["vendor"]).ends(1).says(
        "error: openapi/openapi.lock: there is no lock\n  \
         help: name the source: `cargo xtask vendor SOURCE`\n",
    );
}

#[test]
fn the_owners_page_is_vendored_twice_without_a_change() {
    let Some(page) = shared("diga/create-webhook.md") else {
        return;
    };
    let workspace = Workspace::new();
    let page = page.to_str().unwrap();
    workspace.run(&["vendor", page]).ends(0);
    let before = workspace.vendored_files();
    let run = workspace.run(&["vendor", page]).ends(0);
    assert!(run.out.ends_with("nothing has changed\n"), "{}", run.out);
    assert_eq!(workspace.vendored_files(), before);
    assert!(before.0.contains(
        "  \"paths\": {\n    \"/v1/webhook/\": {\n      \"post\": {\n        \"tags\": ["
    ));
}

#[test]
fn all_pages_together_give_the_whole_document() {
    let (Some(docs), Some(whole)) = (shared("diga/docs"), shared("diga/openapi-2026-07-03.json"))
    else {
        return;
    };
    let whole = std::fs::read_to_string(whole).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
    for source in [docs.join("llms.txt"), docs] {
        let workspace = Workspace::new();
        let source = source.to_str().unwrap();
        let run = workspace.run(&["vendor", source]).ends(0);
        let merged: serde_json::Value =
            serde_json::from_str(&workspace.read("openapi/openapi.json")).unwrap();
        assert!(merged == whole, "{source} gives another document");
        // Schemas are sorted in most pages; the order of operations is in none, and a note says so.
        assert_eq!(
            merged["components"].to_string(),
            whole["components"].to_string()
        );
        assert!(
            run.out.contains("operations are in the order of the pages"),
            "{}",
            run.out
        );
        // What the vendored document has keeps its place.
        workspace.write("openapi/openapi.json", format!("{whole:#}\n"));
        workspace.run(&["vendor"]).ends(0);
        assert!(workspace.read("openapi/openapi.json") == format!("{whole:#}\n"));
    }
}

/// The document with these tags on its operation.
fn tagged(tags: &str) -> String {
    let operation = "\"operationId\"";
    DOCUMENT.replacen(operation, &format!("\"tags\": {tags}, {operation}"), 1)
}

#[test]
fn the_features_of_tags_are_kept_in_the_manifest() {
    let workspace = Workspace::new();
    let manifest = "[package]\nname = \"diga-api\" # the client\n\n[features]\n\
                    default = [\"all-operations\"]\n# Every operation.\nall-operations = []\n";
    workspace.write("diga-api/Cargo.toml", manifest);
    workspace.write("new.json", tagged("[\"Project Notes\", \"mock\"]"));
    let run = workspace.run(&["vendor", "new.json"]).ends(0);
    assert!(
        run.out.ends_with("wrote diga-api/Cargo.toml\n"),
        "{}",
        run.out
    );
    let features = "all-operations = [\n    \"mock-operations\",\n    \"project-notes\",\n]\n\
                    mock-operations = []\nproject-notes = []\n";
    let expected = manifest.replace("all-operations = []\n", features);
    assert_eq!(workspace.read("diga-api/Cargo.toml"), expected);
    workspace.run(&["check"]).ends(0);
    let run = workspace.run(&["vendor"]).ends(0);
    assert!(run.out.ends_with("nothing has changed\n"), "{}", run.out);

    // The lock keeps a name that was chosen by hand, and a feature that is removed by hand is back.
    let lock = workspace.read("openapi/openapi.lock");
    workspace.write(
        "openapi/openapi.lock",
        lock.replace("\"project-notes\"", "\"notes\""),
    );
    workspace.run(&["check"]).ends(4).says(
        "stale: diga-api/Cargo.toml: the feature `notes` of the tag `Project Notes` is missing\n  \
         help: cargo xtask vendor --relock\n",
    );
    workspace.run(&["vendor", "--check"]).ends(4).says(
        "stale: diga-api/Cargo.toml differs from its sources\n  \
         help: cargo xtask vendor new.json\n",
    );
    let run = workspace.run(&["vendor", "--relock"]).ends(0);
    assert!(
        run.out.ends_with("wrote diga-api/Cargo.toml\n"),
        "{}",
        run.out
    );
    let expected = expected.replace("project-notes", "notes");
    assert_eq!(workspace.read("diga-api/Cargo.toml"), expected);

    // A tag that is gone takes its feature along, and no other tag gets its name.
    workspace.write("new.json", tagged("[\"mock\", \"Notes\"]"));
    workspace.run(&["vendor", "new.json"]).ends(0);
    let manifest = workspace.read("diga-api/Cargo.toml");
    assert!(
        manifest.contains("\nnotes-2 = []\n") && !manifest.contains("\nnotes = []\n"),
        "{manifest}"
    );
    workspace.run(&["check"]).ends(0);
}
