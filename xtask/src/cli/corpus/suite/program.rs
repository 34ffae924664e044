//! The program that tries the instances.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use xtask::Manifest;
use xtask::manifest::TypeRef;

use super::cases::Case;
use super::merge::Merged;
use crate::cli::corpus::examples::{Types, WRAPPERS};

/// The components by name, each with its number and the code that tries an instance.
#[derive(Debug)]
pub(super) struct Program {
    arms: BTreeMap<String, (usize, String)>,
}

impl Program {
    pub(super) fn new(manifest: &Manifest, merged: &Merged, cases: &[Case]) -> Self {
        let types = Types::new(manifest);
        let mut arms = BTreeMap::new();
        for case in cases {
            let name = Merged::component(case);
            let Some(ty) = manifest.schemas.get(&name) else {
                continue;
            };
            if arms.contains_key(&name) {
                continue;
            }
            let inside = types.in_module(ty);
            let operation = manifest.operation("post", &format!("/{name}"));
            let method = operation.map(|operation| &operation.rust_name);
            let sent = if inside == plain(&inside) {
                Some("value")
            } else if is_wrapper(&inside) {
                Some("value.0")
            } else {
                None
            };
            let code = match (method, sent.filter(|_| merged.is_typed(case))) {
                (Some(method), Some(sent)) => format!(
                    "{{ let (value, back) = decode::<{inside}>(text)?; \
                     Ok(send(back, client.{method}({sent}).send())) }}"
                ),
                _ => format!("decode::<{inside}>(text).map(|(_, back)| unsent(back))"),
            };
            let number = arms.len();
            arms.insert(name, (number, code));
        }
        Self { arms }
    }

    /// What the program reads of a case; `None` if its schema has no type.
    pub(super) fn line(&self, case: &Case) -> Option<String> {
        let (number, _) = self.arms.get(&Merged::component(case))?;
        let data = case.data.get().replace(['\n', '\r'], " ");
        Some(format!("[{number},{data}]\n"))
    }

    /// The source of the module.
    pub(super) fn source(&self) -> String {
        let mut arms = String::new();
        for (number, code) in self.arms.values() {
            let _ = writeln!(arms, "        {number} => {code},");
        }
        let source = PROGRAM.replace("        // arms\n", &arms);
        source.replace("// wrappers\n", WRAPPERS)
    }
}

/// The type without the wrappers that are read as the fields of generated types are.
fn plain(ty: &TypeRef) -> TypeRef {
    ty.replace(&|ty| is_wrapper(ty).then_some(TypeRef::Any))
}

fn is_wrapper(ty: &TypeRef) -> bool {
    let name = match ty {
        TypeRef::Named(name) => name.as_str(),
        _ => return false,
    };
    name == "Stamp" || name == "Day" || name.starts_with("Whole<")
}

/// The program's `main`.
pub(super) fn main(crate_name: &str) -> String {
    let library = crate_name.replace('-', "_");
    format!("fn main() {{\n    {library}::suite::run();\n}}\n")
}

/// Reads `[number, instance]` from each line, and prints what became of the instance.
const PROGRAM: &str = r#"//! Tries instances of the document's schemas.

// A document may need only a part of it.
#![allow(deprecated, dead_code)]

use std::io::BufRead;

use ::serde_json::{Value, json};

// wrappers

/// The value, and its JSON after encoding.
fn decode<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(
    text: &str,
) -> Result<(T, String), Value> {
    let json = ::bytes::Bytes::copy_from_slice(text.as_bytes());
    let body = crate::runtime::ErrorBody::new(&::http::HeaderMap::new(), json);
    let value: T = body.json().map_err(|error| {
        json!({"error": error.to_string(), "path": error.path().unwrap_or(".")})
    })?;
    let back = ::serde_json::to_string(&value)
        .map_err(|error| json!({"error": format!("encode: {error}"), "path": "."}))?;
    Ok((value, back))
}

fn unsent(back: String) -> Value {
    json!({"back": back})
}

/// Sends it to nobody.
fn send<T, E>(
    back: String,
    call: impl ::std::future::Future<Output = Result<T, crate::Error<E>>>,
) -> Value {
    let runtime = ::tokio::runtime::Builder::new_current_thread().enable_all().build();
    let error = runtime.map(|runtime| runtime.block_on(call)).ok().and_then(Result::err);
    let violations = error.iter().flat_map(|error| error.violations());
    let violations: Vec<_> = violations.map(|violation| &violation.location).collect();
    json!({"back": back, "violations": violations})
}

fn pick(client: &crate::Client, number: u64, text: &str) -> Result<Value, Value> {
    match number {
        // arms
        _ => Err(json!({"error": "no such type", "path": "."})),
    }
}

pub fn run() {
    let client = crate::Client::builder()
        .base_url("http://127.0.0.1:9")
        .retry_policy(crate::RetryPolicy::never())
        .build();
    let Ok(client) = client else {
        return;
    };
    for line in ::std::io::stdin().lock().lines().map_while(Result::ok) {
        let read = ::serde_json::from_str::<(u64, &::serde_json::value::RawValue)>(&line);
        let result = match read {
            Ok((number, text)) => pick(&client, number, text.get()),
            Err(error) => Err(json!({"error": error.to_string(), "path": "."})),
        };
        println!("{}", result.unwrap_or_else(|error| error));
    }
}
"#;
