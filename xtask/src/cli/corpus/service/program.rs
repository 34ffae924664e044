//! The program that calls the service: each operation once, and for each documented error once.

use std::fmt::Write as _;

use serde_json::Value;
use xtask::Manifest;
use xtask::openapi::pointer::escape;

/// The source of the program, in a package whose library is `library`.
pub(super) fn program(library: &str, document: &Value, manifest: &Manifest) -> String {
    let mut rows = String::new();
    for operation in &manifest.operations {
        let method = operation.method.to_ascii_lowercase();
        let credentials = credentials(document, &operation.path, &method);
        let (name, path) = (&operation.rust_name, &operation.path);
        // On a string, it does not fail.
        let _ = writeln!(
            rows,
            "    ({name:?}, {method:?}, {path:?}, {:?}, {:?}),",
            credentials.headers, credentials.query
        );
    }
    let operations = format!(
        "\n/// Name, method, path, headers, query.\nconst OPERATIONS: &[(&str, &str, &str, &str, \
         &str)] = &[\n{rows}];\n"
    );
    include_str!("program.template.rs").replace("LIBRARY", library) + &operations
}

/// What is added to a request of an operation: lines of its head, and parameters of its query.
#[derive(Default)]
struct Credentials {
    headers: String,
    query: String,
}

/// Credentials for the first alternative that an operation allows.
fn credentials(document: &Value, path: &str, method: &str) -> Credentials {
    let own = document.pointer(&format!("/paths/{}/{method}/security", escape(path)));
    let alternatives = own.or_else(|| document.get("security"));
    let first = alternatives
        .and_then(Value::as_array)
        .and_then(|all| all.first());
    let mut credentials = Credentials::default();
    for name in first
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|all| all.keys())
    {
        let scheme = format!("/components/securitySchemes/{}", escape(name));
        let Some(scheme) = document.pointer(&scheme) else {
            continue;
        };
        let string = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
        let key = string("name");
        let header = match (string("type"), string("in")) {
            ("apiKey", "query") => {
                credentials.query += &format!("&{key}=mock");
                continue;
            }
            ("apiKey", "cookie") => format!("cookie: {key}=mock\r\n"),
            ("apiKey", _) => format!("{key}: mock\r\n"),
            _ if string("scheme").eq_ignore_ascii_case("basic") => {
                "authorization: Basic bW9jazptb2Nr\r\n".to_owned()
            }
            _ => "authorization: Bearer mock\r\n".to_owned(),
        };
        credentials.headers += &header;
    }
    credentials
}
