//! The documentation of an operation's method.

use super::bounds::bounds;
use super::docs::{escaped, line};
use super::error_codes;
use super::example::example;
use crate::plan::model::{
    Body, BodyKind, Choice, Content, Operation, Parameter, Plan, Response, Shape, Type,
};

/// The line of documentation above the example, the last section.
pub(crate) const EXAMPLE: &str = " # Example";

/// The Markdown of an operation: its prose, its types, what each status means, and an example in
/// the crate of this name.
pub(crate) fn operation_docs(plan: &Plan, operation: &Operation, crate_name: &str) -> String {
    let mut paragraphs = Vec::new();
    if !operation.docs.is_empty() {
        paragraphs.push(escaped(&operation.docs));
    }
    if operation.deprecated {
        paragraphs.push("Deprecated by the service.".to_owned());
    }
    paragraphs.push(endpoint(operation));
    paragraphs.push(types(plan, operation));
    let arguments: Vec<_> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .filter_map(|parameter| argument(plan, parameter))
        .collect();
    if !arguments.is_empty() {
        paragraphs.push(format!("# Arguments\n{}", arguments.join("\n")));
    }
    let statuses = |responses: &[Response]| {
        let lines = responses.iter().map(|response| status(plan, response));
        lines.collect::<Vec<_>>().join("\n")
    };
    let documented = operation
        .successes
        .iter()
        .any(|success| !success.docs.is_empty());
    if documented {
        paragraphs.push(format!("# Responses\n{}", statuses(&operation.successes)));
    }
    if !operation.errors.is_empty() {
        let name = format!("{}Error", operation.response_stem);
        let has_codes = operation.errors.iter().any(|error| !error.codes.is_empty());
        let codes = if has_codes {
            ", here with its [codes](crate::Error::code)"
        } else {
            ""
        };
        paragraphs.push(format!(
            "# Errors\n[`{name}`](crate::errors::{name}) has a variant for each documented \
             status{codes}:\n{}",
            statuses(&operation.errors)
        ));
    }
    if let Some(example) = example(plan, operation, crate_name) {
        paragraphs.push(format!("{}\n```no_run\n{example}```", EXAMPLE.trim()));
    }
    paragraphs.join("\n\n")
}

/// `POST /v1/webhook/`
fn endpoint(operation: &Operation) -> String {
    let method = operation.method.to_uppercase();
    // Backticks in a path would end the code.
    let path = operation.path.replace('`', "'");
    let mut endpoint = format!("`{method} {path}`");
    if let (Some(body), [_, _, ..]) = (&operation.body, operation.media.as_slice()) {
        endpoint.push_str(&format!(
            ", with a body of `{}`",
            body.media_type.replace('`', "'")
        ));
    }
    endpoint
}

/// The types of the request and the response.
fn types(plan: &Plan, operation: &Operation) -> String {
    let mut types = Vec::new();
    if let Some(body) = &operation.body {
        let optional = if body.required { "" } else { " (optional)" };
        let request = request(plan, operation, body);
        types.push(format!("Request{optional}: {request}."));
    }
    let response = if operation.has_different_successes() {
        let name = format!("{}Response", operation.response_stem);
        format!("[`{name}`](crate::responses::{name})")
    } else {
        let first = operation.successes.first();
        first.map_or_else(
            || "nothing".to_owned(),
            |success| content(plan, &success.content),
        )
    };
    let paged = if operation.paging.is_some() {
        "; `pages()` and `items()` go through all pages"
    } else {
        ""
    };
    types.push(format!("Response: {response}{paged}."));
    types.extend(
        operation
            .choices
            .iter()
            .map(|choice| sends(operation, choice)),
    );
    let server = operation.server.and_then(|index| plan.servers.get(index));
    types.extend(server.map(|server| format!("Server: `{}`, its own.", server.url)));
    types.join(" ")
}

