//! A media type that is added to a response changes neither `send` nor any other method.

use serde_json::{Map, Value, json};
use xtask::{Decisions, Generated, Settings, generate};

/// The client of one operation, whose response has these media types.
fn generated(status: &str, media_types: &[(&str, Value)], decisions: Decisions) -> Generated {
    let content: Map<_, _> = media_types
        .iter()
        .map(|(media_type, schema)| ((*media_type).to_owned(), json!({ "schema": schema })))
        .collect();
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "paths": { "/report": { "get": {
            "operationId": "report",
            "responses": {
                status: { "description": "Some.", "content": content },
            },
        } } },
    });
    let settings = Settings::of_package("locked-api").with_decisions(decisions);
    generate(&document, &settings).unwrap()
}

/// Each method that sends the call, with the type of its response.
fn methods(generated: &Generated) -> Vec<(String, String)> {
    let flat: String = generated.rust.split_whitespace().collect();
    let methods = flat.split("pubasyncfn").skip(1);
    let methods = methods.filter_map(|method| {
        let (name, rest) = method.split_once('(')?;
        let (_, result) = rest.split_once("Result<Response<")?;
        let (value, _) = result.split_once(">,Error<")?;
        Some((name.to_owned(), value.trim_start_matches(',').to_owned()))
    });
    methods
        .filter(|(name, _)| name.starts_with("send"))
        .collect()
}

fn method(generated: &Generated, name: &str) -> Option<String> {
    let mut methods = methods(generated).into_iter();
    methods.find_map(|(own, value)| (own == name).then_some(value))
}

fn number() -> Value {
    json!({ "type": "number" })
}

#[test]
fn a_media_type_that_is_added_leaves_send_as_it_is() {
    let text = json!({ "type": "string" });
    let (csv, html, pdf) = ("text/csv", "text/html", "application/pdf");
    let (own, json) = ("application/vnd.a+json", "application/json");
    for (before, added) in [
        (vec![(csv, text.clone())], (json, number())),
        (vec![(csv, text.clone())], (html, text.clone())),
        (vec![(pdf, json!({}))], (csv, text.clone())),
        (vec![(pdf, json!({}))], (json, number())),
        (vec![(own, json!({ "type": "boolean" }))], (json, number())),
        (vec![("application/x-ndjson", number())], (json, number())),
        (vec![("text/event-stream", text.clone())], (json, number())),
        (vec![("*/*", text.clone())], (json, number())),
        (vec![(json, number())], (own, json!({ "type": "boolean" }))),
        (
            vec![(json, json!({ "type": "string", "format": "binary" }))],
            (csv, text.clone()),
        ),
        (
            vec![(json, number()), (csv, text.clone())],
            (html, text.clone()),
        ),
    ] {
        for status in ["200", "2XX", "default"] {
            let first = generated(status, &before, Decisions::default());
            for after in [
                [before.clone(), vec![added.clone()]].concat(),
                [vec![added.clone()], before.clone()].concat(),
            ] {
                let second = generated(status, &after, first.decisions.clone());
                for (name, value) in methods(&first) {
                    let now = method(&second, &name);
                    assert_eq!(now, Some(value), "{name} of {after:?} after {before:?}");
                }
                // What was decided is decided.
                let again = generated(status, &after, second.decisions.clone());
                assert_eq!(again.decisions, second.decisions);
                assert_eq!(again.rust, second.rust);
            }
        }
    }
}

#[test]
fn the_method_of_a_media_type_keeps_its_name() {
    let before = [
        ("application/json", number()),
        ("application/pdf", json!({})),
    ];
    let first = generated("200", &before, Decisions::default());
    let (bytes, string) = ("crate::runtime::ByteStream", "::std::string::String");
    assert_eq!(method(&first, "send_pdf").as_deref(), Some(bytes));
    let text = ("text/pdf", json!({ "type": "string" }));
    let after = [before.as_slice(), std::slice::from_ref(&text)].concat();
    let second = generated("200", &after, first.decisions);
    assert_eq!(method(&second, "send_pdf").as_deref(), Some(bytes));
    assert_eq!(method(&second, "send_text_pdf").as_deref(), Some(string));
    // Without a lock, strings come before bytes.
    let fresh = generated("200", &after, Decisions::default());
    assert_eq!(method(&fresh, "send_pdf").as_deref(), Some(string));
}

#[test]
fn only_what_differs_from_the_default_is_recorded() {
    let recorded = |media_types: &[(&str, Value)]| {
        let decisions = generated("200", media_types, Decisions::default()).decisions;
        json!(decisions.operations["report"].responses)
    };
    assert_eq!(recorded(&[("application/json", number())]), json!({}));
    let alike = [("application/json", number()), ("text/json", number())];
    assert_eq!(recorded(&alike), json!({}));
    let several = [("text/csv", json!({})), ("application/json", number())];
    assert_eq!(
        recorded(&several),
        json!({"200": {"send": ["application/json"], "send_csv": ["text/csv"]}})
    );
}

#[test]
fn json_of_another_media_type_stays_the_body_of_a_request() {
    let body = |media_types: &[&str], decisions: Decisions| {
        let content: Map<_, _> = media_types
            .iter()
            .map(|media_type| {
                let schema = json!({ "title": media_type, "type": "object" });
                ((*media_type).to_owned(), json!({ "schema": schema }))
            })
            .collect();
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "t", "version": "1" },
            "paths": { "/up": { "post": {
                "operationId": "up",
                "requestBody": { "required": true, "content": content },
                "responses": { "204": { "description": "Done." } },
            } } },
        });
        let settings = Settings::of_package("locked-api").with_decisions(decisions);
        let generated = generate(&document, &settings).unwrap();
        let request = generated.manifest.operations[0].request.as_ref();
        let media_type = request.map(|request| request.media_type.clone());
        (media_type.unwrap_or_default(), generated.decisions)
    };
    let (own, json) = ("application/vnd.a+json", "application/json");
    for first in [own, json] {
        let (sent, decisions) = body(&[first], Decisions::default());
        assert_eq!(sent, first);
        for after in [[own, json], [json, own]] {
            assert_eq!(body(&after, decisions.clone()).0, first);
        }
    }
}
