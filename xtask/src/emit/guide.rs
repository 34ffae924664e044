//! How the crate of a document is used, as Markdown: the part of its README and of its tutorial
//! that depends on the document.

use super::docs::{escaped, line};
use super::example::{Parts, parts};
use super::responses::variant;
use crate::plan::model::{Content, Operation, Plan, Response, Scheme, Server, Status};
use crate::settings::Settings;

/// The sections, each with a heading of the second level. Lines of Rust that rustdoc hides begin
/// with `# `.
pub(crate) fn guide(plan: &Plan, settings: &Settings) -> String {
    let Some(first) = plan.operations.first() else {
        return String::new();
    };
    let called = plan.operations.iter().find_map(|operation| {
        let parts = parts(plan, operation)?;
        Some((operation, parts))
    });
    let listed = plan.operations.iter().find_map(|operation| {
        operation.paging.as_ref()?;
        Some((operation, parts(plan, operation)?))
    });
    // The operation that is called, if it has any error to show.
    let failing = called
        .iter()
        .map(|(operation, _)| *operation)
        .chain(&plan.operations)
        .find(|operation| !operation.errors.is_empty());
    let guide = Guide { plan, settings };
    let mut sections = vec![guide.credentials()];
    if let Some((operation, parts)) = &called {
        sections.push(guide.call(operation, parts));
    }
    sections.push(guide.errors(failing));
    let is_shown = |listed: &Operation| {
        called
            .as_ref()
            .is_some_and(|(operation, _)| operation.rust == listed.rust)
    };
    if let Some((operation, parts)) = listed.as_ref().filter(|(listed, _)| !is_shown(listed)) {
        sections.push(guide.list(operation, parts));
    }
    sections.push(guide.test(failing.unwrap_or(first)));
    sections.join("\n")
}

struct Guide<'a> {
    plan: &'a Plan,
    settings: &'a Settings,
}

