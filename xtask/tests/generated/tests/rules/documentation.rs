//! The documentation of operations: by tag, with types, statuses, bounds and examples.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xtask::{Decisions, Generated, Settings, generate};

/// Every example of the documentation compiles.
#[allow(dead_code, deprecated, unused_variables)]
mod examples {
    include!(concat!(env!("OUT_DIR"), "/examples.rs"));
}

fn generated(name: &str) -> Generated {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("documents");
    let document = fs::read(path.join(name)).unwrap();
    let document: Value = serde_json::from_slice(&document).unwrap();
    generate(&document, &Settings::of_package("generated-tests")).unwrap()
}

/// The documentation of the item that starts with `item`, without the code around it.
fn documentation(generated: &Generated, item: &str) -> String {
    let lines: Vec<&str> = generated.rust.lines().map(str::trim).collect();
    let end = lines.iter().position(|line| line.starts_with(item));
    let end = end.unwrap_or_else(|| panic!("there is no `{item}`"));
    let before = lines[..end].iter().rev();
    let comments = before
        .skip_while(|line| line.starts_with("#["))
        .take_while(|line| line.starts_with("///"));
    let mut comments: Vec<&str> = comments
        .map(|line| line.trim_start_matches("///").trim())
        .collect();
    comments.reverse();
    comments.join("\n")
}

#[test]
fn operations_are_grouped_by_their_first_tag_in_the_documents_order() {
    let index = generated("tags.json").index;
    let lines: Vec<&str> = index
        .lines()
        .filter(|line| line.starts_with("##") || line.starts_with("| [") || line.starts_with("Of"))
        .collect();
    assert_eq!(
        lines,
        [
            "## Later",
            "Of two paragraphs.",
            r"| [`tagged_later`](Client::tagged_later) | `GET /tags/b` | One \| two |",
            r"## \<T\> \[x\] | \`y",
            r"| [`tagged_oddly`](Client::tagged_oddly) | `GET /tags/d\|{e}` | \<b\> \[a\](b) \ |",
            "## Unlisted",
            "| [`tagged_unlisted`](Client::tagged_unlisted) | `GET /tags/a` \
             | In the first of its tags |",
            "## Operations without a tag",
            "| [`untagged`](Client::untagged) | `GET /tags/c` |  |",
        ]
    );
}

#[test]
fn each_tag_has_a_block_with_its_description() {
    let rust = generated("tags.json").rust;
    let blocks: Vec<&str> = rust.split("impl crate::runtime::Client {").collect();
    assert_eq!(blocks.len(), 5);
    let heading = "/// # Later\n///\n/// Listed first, with a description.\n///\n/// Of two";
    assert!(blocks[0].contains(heading), "{}", blocks[0]);
    assert!(blocks[1].contains("pub fn tagged_later(") && blocks[4].contains("pub fn untagged("));
}

#[test]
fn a_document_without_tags_has_one_block_without_a_heading() {
    let generated = generated("ip_addresses.json");
    assert!(generated.index.starts_with("# Operations\n\n| Method"));
    assert_eq!(documentation(&generated, "impl crate::runtime::Client"), "");
}

#[test]
fn a_method_says_what_each_status_means() {
    let docs = documentation(&generated("error_codes.json"), "pub fn get_coded_call(");
    let code =
        |value: &str, variant: &str| format!("[`{value}`](crate::errors::ErrorCode::{variant})");
    for line in [
        "`GET /codes/calls/{id}`".to_owned(),
        "Response: no body.".to_owned(),
        "- 204: Fine.".to_owned(),
        "[`GetCodedCallError`](crate::errors::GetCodedCallError) has a variant for each documented \
         status, here with its [codes](crate::Error::code):"
            .to_owned(),
        format!("- 404: Not Found ({})", code("CODED_CALL_NOT_FOUND", "CodedCallNotFound")),
        format!(
            "- 403: Forbidden ({}, {})",
            code("UNATHORIZED_ROLE", "UnathorizedRole"),
            code("UNAUTHORIZED_ROLE", "UnauthorizedRole")
        ),
        "- 422: Invalid".to_owned(),
        "client.get_coded_call(id).send().await?;".to_owned(),
    ] {
        assert!(docs.lines().any(|found| found == line), "{line}\n{docs}");
    }
}

#[test]
fn a_code_lists_its_operations() {
    let generated = generated("error_codes.json");
    assert_eq!(
        documentation(&generated, "CodedFailure,"),
        "`CODED_FAILURE`: [`make_coded_call`](crate::Client::make_coded_call) (default)"
    );
    let mut decisions = Decisions::default();
    decisions.error_codes = vec!["GONE_CODE".to_owned()];
    let settings = Settings::of_package("a-api").with_decisions(decisions);
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
    });
    let generated = generate(&document, &settings).unwrap();
    assert_eq!(generated.decisions.error_codes, ["GONE_CODE"]);
    let docs = documentation(&generated, "GoneCode,");
    assert_eq!(docs, "`GONE_CODE`: no longer in the document's examples.");
}

#[test]
fn a_document_without_codes_has_no_enum() {
    let rust = generated("ip_addresses.json").rust;
    assert!(!rust.contains("ErrorCode") && !rust.contains("pub fn code("));
}

#[test]
fn setters_give_bounds_and_defaults() {
    let generated = generated("examples.json");
    assert_eq!(
        documentation(&generated, "pub fn page<V>("),
        "The page.\n\nDefaults to `1` on the server when omitted.\n\nBetween 1 and 1000."
    );
    assert_eq!(
        documentation(&generated, "pub fn sort<V>("),
        "The order.\n\nAt most 100 characters."
    );
    assert_eq!(
        documentation(&generated, "pub fn note("),
        "A note.\n\nDefaults to `\"none\"` on the server when omitted.\n\nAt most 10 characters."
    );
    // A required field has no setter, so the field itself gives the bounds.
    assert_eq!(
        documentation(&generated, "pub title:"),
        "`title`\n\nBetween 1 and 100 characters."
    );
    let put = documentation(&generated, "pub fn put_example(");
    assert!(
        put.contains("# Arguments\n- `name`: The name. At most 20 characters.\n"),
        "{put}"
    );
}

#[test]
fn an_example_has_plausible_values() {
    let generated = generated("examples.json");
    let shown = |method: &str| {
        let docs = documentation(&generated, &format!("pub fn {method}("));
        let example = docs.split("```no_run\n").nth(1).unwrap();
        let lines = example.lines().filter(|line| !line.starts_with("# "));
        lines
            .take_while(|line| *line != "```")
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" .", ".")
            .replace("( ", "(")
    };
    assert_eq!(
        shown("put_example"),
        "let request = types::Exemplary::new(\"Example\", \"https://example.com\", \"ABC\", at, \
         types::ExemplaryPart::new(10), vec![types::ExemplaryPart::new(10)], ); \
         let response = client.put_example(\"Example\", types::PutExampleKind::Second, id, 20, \
         tags, request).send().await?;"
    );
    assert_eq!(
        shown("patch_example"),
        "let request = types::ExemplaryUpdate::new().name(\"Example\"); \
         client.patch_example(request).send().await?;"
    );
}
