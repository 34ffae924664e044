//! `cargo xtask corpus` and `cargo xtask ci`, as they are run.
#![cfg(feature = "cli")]

mod common;

use common::{DOCUMENT, Workspace};

fn folder() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("docs/a-note.json", DOCUMENT);
    workspace.write("docs/b-note.yaml", DOCUMENT);
    workspace.write("docs/index.tsv", "no document");
    workspace.write("docs/sealed.json.enc", "no document");
    workspace
}

#[test]
fn every_document_has_a_row() {
    let workspace = folder();
    let run = workspace.run(&["corpus", "docs", "--jobs", "2"]).ends(0);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", run.out);
    assert!(
        lines[0].starts_with("document  ") && lines[0].ends_with("  outcome"),
        "{}",
        run.out
    );
    assert!(
        lines[1].starts_with("a-note  ") && lines[1].ends_with("  generated"),
        "{}",
        run.out
    );
    assert!(lines[2].starts_with("b-note  "), "{}", run.out);
    assert!(
        lines[3].starts_with("2 of 2 documents passed; 2 operations, "),
        "{}",
        run.out
    );
    assert_eq!(run.err, "", "no progress without a terminal");
}

#[test]
fn what_is_not_openapi_fails_its_row_and_the_run() {
    let workspace = folder();
    workspace.write("docs/c-broken.json", "{");
    workspace.write("docs/d-else.yaml", "name: ci\non: push\n");
    workspace.write("docs/e-latin.yml", b"caf\xE9");
    let run = workspace.run(&["corpus", "docs"]).ends(1);
    assert!(
        run.out.contains(
            "  REFUSED\n    not readable as JSON: EOF while parsing an object at line 1 column 1\n"
        ),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("    not an OpenAPI document: it has no `openapi` member\n"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("2 of 5 documents passed, 3 refused; "),
        "{}",
        run.out
    );
    run.says("error: 3 documents failed\n");
}

#[test]
fn rows_can_be_printed_as_json() {
    let workspace = folder();
    workspace.write("docs/c-broken.json", "[]");
    let run = workspace
        .run(&["corpus", "docs", "--format", "json"])
        .ends(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["rows"][0]["name"], "a-note");
    assert_eq!(report["rows"][0]["operations"], 1);
    assert_eq!(report["rows"][2]["outcome"], "refused");
    assert_eq!(
        report["rows"][2]["why"],
        "not an OpenAPI document: an array, not an object"
    );
    assert_eq!(report["summary"]["documents"], 3);
}

#[test]
fn documents_can_be_selected() {
    let workspace = folder();
    let run = workspace.run(&["corpus", "docs", "--only", "B-No"]).ends(0);
    assert!(run.out.contains("1 of 1 documents passed"), "{}", run.out);
    let run = workspace.run(&["corpus", "docs/a-note.json"]).ends(0);
    assert!(run.out.contains("1 of 1 documents passed"), "{}", run.out);
    workspace
        .run(&["corpus", "docs", "--only", "zebra"])
        .ends(1)
        .says(
            "error: there is no document to try\n  \
         help: name a folder with *.json, *.yaml or *.yml in it; \
         --only takes a part of a file's name\n",
        );
    workspace
        .run(&["corpus", "absent"])
        .ends(1)
        .says("error: cannot read absent: no such file or directory\n");
    workspace.run(&["corpus", "docs", "--jobs", "0"]).ends(2);
    workspace.run(&["corpus"]).ends(2);
}

#[test]
fn what_does_not_compile_fails_its_row() {
    let workspace = folder();
    workspace.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"diga-api\"]\n\
         [workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    workspace.write(
        "diga-api/Cargo.toml",
        "[package]\nname = \"diga-api\"\nversion.workspace = true\nedition.workspace = true\n",
    );
    // Without a runtime, nothing that is generated compiles.
    workspace.write(
        "diga-api/src/lib.rs",
        "include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));\n",
    );
    let run = workspace
        .run(&["corpus", "docs", "--compile", "--only", "a-note"])
        .ends(1);
    assert!(run.out.contains("  DOES NOT COMPILE\n"), "{}", run.out);
    assert!(
        run.out
            .contains("see ./target/corpus/corpus-a-note/check.log")
            || run
                .out
                .contains("see target/corpus/corpus-a-note/check.log"),
        "{}",
        run.out
    );
    assert!(
        run.out.ends_with(" lines\n")
            && run.out.contains("0 of 1 documents passed, 1 not compiling"),
        "{}",
        run.out
    );
}

