//! What `cargo xtask diff` says about a change, and what the compiler says.
//!
//! The table has small changes of one document, each with calling code. The old and the new client
//! are generated, and the code is compiled against both: so it is seen that the code of a breaking
//! change does not compile, and that all of `calls.rs` compiles after any other change.
#![cfg(feature = "cli")]
// `clippy.toml` excuses the tests themselves, not what they call.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a table that cannot be compiled fails the test"
)]

#[path = "../common/scratch.rs"]
mod scratch;
mod table;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use scratch::Scratch;
use table::{CASES, Case, Edit};

const BASE: &str = include_str!("base.json");
const CALLS: &str = include_str!("calls.rs");

#[test]
fn each_change_has_its_verdict() {
    let base: Value = serde_json::from_str(BASE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in CASES {
        assert!(names.insert(case.name), "two cases: {}", case.name);
        if let Some(why) = verdict(folder.path(), case, &edited(&base, case)) {
            wrong.push(format!("{}: {why}", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        CASES.len(),
        wrong.join("\n")
    );
    assert!(CASES.len() >= 60);
}

#[test]
fn the_compiler_agrees() {
    let scratch = Scratch::new("changes");
    let base: Value = serde_json::from_str(BASE).unwrap();
    scratch.package(BASE);
    let settings = xtask::Settings::of_package("changes");
    let old = xtask::generate(&base, &settings).unwrap();
    let settings = settings.with_decisions(old.decisions);
    let all: BTreeSet<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
    scratch.calls("old_all", "crate", &calls(&all));
    for (index, case) in CASES.iter().enumerate() {
        let mut document = edited(&base, case);
        // The rest of the client is the same, and would take long to compile a hundred times.
        let touched = touched(case, &document);
        keep(&mut document, &touched);
        let new = xtask::generate(&document, &settings)
            .unwrap_or_else(|diagnostics| panic!("{}: {diagnostics:?}", case.name));
        let module = format!("new_{index}");
        scratch.client(&module, &new.rust);
        let client = format!("crate::{module}");
        let name = format!("calls_{index}");
        match case.broken {
            Some(code) => {
                let code = format!("pub fn broken(client: &api::Client) {{\n{code}\n}}");
                scratch.calls(&format!("old_{index}"), "crate", &code);
                scratch.calls(&name, &client, &code);
            }
            None => scratch.calls(&name, &client, &calls(&touched)),
        }
    }
    let broken = scratch.broken();
    let mut wrong = Vec::new();
    for (index, case) in CASES.iter().enumerate() {
        match (case.broken, broken.get(&format!("calls_{index}"))) {
            (Some(_), None) => wrong.push(format!("{}: the code compiles", case.name)),
            (None, Some(why)) => wrong.push(format!("{}: {why}", case.name)),
            _ => {}
        }
    }
    let others = broken
        .iter()
        .filter(|(file, _)| !file.starts_with("calls_"));
    wrong.extend(others.map(|(file, why)| format!("{file}: {why}")));
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        CASES.len(),
        wrong.join("\n")
    );
}

/// The operations by the names that the table uses, each with where it is.
const OPERATIONS: &[(&str, &str)] = &[
    ("create", "/paths/~1v1~1notes/post"),
    ("list", "/paths/~1v1~1notes/get"),
    ("part", "/paths/~1v1~1notes~1{note_id}~1{part}/get"),
    ("update", "/paths/~1v1~1notes~1{note_id}/patch"),
    ("delete", "/paths/~1v1~1notes~1{note_id}/delete"),
    ("adopt", "/paths/~1v1~1pets/post"),
    ("upload", "/paths/~1v1~1files/post"),
];

/// The functions of `calls.rs` that call these operations.
fn calls(operations: &BTreeSet<&str>) -> String {
    let functions = CALLS.split("\n// ").skip(1);
    let wanted = functions.filter(|function| {
        let (names, _) = function.split_once('\n').unwrap();
        names == "any" || names.split(", ").any(|name| operations.contains(name))
    });
    wanted
        .map(|function| function.split_once('\n').unwrap().1)
        .collect()
}

/// The operations that a case changes.
fn touched(case: &Case, document: &Value) -> BTreeSet<&'static str> {
    let places = case.edits.iter().flat_map(|edit| match edit {
        Edit::Set(place, _) | Edit::Remove(place) => vec![*place],
        Edit::Move(from, to) => vec![*from, *to],
    });
    let places: Vec<String> = places.map(whole).collect();
    let mut found = BTreeSet::new();
    for (name, position) in OPERATIONS {
        let reached = document
            .pointer(position)
            .map(|operation| reach(document, operation));
        let is_touched = places.iter().any(|place| {
            let path = position.rsplit_once('/').unwrap().0;
            let component = place.split('/').take(4).collect::<Vec<_>>().join("/");
            place.starts_with(position)
                || place == path
                || reached
                    .as_ref()
                    .is_some_and(|reached| reached.contains(&component))
        });
        if is_touched {
            found.insert(*name);
        }
    }
    // What is about the whole document is seen on any operation.
    if found.is_empty() {
        found.insert("delete");
    }
    found
}

/// The components that a value refers to, and those that these refer to.
fn reach(document: &Value, value: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.trim_start_matches('#').to_owned();
                    if let Some(target) = document.pointer(&pointer)
                        && seen.insert(pointer)
                    {
                        waiting.push(target);
                    }
                }
                waiting.extend(members.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    seen
}

/// Removes the operations of the base document that are not wanted, and the schemas that none uses.
fn keep(document: &mut Value, wanted: &BTreeSet<&str>) {
    for (name, position) in OPERATIONS {
        if !wanted.contains(name) && document.pointer(position).is_some() {
            remove(document, position);
        }
    }
    let used = reach(document, &document["paths"]);
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    schemas.retain(|name, _| used.contains(&format!("/components/schemas/{name}")));
}

/// What is wrong with the verdict of a case.
fn verdict(folder: &Path, case: &Case, document: &Value) -> Option<String> {
    let (old, new) = (folder.join("old.json"), folder.join("new.json"));
    std::fs::write(&old, BASE).unwrap();
    std::fs::write(&new, document.to_string()).unwrap();
    let run = |old: &Path, new: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["--root", ".", "diff", "--format", "json"])
            .args([old, new])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}: {output:?}", case.name);
        String::from_utf8(output.stdout).unwrap()
    };
    let text = run(&old, &new);
    let report: Value = serde_json::from_str(&text).unwrap();
    if report["verdict"] != case.verdict {
        return Some(format!("the verdict is {}\n{text}", report["verdict"]));
    }
    if !text.contains(case.says) {
        return Some(format!("it does not say `{}`\n{text}", case.says));
    }
    None
}

