//! Documents at the limits of what can be written: a result or a diagnostic, in bounded time and on
//! a small stack.
// Helpers of tests may fail as tests do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used
)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::{Diagnostic, Format, Generated, Settings};

/// What a test thread has, and a quarter of what a build script has.
const STACK: usize = 2 << 20;
/// Work that grows exponentially does not end in any time. This is no measure of speed:
/// unoptimised, on a machine with five times as many processes as cores, a document has taken 73
/// seconds.
const TIME: Duration = Duration::from_secs(600);

/// Unoptimised, a tenth shows the same in a tenth of the time.
const MANY: usize = if cfg!(debug_assertions) {
    1_000
} else {
    10_000
};

type Outcome = Result<Generated, Vec<Diagnostic>>;

/// Generates on a thread with a small stack, and takes the time.
fn generated(document: Value) -> Outcome {
    let began = Instant::now();
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let outcome = xtask::generate(&document, &Settings::of_package("limit-api"));
            // A document nested without measure takes as deep a stack to drop; it is not ours to
            // drop.
            std::mem::forget(document);
            outcome
        });
    let outcome = thread.unwrap().join().unwrap();
    assert!(began.elapsed() < TIME, "took {:?}", began.elapsed());
    if let Ok(generated) = &outcome {
        syn::parse_file(&generated.rust).unwrap();
    }
    outcome
}

fn document(schemas: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Limits", "version": "1"},
        "paths": {"/x": {"post": {
            "operationId": "x",
            "requestBody": {"content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/A"}}
            }},
            "responses": {"200": {"description": "", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/A"}}
            }}}
        }}},
        "components": {"schemas": schemas}
    })
}

fn made(schemas: Value) -> Generated {
    generated(document(schemas)).unwrap_or_else(|diagnostics| panic!("{}", diagnostics[0]))
}

fn reference(name: impl std::fmt::Display) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Each way in which a schema holds another, and where.
fn ways() -> [(Value, &'static str); 8] {
    [
        (
            json!({"type": "object", "properties": {"a": 0}}),
            "/properties/a",
        ),
        (json!({"type": "array", "items": 0}), "/items"),
        (
            json!({"allOf": [0, {"type": "object", "properties": {"b": {"type": "string"}}}]}),
            "/allOf/0",
        ),
        (json!({"anyOf": [0, {"type": "integer"}]}), "/anyOf/0"),
        (json!({"oneOf": [0, {"type": "null"}]}), "/oneOf/0"),
        (
            json!({"type": "object", "additionalProperties": 0}),
            "/additionalProperties",
        ),
        (
            json!({"type": "array", "prefixItems": [0], "minItems": 1, "items": false}),
            "/prefixItems/0",
        ),
        (json!({"not": {"not": 0}}), "/not/not"),
    ]
}

#[test]
fn schemas_nest_or_are_refused() {
    for (way, place) in ways() {
        for depth in [10, 60, 100, 200, 300, 10_000] {
            let mut schema = json!({"type": "string"});
            for _ in 0..depth {
                let mut outer = way.clone();
                // Moved, for a value that deep is not cloned either.
                *outer.pointer_mut(place).unwrap() = schema;
                schema = outer;
            }
            let mut whole = document(json!({"A": {}}));
            whole["components"]["schemas"]["A"] = schema;
            let outcome = generated(whole);
            let message = outcome.err().map(|diagnostics| diagnostics[0].to_string());
            if depth <= 60 {
                assert!(message.is_none(), "{place}, {depth} deep: {message:?}");
            }
            if depth >= 300 {
                let message = message.unwrap_or_else(|| panic!("{place}, {depth} deep, is taken"));
                assert!(
                    message.contains("nests deeper than"),
                    "{place}, {depth} deep: {message}"
                );
            }
        }
    }
}

#[test]
fn text_nests_or_is_refused() {
    for depth in [10, 100, 1_000, 100_000] {
        let text = format!(
            r#"{{"openapi": "3.1.0", "info": {{}}, "paths": {{}},
                "components": {{"schemas": {{"A": {}{}{}}}}}}}"#,
            r#"{"items": "#.repeat(depth),
            "{}",
            "}".repeat(depth)
        );
        let built = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn(move || {
                let files = xtask::Vendored {
                    document: text.as_bytes(),
                    overlay: b"null",
                    lock: br#"{"version": 1}"#,
                };
                xtask::build(files, "limit-api", [], xtask::Selection::EVERYTHING)
            });
        let built = built.unwrap().join().unwrap();
        if depth >= 1_000 {
            let message = built.unwrap_err().to_string();
            assert!(message.contains("nested deeper than 128 levels"));
        }
    }
}

