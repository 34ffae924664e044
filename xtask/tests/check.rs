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
    let other = lock.replace(
        "\"operations\": {",
        "\"operations\": {\"gone_get\": \"gone\",",
    );
    workspace.write("openapi/openapi.lock", other);
    workspace.run(&["check"]).ends(4).says(
        "stale: openapi/openapi.lock: the document no longer has the operation gone_get\n  \
         help: cargo xtask vendor --relock\n",
    );
    workspace.run(&["vendor", "--relock"]).ends(0);
    assert_eq!(workspace.read("openapi/openapi.lock"), lock);
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