#[test]
fn the_shared_folder_is_the_default() {
    let workspace = folder();
    workspace.write("beside/corpus/c-note.json", DOCUMENT);
    workspace.write("beside/diga/d-note.json", DOCUMENT);
    let run = workspace
        .run(&["corpus", "--shared", "beside", "--only", "note"])
        .ends(0);
    assert!(run.out.contains("2 of 2 documents passed"), "{}", run.out);
    let mut command = workspace.command(&["ci", "--list"]);
    let run = common::run(command.env("DIGA_SHARED", "beside")).ends(0);
    let steps: Vec<_> = run.err.lines().rev().take(3).collect();
    assert!(
        steps.contains(&"$ cargo xtask corpus --sample 120"),
        "{}",
        run.err
    );
}

#[test]
fn ci_lists_what_it_runs() {
    let workspace = Workspace::vendored();
    let run = workspace.run(&["ci", "--list"]).ends(0);
    assert_eq!(
        run.err.lines().collect::<Vec<_>>(),
        [
            "$ cargo fetch --locked --quiet",
            "$ cargo fmt --all --check",
            "$ cargo install --quiet --locked --debug --root target/tools cargo-hack@0.6.46",
            "$ cargo test --workspace",
            "$ cargo test --quiet --locked --package user-tests",
            "$ cargo xtask package --spec xtask/tests/seeds/shop.json --name feature-check",
            "$ cargo xtask package \
             --spec xtask/tests/generated/documents/feature_tags.json --name tag-check",
            "$ cargo hack clippy --quiet --manifest-path target/packages/feature-check/Cargo.toml \
             --target-dir target/features --lib --feature-powerset --depth 2 \
             --group-features gzip,brotli,zstd \
             --exclude-features all-operations,default,rustls,rustls-ring,native-tls,http2 \
             -- -D warnings",
            "$ cargo hack clippy --quiet --manifest-path target/packages/feature-check/Cargo.toml \
             --target-dir target/features --lib --feature-powerset --depth 2 \
             --include-features rustls,rustls-ring,native-tls,http2 -- -D warnings",
            "$ cargo hack check --quiet --manifest-path target/packages/tag-check/Cargo.toml \
             --target-dir target/features --lib --each-feature --features blocking,mock \
             --exclude-features default,brotli,gzip,pattern,sse,zstd,\
             rustls,rustls-ring,native-tls,http2 --exclude-all-features",
            "$ cargo test --quiet --locked --package diga-api --bench calls -- guard",
            "$ cargo clippy --workspace --all-targets --features blocking,gzip,mock,sse --locked \
             -- -D warnings",
            "$ RUSTDOCFLAGS=\"-D warnings\" cargo doc --workspace --no-deps \
             --features blocking,gzip,mock,sse --locked",
            "$ cargo xtask check",
            "$ cargo xtask package",
            "$ cargo package --quiet --manifest-path target/package-staging/Cargo.toml \
             --target-dir target --allow-dirty --no-default-features --features all-operations",
            "$ cargo clippy --quiet --manifest-path target/package-staging/Cargo.toml \
             --target-dir target --lib --no-default-features -- -D warnings",
            "$ cargo hack check --quiet --manifest-path target/package-staging/Cargo.toml \
             --target-dir target --lib --each-feature --exclude-features blocking,mock \
             --exclude-features default,brotli,gzip,pattern,sse,zstd,\
             rustls,rustls-ring,native-tls,http2 --exclude-all-features",
            "$ cargo xtask vendor --check",
            "skipped: clients of other documents: --shared names no folder that has any",
        ]
    );
}

#[test]
fn ci_stops_at_the_first_failure() {
    let workspace = Workspace::new();
    workspace.write(
        "Cargo.toml",
        "[package]\nname = \"ugly\"\nedition = \"2024\"\n",
    );
    workspace.write("src/lib.rs", "fn  ugly ( ) { }");
    workspace.write(
        "Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"ugly\"\nversion = \"0.0.0\"\n",
    );
    let run = workspace.run(&["ci"]).ends(1);
    assert!(
        run.err.contains("$ cargo fmt --all --check\n"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("error: `cargo fmt --all --check` failed"),
        "{}",
        run.err
    );
    assert!(!run.err.contains("clippy"), "{}", run.err);
}
