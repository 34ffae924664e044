//! `cargo xtask package`, as it is run.
#![cfg(feature = "cli")]

mod common;

use common::{DOCUMENT, Workspace};

/// A workspace with a minimal diga-api.
fn workspace() -> Workspace {
    let workspace = Workspace::vendored();
    workspace.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"diga-api\"]\n\
         [workspace.package]\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    workspace.write(
        "diga-api/Cargo.toml",
        "[package]\nname = \"diga-api\"\nversion.workspace = true\nedition.workspace = true\n\
         readme = \"../README.md\"\n",
    );
    workspace.write(
        "diga-api/src/lib.rs",
        "//! All about Diga.\n#![doc = include_str!(\"../../README.md\")]\nmod runtime;\n\
         include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));\n\
         pub mod blocking {\n    include!(concat!(env!(\"OUT_DIR\"), \"/blocking.rs\"));\n}\n\
         #[cfg(doctest)]\nmod required;\n",
    );
    workspace.write("diga-api/src/runtime/mod.rs", "mod client;\n");
    workspace.write("diga-api/src/required.rs", "//! `diga_api::Webhook`\n");
    workspace.write("diga-api/src/runtime/client.rs", "//! `diga_api::Client`\n");
    workspace.write("diga-api/build.rs", "fn main() {}\n");
    workspace.write("README.md", "# diga-api\n");
    workspace
}

#[test]
fn diga_api_is_staged_without_a_build_script() {
    let workspace = workspace();
    assert_eq!(
        workspace.run(&["package"]).ends(0).out,
        "target/package-staging\n"
    );
    let staged = |name: &str| workspace.read(&format!("target/package-staging/{name}"));
    assert!(staged("Cargo.toml").contains("readme = \"README.md\""));
    assert!(!staged("Cargo.toml").contains("build"));
    assert_eq!(
        staged("src/lib.rs"),
        "//! All about Diga.\n#![doc = include_str!(\"../README.md\")]\nmod runtime;\n\
         include!(\"generated.rs\");\n\
         pub mod blocking {\n    include!(\"blocking.rs\");\n}\n\
         #[cfg(doctest)]\nmod required;\n"
    );
    assert_eq!(staged("src/required.rs"), "//! `diga_api::Webhook`\n");
    assert_eq!(
        staged("src/generated.rs"),
        workspace.run(&["generate"]).ends(0).out
    );
    for module in ["blocking", "mock"] {
        assert_eq!(
            staged(&format!("src/{module}.rs")),
            workspace.run(&["generate", "--module", module]).ends(0).out
        );
    }
    assert_eq!(staged("README.md"), "# diga-api\n");
    assert!(!workspace.path("target/package-staging/build.rs").exists());
}

#[test]
fn another_document_becomes_a_crate_of_its_own() {
    let workspace = workspace();
    workspace.write("note.json", DOCUMENT);
    let arguments = [
        "package",
        "--spec",
        "note.json",
        "--name",
        "note-api",
        "--out",
        "out",
    ];
    workspace.run(&arguments).ends(0);
    assert_eq!(
        workspace.read("out/src/lib.rs"),
        "//! Typed client for `Notes – für alle`.\n\
         #[allow(dead_code, unused_imports, unused_macros)]\nmod runtime;\n\
         include!(\"generated.rs\");\n\
         pub mod blocking {\n    include!(\"blocking.rs\");\n}\n"
    );
    assert!(
        workspace
            .read("out/Cargo.toml")
            .contains("name = \"note-api\"")
    );
    assert!(!workspace.path("out/README.md").exists());
    // Modules about Diga are left out, and examples name the crate that they are in.
    assert!(!workspace.path("out/src/required.rs").exists());
    assert_eq!(
        workspace.read("out/src/runtime/client.rs"),
        "//! `note_api::Client`\n"
    );

    // Files that are no longer part of the crate are removed.
    std::fs::remove_file(workspace.path("diga-api/src/runtime/client.rs")).unwrap();
    workspace.run(&arguments).ends(0);
    assert!(!workspace.path("out/src/runtime/client.rs").exists());
}

#[test]
fn nothing_but_an_earlier_package_is_overwritten() {
    let workspace = workspace();
    workspace.write("note.json", DOCUMENT);
    workspace
        .run(&[
            "package",
            "--spec",
            "note.json",
            "--name",
            "note-api",
            "--out",
            "diga-api",
        ])
        .ends(1)
        .says(
            "error: diga-api contains something that is not a packaged crate\n  \
             help: name a folder that is empty or does not exist\n",
        );
}

#[test]
fn a_document_and_a_name_belong_together() {
    let workspace = workspace();
    workspace.run(&["package", "--name", "note-api"]).ends(2);
    workspace
        .run(&["package", "--spec", "openapi/openapi.json"])
        .ends(2);
    let run = workspace
        .run(&[
            "package",
            "--spec",
            "openapi/openapi.json",
            "--name",
            "../up",
        ])
        .ends(2);
    assert!(
        run.err.contains("a crate's name has letters"),
        "{}",
        run.err
    );
}

#[test]
fn a_library_without_the_line_is_an_error() {
    let workspace = workspace();
    workspace.write("diga-api/src/lib.rs", "mod generated;\n");
    let run = workspace.run(&["package"]).ends(1);
    assert!(
        run.err
            .starts_with("error: diga-api/src/lib.rs: expected exactly one line\n  include!("),
        "{}",
        run.err
    );
}
