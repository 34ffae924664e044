//! `cargo xtask generate`, as it is run.
#![cfg(feature = "cli")]

mod common;

use std::process::Stdio;

use common::{DOCUMENT, Workspace};

#[test]
fn the_rust_is_printed_or_written() {
    let workspace = Workspace::vendored();
    let printed = workspace.run(&["generate"]).ends(0).out;
    let run = workspace
        .run(&[
            "generate",
            "--out",
            "made/lib.rs",
            "--manifest",
            "m.json",
            "--lowered",
            "l.json",
        ])
        .ends(0);
    assert_eq!(run.out, "");
    assert_eq!(workspace.read("made/lib.rs"), printed);
    for name in ["m.json", "l.json"] {
        let text = workspace.read(name);
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
        assert!(text.ends_with('\n'), "{text}");
    }
}

#[test]
fn what_is_the_same_is_not_written_again() {
    let workspace = Workspace::vendored();
    let stamp = || {
        std::fs::metadata(workspace.path("lib.rs"))
            .unwrap()
            .modified()
            .unwrap()
    };
    workspace.run(&["generate", "--out", "lib.rs"]).ends(0);
    let before = stamp();
    workspace.run(&["generate", "--out", "lib.rs"]).ends(0);
    assert_eq!(stamp(), before);
}

#[test]
fn another_document_is_generated_under_its_own_name() {
    let workspace = Workspace::new();
    workspace.write("other.yaml", DOCUMENT);
    workspace
        .run(&[
            "generate",
            "--spec",
            "other.yaml",
            "--name",
            "note-api",
            "--manifest",
            "m.json",
        ])
        .ends(0);
    assert!(!workspace.path("openapi").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let workspace = Workspace::vendored();
    let mut command = workspace.command(&["generate"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn what_cannot_be_read_or_written_is_told() {
    let workspace = Workspace::new();
    workspace
        .run(&["generate"])
        .ends(1)
        .says("error: cannot read openapi/openapi.json: no such file or directory\n");
    workspace.write("broken.json", "{");
    workspace
        .run(&["generate", "--spec", "broken.json"])
        .ends(1)
        .says("error: broken.json: not readable as JSON: EOF while parsing an object at line 1 column 1\n");
    workspace.write("good.json", DOCUMENT);
    workspace.write("file", "");
    workspace
        .run(&["generate", "--spec", "good.json", "--out", "file/lib.rs"])
        .ends(1)
        .says("error: cannot write file/lib.rs: file exists\n");
    workspace.write("openapi/openapi.json", DOCUMENT);
    workspace.write("openapi/openapi.lock", "{}");
    let run = workspace.run(&["generate"]).ends(1);
    assert!(
        run.err
            .starts_with("error: openapi/openapi.lock: not a lock: missing field `version`"),
        "{}",
        run.err
    );
}