impl Guide<'_> {
    /// The environment variables, and what they do not give.
    fn credentials(&self) -> String {
        let env = &self.settings.env;
        let mut section = "## Authenticate\n\n".to_owned();
        let server = self.plan.server.as_ref();
        let base_url = match server {
            Some(server) => {
                let url = code(&server.with_defaults());
                if server.is_complete() {
                    format!("the base URL; defaults to `{url}`")
                } else {
                    format!("the base URL; defaults to `{url}`, with its variables set")
                }
            }
            None => "the base URL, which is required: the document names no server".to_owned(),
        };
        let token = if self.has_token() {
            format!("| `{env}_API_TOKEN` | the token or API key |\n")
        } else {
            String::new()
        };
        let reader = if self.has_token() {
            "Client::from_env()"
        } else {
            "Client::builder().or_from_env()"
        };
        section.push_str(&format!(
            "`{reader}` reads from the environment:\n\n\
             | variable | value |\n| --- | --- |\n{token}| `{env}_BASE_URL` | {base_url} |\n\n\
             `Client::builder()` takes the same and more: timeouts, a user agent, your own \
             `reqwest::Client`.\n"
        ));
        if self.has_basic() {
            section.push_str(
                "User name and password are set with `Client::builder().basic_auth(user, \
                 password)`.\n",
            );
        }
        for scheme in self.schemes() {
            if let Scheme::Unsupported { name, kind } = scheme {
                section.push_str(&format!(
                    "The client does not support the security scheme `{}` ({}): \
                     `Client::builder().external_credential(\"{0}\")` declares that you send its \
                     credential yourself.\n",
                    code(name),
                    line(kind)
                ));
            }
        }
        section + &variables(server)
    }

    fn call(&self, operation: &Operation, parts: &Parts) -> String {
        let doc = match operation.summary.as_deref() {
            Some(summary) if !summary.is_empty() => format!("{}:\n", line(summary)),
            _ => format!(
                "`{} {}`:\n",
                operation.method.to_uppercase(),
                code(&operation.path)
            ),
        };
        format!(
            "## Call\n\n\
             Each operation is a method of `Client`. Required values are arguments of the \
             method,\noptional ones are methods of the builder that it returns. Nothing is sent \
             until `send` is called.\n\n{doc}\n\
             {}",
            self.example("call", parts)
        )
    }

    fn list(&self, operation: &Operation, parts: &Parts) -> String {
        format!(
            "## Lists\n\n\
             `{}` has `pages()` and `items()`: streams that request each page when it is needed.\n\
             \n{}",
            operation.rust,
            self.example("list", parts)
        )
    }

    /// A function of these statements, with a client from the environment, and what its crate
    /// depends on for them.
    fn example(&self, name: &str, parts: &Parts) -> String {
        let Parts {
            statements,
            arguments,
            modules,
        } = parts;
        let krate = &self.settings.crate_name;
        let uses = ["Client"].iter().chain(modules).copied();
        let mut uses: Vec<&str> = uses.collect();
        uses.sort_unstable();
        let uses = match uses.as_slice() {
            [only] => (*only).to_owned(),
            several => format!("{{{}}}", several.join(", ")),
        };
        let client = self.client();
        let text = format!("{arguments}{statements}");
        let needed = ["bytes", "chrono", "serde_json", "uuid"]
            .into_iter()
            .filter(|krate| text.contains(&format!("{krate}::")));
        let needed: Vec<&str> = needed.collect();
        let add = if needed.is_empty() {
            String::new()
        } else {
            format!("```sh\ncargo add {}\n```\n\n", needed.join(" "))
        };
        let arguments = arguments.strip_prefix(", ").unwrap_or(arguments);
        let arguments = arguments.replace(": ::", ": ");
        let statements = statements.lines().map(|line| format!("    {line}\n"));
        let statements: String = statements.collect();
        format!(
            "{add}```rust,no_run\nuse {krate}::{uses};\n\n\
             async fn {name}({arguments}) -> Result<(), {krate}::Error> {{\n    \
             let client = {client};\n{statements}    Ok(())\n}}\n```\n"
        )
    }

    /// A client with what the environment has.
    fn client(&self) -> String {
        let server = self.plan.server.iter();
        let variables = server.flat_map(|server| &server.variables);
        let required = variables.filter(|variable| variable.default.is_none());
        let mut settings: String = required
            .map(|variable| format!(".server_variable({:?}, \"value\")", variable.name))
            .collect();
        if !self.has_token() && self.has_basic() {
            settings.push_str(".basic_auth(\"user\", \"password\")");
        }
        // `from_env` requires a token.
        if settings.is_empty() && self.has_token() {
            "Client::from_env()?".to_owned()
        } else {
            format!("Client::builder(){settings}.or_from_env()?.build()?")
        }
    }

    /// One error type, and the documented errors of an operation.
    fn errors(&self, failing: Option<&Operation>) -> String {
        let krate = &self.settings.crate_name;
        let mut section = format!(
            "## Errors\n\n\
             Every call fails with one type, `{krate}::Error`. It prints as one line, and \
             gives\naccess to the status, the headers and the body that were received.\n"
        );
        let Some(operation) = failing else {
            section.push_str("The document describes no errors.\n");
            return section;
        };
        let name = format!("{}Error", operation.response_stem);
        section.push_str(&format!(
            "The errors that the document describes for an operation are an enum,\n\
             here for `{}`:\n\n| status | meaning |\n| --- | --- |\n",
            operation.rust
        ));
        for error in &operation.errors {
            let docs = line(&escaped(&error.docs));
            section.push_str(&format!(
                "| `{}` | {} |\n",
                error.status.label(),
                docs.replace('|', "\\|")
            ));
        }
        let arms = operation.errors.iter().map(|error| arm(&name, error));
        let arms: String = arms.collect();
        section.push_str(&format!(
            "\n```rust,no_run\nuse {krate}::Error;\nuse {krate}::errors::{name};\n\n\
             fn explain(error: &Error<{name}>) {{\n    match error.api() {{\n{arms}        \
             // Another status, no connection, a timeout, a body that cannot be decoded.\n        \
             _ => println!(\"{{error}}: {{:?}}\", error.status()),\n    }}\n}}\n```\n"
        ));
        section
    }

    /// The service behind the feature `mock`.
    fn test(&self, operation: &Operation) -> String {
        let krate = &self.settings.crate_name;
        let method = &operation.rust;
        let code = operation
            .errors
            .iter()
            .find_map(|error| match error.status {
                Status::Code(code) => Some(code),
                Status::Range(_) | Status::Default => None,
            });
        let fails = code.map(|code| {
            format!(
                "    service.fail(\"{method}\", {code})?; // the next request gets this documented \
                 error\n"
            )
        });
        let fails = fails.unwrap_or_default();
        format!(
            "## Test your code\n\n\
             With the feature `mock`, for `[dev-dependencies]`, `mock::Service` is a server for \
             every\noperation of the document, with state: it finds and lists what was created, \
             rejects what the\ndocument does not allow, and fails on demand.\n\
             `mock::{method}()` is a mock of the single operation. In a test, \
             `#[tokio::test]` stands\nabove the function.\n\n\
             ```rust,no_run\n\
             # #[cfg(feature = \"mock\")]\n\
             async fn test() -> Result<(), Box<dyn std::error::Error>> {{\n    \
             use {krate}::mock::Service;\n\n    \
             let service = Service::start().await?;\n    \
             let client = service.client()?; // has credentials, and waits for nothing\n\
             {fails}    \
             // Call your code with `client`, then see what the service has received.\n    \
             service.assert_requested(\"{method}\", 1);\n    \
             Ok(())\n}}\n```\n"
        )
    }

    /// The security schemes of the document and of its operations, each once.
    fn schemes(&self) -> Vec<&Scheme> {
        let own = self.plan.operations.iter();
        let own = own.flat_map(|operation| operation.security.iter().flatten());
        let mut schemes: Vec<&Scheme> = Vec::new();
        for scheme in self.plan.security.iter().flatten().chain(own) {
            if !schemes.contains(&scheme) {
                schemes.push(scheme);
            }
        }
        schemes
    }

    fn has_token(&self) -> bool {
        let mut schemes = self.schemes().into_iter();
        schemes.any(|scheme| !matches!(scheme, Scheme::Basic { .. } | Scheme::Unsupported { .. }))
    }

    fn has_basic(&self) -> bool {
        let mut schemes = self.schemes().into_iter();
        schemes.any(|scheme| matches!(scheme, Scheme::Basic { .. }))
    }
}