#[test]
fn an_overlay_is_held_to_the_same_depth() {
    let mut deep = json!({});
    for _ in 0..10_000 {
        deep = Value::Array(vec![deep]);
    }
    let mut settings = Settings::of_package("limit-api");
    settings.overlay = json!({"overlay": "1.0.0", "actions": [
        {"target": "$.info", "description": "deep", "update": {"x": null}}
    ]});
    settings.overlay["actions"][0]["update"]["x"] = deep;
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let outcome = xtask::generate(&document(json!({"A": {}})), &settings);
            std::mem::forget(settings);
            outcome.map(|_| ())
        });
    let message = thread.unwrap().join().unwrap().unwrap_err();
    assert!(
        message[0].why.contains("nests deeper than"),
        "{}",
        message[0]
    );
}

#[test]
fn references_chain() {
    let links: [fn(Value) -> Value; 6] = [
        |next| next,
        |next| json!({"allOf": [next], "description": "d"}),
        |next| json!({"anyOf": [next, {"type": "null"}]}),
        |next| json!({"type": "array", "items": next}),
        |next| json!({"type": "object", "properties": {"a": next}, "required": ["a"]}),
        |next| json!({"oneOf": [next, {"type": "integer"}]}),
    ];
    for link in links {
        let mut schemas = serde_json::Map::new();
        schemas.insert("A".to_owned(), link(reference("A1")));
        for number in 1..MANY {
            schemas.insert(
                format!("A{number}"),
                link(reference(format!("A{}", number + 1))),
            );
        }
        schemas.insert(
            format!("A{MANY}"),
            json!({"type": "string", "format": "date-time"}),
        );
        made(Value::Object(schemas));
    }
}

#[test]
fn what_lies_deeper_than_rustc_goes_is_left_as_json() {
    let mut schemas = serde_json::Map::new();
    for number in 0..150 {
        let name = if number == 0 {
            "A".to_owned()
        } else {
            format!("A{number}")
        };
        let next = reference(format!("A{}", number + 1));
        schemas.insert(
            name,
            json!({"type": "object", "properties": {"next": next}, "required": ["next"]}),
        );
    }
    schemas.insert(
        "A150".to_owned(),
        json!({"type": "object", "properties": {"a": {"type": "string"}}}),
    );
    let rust = made(Value::Object(schemas)).rust;
    assert_eq!(rust.matches("pub next: ::serde_json::Value,").count(), 1);
    assert!(rust.contains("pub next: A2,"));
}

#[test]
fn reusable_parts_chain() {
    let mut whole = document(json!({"A": {}}));
    let mut chain = serde_json::Map::new();
    for number in 0..MANY {
        let next = format!("#/components/responses/R{}", number + 1);
        chain.insert(format!("R{number}"), json!({"$ref": next}));
    }
    chain.insert(format!("R{MANY}"), json!({"description": "the last"}));
    whole["components"]["responses"] = Value::Object(chain);
    whole["paths"]["/x"]["post"]["responses"]["404"] = json!({"$ref": "#/components/responses/R0"});
    let _ = generated(whole);
}

#[test]
fn cycles_of_every_kind_end() {
    let own = || reference("A");
    for schema in [
        own(),
        json!({"allOf": [own()]}),
        json!({"allOf": [own(), own(), {"type": "object", "properties": {"a": own()}}]}),
        json!({"anyOf": [own(), {"type": "null"}]}),
        json!({"oneOf": [own(), {"type": "null"}]}),
        json!({"oneOf": [{"type": "array", "items": own()}, {"type": "null"}]}),
        json!({"oneOf": [own(), {"type": "string"}, {"type": "object",
            "properties": {"a": own()}}]}),
        json!({"type": "array", "items": own()}),
        json!({"type": "array", "items": {"type": "array", "items": own()}}),
        json!({"type": "object", "additionalProperties": own()}),
        json!({"type": "array", "prefixItems": [own(), own()], "minItems": 2, "items": false}),
        json!({"type": "object", "properties": {"a": own(),
            "b": {"allOf": [own(), {"description": "b"}]}}, "required": ["a", "b"]}),
        json!({"not": own()}),
    ] {
        made(json!({ "A": schema }));
    }
    // What is nothing but itself is anything, inside a schema too.
    for schema in [
        json!({"type": "object",
            "properties": {"a": {"$ref": "#/components/schemas/A/properties/a"}}}),
        json!({"type": "object",
            "properties": {"a": {"$ref": "#/components/schemas/A/properties/b"},
            "b": {"$ref": "#/components/schemas/A/properties/a"}}}),
    ] {
        made(json!({ "A": schema }));
    }
    // A way that leads through itself leads nowhere.
    let schema = json!({"items": {"$ref": "#/components/schemas/A/items/items/items"}});
    assert!(generated(document(json!({ "A": schema }))).is_err());
    for (one, other) in [
        (reference("B"), own()),
        (
            json!({"allOf": [reference("B")]}),
            json!({"anyOf": [own(), {"type": "null"}]}),
        ),
        (
            json!({"allOf": [reference("B"), {"type": "object"}]}),
            json!({"allOf": [own(), {"type": "object"}]}),
        ),
        (
            json!({"oneOf": [reference("B"), {"type": "integer"}]}),
            json!({"oneOf": [own(), {"type": "string"}]}),
        ),
        (
            json!({"type": "array", "items": reference("B")}),
            json!({"type": "object", "additionalProperties": own()}),
        ),
    ] {
        made(json!({"A": one, "B": other}));
    }
}

