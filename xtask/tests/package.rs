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
         readme = \"../README.md\"\n\
         [dev-dependencies]\ndiga-api = { path = \".\", features = [\"mock\"] }\n\
         tower = \"0.5\"\ntrybuild = \"1\"\n",
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
    workspace.write(
        "diga-api/src/runtime/client.rs",
        "//! `diga_api::Client`, from `DIGA_API_TOKEN`\n\n\
         #[cfg(test)]\nmod tests {\n    use tower::Layer;\n}\n",
    );
    workspace.write("diga-api/src/runtime/tests/calls.rs", "use tower::Layer;\n");
    workspace.write("diga-api/examples/call.rs", "use tower::Layer;\n");
    workspace.write("LICENSE-MIT", "MIT License\n");
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
    // The tests and examples that need no more than the package, and what they need.
    assert_eq!(staged("src/runtime/tests/calls.rs"), "use tower::Layer;\n");
    assert_eq!(staged("examples/call.rs"), "use tower::Layer;\n");
    let manifest = staged("Cargo.toml");
    assert!(manifest.contains("tower = \"0.5\""), "{manifest}");
    assert!(!manifest.contains("trybuild"), "{manifest}");
    assert!(
        manifest.contains("name = \"call\"\nrequired-features = [\"mock\"]"),
        "{manifest}"
    );
}

#[test]
fn the_readme_of_a_document_has_its_operations_errors_and_variables() {
    let workspace = workspace();
    let seed = include_str!("seeds/shop.json");
    workspace.write("shop.json", seed);
    workspace
        .run(&[
            "package",
            "--spec",
            "shop.json",
            "--name",
            "shop-api",
            "--license",
            "BSD-3-Clause",
            "--publish",
            "--out",
            "out",
        ])
        .ends(0);
    let manifest = workspace.read("out/Cargo.toml");
    assert!(
        manifest.contains("license = \"BSD-3-Clause\""),
        "{manifest}"
    );
    assert!(!manifest.contains("publish"), "{manifest}");
    for name in ["out/README.md", "out/src/tutorial.md"] {
        let text = workspace.read(name);
        assert!(!text.to_lowercase().contains("diga"), "{text}");
        expect_test::expect_file![format!("snapshots/{}", name.replace('/', "-"))].assert_eq(&text);
    }
    // What is published needs a licence.
    workspace
        .run(&[
            "package",
            "--spec",
            "shop.json",
            "--name",
            "shop-api",
            "--publish",
        ])
        .ends(2);
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
        "//! Typed client for `Notes – für alle`.\n#![doc = include_str!(\"tutorial.md\")]\n\
         #[allow(dead_code, unused_imports, unused_macros)]\nmod runtime;\n\
         include!(\"generated.rs\");\n\
         pub mod blocking {\n    include!(\"blocking.rs\");\n}\n"
    );
    assert!(
        workspace
            .read("out/Cargo.toml")
            .contains("name = \"note-api\"")
    );
    let readme = workspace.read("out/README.md");
    assert!(
        readme.starts_with("# note-api\n\nThe Rust client for `Notes – für alle`."),
        "{readme}"
    );
    assert!(readme.contains("| `NOTE_BASE_URL` | "), "{readme}");
    assert!(workspace.read("out/Cargo.toml").contains("publish = false"));
    assert!(workspace.read("out/LICENSE-MIT").contains("MIT"));
    // Modules about Diga are left out, and examples name the crate that they are in.
    assert!(!workspace.path("out/src/required.rs").exists());
    assert_eq!(
        workspace.read("out/src/runtime/client.rs"),
        "//! `note_api::Client`, from `NOTE_API_TOKEN`\n"
    );
    // The runtime's tests and diga-api's examples are about diga-api.
    assert!(!workspace.path("out/src/runtime/tests").exists());
    assert!(!workspace.path("out/examples").exists());
    assert!(!workspace.read("out/Cargo.toml").contains("tower"));

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