/// The variables in the URL of a server, if it has any.
fn variables(server: Option<&Server>) -> String {
    let variables = server.map_or(&[][..], |server| &server.variables);
    if variables.is_empty() {
        return String::new();
    }
    let quoted = |text: &String| format!("`{}`", code(text).replace('|', "\\|"));
    let rows = variables.iter().map(|variable| {
        let default = variable.default.as_ref();
        let default = default.map_or("none: it is required".to_owned(), quoted);
        let values: Vec<String> = variable.values.iter().map(quoted).collect();
        let values = if values.is_empty() {
            "any".to_owned()
        } else {
            values.join(", ")
        };
        format!("| {} | {default} | {values} |\n", quoted(&variable.name))
    });
    let rows: String = rows.collect();
    format!(
        "\nThe base URL of the document has variables, which \
         `Client::builder().server_variable(name, value)`\nsets:\n\n\
         | variable | default | values |\n| --- | --- | --- |\n{rows}"
    )
}

/// The arm of an error: its body, if it is a value.
fn arm(name: &str, error: &Response) -> String {
    let variant = variant(error.status);
    let label = error.status.label();
    match error.content {
        Content::Json(_) | Content::Scalar(_) | Content::Text => {
            format!("        Some({name}::{variant}(body)) => println!(\"{label}: {{body:?}}\"),\n")
        }
        _ => format!("        Some({name}::{variant} {{ .. }}) => println!(\"{label}\"),\n"),
    }
}

/// A text within backticks.
fn code(text: &str) -> String {
    text.replace('`', "'")
}