#[test]
fn a_schema_that_holds_all_of_itself_and_more_is_one_type() {
    let generated = made(json!({"A": {"type": "object", "properties": {
        "more": {"allOf": [reference("A"), {"type": "object",
        "properties": {"b": {"type": "string"}}}]}
    }}}));
    assert_eq!(generated.rust.matches("pub struct AMore").count(), 1);
    assert!(
        generated
            .rust
            .contains("pub more: ::std::option::Option<::std::boxed::Box<AMore")
    );
}

#[test]
fn bodies_without_a_name_get_one() {
    for schema in [
        json!({"type": "array", "prefixItems": [{"type": "string"}], "minItems": 1, "maxItems": 1}),
        json!({"type": "null"}),
    ] {
        for required in [true, false] {
            let mut whole = document(json!({"A": {}}));
            whole["paths"]["/x"]["post"]["requestBody"] =
                json!({"required": required, "content": {"application/json": {"schema": schema}}});
            generated(whole).unwrap_or_else(|diagnostics| panic!("{}", diagnostics[0]));
        }
    }
}

#[test]
fn every_word_of_rust_names_operations_parameters_and_properties() {
    let words = "abstract as async auto await become box break const continue crate default do \
        dyn else enum extern \
        false final fn for gen if impl in let loop macro macro_rules match mod move mut override \
        priv pub raw ref \
        return safe self Self static struct super trait true try type typeof union unsafe unsized \
        use virtual where \
        while yield";
    for word in words.split_whitespace() {
        let mut whole =
            document(json!({"A": {"type": "object", "properties": {word: {"type": "string"}}}}));
        whole["paths"][format!("/y/{{{word}}}")] = json!({"get": {
            "operationId": word,
            "parameters": [{"name": word, "in": "path", "required": true,
            "schema": {"type": "string"}},
                           {"name": word, "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": ""}}
        }});
        generated(whole).unwrap_or_else(|diagnostics| panic!("{word}: {}", diagnostics[0]));
    }
}

#[test]
fn parts_that_lead_back_to_themselves_are_told() {
    for (section, place) in [
        ("parameters", "/parameters"),
        ("responses", "/responses/200"),
        ("requestBodies", "/requestBody"),
        ("headers", "/responses/200/headers/X"),
    ] {
        let mut whole = document(json!({"A": {}}));
        whole["components"][section] = json!({
            "Own": {"$ref": format!("#/components/{section}/Own")},
            "One": {"$ref": format!("#/components/{section}/Other")},
            "Other": {"$ref": format!("#/components/{section}/One")},
        });
        for name in ["Own", "One"] {
            let mut whole = whole.clone();
            let mut target = json!({"$ref": format!("#/components/{section}/{name}")});
            if section == "parameters" {
                target = json!([target]);
            }
            if section == "headers" {
                whole["paths"]["/x"]["post"]["responses"]["200"]["headers"] = json!({});
            }
            let (holder, key) = place.rsplit_once('/').unwrap();
            whole
                .pointer_mut(&format!("/paths/~1x/post{holder}"))
                .unwrap()[key] = target;
            assert!(generated(whole).is_err(), "{section} {name}");
        }
    }
    let mut whole = document(json!({"A": {}}));
    whole["paths"]["/y"] = json!({"$ref": "#/paths/~1y"});
    assert!(generated(whole).is_err());
}

