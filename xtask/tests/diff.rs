//! `cargo xtask diff`, and the same report from `vendor`.
#![cfg(feature = "cli")]
// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use serde_json::{Value, json};

use common::shared::shared;
use common::{DOCUMENT, Workspace};

/// A workspace with two documents, the second of which `change` makes of the first.
fn documents(change: impl FnOnce(&mut Value)) -> Workspace {
    let workspace = Workspace::new();
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
    workspace.write("old.json", document.to_string());
    change(&mut document);
    workspace.write("new.json", document.to_string());
    workspace
}

#[test]
fn the_first_line_is_the_verdict_and_the_next_version() {
    let workspace = documents(|document| {
        document["components"]["schemas"]["Note"]["properties"]["text"]["type"] = json!("integer");
    });
    workspace.write("diga-api/Cargo.toml", "[package]\nversion = \"0.3.1\"\n");
    let run = workspace.run(&["diff", "old.json", "new.json"]).ends(0);
    let first = run.out.lines().next().unwrap();
    assert!(
        first.starts_with("breaking: 0.3.1 -> 0.4.0 or later ("),
        "{first}"
    );
    assert!(
        run.out.contains("\nBreaking (2)\n")
            && run.out.contains("`Note.text` is `i128` (was `String`)"),
        "{}",
        run.out
    );
    let run = workspace.run(&["diff", "old.json", "old.json"]).ends(0);
    assert_eq!(
        run.out,
        "nothing has changed: no release is needed (both documents generate the same client)\n"
    );
}

#[test]
fn a_default_base_url_that_changes_is_a_warning_above_everything_else() {
    let workspace = documents(|document| {
        document["servers"] = json!([{"url": "http://notes.example"}]);
    });
    let run = workspace.run(&["diff", "old.json", "new.json"]).ends(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[1],
        "warning: the client refuses the default base URL `http://notes.example`: it is not \
         encrypted"
    );
    assert!(lines[2].starts_with("  help: correct `$.servers` in openapi/overlay.json"));
    assert!(lines[3].starts_with("warning: the default base URL is `http://notes.example` (was "));
    assert_eq!(
        lines[5],
        "of 1 operation, 0 are gone, 0 may need a change where they are called, 1 needs none; \
         0 are new"
    );
}

#[test]
fn a_cargo_feature_that_comes_or_goes_is_one_line() {
    let get = |id: &str, tags: &[&str]| {
        json!({"get": {
            "operationId": id,
            "tags": tags,
            "responses": {"204": {"description": "done"}}
        }})
    };
    let with = |paths: &[(&str, &[&str])]| {
        let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
        for (id, tags) in paths {
            document["paths"][format!("/{id}")] = get(id, tags);
        }
        document.to_string()
    };
    let workspace = Workspace::new();
    workspace.write(
        "old.json",
        with(&[
            ("list_cats", &["Cats"]),
            ("list_dogs", &["Cats"]),
            ("list_cows", &["Farm"]),
            ("list_hens", &["Farm"]),
            ("list_pigs", &["Farm", "Pens"]),
            ("list_ants", &["Ants"]),
        ]),
    );
    workspace.write(
        "new.json",
        with(&[
            ("list_cats", &["Felines"]),
            ("list_dogs", &["Felines"]),
            ("list_cows", &["Cattle"]),
            ("list_hens", &["Birds", "Pens"]),
            ("list_pigs", &["Felines"]),
        ]),
    );
    let run = workspace.run(&["diff", "old.json", "new.json"]).ends(0);
    let lines: Vec<&str> = run.out.lines().map(str::trim).collect();
    for line in [
        "of 7 operations, 1 is gone, 0 may need a change where they are called, 6 need none; 0 \
         are new",
        "the cargo feature `ants` is gone with its operations",
        "the cargo feature `cats` is gone; its operations need `felines`",
        "the cargo feature `farm` is gone; `list_hens` needs `birds` or `pens`; `list_cows` needs \
         `cattle`; `list_pigs` needs `felines`",
        "`list_pigs` needs the cargo feature `felines` (was there with `pens` too)",
    ] {
        assert!(lines.contains(&line), "{line}\n{}", run.out);
    }
    // A tag more is a feature more, and takes none away.
    workspace.write("more.json", with(&[("list_cats", &["Cats", "Pets"])]));
    workspace.write("less.json", with(&[("list_cats", &["Cats"])]));
    let run = workspace.run(&["diff", "less.json", "more.json"]).ends(0);
    assert!(
        run.out.starts_with("additive: ") && run.out.contains("\n  the cargo feature `pets`\n"),
        "{}",
        run.out
    );
}

#[test]
fn what_is_cut_off_has_the_command_that_shows_it() {
    let workspace = documents(|document| {
        for number in 0..50 {
            document["paths"][format!("/v1/extra/{number}")] = json!({
                "get": {
                    "operationId": format!("extra_{number}"),
                    "responses": {"204": {"description": "d"}},
                },
            });
        }
    });
    let run = workspace.run(&["diff", "old.json", "new.json"]).ends(0);
    assert!(
        run.out.ends_with(
            "  ... and 10 more\n\nto see all: cargo xtask diff --all old.json new.json\n"
        ),
        "{}",
        run.out
    );
    let all = workspace
        .run(&["diff", "--all", "old.json", "new.json"])
        .ends(0);
    assert!(!all.out.contains(" more"), "{}", all.out);
    let json = workspace
        .run(&["diff", "--format", "json", "old.json", "new.json"])
        .ends(0);
    let report: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["verdict"], "additive");
    assert_eq!(report["added"].as_array().unwrap().len(), 50);
    let markdown = workspace
        .run(&["diff", "--format", "markdown", "old.json", "new.json"])
        .ends(0);
    assert!(
        markdown.out.starts_with("**additive**: "),
        "{}",
        markdown.out
    );
    assert!(
        markdown
            .out
            .contains("\n### Added (50)\n\n- `extra_0` (GET /v1/extra/0)\n")
    );
}

#[test]
fn an_operation_that_changes_through_a_reference_is_listed() {
    let workspace = documents(|document| {
        let schemas = &mut document["components"]["schemas"];
        schemas["Note"]["properties"]["extra"] = json!({"type": "string"});
    });
    let run = workspace.run(&["diff", "old.json", "new.json"]).ends(0);
    assert!(
        run.out
            .contains("  `Note.extra: Option<String>`: create_note\n"),
        "{}",
        run.out
    );
}

#[test]
fn the_vendored_document_is_compared_with_the_last_commit() {
    let workspace = Workspace::vendored();
    workspace.run(&["diff"]).ends(1).says(
        "error: git has no openapi/openapi.json in the last commit\n  \
         help: name the earlier document: `cargo xtask diff OLD`\n",
    );
    workspace.write("old.json", DOCUMENT);
    let run = workspace.run(&["diff", "old.json"]).ends(0);
    assert!(run.out.starts_with("nothing has changed"), "{}", run.out);
}

#[test]
fn documents_of_others_are_compared_in_both_directions() {
    let Some(folder) = shared("diff-pairs") else {
        return;
    };
    let workspace = Workspace::new();
    let pairs = std::fs::read_to_string(folder.join("pairs.tsv")).unwrap();
    for pair in pairs.lines().skip(1) {
        let (base, revision) = pair.split_once('\t').unwrap();
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        for (old, new) in [(base, revision), (revision, base)] {
            let arguments = ["diff", "--format", "json", &path(old), &path(new)];
            let run = workspace.run(&arguments).ends(0);
            assert!(serde_json::from_str::<Value>(&run.out).is_ok(), "{old}");
        }
    }
}
