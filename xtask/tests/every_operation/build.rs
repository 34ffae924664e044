//! Generates a function for each operation of the vendored document: it builds the call from
//! arguments of JSON, and boxes its future.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use xtask::Manifest;
use xtask::manifest::{Location, Operation, Request, TypeRef};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), Box<dyn Error>> {
    let of_cargo = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or_else(|| format!("cargo sets no {name}"))
    };
    let openapi = of_cargo("CARGO_MANIFEST_DIR")?.join("../../../openapi");
    let files = xtask::Vendored {
        document: &read(&openapi.join("openapi.json"))?,
        overlay: &read(&openapi.join("overlay.json"))?,
        lock: &read(&openapi.join("openapi.lock"))?,
    };
    let generated = xtask::build(files, "diga-api", [], xtask::Selection::EVERYTHING)?;
    let out = of_cargo("OUT_DIR")?.join("operations.rs");
    fs::write(&out, source(&generated.manifest))
        .map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn source(manifest: &Manifest) -> String {
    let (mut rows, mut calls, mut pages) = (String::new(), String::new(), String::new());
    let mut functions = String::new();
    for operation in &manifest.operations {
        let Operation {
            rust_name,
            method,
            path,
            ..
        } = operation;
        let paged = operation.paged;
        // Written for `writeln!`, which does not fail on a string.
        let _ = writeln!(
            rows,
            "    Row {{ name: {rust_name:?}, method: {method:?}, path: {path:?}, paged: {paged}, \
             arguments: &[{}] }},",
            arguments(operation)
        );
        let _ = writeln!(
            calls,
            "        {rust_name:?} => call_{rust_name}(client, arguments),"
        );
        functions.push_str(&function(operation));
        if paged {
            let _ = writeln!(
                pages,
                "        {rust_name:?} => pages_{rust_name}(client, arguments),"
            );
        }
    }
    format!(
        "/// Every operation, in the document's order.\n\
         pub const OPERATIONS: &[Row] = &[\n{rows}];\n\n\
         /// Calls an operation; None if there is none of this name.\n\
         pub fn call(client: &Client, operation: &str, arguments: &Arguments) -> \
         Option<BoxFuture<Outcome>> {{\n    \
         Some(match operation {{\n{calls}        _ => return None,\n    }})\n}}\n\n\
         /// Requests every page of a list; None if there is no list of this name.\n\
         pub fn pages(client: &Client, operation: &str, arguments: &Arguments) -> \
         Option<BoxFuture<Vec<Outcome>>> {{\n    \
         Some(match operation {{\n{pages}        _ => return None,\n    }})\n}}\n\n{functions}"
    )
}

/// The names of an operation's parameters and of its form's parts.
fn arguments(operation: &Operation) -> String {
    let parameters = operation.parameters.iter().map(|parameter| {
        let location = match parameter.location {
            Location::Path => "Path",
            Location::Query => "Query",
            Location::Header => "Header",
            Location::Cookie => "Cookie",
        };
        (&parameter.name, &parameter.rust_name, location)
    });
    let parts = operation.request.iter().flat_map(|request| &request.parts);
    let parts = parts.map(|part| (&part.name, &part.rust_name, "Part"));
    let arguments = parameters.chain(parts).map(|(name, rust_name, location)| {
        format!(
            "Argument {{ name: {name:?}, rust_name: {rust_name:?}, location: \
            Location::{location} }}"
        )
    });
    arguments.collect::<Vec<_>>().join(", ")
}

