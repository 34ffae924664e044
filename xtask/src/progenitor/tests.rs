//! Golden files of the stand-in and of progenitor's raw output, refreshed by `UPDATE_EXPECT=1`.

use expect_test::expect_file;

use super::run::run;
use super::stand_in::StandIn;
use crate::plan::model::Plan;
use crate::plan::plan;
use crate::{Format, Settings, lower, read};

/// Parameters in path, query and header, a required body, and an optional one.
const DOCUMENT: &[u8] = include_bytes!("../../tests/progenitor/document.json");

fn planned() -> Plan {
    let document = read(DOCUMENT, Format::Json).unwrap();
    let lowered = lower(&document).unwrap();
    plan(&lowered, &Settings::of_package("notes")).unwrap()
}

#[test]
fn the_stand_in_equals_the_golden_file() {
    let stand_in = StandIn::of(&planned());
    let document = serde_json::to_string_pretty(&stand_in.document).unwrap();
    expect_file!["../../tests/progenitor/stand_in.json"].assert_eq(&format!("{document}\n"));
}

#[test]
fn the_raw_output_equals_the_golden_file() {
    let tokens = run(StandIn::of(&planned())).unwrap();
    let output = prettyplease::unparse(&syn::parse2(tokens).unwrap());
    expect_file!["../../tests/progenitor/raw_output.rs"].assert_eq(&output);
}

#[test]
fn a_panic_of_progenitor_is_a_diagnostic() {
    let mut stand_in = StandIn::of(&planned());
    for item in stand_in.document["paths"]
        .as_object_mut()
        .unwrap()
        .values_mut()
    {
        // progenitor asserts that there is at most one success type.
        let content = |schema: serde_json::Value| {
            serde_json::json!({
                "description": "", "content": {"application/json": {"schema": schema}}
            })
        };
        item["post"]["responses"] = serde_json::json!({
            "200": content(serde_json::json!({"type": "string"})),
            "201": content(serde_json::json!({"type": "integer"})),
        });
    }
    let diagnostic = run(stand_in).unwrap_err().to_string();
    assert!(
        diagnostic.contains("progenitor refuses its stand-in document: assertion failed"),
        "{diagnostic}"
    );
}
