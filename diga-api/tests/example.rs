//! Runs the example `create_webhook` as a process.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Exit code, standard output, standard error.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let output = Command::new(example())
        .args(arguments)
        .env_remove("DIGA_API_TOKEN")
        .env_remove("DIGA_BASE_URL")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// `cargo test` builds examples beside the tests.
fn example() -> PathBuf {
    let test = env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    let example = folder.join(format!("create_webhook{}", env::consts::EXE_SUFFIX));
    assert!(example.exists(), "not built yet: `cargo build --examples`");
    example
}

#[test]
fn without_a_token_it_calls_the_embedded_diga_and_says_so() {
    let (code, out, err) = run(&[], &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("created webhook "), "{out}");
    assert!(out.contains("\n  status      200 OK\n"), "{out}");
    assert!(
        err.contains("embedded") && err.contains("DIGA_API_TOKEN"),
        "{err}"
    );
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn url_and_events_are_arguments() {
    let (code, out, _) = run(
        &[
            "https://example.com/mine",
            "status_changed",
            "status_changed",
        ],
        &[],
    );
    assert_eq!(code, 0);
    assert!(out.contains("https://example.com/mine"), "{out}");
    assert!(out.contains("status_changed, status_changed"), "{out}");
    let (code, _, err) = run(&["https://example.com/mine", "no_such_event"], &[]);
    assert_eq!(code, 1);
    assert!(
        err.contains("422") && err.contains("subscribed_events.0"),
        "{err}"
    );
}

#[test]
fn typed_errors_are_shown() {
    let (code, out, err) = run(&["--demo-errors"], &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("CreateWebhookError::Status403"), "{out}");
    assert!(out.contains("CreateWebhookError::Status422"), "{out}");
}

#[test]
fn bad_arguments_and_failures_have_different_exit_codes() {
    let (code, out, err) = run(&["--demo-error"], &[]);
    assert_eq!((code, &*out), (2, ""));
    assert!(
        err.starts_with("error: ") && err.contains("--demo-error") && err.contains("usage: "),
        "{err}"
    );
}

#[test]
fn with_a_token_it_calls_the_service_and_reports_failures() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (code, out, err) = run(
        &[],
        &[("DIGA_API_TOKEN", "s3cret"), ("DIGA_BASE_URL", &url)],
    );
    assert_eq!((code, &*out), (1, ""));
    assert!(
        err.starts_with("error: create_webhook: cannot connect to "),
        "{err}"
    );
    assert!(err.contains("\n  caused by: "), "{err}");
    assert!(
        !err.contains("s3cret") && !err.contains("embedded"),
        "{err}"
    );
}
