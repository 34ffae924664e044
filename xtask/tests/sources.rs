//! What `cargo xtask vendor` reads: indexes, mirrors, whole documents; and how the lock names it.
#![cfg(feature = "cli")]
// clippy.toml allows it in tests, not in the functions that tests call.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::path::PathBuf;

use serde_json::Value;

use common::server::{pages, serve};
use common::shared::shared;
use common::{DOCUMENT, PAGE, Workspace};

fn sources(workspace: &Workspace) -> Value {
    let lock: Value = serde_json::from_str(&workspace.read("openapi/openapi.lock")).unwrap();
    lock["sources"].clone()
}

#[test]
fn absolute_links_are_read_from_a_mirror() {
    let index = "- [Create](https://docs.example.com/api/create.md)\n- [Text](prose.md)\n";
    let base = pages(&[
        ("/llms.txt", index),
        ("/api/create.md", PAGE),
        ("/prose.md", "# Prose\n"),
    ]);
    // The mirror's own address, or that of the site that it mirrors.
    for mirror in [base.as_str(), "https://docs.example.com"] {
        let workspace = Workspace::new();
        let given = format!("{base}/llms.txt");
        workspace.run(&["vendor", "--base", mirror, &given]).ends(0);
        assert_eq!(workspace.read("openapi/openapi.json"), DOCUMENT);
        let recorded = &sources(&workspace)[0];
        assert_eq!(
            (&recorded["from"], &recorded["base"]),
            (&given.into(), &mirror.into())
        );
        // The lock knows it.
        let run = workspace.run(&["vendor"]).ends(0);
        assert!(run.out.ends_with("nothing has changed\n"), "{}", run.out);
    }
}

#[test]
fn a_mirror_may_be_a_folder() {
    let workspace = Workspace::new();
    workspace.write("mirror/api/create.md", PAGE);
    let index = "- [Create](https://docs.example.com/api/create.md)\n";
    let base = pages(&[("/llms.txt", index)]);
    workspace
        .run(&["vendor", "--base", "mirror", &format!("{base}/llms.txt")])
        .ends(0);
    assert_eq!(sources(&workspace)[0]["base"], "../mirror");
    workspace.run(&["vendor"]).ends(0);
}

#[test]
fn of_whole_documents_the_first_that_can_be_read_is_taken() {
    let later = DOCUMENT
        .replace("\"0.10\"", "\"0.11\"")
        .replace("Text\"", "A text\"");
    let index = "# Notes\n\n- [Prose](/prose.md)\n- [Live](/gone.json)\n- [A](/a.json)\n\
                 - [Mirror](/b.json)\n- [Again](/c.json)\n- [Tool](/package.json)\n\
                 - [Other](/other.json)\n";
    let other = DOCUMENT
        .replace("Notes – für alle", "Remarks")
        .replace("/v1/note/", "/v1/remark/");
    let base = pages(&[
        ("/llms.txt", index),
        ("/a.json", DOCUMENT),
        ("/b.json", &later),
        ("/c.json", DOCUMENT),
        ("/package.json", "{\"name\": \"x\"}"),
        ("/other.json", &other),
    ]);
    let workspace = Workspace::new();
    let given = format!("{base}/llms.txt");
    let run = workspace.run(&["vendor", &given]).ends(0);
    assert_eq!(workspace.read("openapi/openapi.json"), DOCUMENT);
    let note = |what: &str| format!("note: {given}: {what}");
    for expected in [
        note(&format!(
            "the document is {base}/a.json (1 operation, 1 schema)"
        )),
        note(&format!(
            "cannot fetch {base}/gone.json: the server responded with status 404"
        )),
        note(&format!(
            "{base}/a.json is taken; {base}/b.json differs (its version is \"0.11\")"
        )),
        note(&format!("{base}/package.json: ")),
        note(&format!(
            "{base}/other.json describes another service, \"Remarks\", and is left out"
        )),
    ] {
        assert!(run.out.contains(&expected), "{expected}\n{}", run.out);
    }
    assert!(!run.out.contains("c.json"), "{}", run.out);
}