/// The base document with the changes of a case.
fn edited(base: &Value, case: &Case) -> Value {
    let mut document = base.clone();
    for edit in case.edits {
        match edit {
            Edit::Set(pointer, value) => {
                let value = serde_json::from_str(value)
                    .unwrap_or_else(|error| panic!("{}: {error}", case.name));
                set(&mut document, pointer, value);
            }
            Edit::Remove(pointer) => drop(remove(&mut document, pointer)),
            Edit::Move(from, to) => {
                let value = remove(&mut document, from);
                set(&mut document, to, value);
            }
        }
    }
    document
}

/// The whole pointer of one that begins with the name of an operation or a schema.
fn whole(pointer: &str) -> String {
    let (first, rest) = pointer.split_once('/').unwrap_or((pointer, ""));
    let mut operations = OPERATIONS.iter();
    let start = match operations.find(|(name, _)| *name == first) {
        Some((_, position)) => (*position).to_owned(),
        None if first.is_empty() => String::new(),
        None => format!("/components/schemas/{first}"),
    };
    if rest.is_empty() {
        start
    } else {
        format!("{start}/{rest}")
    }
}

/// The parent of a pointer's target, and the last segment.
fn parent<'d>(document: &'d mut Value, pointer: &str) -> (&'d mut Value, String) {
    let pointer = whole(pointer);
    let (parent, last) = pointer.rsplit_once('/').unwrap();
    let target = document.pointer_mut(parent);
    let target = target.unwrap_or_else(|| panic!("{pointer} does not exist"));
    (target, last.replace("~1", "/").replace("~0", "~"))
}

fn set(document: &mut Value, pointer: &str, value: Value) {
    let (target, last) = parent(document, pointer);
    match target {
        Value::Object(members) => drop(members.insert(last, value)),
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items[last.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} is in a scalar"),
    }
}

fn remove(document: &mut Value, pointer: &str) -> Value {
    let (target, last) = parent(document, pointer);
    match target {
        Value::Object(members) => members.shift_remove(&last).unwrap(),
        Value::Array(items) => items.remove(last.parse().unwrap()),
        _ => panic!("{pointer} is in a scalar"),
    }
}
