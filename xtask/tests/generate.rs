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
        .run(&["generate", "--out", "made/lib.rs", "--manifest", "m.json"])
        .ends(0);
    assert_eq!(run.out, "");
    assert_eq!(workspace.read("made/lib.rs"), printed);
    let text = workspace.read("m.json");
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(text.ends_with('\n'), "{text}");
    assert_eq!(manifest["crate"], "diga_api");
    assert_eq!(manifest["schemas"]["Note"], "types::Note");
    let operation = &manifest["operations"][0];
    assert_eq!(operation["operationId"], "create_note_v1_note__post");
    assert_eq!(operation["success"]["200"], "types::Note");
    let note = &manifest["types"]["types::Note"];
    assert_eq!(note["kind"], "struct");
    assert_eq!(note["fields"]["text"]["type"], "::std::string::String");
}

/// The result of a stage, which must end with a newline.
fn stage(workspace: &Workspace, name: &str) -> String {
    let printed = workspace.run(&["generate", "--stage", name]).ends(0).out;
    assert!(printed.ends_with('\n'), "{printed}");
    printed
}

#[test]
fn the_result_of_each_stage_is_printed() {
    let workspace = Workspace::vendored();
    let overlay = r#"{"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": [
        {"target": "$.info", "description": "shorter", "update": {"title": "Notes"}}]}"#;
    workspace.write("openapi/overlay.json", overlay);
    let title = |stage: &str| {
        let document: serde_json::Value = serde_json::from_str(stage).unwrap();
        document["info"]["title"].as_str().unwrap().to_owned()
    };
    let read = stage(&workspace, "read");
    assert_eq!(read, DOCUMENT);
    let corrected = stage(&workspace, "overlay");
    assert_eq!(title(&corrected), "Notes");
    assert!(corrected.contains("\"openapi\": \"3.1.0\""), "{corrected}");
    let lowered = stage(&workspace, "lower");
    assert_eq!(title(&lowered), "Notes");
    assert!(lowered.contains("\"openapi\": \"3.0.3\""), "{lowered}");
    let plan = stage(&workspace, "plan");
    assert!(plan.contains("\"create_note\""), "{plan}");
    let rust = stage(&workspace, "rust");
    assert_eq!(rust, workspace.run(&["generate"]).ends(0).out);
    let arguments = ["generate", "--stage", "lower", "--out", "lowered.json"];
    assert_eq!(workspace.run(&arguments).ends(0).out, "");
    assert_eq!(workspace.read("lowered.json"), lowered);
}

#[test]
fn a_stage_is_one_that_exists_and_is_printed_alone() {
    let workspace = Workspace::vendored();
    let run = workspace.run(&["generate", "--stage", "emit"]).ends(2);
    let names = "[possible values: read, overlay, lower, plan, rust]";
    assert!(run.err.contains(names), "{}", run.err);
    let arguments = ["generate", "--stage", "read", "--module", "mock"];
    workspace.run(&arguments).ends(2);
}

#[test]
fn a_document_that_does_not_reach_a_stage_is_diagnosed() {
    let workspace = Workspace::vendored();
    let broken = DOCUMENT.replace("#/components/schemas/Note", "#/components/schemas/Gone");
    workspace.write("broken.json", broken);
    let arguments = ["generate", "--spec", "broken.json", "--stage"];
    let run = |stage| workspace.run(&[&arguments[..], &[stage]].concat());
    run("read").ends(0);
    let run = run("lower").ends(1);
    assert!(run.err.starts_with("error: broken.json: "), "{}", run.err);
}

#[test]
fn an_unchanged_file_is_not_written_again() {
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

#[cfg(unix)]
#[test]
fn a_pipe_or_a_device_is_written_to() {
    let workspace = Workspace::vendored();
    let printed = workspace.run(&["generate"]).ends(0).out;
    let run = workspace.run(&["generate", "--out", "/dev/stdout"]).ends(0);
    assert_eq!(run.out, printed);
    workspace.run(&["generate", "--out", "/dev/null"]).ends(0);
    // Standard output is a pipe of the test, and so is this, by its name.
    let made = std::process::Command::new("mkfifo")
        .arg(workspace.path("pipe"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let pipe = workspace.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap());
    let arguments = ["generate", "--out", "pipe", "--manifest", "/dev/null"];
    workspace.run(&arguments).ends(0);
    assert_eq!(reader.join().unwrap(), printed);
    // It is still a pipe.
    use std::os::unix::fs::FileTypeExt as _;
    let metadata = std::fs::metadata(workspace.path("pipe")).unwrap();
    assert!(metadata.file_type().is_fifo());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_followed() {
    let workspace = Workspace::vendored();
    workspace.write("made/lib.rs", "");
    std::os::unix::fs::symlink("made/lib.rs", workspace.path("link.rs")).unwrap();
    workspace.run(&["generate", "--out", "link.rs"]).ends(0);
    assert!(workspace.path("link.rs").is_symlink());
    assert!(!workspace.read("made/lib.rs").is_empty());
}

#[test]
fn a_closed_pipe_is_not_an_error() {
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
fn what_cannot_be_read_or_written_is_an_error() {
    let workspace = Workspace::new();
    workspace
        .run(&["generate"])
        .ends(1)
        .says("error: cannot read openapi/openapi.json: no such file or directory\n");
    workspace.write("broken.json", "{");
    workspace
        .run(&["generate", "--spec", "broken.json"])
        .ends(1)
        .says(
            "error: broken.json: not readable as JSON: \
             EOF while parsing an object at line 1 column 1\n",
        );
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
