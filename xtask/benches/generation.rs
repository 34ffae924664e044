//! How long generation takes, beside progenitor alone in the same run, and how that grows with the
//! document.
//!
//! ```sh
//! cargo bench -p xtask --bench generation            # the Diga API
//! cargo bench -p xtask --bench generation -- FILE    # any other document
//! cargo bench -p xtask --bench generation -- stages  # the share of each stage, in instructions
//! cargo bench -p xtask --bench generation --profile build-step  # as others compile it
//! ```
//!
//! Without the folder beside the repository, the first takes the vendored document.
//!
//! `cargo test -p xtask --bench generation -- guard` counts the instructions in which a small
//! document is generated, and compares them with `figures.txt`.
// A benchmark that cannot measure may panic.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "../../diga-api/benches/calls/figures.rs"]
mod figures;
mod processor;
#[path = "../tests/common/shared.rs"]
mod shared;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use processor::processor;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::{Map, Value, json};
use xtask::{Format, Settings};

fn main() {
    let given = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with("--"));
    match given.as_deref() {
        Some("guard") => guard(),
        Some("stages") => stages(),
        Some("small") => drop(xtask::generate(&read(&small()), &settings())),
        Some("whole") => drop(lowered()),
        Some("whole-and-alone") => drop(alone(&reduced(lowered()))),
        Some(path) => measure(Path::new(path)),
        None => measure(&vendored()),
    }
}

fn read(path: &Path) -> Value {
    let text = std::fs::read(path).expect("the document can be read");
    xtask::read(&text, Format::Json).expect("the document is OpenAPI")
}

/// Compares the instructions of the dev profile with those in the file.
fn guard() {
    let figure = figures::Figure {
        name: "instructions of generating a small document",
        instructions: true,
        measured: instructions().map_err(|error| error.to_string()),
    };
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/figures.txt");
    if let Err(worse) = figures::compare(Path::new(file), &[figure]) {
        eprintln!("{worse}");
        std::process::exit(1);
    }
}

fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds/shop.json")
}

/// Of this program, when it generates the small document.
fn instructions() -> Result<u64, Box<dyn Error>> {
    counted("small", Path::new("/dev/null"))
}

fn lowered() -> Value {
    let generated = xtask::generate(&read(&vendored()), &settings());
    generated.expect("the document is generated").lowered
}

/// The instructions of this program with an argument, of which valgrind writes a profile.
fn counted(argument: &str, profile: &Path) -> Result<u64, Box<dyn Error>> {
    let printed = callgrind(argument, profile)?;
    let total = printed.lines().find_map(|line| {
        let (_, counted) = line.split_once("Collected :")?;
        counted.trim().parse().ok()
    });
    total.ok_or_else(|| "valgrind printed no total".into())
}

/// Runs this program under valgrind, which writes a profile; returns what it printed.
fn callgrind(argument: &str, profile: &Path) -> Result<String, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", profile.display()))
        .arg(std::env::current_exe()?)
        .arg(argument)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(printed)
    } else {
        Err(format!("valgrind ({}): {printed}", output.status).into())
    }
}

/// Prints the share of each stage, with everything that it calls.
fn stages() {
    const STAGES: [(&str, &str); 8] = [
        ("read", "xtask::read::parse::read"),
        ("lower", "xtask::lower::lower_with_notes"),
        ("plan", "xtask::plan::plan"),
        ("emit", "xtask::emit::emit"),
        ("operations", "xtask::progenitor::operations::operations"),
        (
            "progenitor of these",
            "progenitor_impl::Generator::generate_tokens",
        ),
        ("parse", "xtask::print::parse"),
        ("print", "xtask::print::unparse"),
    ];
    let profile = tempfile::NamedTempFile::new().expect("a file");
    let whole = counted("whole", profile.path()).expect("valgrind runs");
    let both = counted("whole-and-alone", Path::new("/dev/null")).expect("valgrind runs");
    let annotate = Command::new("callgrind_annotate")
        .args(["--inclusive=yes", "--threshold=100"])
        .arg(profile.path())
        .output();
    let annotated = annotate.expect("valgrind has callgrind_annotate").stdout;
    let annotated = String::from_utf8_lossy(&annotated);
    println!("stage                million instructions  share");
    // `1,234 (5.6%)  FILE:FUNCTION [PROGRAM]`; the first line of a function has the largest count.
    let of_function = |name: &str| {
        let mut lines = annotated.lines();
        let line = lines.find(|line| {
            let line = line.split(" [").next().unwrap_or_default();
            line.strip_suffix(name)
                .is_some_and(|before| before.ends_with([':', ' ']))
        })?;
        let count = line.split_whitespace().next()?.replace(',', "");
        count.parse::<u64>().ok()
    };
    for (stage, function) in STAGES {
        match of_function(function) {
            Some(count) => println!(
                "{stage:<20} {:>20}  {:>4} %",
                millions(count),
                count.saturating_mul(100) / whole
            ),
            None => println!("{stage:<20} {:>20}", "inlined"),
        }
    }
    println!("{:<20} {:>20}", "all", millions(whole));
    let alone = both.saturating_sub(whole);
    println!("{:<20} {:>20}", "progenitor alone", millions(alone));
}

fn millions(count: u64) -> u64 {
    count / 1_000_000
}

