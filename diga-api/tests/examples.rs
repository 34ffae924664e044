//! Runs every example as a process: against an embedded Diga, and as against the real service.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/document.rs"]
mod document;

use std::env;
use std::path::PathBuf;
use std::process::{Command, Output};

use diga_api::mock::Service;
use document::Document;
use serde_json::Value;

/// Each example, and what it prints.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("create_webhook", &["created webhook ", "200 OK"]),
    #[cfg(feature = "blocking")]
    ("blocking", &["created webhook ", "listed  webhook "]),
    (
        "list_calls",
        &["9 calls, 960 seconds", "read in 3 requests"],
    ),
    (
        "follow_call",
        &[
            "dialing",
            "in_progress",
            "user: It is.",
            "completed",
            "it took 42 seconds",
        ],
    ),
    (
        "upload_knowledge",
        &["indexing", "uploaded", "knowledge base "],
    ),
    ("publish_agent", &["\"Good day!\"", "live     version "]),
    (
        "errors",
        &[
            "WEBHOOK_NOT_FOUND",
            "retryable",
            "configuration",
            "invalid request",
            "timeout",
            "connect",
        ],
    ),
    (
        "transport_layer",
        &["503 Service Unavailable in ", "200 OK in ", "projects"],
    ),
    (
        "receive_webhooks",
        &[
            "received ",
            "\"event\": \"status_changed\"",
            "delivered: 204",
        ],
    ),
];

/// The examples that are not run here.
const OTHERS: &[&str] = if cfg!(feature = "blocking") {
    &["serve", "test_your_code"]
} else {
    &["blocking", "serve", "test_your_code"]
};

/// `cargo test` builds examples beside the tests.
fn program(example: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    let program = folder.join(format!("{example}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{example} is not built yet: `cargo build --examples`"
    );
    program
}

fn command(example: &str) -> Command {
    let mut command = Command::new(program(example));
    command
        .env_remove("DIGA_API_TOKEN")
        .env_remove("DIGA_BASE_URL");
    command
}

fn printed(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_example_runs_without_an_account() {
    for (example, expected) in EXAMPLES {
        let output = command(example).output().unwrap();
        let (out, err) = printed(&output);
        assert!(output.status.success(), "{example}: {out}{err}");
        for line in *expected {
            assert!(
                out.contains(line),
                "{example} does not print {line:?}: {out}"
            );
        }
        // The code under test has a service of its own.
        let is_noted = err.contains("set DIGA_API_TOKEN");
        assert_eq!(is_noted, *example != "errors", "{example}: {err}");
    }
}

/// The program's folder lists itself: an example without a line above is not tested.
#[test]
fn every_example_is_among_those_that_run() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_example = path.is_file() || path.join("main.rs").exists();
        let name = path.file_stem().unwrap().to_str().unwrap();
        // `test_your_code` is built as a test, so CI runs it by itself; `serve` does not end.
        let is_known = EXAMPLES.iter().any(|(example, _)| *example == name);
        assert!(!is_example || is_known || OTHERS.contains(&name), "{name}");
    }
}

/// A person reads it on one screen, and its first lines say what it shows.
#[test]
fn every_example_is_short_and_says_what_it_shows() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let main = if path.is_file() {
            path
        } else {
            path.join("main.rs")
        };
        let Ok(text) = std::fs::read_to_string(&main) else {
            continue;
        };
        let name = main.display();
        assert!(text.starts_with("//! "), "{name}");
        assert!(text.lines().count() <= 80, "{name}");
    }
}

/// With a token, an example calls the service that `DIGA_BASE_URL` names, and the document allows
/// each of its requests: by JSON Schema, not by the service's own code.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_the_examples_call_another_service_as_the_document_says() {
    let document = Document::new();
    let service = Service::builder().token("s3cret").start().await.unwrap();
    // What happens at the real service by itself.
    service
        .before("get_call", |call| call["status"] = "completed".into())
        .unwrap();
    service
        .before("get_knowledge_item", |item| {
            item["status"] = "uploaded".into()
        })
        .unwrap();
    for (example, arguments) in [
        ("create_webhook", &["https://example.com/mine"][..]),
        ("list_calls", &[]),
        ("follow_call", &["+34910000000", "+34600000000"]),
        ("upload_knowledge", &[]),
        ("publish_agent", &[]),
        ("errors", &[]),
        ("transport_layer", &[]),
    ] {
        let before = service.requests().len();
        let mut command = command(example);
        command
            .args(arguments)
            .env("DIGA_API_TOKEN", "s3cret")
            .env("DIGA_BASE_URL", service.base_url());
        let output = tokio::task::block_in_place(|| command.output()).unwrap();
        let (out, err) = printed(&output);
        assert!(output.status.success(), "{example}: {out}{err}");
        assert!(
            !out.contains("s3cret") && !err.contains("s3cret"),
            "{example}"
        );
        assert!(!err.contains("embedded"), "{example}: {err}");
        let requests = service.requests().split_off(before);
        assert!(!requests.is_empty(), "{example} calls another service");
        for request in requests {
            let operation = request.operation.unwrap();
            let body = serde_json::from_slice::<Value>(&request.body).ok();
            let wrong = body.and_then(|body| violations(&document, &operation, &service, &body));
            assert_eq!(wrong, None, "{example}: {operation}");
        }
    }
}

/// What the document does not allow in a JSON body.
fn violations(
    document: &Document,
    operation: &str,
    service: &Service,
    body: &Value,
) -> Option<String> {
    let sample = service.sample(operation).unwrap();
    let actual: Vec<&str> = sample
        .path_and_query
        .split('?')
        .next()?
        .split('/')
        .collect();
    let method = sample.method.as_str().to_ascii_lowercase();
    let paths = document.value["paths"].as_object()?;
    // The template with the most literal segments.
    let templates = paths.iter().filter(|(path, item)| {
        let segments: Vec<&str> = path.split('/').collect();
        let fits = |(own, actual): (&&str, &&str)| own == actual || own.starts_with('{');
        item.get(&method).is_some()
            && segments.len() == actual.len()
            && segments.iter().zip(&actual).all(fits)
    });
    let (path, _) = templates.min_by_key(|(path, _)| path.matches('{').count())?;
    let steps = [
        "paths",
        path,
        &method,
        "requestBody",
        "content",
        "application/json",
        "schema",
    ];
    let validator = document.validator(&steps);
    let wrong = validator.iter_errors(body).map(|error| error.to_string());
    let wrong: Vec<String> = wrong.collect();
    (!wrong.is_empty()).then(|| wrong.join("; "))
}
