//! Generated code as it is read in review. `UPDATE_EXPECT=1 cargo test -p generated-tests snapshots` refreshes it.

use expect_test::expect_file;
use xtask::{Format, Feature, Generated, Settings, generate, read};

fn generated(document: &str) -> Generated {
    let document = read(document.as_bytes(), Format::Json).unwrap();
    let settings = Settings::of_package("generated-tests").with_features(Feature::ALL);
    generate(&document, &settings).unwrap()
}

fn code(document: &str) -> String {
    generated(document).rust
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
fn operations_for_code_that_is_not_async() {
    let generated = generated(include_str!("../../documents/pages.json"));
    expect_file!["../snapshots/blocking.rs"].assert_eq(&generated.features[&Feature::Blocking]);
}

#[test]
fn what_is_delivered() {
    expect_file!["../snapshots/webhooks.rs"]
        .assert_eq(&code(include_str!("../../documents/webhooks.json")));
}

#[test]
fn mocks() {
    let generated = generated(include_str!("../../documents/mock.json"));
    expect_file!["../snapshots/mock.rs"].assert_eq(&generated.features[&Feature::Mock]);
}