#[test]
fn a_whole_document_that_cannot_be_read_leaves_the_pages() {
    let index = "- [All](/openapi.json)\n- [Create](/create.md)\n";
    let base = pages(&[("/llms.txt", index), ("/create.md", PAGE)]);
    let workspace = Workspace::new();
    let run = workspace
        .run(&["vendor", &format!("{base}/llms.txt")])
        .ends(0);
    assert!(
        run.out.starts_with(&format!(
            "note: {base}/llms.txt: cannot fetch {base}/openapi.json: the server responded with \
             status 404\n"
        )),
        "{}",
        run.out
    );
    assert_eq!(workspace.read("openapi/openapi.json"), DOCUMENT);
}

#[test]
fn an_index_that_names_nothing_says_what_was_tried() {
    let base = pages(&[("/llms.txt", "- [All](/openapi.json)\n")]);
    let workspace = Workspace::new();
    let run = workspace
        .run(&["vendor", &format!("{base}/llms.txt")])
        .ends(1);
    assert!(
        run.err.contains("none of its pages has an OpenAPI block"),
        "{}",
        run.err
    );
    assert!(run.err.contains("status 404"), "{}", run.err);
}

#[test]
fn the_lock_names_sources_relative_to_its_folder() {
    let workspace = Workspace::new();
    workspace.write("docs/page.md", PAGE);
    workspace.write("openapi/own.json", DOCUMENT);
    for (given, from) in [
        ("docs/page.md", "../docs/page.md"),
        ("./docs/../docs/page.md", "../docs/page.md"),
        ("openapi/own.json", "own.json"),
    ] {
        workspace.run(&["vendor", given]).ends(0);
        assert_eq!(sources(&workspace)[0]["from"], from);
    }
    let absolute = workspace.path("docs/page.md");
    workspace
        .run(&["vendor", absolute.to_str().unwrap()])
        .ends(0);
    assert_eq!(sources(&workspace)[0]["from"], "../docs/page.md");
    // From another folder, the same lock names the same file.
    let mut elsewhere = workspace.command(&[]);
    elsewhere
        .args(["--root", "..", "vendor", "--check"])
        .current_dir(workspace.path("docs"));
    // `--root` is given twice, so the command is built anew.
    let mut command = std::process::Command::new(elsewhere.get_program());
    command
        .args(["--root", "..", "vendor", "--check"])
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(workspace.path("docs"));
    let run = common::run(&mut command).ends(0);
    assert!(run.out.ends_with("nothing has changed\n"), "{}", run.out);
    // A lock that names it relative to the workspace is read, and written anew.
    let lock = workspace.read("openapi/openapi.lock");
    workspace.write(
        "openapi/openapi.lock",
        lock.replace("\"../docs/page.md\"", "\"docs/page.md\""),
    );
    workspace.run(&["vendor"]).ends(0);
    assert_eq!(workspace.read("openapi/openapi.lock"), lock);
}

#[test]
fn progress_is_printed_to_a_terminal_only() {
    let workspace = Workspace::new();
    workspace.write("docs/page.md", PAGE);
    assert_eq!(workspace.run(&["vendor", "docs"]).ends(0).err, "");
    assert_eq!(workspace.run(&["check"]).ends(0).err, "");
}

#[test]
fn the_documentation_of_diga_gives_its_document() {
    let (Some(docs), Some(whole)) = (shared("diga/docs"), shared("diga/openapi-2026-07-03.json"))
    else {
        return;
    };
    let base = serve(move |path| {
        let path = PathBuf::from(path.trim_start_matches('/'));
        std::fs::read(docs.join(path)).ok()
    });
    let workspace = Workspace::new();
    let whole: Value = serde_json::from_slice(&std::fs::read(whole).unwrap()).unwrap();
    let text = format!("{whole:#}\n");
    let index = format!("{base}/llms.txt");
    let arguments = ["vendor", "--base", "https://docs.diga.io", &index];
    let run = workspace.run(&arguments).ends(0);
    for note in [
        format!("cannot fetch {base}/api-reference/openapi.json"),
        "131 pages with an OpenAPI block, 1 without".to_owned(),
        "operations are in the order of the pages".to_owned(),
    ] {
        assert!(run.out.contains(&note), "{}", run.out);
    }
    let merged: Value = serde_json::from_str(&workspace.read("openapi/openapi.json")).unwrap();
    assert!(merged == whole);
    // Where the document is vendored, its order is known.
    workspace.write("openapi/openapi.json", &text);
    workspace.run(&arguments).ends(0);
    assert!(workspace.read("openapi/openapi.json") == text);
}