#[test]
fn products_do_not_explode() {
    let wide = |of: usize, number: usize| {
        let alternatives = (0..of).map(|index| {
            json!({"type": "object",
                "properties": {format!("p{number}x{index}"): {"type": "string"}},
                "required": [format!("p{number}x{index}")]})
        });
        alternatives.collect::<Vec<_>>()
    };
    // Alternatives of each part go with each alternative of each other part.
    let parts: Vec<_> = (0..12)
        .map(|number| json!({"anyOf": wide(10, number)}))
        .collect();
    let _ = generated(document(json!({"A": {"allOf": parts}})));
    let parts: Vec<_> = (0..12)
        .map(|number| json!({"oneOf": wide(2, number)}))
        .collect();
    let _ = generated(document(json!({"A": {"allOf": parts}})));
    // What stands beside alternatives goes with each of them, with the alternatives in it.
    for depth in [5, 12, 30] {
        let mut schema = json!({"type": "string"});
        for _ in 0..depth {
            schema = json!({
                "type": "object",
                "properties": {"a": std::mem::take(&mut schema)},
                "anyOf": [{"properties": {"b": {"type": "string"}}},
                {"properties": {"c": {"type": "string"}}}]
            });
        }
        let _ = generated(document(json!({ "A": schema })));
    }
    // All of the next twice over.
    let mut schemas = serde_json::Map::new();
    schemas.insert(
        "A".to_owned(),
        json!({"allOf": [reference("A1"), reference("A1")]}),
    );
    for number in 1..50 {
        let next = reference(format!("A{}", number + 1));
        schemas.insert(format!("A{number}"), json!({"allOf": [next, next]}));
    }
    schemas.insert(
        "A50".to_owned(),
        json!({"type": "object", "properties": {"a": {"type": "string"}}}),
    );
    let _ = generated(document(Value::Object(schemas)));
    // Tags through unions of unions.
    let mut schemas = serde_json::Map::new();
    let union = |next: Value| {
        json!({"oneOf": [next, {"allOf": [next]},
        {"type": "object", "properties": {"kind": {"const": "k"}}}],
        "discriminator": {"propertyName": "kind"}})
    };
    schemas.insert("A".to_owned(), union(reference("A1")));
    for number in 1..50 {
        schemas.insert(
            format!("A{number}"),
            union(reference(format!("A{}", number + 1))),
        );
    }
    schemas.insert("A50".to_owned(), json!({"type": "object"}));
    let _ = generated(document(Value::Object(schemas)));
}

#[test]
fn breadth_is_no_obstacle() {
    let values: Vec<_> = (0..2 * MANY)
        .map(|index| format!("value {index}"))
        .collect();
    let alike: Vec<_> = (0..2 * MANY)
        .map(|index| "-".repeat(index % 50) + &"!".repeat(index / 50))
        .collect();
    let properties: serde_json::Map<_, _> = (0..MANY / 5)
        .map(|index| (format!("p{index}"), json!({"type": ["string", "null"]})))
        .collect();
    let required: Vec<_> = (0..MANY / 5).map(|index| format!("p{index}")).collect();
    made(json!({
        "A": {"type": "object", "properties": properties, "required": required},
        "B": {"type": "string", "enum": values},
        "C": {"type": "string", "enum": alike},
    }));
}

#[test]
fn schemas_and_operations_are_many() {
    let mut schemas = serde_json::Map::new();
    for number in 0..MANY {
        let name = if number == 0 {
            "A".to_owned()
        } else {
            format!("A{number}")
        };
        schemas.insert(
            name,
            json!({"type": ["object", "null"], "properties": {"a": {"type": "string"}}}),
        );
    }
    let mut whole = document(Value::Object(schemas));
    for number in 0..MANY / 5 {
        whole["paths"][format!("/x/{{id}}/{number}")] = json!({"get": {
            "operationId": "same",
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
            "responses": {"200": {"description": "",
            "content": {"application/json": {"schema": reference("A")}}}}
        }});
    }
    let generated = generated(whole).unwrap();
    assert_eq!(generated.manifest.operations.len(), MANY / 5 + 1);
    assert_eq!(generated.manifest.schemas.len(), MANY);
}

#[test]
fn megabytes_are_read() {
    let mut text = r#"{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"A": {}"#
        .to_owned();
    while text.len() < MANY * 5_000 {
        let number = text.len();
        let prose = "words ".repeat(4_000);
        write!(
            text,
            r#", "S{number}": {{"description": "{prose}", "type": "object",
            "properties": {{"a": {{"example": [{number}, "{prose}"]}}}}}}"#
        )
        .unwrap();
    }
    text.push_str("}}}");
    let document = xtask::read(text.as_bytes(), Format::Json).unwrap();
    generated(document).unwrap();
}
