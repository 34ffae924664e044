//! `cargo xtask package`, as it is run.
#![cfg(feature = "cli")]
// Helper functions, which clippy does not take for tests.
#![allow(clippy::unwrap_used)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{DOCUMENT, Workspace};
use expect_test::expect_file;

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
    workspace.write("diga-api/tests/calls.rs", "use trybuild::TestCases;\n");
    workspace.write("diga-api/tests/common/mod.rs", "//! A server.\n");
    workspace.write(
        "diga-api/tests/common/document.rs",
        "const DOCUMENT: &str = include_str!(\"../../openapi.json\");\n",
    );
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
    assert_eq!(staged("tests/common/mod.rs"), "//! A server.\n");
    for left_out in ["tests/calls.rs", "tests/common/document.rs"] {
        let path = format!("target/package-staging/{left_out}");
        assert!(!workspace.path(&path).exists(), "{left_out}");
    }
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
    for (name, snapshot) in [
        ("README.md", expect_file!["snapshots/package/README.md"]),
        (
            "src/tutorial.md",
            expect_file!["snapshots/package/tutorial.md"],
        ),
    ] {
        let text = workspace.read(&format!("out/{name}"));
        assert!(!text.to_lowercase().contains("diga"), "{text}");
        snapshot.assert_eq(&text);
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
fn the_readme_says_which_variables_of_the_server_are_required() {
    let workspace = workspace();
    let seed = include_str!("seeds/shop.json");
    let server = "https://{region}.shop.example/api";
    let seed = seed.replace(server, "https://{region}.{tenant}.shop.example/api");
    workspace.write("shop.json", seed);
    let arguments = ["package", "--spec", "shop.json", "--name", "shop-api"];
    workspace
        .run(&[&arguments[..], &["--out", "out"]].concat())
        .ends(0);
    let readme = workspace.read("out/README.md");
    for line in [
        "| `SHOP_BASE_URL` | the base URL; defaults to `https://eu.{tenant}.shop.example/api`, \
         with its variables set |",
        "| `region` | `eu` | `eu`, `us` |",
        "| `tenant` | none: it is required | any |",
        "    let client = Client::builder().server_variable(\"tenant\", \"value\")\
         .or_from_env()?.build()?;",
    ] {
        assert!(readme.lines().any(|own| own == line), "{line}\n{readme}");
    }
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

/// Runs a program and ends the test if that fails.
fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    // Set by the cargo that runs this test.
    command.env_remove("CARGO_MANIFEST_DIR");
    let status = command.status().unwrap();
    assert!(status.success(), "{program} {}", arguments.join(" "));
}

/// The pages of rustdoc, one for each public item: what each says, by its path.
fn pages(folder: &Path, below: &Path, into: &mut BTreeMap<PathBuf, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, below, into);
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        // An item of a private module that the crate exports elsewhere also has a page that leads
        // there. Nothing links to it; and a package has such a module for each tag.
        if !page.contains("http-equiv=\"refresh\"") {
            let name = path.strip_prefix(below).unwrap().to_owned();
            into.insert(name, without_tags(&page));
        }
    }
}

/// What a reader sees of a page: links to source code and numbered anchors lead elsewhere in a
/// package.
fn without_tags(page: &str) -> String {
    let parts = page.split('<');
    let parts = parts.map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect()
}

#[test]
#[ignore = "compiles the client four times, which takes minutes"]
fn the_unpacked_package_passes_its_tests_and_has_the_workspaces_documentation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().unwrap();
    let cargo = env!("CARGO");
    run(&root, env!("CARGO_BIN_EXE_xtask"), &["package"]);
    let target = root.join("target");
    let target = target.to_str().unwrap();
    let staged = "target/package-staging/Cargo.toml";
    let package = ["package", "--quiet", "--allow-dirty", "--no-verify"];
    let paths = ["--manifest-path", staged, "--target-dir", target];
    run(&root, cargo, &[&package[..], &paths].concat());
    let unpacked = tempfile::tempdir().unwrap();
    let archive = format!(
        "target/package/diga-api-{}.crate",
        env!("CARGO_PKG_VERSION")
    );
    let archive = root.join(archive);
    let folder = unpacked.path();
    run(
        folder,
        "tar",
        &["xzf", archive.to_str().unwrap(), "--strip-components=1"],
    );
    for features in ["default", "mock,blocking"] {
        let test = ["test", "--quiet", "--target-dir", target, "--features"];
        run(folder, cargo, &[&test[..], &[features]].concat());
    }
    // One after the other, since both have the same name.
    let documented = [folder, &root].map(|folder| {
        let out = root.join("target/doc/diga_api");
        let _ = std::fs::remove_dir_all(&out);
        let doc = ["doc", "--quiet", "--no-deps", "--target-dir", target];
        let of = [
            "--package",
            "diga-api",
            "--features",
            "blocking,gzip,mock,sse",
        ];
        run(folder, cargo, &[&doc[..], &of].concat());
        let mut found = BTreeMap::new();
        pages(&out, &out, &mut found);
        found
    });
    let [own, of_workspace] = &documented;
    assert!(own.len() > 1000, "{}", own.len());
    let paths = own.keys().chain(of_workspace.keys());
    let differing: BTreeSet<&PathBuf> = paths
        .filter(|path| own.get(*path) != of_workspace.get(*path))
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
