//! `cargo xtask check`, as it is run.
#![cfg(feature = "cli")]

mod common;

use common::{DOCUMENT, Workspace};

#[test]
fn vendored_files_are_up_to_date() {
    let workspace = Workspace::vendored();
    let before = workspace.vendored_files();
    let run = workspace.run(&["check"]).ends(0);
    assert_eq!(
        (run.out.as_str(), run.err.as_str()),
        ("1 operation, 1 schema: up to date\n", "")
    );
    assert_eq!(workspace.vendored_files(), before);
}

#[test]
fn a_document_changed_by_hand_is_stale() {
    let workspace = Workspace::vendored();
    workspace.write(
        "openapi/openapi.json",
        DOCUMENT.replace("\"0.10\"", "\"0.11\""),
    );
    workspace.run(&["check"]).ends(4).says(
        "stale: openapi/openapi.json was changed since it was vendored\n  \
         help: cargo xtask vendor page.md\n",
    );
    workspace.run(&["vendor", "page.md"]).ends(0);
    workspace.run(&["check"]).ends(0);
}

#[test]
fn names_of_operations_that_do_not_exist_are_stale() {
    let workspace = Workspace::vendored();
    let lock = workspace.read("openapi/openapi.lock");
    let other = lock.replacen(
        "\"operations\": {",
        "\"operations\": {\"gone_get\": {\"name\": \"gone\", \"method\": \"get\", \"path\": \
         \"/x\"},",
        1,
    );
    workspace.write("openapi/openapi.lock", other);
    workspace.run(&["check"]).ends(4).says(
        "stale: openapi/openapi.lock: the document no longer has the operation gone_get\n  \
         help: cargo xtask vendor --relock\n",
    );
    workspace.run(&["vendor", "--relock"]).ends(0);
    workspace.run(&["check"]).ends(0);
    // No other operation is named so.
    let relocked = workspace.read("openapi/openapi.lock");
    assert!(
        relocked.contains("\"gone\": {\n        \"key\": \"gone_get\""),
        "{relocked}"
    );
}

#[test]
fn every_decision_in_the_lock_is_checked() {
    let workspace = Workspace::vendored();
    let lock = workspace.read("openapi/openapi.lock");
    for (from, to, why) in [
        (
            "\"Note\": \"Note\"",
            "\"Note\": \"Note\", \"Gone\": \"Gone\"",
            "the document no longer has the schema Gone",
        ),
        ("\"Note\": \"Note\"", "", "schema Note (Note) is missing"),
        (
            "\"path\": \"/v1/note/\"",
            "\"path\": \"/v0/note/\"",
            "the paths, methods or media types of the operations are not those in the lock",
        ),
        (
            "\"tags\": {",
            "\"tags\": {\"Gone\": \"gone\"",
            "the tags are not those in the lock",
        ),
        (
            "\"paged\": [",
            "\"paged\": [\"create_note_v1_note__post\"",
            "the paged operations are not those in the lock",
        ),
    ] {
        assert!(lock.contains(from), "{from}: {lock}");
        workspace.write("openapi/openapi.lock", lock.replace(from, to));
        workspace.run(&["check"]).ends(4).says(&format!(
            "stale: openapi/openapi.lock: {why}\n  help: cargo xtask vendor --relock\n"
        ));
    }
}

#[test]
fn a_lock_of_another_generator_is_stale() {
    let workspace = Workspace::vendored();
    let lock = workspace
        .read("openapi/openapi.lock")
        .replace("\"progenitor\": \"", "\"progenitor\": \"9");
    workspace.write("openapi/openapi.lock", lock);
    let run = workspace.run(&["check"]).ends(4);
    assert!(
        run.err
            .starts_with("stale: openapi/openapi.lock: written by xtask "),
        "{}",
        run.err
    );
    workspace.run(&["vendor", "--relock"]).ends(0);
    workspace.run(&["check"]).ends(0);
}

#[test]
fn the_public_api_is_checked() {
    let workspace = Workspace::vendored();
    let snapshot = workspace.read("openapi/public-api.txt");
    for line in [
        "Client::create_note() fn(&self, body: impl Into<types::Note>) -> builder::CreateNote",
        "types::Note struct non_exhaustive",
        "types::Note.text: String",
        "types::Note::new() fn(text: impl Into<String>) -> Self",
    ] {
        assert!(
            snapshot.lines().any(|own| own == line),
            "{line}: {snapshot}"
        );
    }
    let stale = |why: &str| {
        workspace.run(&["check"]).ends(4).says(&format!(
            "stale: openapi/public-api.txt: {why}\n  help: cargo xtask vendor --relock\n"
        ));
        workspace.run(&["vendor", "--relock", "--check"]).ends(4);
        workspace.run(&["vendor", "--relock"]).ends(0);
        assert_eq!(workspace.read("openapi/public-api.txt"), snapshot);
        workspace.run(&["check"]).ends(0);
    };
    // As if the generator had made it of the same document before.
    let text = "types::Note.text: String";
    let other = snapshot.replace(text, "types::Note.text: i128");
    workspace.write("openapi/public-api.txt", other);
    stale(&format!("lacks `{text}`, and differs in 1 more lines"));
    let other = format!("{snapshot}types::Gone struct\n");
    workspace.write("openapi/public-api.txt", other);
    stale("has, without being generated, `types::Gone struct`");
    std::fs::remove_file(workspace.path("openapi/public-api.txt")).unwrap();
    stale("is missing");
    // It cannot be read.
    std::fs::remove_file(workspace.path("openapi/public-api.txt")).unwrap();
    std::fs::create_dir(workspace.path("openapi/public-api.txt")).unwrap();
    let run = workspace.run(&["check"]).ends(1);
    assert!(
        run.err
            .starts_with("error: cannot read openapi/public-api.txt"),
        "{}",
        run.err
    );
}

#[test]
fn a_change_of_the_generated_api_alone_needs_a_new_snapshot() {
    let workspace = Workspace::vendored();
    let overlay = r#"{"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": [
        {"target": "$.components.schemas.Note.properties.text", "description": "it counts",
         "update": {"type": "boolean"}}]}"#;
    workspace.write("openapi/overlay.json", overlay);
    let run = workspace.run(&["check"]).ends(4);
    assert!(
        run.err
            .starts_with("stale: openapi/public-api.txt: lacks `types::Note.text: bool`"),
        "{}",
        run.err
    );
    workspace.run(&["vendor", "--relock"]).ends(0);
    workspace.run(&["check"]).ends(0);
}

#[test]
fn missing_and_broken_files_end_with_code_1() {
    let workspace = Workspace::new();
    workspace.run(&["check"]).ends(1).says(
        "error: cannot read openapi/openapi.json: no such file or directory\n  \
         help: cargo xtask vendor SOURCE\n",
    );
    workspace.write("openapi/openapi.json", DOCUMENT);
    workspace
        .run(&["check"])
        .ends(1)
        .says("error: openapi/openapi.lock: there is no lock\n  help: cargo xtask vendor SOURCE\n");
    let workspace = Workspace::vendored();
    workspace.write(
        "openapi/openapi.json",
        "{\"openapi\": \"3.1.0\",\n <<<<<<< HEAD",
    );
    let run = workspace.run(&["check"]).ends(1);
    assert!(
        run.err
            .contains("not readable as JSON: key must be a string at line 2 column 2"),
        "{}",
        run.err
    );
}
