//! What a later document does to programs that were written for an earlier one.
//!
//! `calls.rs` calls operations of Diga's document of November 2025. It is compiled against the
//! client of that document, and against that of July 2026, which is generated with the names of the
//! former: it compiles unchanged, or `cargo xtask diff` has named the operation. And the old client
//! decodes responses that are drawn from the new document's schemas, over HTTP, or the report has
//! named the operation.
//!
//! The documents are not part of the repository; without them, the tests say so and end.
#![cfg(feature = "cli")]
// `clippy.toml` excuses the tests themselves, not what they call.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a document that cannot be read fails the test"
)]

#[path = "../generated/tests/rules/drawer.rs"]
mod drawer;
mod responses;
#[path = "../common/scratch.rs"]
mod scratch;
#[path = "../common/shared.rs"]
mod shared;
mod untouched;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use xtask::{Generated, Settings};

use responses::Response;
use scratch::Scratch;
use shared::shared;
use untouched::is_untouched;

const CALLS: &str = include_str!("calls.rs");
const MAIN: &str = include_str!("main.template.rs");

#[test]
fn calling_code_compiles_or_the_report_names_the_operation() {
    let Some(step) = Step::read() else {
        return;
    };
    let calls = calls();
    assert!(calls.len() >= 40, "{}", calls.len());
    let scratch = Scratch::new("evolution");
    scratch.package(&step.old.to_string());
    scratch.client("new", &step.after.rust);
    for (name, code) in &calls {
        scratch.calls(&format!("old_{name}"), "crate", code);
        scratch.calls(&format!("new_{name}"), "crate::new", code);
    }
    let broken = scratch.broken();
    let named = step.named();
    assert_eq!(broken.get("new"), None, "the later client");
    let (mut compile, mut wrong) = (Vec::new(), Vec::new());
    let mut untouched = 0;
    for name in calls.keys() {
        if let Some(why) = broken.get(&format!("old_{name}")) {
            wrong.push(format!(
                "{name} does not compile with its own client: {why}"
            ));
        }
        let why = broken.get(&format!("new_{name}"));
        match why {
            None => compile.push(name.as_str()),
            Some(why) if !named.contains(name) => {
                wrong.push(format!("{name} is not named by the report: {why}"));
            }
            Some(why) => println!("{name}: {why}"),
        }
        if is_untouched(&step.old, &step.new, step.position(&step.before, name)) {
            untouched += 1;
            if named.contains(name) || why.is_some() {
                wrong.push(format!(
                    "{name} was left alone, and is named or does not compile"
                ));
            }
        }
    }
    println!(
        "{} of {} functions compile unchanged, {untouched} of untouched operations: {}",
        compile.len(),
        calls.len(),
        compile.join(", ")
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The test means something.
    assert!(compile.len() >= 20 && untouched >= 1, "{compile:?}");
}

#[test]
fn the_old_client_decodes_new_responses_or_the_report_names_the_operation() {
    let Some(step) = Step::read() else {
        return;
    };
    let scratch = Scratch::new("evolution-run");
    scratch.package(&step.old.to_string());
    let kept: BTreeSet<&str> = step
        .after
        .manifest
        .operations
        .iter()
        .map(|operation| operation.rust_name.as_str())
        .collect();
    let calls: BTreeMap<String, String> = calls()
        .into_iter()
        .filter(|(name, _)| kept.contains(name.as_str()))
        .collect();
    let mut cases: Vec<Response> = Vec::new();
    for (name, code) in &calls {
        scratch.calls(&format!("old_{name}"), "crate", code);
        let (method, path) = step.position(&step.after, name);
        cases.extend(Response::drawn(&step.new, name, method, path));
    }
    let arms: String = calls
        .keys()
        .map(|name| format!("        {name:?} => LIBRARY::old_{name}::{name}(client).await,\n"))
        .collect();
    let main = MAIN.replace("        // ARMS\n", &arms);
    let input: Vec<String> = cases.iter().map(Response::line).collect();
    let output = scratch.run(&main, &input.join("\n"));
    let named = step.named();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines.len(), cases.len(), "{output}");
    for (case, line) in cases.iter().zip(lines) {
        let count = counts.entry(&case.name).or_default();
        count.1 += 1;
        if line == "ok" {
            count.0 += 1;
        } else if !named.contains(&case.name) {
            wrong.push(format!("{}: {line} in {}", case.name, case.line()));
        }
    }
    let failing = counts.iter().filter(|(_, (read, all))| read < all);
    for (name, (read, all)) in failing {
        println!("{name}: {read} of {all} responses are read; the report names it");
    }
    let read: usize = counts.values().map(|(read, _)| read).sum();
    println!(
        "{read} of {} responses are read by the old client",
        cases.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts.len() >= 40, "{counts:?}");
}

/// Two documents of one service, and their clients.
struct Step {
    old: Value,
    new: Value,
    paths: (PathBuf, PathBuf),
    before: Generated,
    after: Generated,
}

impl Step {
    /// The documents, if they are on this machine.
    fn read() -> Option<Self> {
        let paths = (
            shared("diga/history/openapi-2025-11-20.json")?,
            shared("diga/openapi-2026-07-03.json")?,
        );
        let read = |path: &PathBuf| -> Value {
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
        };
        let (old, new) = (read(&paths.0), read(&paths.1));
        let settings = Settings::of_package("evolution");
        let before = xtask::generate(&old, &settings).unwrap();
        let settings = settings.with_decisions(before.decisions.clone());
        let after = xtask::generate(&new, &settings).unwrap();
        Some(Self {
            old,
            new,
            paths,
            before,
            after,
        })
    }

    /// The method, in lower case, and the path of an operation.
    fn position<'g>(&self, generated: &'g Generated, name: &str) -> (String, &'g str) {
        let operations = &generated.manifest.operations;
        let found = operations
            .iter()
            .find(|operation| operation.rust_name == name);
        let found = found.unwrap_or_else(|| panic!("no operation {name}"));
        (found.method.to_lowercase(), &found.path)
    }

    /// The operations of which the report says that their callers may have to change.
    fn named(&self) -> BTreeSet<String> {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["--root", ".", "diff", "--format", "json"])
            .args([&self.paths.0, &self.paths.1])
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["verdict"], "breaking");
        let lines = ["breaking", "behaviour"].into_iter().flat_map(|section| {
            let lines = report[section].as_array().unwrap().iter();
            lines.filter(|line| line["breaking"] == true)
        });
        let mut named = BTreeSet::new();
        for line in lines {
            let item = line["item"].as_str().unwrap();
            named.insert(item.split('.').next().unwrap().to_owned());
            for used in line["operations"].as_array().unwrap() {
                named.insert(used["operation"].as_str().unwrap().to_owned());
            }
        }
        named
    }
}

/// The functions of `calls.rs` by their names.
fn calls() -> BTreeMap<String, String> {
    let functions = CALLS
        .split("\n// ")
        .skip(1)
        .filter(|text| text.contains("pub async fn"));
    let functions = functions.map(|function| {
        let (name, code) = function.split_once('\n').unwrap();
        let id = "const ID: uuid::Uuid = uuid::Uuid::nil();\n";
        (name.to_owned(), format!("{id}{code}"))
    });
    functions.collect()
}
