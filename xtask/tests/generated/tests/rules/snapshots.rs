//! Generated code as it is read in review. `UPDATE_EXPECT=1 cargo test -p generated-tests snapshots` refreshes it.

use expect_test::expect_file;
use xtask::{Format, Module, Settings, generate, read};

fn code(document: &str) -> String {
    let document = read(document.as_bytes(), Format::Json).unwrap();
    let generated = generate(&document, &Settings::of_package("generated-tests"));
    generated.unwrap().rust
}

#[test]
fn objects_unions_and_null() {
    expect_file!["../snapshots/null.rs"]
        .assert_eq(&code(include_str!("../../documents/null.json")));
}

#[test]
fn operations_without_bodies() {
    expect_file!["../snapshots/security.rs"]
        .assert_eq(&code(include_str!("../../documents/security.json")));
}

#[test]
fn what_is_delivered() {
    expect_file!["../snapshots/webhooks.rs"]
        .assert_eq(&code(include_str!("../../documents/webhooks.json")));
}

#[test]
fn mocks() {
    let document = read(
        include_str!("../../documents/mock.json").as_bytes(),
        Format::Json,
    );
    let settings = Settings::of_package("generated-tests").with_modules([Module::Mock]);
    let generated = generate(&document.unwrap(), &settings).unwrap();
    expect_file!["../snapshots/mock.rs"].assert_eq(&generated.modules[&Module::Mock]);
}
