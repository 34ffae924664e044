//! A document that cannot be generated fails the build with a message that says what to do. Real
//! builds, by cargo, of a package that has diga-api's own build script.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// Builds run one after the other: they share a target folder, so that the generator is compiled
/// once.
static TURN: Mutex<()> = Mutex::new(());

/// The debug information of the workspace's profile.
const LINES: &str = "line-tables-only";

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Builds with the vendored files after `change` was applied to them; returns the output of the
/// build script if it fails.
fn build(change: impl FnOnce(&Openapi)) -> Result<(), String> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_errors");
    let package = folder.join("diga-api");
    let openapi = Openapi(folder.join("openapi"));
    fs::create_dir_all(package.join("src")).unwrap();
    fs::create_dir_all(&openapi.0).unwrap();
    for file in fs::read_dir(format!("{ROOT}/openapi")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), openapi.0.join(file.file_name())).unwrap();
    }
    change(&openapi);
    // The profile is the workspace's, so that what the generator depends on is compiled already.
    let xtask = fs::canonicalize(format!("{ROOT}/xtask")).unwrap();
    let manifest = format!(
        "[package]\nname = \"diga-api\"\nedition = \"2024\"\n\n\
         [features]\ndefault = [\"all-operations\"]\nall-operations = []\n\n[build-dependencies]\n\
         xtask = {{ path = {xtask:?}, default-features = false }}\n\n[workspace]\n\n\
         [profile.dev]\ndebug = {LINES:?}\n\n[profile.dev.build-override]\ndebug = {LINES:?}\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    fs::write(package.join("src/lib.rs"), "").unwrap();
    fs::copy(
        format!("{ROOT}/diga-api/build.rs"),
        package.join("build.rs"),
    )
    .unwrap();
    fs::copy(format!("{ROOT}/Cargo.lock"), package.join("Cargo.lock")).unwrap();

    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["check", "--offline", "--color", "never", "--target-dir"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .current_dir(&package)
        .env("RUST_BACKTRACE", "1");
    // The variables that cargo set for this test do not apply to the inner build.
    for (name, _) in std::env::vars_os() {
        let prefixes = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_"];
        if prefixes
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            cargo.env_remove(name);
        }
    }
    let output = cargo.output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    if output.status.success() {
        return Ok(());
    }
    let (_, script) = message
        .split_once("  --- stderr\n")
        .unwrap_or_else(|| panic!("{message}"));
    Err(script
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect())
}

/// Builds with the document after `change`; returns the output of the build script, which must be
/// readable.
#[track_caller]
fn refusal(change: impl FnOnce(&mut Value)) -> String {
    refusal_of(|openapi| {
        let mut document = openapi.document();
        change(&mut document);
        openapi.write("openapi.json", &document.to_string());
    })
}

#[track_caller]
fn refusal_of(change: impl FnOnce(&Openapi)) -> String {
    let message = build(change).unwrap_err();
    for noise in ["panicked", "backtrace", "RUST_BACKTRACE", "src/", "unwrap"] {
        assert!(!message.contains(noise), "{message}");
    }
    assert!(message.starts_with("  error: openapi/"), "{message}");
    assert!(message.lines().count() <= 12, "{message}");
    message
}

/// The folder that the build script reads.
struct Openapi(PathBuf);

impl Openapi {
    fn document(&self) -> Value {
        serde_json::from_slice(&fs::read(self.0.join("openapi.json")).unwrap()).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }
}

fn operation(document: &mut Value) -> &mut Value {
    &mut document["paths"]["/v1/webhook/"]["post"]
}

#[track_caller]
fn names_all(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part} is not in\n{message}");
    }
}

const OPERATION: &str = "operation: POST /v1/webhook/ (create_webhook_v1_webhook__post)";
const HELP: &str = "help: ";

#[test]
fn the_document_as_it_is_builds() {
    build(|_| {}).unwrap();
}

#[test]
fn broken_syntax_is_reported_with_its_line() {
    let message = refusal_of(|openapi| {
        let text = openapi.document().to_string();
        let broken = format!("{}\n{}", "{", &text[1..].replacen(':', "", 1));
        openapi.write("openapi.json", &broken);
    });
    names_all(
        &message,
        &["openapi/openapi.json: ", "JSON", "line 2 column "],
    );
}

#[test]
fn a_2_0_document_is_reported_as_such() {
    let message = refusal(|document| {
        *document =
            json!({ "swagger": "2.0", "info": { "title": "Diga", "version": "1" }, "paths": {} });
    });
    names_all(&message, &["a Swagger 2.0 document", "at: #/swagger", HELP]);
}

#[test]
fn a_dangling_reference_is_reported_with_its_pointer() {
    let message = refusal(|document| {
        operation(document)["requestBody"]["content"]["application/json"]["schema"] =
            json!({ "$ref": "#/components/schemas/WebhookReqeust" });
    });
    let place = "at: #/paths/~1v1~1webhook~1/post/requestBody/content/application~1json/schema";
    names_all(
        &message,
        &[
            "#/components/schemas/WebhookReqeust",
            OPERATION,
            place,
            HELP,
        ],
    );
}

#[test]
fn a_missing_schema_is_reported_with_its_references() {
    let message = refusal(|document| {
        document["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .remove("WebhookEvent")
            .unwrap();
    });
    // Which reference is the first depends on whether another crate has serde_json keep the order.
    let help = "help: add components.schemas.WebhookEvent";
    names_all(
        &message,
        &["#/components/schemas/WebhookEvent", "at: #/", "/$ref", help],
    );
}

#[test]
fn an_invalid_lock_is_reported_by_its_name() {
    let message = refusal_of(|openapi| openapi.write("openapi.lock", "{}"));
    names_all(&message, &["openapi/openapi.lock: "]);
}

#[test]
fn an_invalid_correction_is_reported_by_its_name() {
    let message = refusal_of(|openapi| openapi.write("overlay.json", "{}"));
    names_all(&message, &["openapi/overlay.json: "]);
}

#[test]
fn a_missing_document_is_reported() {
    let message =
        build(|openapi| fs::remove_file(openapi.0.join("openapi.json")).unwrap()).unwrap_err();
    names_all(&message, &["openapi.json: "]);
    assert!(!message.contains("panicked"), "{message}");
}
