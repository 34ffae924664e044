//! Settings from environment variables, each read in a process of its own.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use diga_api::Client;

/// Runs [`child`] with `variables` and returns what it prints: the base URL, or the error.
fn from_env(variables: &[(&str, &str)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored", "--nocapture"])
        .env_remove("DIGA_API_TOKEN")
        .env_remove("DIGA_BASE_URL")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let line = printed.lines().find_map(|line| line.split_once("says: "));
    line.unwrap().1.to_owned()
}

#[test]
#[ignore = "run by the other tests, with an environment of its own"]
fn child() {
    match Client::from_env() {
        Ok(client) => println!("says: {} {client:?}", client.base_url()),
        Err(error) => println!("says: {} {error} {error:?}", error.is_configuration()),
    }
}

#[test]
fn the_token_is_enough() {
    let message = from_env(&[("DIGA_API_TOKEN", "s3cret-t0ken")]);
    assert!(message.starts_with("https://api.diga.io "), "{message}");
    assert!(!message.contains("s3cret"), "{message}");
}

#[test]
fn the_base_url_is_read_if_it_is_set() {
    let message = from_env(&[
        ("DIGA_API_TOKEN", "t"),
        ("DIGA_BASE_URL", "https://eu.diga.io/x/"),
    ]);
    assert!(message.starts_with("https://eu.diga.io/x "), "{message}");
}

#[test]
fn a_missing_token_is_named() {
    for variables in [&[][..], &[("DIGA_API_TOKEN", "")]] {
        let message = from_env(variables);
        assert!(
            message.starts_with("true ") && message.contains("DIGA_API_TOKEN"),
            "{message}"
        );
    }
}

#[test]
fn an_invalid_base_url_is_an_error_that_does_not_repeat_it() {
    for url in [
        "s3cret",
        "s3cret:8080",
        "http://s3cret.example",
        "https://https://s3cret.example",
        "https://s3\ncret.example",
    ] {
        let message = from_env(&[("DIGA_API_TOKEN", "t"), ("DIGA_BASE_URL", url)]);
        assert!(
            message.starts_with("true the base URL in DIGA_BASE_URL "),
            "{message}"
        );
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn a_token_with_a_line_break_is_an_error_that_does_not_repeat_it() {
    let message = from_env(&[("DIGA_API_TOKEN", "s3\ncret")]);
    assert!(
        message.starts_with("true the token in DIGA_API_TOKEN contains a line break"),
        "{message}"
    );
    assert!(!message.contains("cret"), "{message}");
}

#[test]
fn white_space_around_a_variable_does_not_count() {
    let message = from_env(&[
        ("DIGA_API_TOKEN", "\u{feff}s3cret\r\n"),
        ("DIGA_BASE_URL", " https://eu.diga.io\n"),
    ]);
    assert!(message.starts_with("https://eu.diga.io "), "{message}");
}

#[test]
fn a_whole_header_in_the_variable_is_an_error_that_names_it() {
    let message = from_env(&[("DIGA_API_TOKEN", "Bearer s3cret")]);
    assert!(
        message.starts_with("true the token in DIGA_API_TOKEN begins with `Bearer `"),
        "{message}"
    );
    assert!(!message.contains("s3cret"), "{message}");
}

#[test]
fn the_builder_takes_precedence_over_the_environment() {
    let builder = Client::builder().base_url("https://explicit.example");
    let client = builder.token("t").or_from_env().unwrap().build().unwrap();
    assert_eq!(client.base_url(), "https://explicit.example");
}