/// What a method for another media type asks for.
fn sends(operation: &Operation, choice: &Choice) -> String {
    format!(
        "[`{0}`](crate::builder::{1}::{0}) asks for `{2}`.",
        choice.method,
        operation.pascal,
        operation.media_types_of(choice).join("` or `")
    )
}

fn request(plan: &Plan, operation: &Operation, body: &Body) -> String {
    match &body.kind {
        BodyKind::Json | BodyKind::Form(_) => shape(plan, &body.shape),
        BodyKind::Multipart(_) => {
            let name = format!("{}Form", operation.pascal);
            format!("[`{name}`](crate::forms::{name})")
        }
        BodyKind::Text => "a string".to_owned(),
        BodyKind::Bytes => "a [`Body`](crate::Body)".to_owned(),
    }
}

fn content(plan: &Plan, content: &Content) -> String {
    match content {
        Content::Json(json) | Content::Scalar(json) => shape(plan, json),
        Content::Lines(item) => {
            let item = shape(plan, item);
            format!("a stream ([`JsonLines`](crate::JsonLines)) of {item}")
        }
        Content::Text => "a string".to_owned(),
        Content::Bytes | Content::Base64 => "a [`ByteStream`](crate::ByteStream)".to_owned(),
        Content::Events => "an [`EventStream`](crate::EventStream)".to_owned(),
        Content::Empty => "no body".to_owned(),
    }
}

/// A type in words, with links to the types of the document.
fn shape(plan: &Plan, of: &Shape) -> String {
    match &of.ty {
        Type::Named(id) => {
            let definition = plan.definitions.get(*id);
            let name = definition.map_or("Value", |definition| &definition.rust);
            format!("[`{name}`](crate::types::{name})")
        }
        Type::Generic(id, argument) => {
            let name = plan
                .definitions
                .get(*id)
                .map_or("Value", |definition| &definition.rust);
            format!(
                "[`{name}`](crate::types::{name}) of {}",
                shape(plan, argument)
            )
        }
        Type::Parameter => "a value".to_owned(),
        Type::List(item) => format!("a list of {}", shape(plan, item)),
        Type::Map(value) => format!("a map of {}", shape(plan, value)),
        Type::Nullable(inner) => format!("{} or null", shape(plan, inner)),
        Type::Boxed(inner) => shape(plan, inner),
        Type::Any => "any JSON value".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Bool(_) => "a boolean".to_owned(),
        Type::Integer(_) => "an integer".to_owned(),
        Type::Number | Type::Exact => "a number".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Uuid => "a UUID".to_owned(),
        Type::DateTime => "a time".to_owned(),
        Type::Date => "a date".to_owned(),
        Type::Tuple(_) => "a tuple".to_owned(),
    }
}

/// A required parameter, if there is more to say than its name.
fn argument(plan: &Plan, parameter: &Parameter) -> Option<String> {
    let bare = parameter.docs == format!("`{}`", parameter.wire);
    let described = (!bare).then(|| line(&parameter.docs));
    let parts: Vec<String> = described
        .into_iter()
        .chain(bounds(plan, &parameter.shape))
        .collect();
    (!parts.is_empty()).then(|| format!("- `{}`: {}", parameter.rust, parts.join(" ")))
}

/// What a status means, and its codes.
fn status(plan: &Plan, response: &Response) -> String {
    let mut status = format!("- {}", response.status.label());
    let mut docs = response.docs.clone();
    for code in &response.codes {
        // Some documents write the codes themselves: `Not Found (CALL_NOT_FOUND)`.
        docs = docs.replace(&format!(" ({code})"), "");
    }
    if !docs.is_empty() {
        status.push_str(&format!(": {}", line(&docs)));
    }
    if let (Some(codes), false) = (&plan.error_codes, response.codes.is_empty()) {
        let links = response.codes.iter();
        let links: Vec<_> = links.map(|code| error_codes::link(codes, code)).collect();
        status.push_str(&format!(" ({})", links.join(", ")));
    }
    status
}