fn measure(path: &Path) {
    let document = read(path);
    println!("{}\n", path.display());
    println!("copies  operations  schemas  generate  against half  progenitor alone  ratio");
    let mut half: Option<f64> = None;
    for copies in [1, 2, 4, 8] {
        let document = copied(&document, copies);
        let generated = xtask::generate(&document, &settings()).expect("the document is generated");
        let ours = time(|| drop(xtask::generate(&document, &settings())));
        let baseline = reduced(generated.lowered);
        let theirs = alone(&baseline).map(|_| time(|| drop(alone(&baseline))));
        let count = |pointer: &str| {
            document
                .pointer(pointer)
                .and_then(Value::as_object)
                .map_or(0, Map::len)
        };
        println!(
            "{copies:>6}  {:>10}  {:>7}  {:>5.0} ms  {:>12}  {:>16}  {:>5}",
            generated.manifest.operations.len(),
            count("/components/schemas"),
            ours * 1000.0,
            half.map_or_else(|| "-".to_owned(), |half| ratio(ours, half)),
            theirs.as_ref().map_or_else(
                |_| "refused".to_owned(),
                |time| format!("{:.0} ms", time * 1000.0)
            ),
            theirs
                .as_ref()
                .map_or_else(|_| "-".to_owned(), |time| ratio(ours, *time)),
        );
        if let Err(why) = theirs {
            println!("        progenitor: {why}");
        }
        half = Some(ours);
    }
}

fn settings() -> Settings {
    Settings::of_package("bench-api")
}

fn ratio(one: f64, other: f64) -> String {
    format!("{:.2}", one / other)
}

/// The processor time of one run, in seconds: the mean of enough runs that the clock's hundredths
/// do not matter. A thread that the run starts counts too.
fn time(run: impl Fn()) -> f64 {
    const ENOUGH: f64 = 2.0;
    let before = processor();
    let mut runs = 0.0;
    loop {
        run();
        runs += 1.0;
        let took = processor() - before;
        if took >= ENOUGH {
            return took / runs;
        }
    }
}

fn vendored() -> PathBuf {
    let whole = shared::shared("diga/openapi-2026-07-03.json");
    whole.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json"))
}

/// The document with so many copies of its operations and schemas, each under its own names.
fn copied(document: &Value, copies: usize) -> Value {
    let mut whole = document.clone();
    for copy in 1..copies {
        let mut again = document.clone();
        renamed(&mut again, copy);
        for pointer in ["/paths", "/components/schemas"] {
            let Some(Value::Object(members)) = again.pointer_mut(pointer).map(Value::take) else {
                continue;
            };
            if let Some(all) = whole.pointer_mut(pointer).and_then(Value::as_object_mut) {
                all.extend(members.into_iter().map(|(name, value)| match pointer {
                    "/paths" => (format!("/copy{copy}{name}"), value),
                    _ => (format!("{name}Copy{copy}"), value),
                }));
            }
        }
    }
    whole
}

fn renamed(value: &mut Value, copy: usize) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text)
                        if key == "$ref" && text.starts_with("#/components/schemas/") =>
                    {
                        text.push_str(&format!("Copy{copy}"));
                    }
                    Value::String(text) if key == "operationId" => {
                        text.insert_str(0, &format!("copy{copy}_"))
                    }
                    Value::Object(mapping) if key == "mapping" => {
                        for target in mapping.values_mut() {
                            if let Value::String(text) = target {
                                text.push_str(&format!("Copy{copy}"));
                            }
                        }
                    }
                    _ => renamed(value, copy),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| renamed(item, copy)),
        _ => {}
    }
}

/// The lowered document without what progenitor does not support: one response per operation, no
/// forms, no cookies, no defaults.
fn reduced(mut lowered: Value) -> Value {
    without_defaults(&mut lowered);
    let items = lowered.pointer_mut("/paths").and_then(Value::as_object_mut);
    for operation in items
        .into_iter()
        .flat_map(|items| items.values_mut())
        .filter_map(Value::as_object_mut)
    {
        for (method, operation) in operation.iter_mut() {
            if matches!(
                method.as_str(),
                "parameters" | "summary" | "description" | "servers"
            ) {
                continue;
            }
            let responses = operation
                .get_mut("responses")
                .and_then(Value::as_object_mut);
            if let Some(responses) = responses {
                let reduced = |response: &Value| {
                    let media = response.pointer("/content/application~1json");
                    let content =
                        media.map_or(json!({}), |media| json!({"application/json": media}));
                    json!({"description": "", "content": content})
                };
                let success = responses
                    .iter()
                    .find(|(status, _)| status.starts_with('2'))
                    .map(|(status, response)| (status.clone(), reduced(response)));
                *responses = success.into_iter().collect();
                if responses.is_empty() {
                    responses.insert("200".to_owned(), json!({"description": ""}));
                }
            }
            let unable = operation
                .pointer("/requestBody/content")
                .and_then(Value::as_object)
                .is_some_and(|content| !content.contains_key("application/json"));
            if let (true, Some(operation)) = (unable, operation.as_object_mut()) {
                operation.remove("requestBody");
            }
        }
    }
    lowered
}

fn without_defaults(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, value| key != "default" || value.is_object());
            map.values_mut().for_each(without_defaults);
        }
        Value::Array(list) => list.iter_mut().for_each(without_defaults),
        _ => {}
    }
}

/// What progenitor's build script does: generate, parse, print.
fn alone(document: &Value) -> Result<String, Box<dyn Error>> {
    let document: openapiv3::OpenAPI = serde_json::from_value(document.clone())?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let tokens = std::panic::catch_unwind(|| Generator::new(&settings).generate_tokens(&document));
    let tokens = tokens.map_err(|_| "it panicked")??;
    let file = syn::parse2(tokens)?;
    Ok(prettyplease::unparse(&file))
}