/// The functions of an operation: one that builds the call, and those that send it.
fn function(operation: &Operation) -> String {
    let name = &operation.rust_name;
    let required = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required);
    let mut arguments: Vec<String> = required
        .map(|parameter| decoded(&parameter.rust_name, &parameter.ty))
        .collect();
    let optional = operation
        .parameters
        .iter()
        .filter(|parameter| !parameter.required);
    let mut setters: String = optional
        .map(|parameter| setter("call", &parameter.rust_name, &parameter.ty))
        .collect();
    let mut form = String::new();
    if let Some(request) = &operation.request {
        let body = if request.parts.is_empty() {
            decoded("body", &request.ty)
        } else {
            form = self::form(request);
            "form".to_owned()
        };
        if request.required {
            arguments.push(body);
        } else if request.parts.is_empty() {
            setters.push_str(&setter("call", "body", &request.ty));
        } else {
            setters.push_str(
                "    let call = if arguments.contains_key(\"body\") { call.body(form) } else { \
                 call };\n",
            );
        }
    }
    let builder = format!("diga_api::{}", operation.builder);
    let outcome = match &operation.success_type {
        TypeRef::Unit => "of_nothing",
        TypeRef::ByteStream => "of_bytes",
        TypeRef::EventStream => "of_events",
        TypeRef::Named(path) if path.starts_with("responses::") => "of_debug",
        _ => "of_json",
    };
    // The future of bytes reads them.
    let awaited = match outcome {
        "of_bytes" | "of_events" => ".await",
        _ => "",
    };
    let arguments = arguments.join(", ");
    let mut source = format!(
        "#[allow(unused_variables, clippy::unnecessary_wraps)] // without parameters and body\n\
         fn build_{name}(client: &Client, arguments: &Arguments) -> Result<{builder}, \
         InvalidArgument> {{\n\
         {form}    let call = client.{name}({arguments});\n{setters}    Ok(call)\n}}\n\n\
         fn call_{name}(client: &Client, arguments: &Arguments) -> BoxFuture<Outcome> {{\n    \
         match build_{name}(client, arguments) {{\n        \
         Ok(call) => Box::pin(async move {{ Outcome::{outcome}(call.send().await){awaited} \
         }}),\n        \
         Err(invalid) => Box::pin(ready(invalid.into())),\n    }}\n}}\n\n"
    );
    if operation.paged {
        let _ = write!(
            source,
            "fn pages_{name}(client: &Client, arguments: &Arguments) -> BoxFuture<Vec<Outcome>> \
             {{\n    \
             match build_{name}(client, arguments) {{\n        \
             Ok(call) => Box::pin(call.pages().map(Outcome::{outcome}).collect()),\n        \
             Err(invalid) => Box::pin(ready(vec![invalid.into()])),\n    }}\n}}\n\n"
        );
    }
    source
}

/// The statements that build a form, whose parts are members of the argument `body`.
fn form(request: &Request) -> String {
    let required = request.parts.iter().filter(|part| part.required);
    let required: Vec<String> = required
        .map(|part| decoded(&part.rust_name, &part.ty).replace("arguments", "parts"))
        .collect();
    let optional = request.parts.iter().filter(|part| !part.required);
    let setters: String = optional
        .map(|part| setter("form", &part.rust_name, &part.ty).replace("arguments", "parts"))
        .collect();
    format!(
        "    let parts = &parts(arguments)?;\n    let form = {}::new({});\n{setters}",
        path(&request.ty),
        required.join(", ")
    )
}

/// The expression of a required argument.
fn decoded(name: &str, ty: &TypeRef) -> String {
    match ty {
        TypeRef::File => format!("file(arguments, {name:?})?"),
        TypeRef::List(item) if **item == TypeRef::File => format!("files(arguments, {name:?})?"),
        TypeRef::Body => format!("required::<String>(arguments, {name:?})?"),
        _ => format!("required::<{}>(arguments, {name:?})?", path(ty)),
    }
}

/// The statement that sets an optional argument of `target` if there is one.
fn setter(target: &str, name: &str, ty: &TypeRef) -> String {
    let value = decoded(name, ty);
    format!(
        "    let {target} = if arguments.contains_key({name:?}) {{ {target}.{name}({value}) }} \
         else {{ {target} }};\n"
    )
}

/// A type as another crate names it.
fn path(ty: &TypeRef) -> String {
    let qualified = |ty: &TypeRef| match ty {
        TypeRef::Named(path) => Some(TypeRef::Named(format!("diga_api::{path}"))),
        TypeRef::ExactNumber => Some(TypeRef::Named("diga_api::Number".to_owned())),
        _ => None,
    };
    ty.replace(&qualified).to_string()
}
