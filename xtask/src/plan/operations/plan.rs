//! Plans each operation of the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::find::{Found, find};
use super::names::{names, retired};
use super::responses::{Responses, responses};
use super::{bodies, error_codes, media_types, parameters, security, servers, tags};
use crate::diagnostic::Diagnostic;
use crate::identifier::{Scope, pascal};
use crate::lock::{Decisions, OperationNames, RetiredOperation};
use crate::openapi::media_type::essence;
use crate::openapi::pointer::escape;
use crate::plan::model::{Body, Choice, ErrorCodes, Operation, Parameter, Response, Server, Tag};
use crate::plan::types::Builder;

/// Type names that the code of a builder uses without a path.
const BUILDER_NAMES: &[&str] = &[
    "Body",
    "ByteStream",
    "Client",
    "Err",
    "Error",
    "EventStream",
    "JsonLines",
    "None",
    "Ok",
    "Option",
    "Response",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// The operations, and what the lock records of them.
pub(crate) struct Operations {
    pub(crate) operations: Vec<Operation>,
    pub(crate) names: BTreeMap<String, OperationNames>,
    pub(crate) retired: BTreeMap<String, RetiredOperation>,
    pub(crate) tags: Vec<Tag>,
    /// The different servers of single operations.
    pub(crate) servers: Vec<Server>,
    pub(crate) error_codes: Option<ErrorCodes>,
}

/// The parts that the methods of an operation share, and the body of each.
struct Parts {
    parameters: Vec<Parameter>,
    bodies: Vec<Option<Body>>,
    responses: Responses,
}

/// The name of a method, and of its builder.
struct Method {
    rust: String,
    pascal: String,
}

/// Every operation of the document, in its order.
pub(crate) fn plan(
    lowered: &Value,
    decisions: &Decisions,
    builder: &mut Builder<'_>,
) -> Result<Operations, Vec<Diagnostic>> {
    let found = find(lowered, decisions);
    let mut names = names(&found, decisions)?;
    let tags = tags::tags(lowered, found.iter().map(|found| found.operation));
    let mut operations = Vec::with_capacity(found.len());
    let mut diagnostics = Vec::new();
    let default_server = servers::default(lowered);
    let mut servers: Vec<Server> = Vec::new();
    let mut stems = Scope::reserving(BUILDER_NAMES);
    for (found, names) in found.iter().zip(&mut names) {
        let others = found.media.iter().skip(1);
        let others = others.filter_map(|media_type| names.media_types.get(&essence(media_type)));
        let methods: Vec<Method> = std::iter::once(&names.name)
            .chain(others)
            .map(|rust| Method {
                pascal: stems.claim(&pascal(rust)),
                rust: rust.clone(),
            })
            .collect();
        match parts(found, &methods, builder) {
            Ok(mut parts) => {
                names.responses = std::mem::take(&mut parts.responses.receiving);
                let own =
                    servers::of_operation(default_server.as_ref(), found.item, found.operation);
                let server = own.map(|own| {
                    let known = servers.iter().position(|server| *server == own);
                    known.unwrap_or_else(|| {
                        servers.push(own);
                        servers.len() - 1
                    })
                });
                let methods = assembled(lowered, found, methods, parts, &tags);
                operations.extend(methods.into_iter().map(|operation| Operation {
                    server,
                    ..operation
                }));
            }
            Err(diagnostic) => diagnostics.push(of_operation(found, diagnostic)),
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let keys = found.iter().map(|operation| operation.key.clone());
    let names = keys.zip(names).collect();
    let error_codes = error_codes::find(lowered, decisions, &mut operations);
    Ok(Operations {
        operations,
        retired: retired(decisions, &names),
        names,
        tags,
        servers,
        error_codes,
    })
}

fn parts(
    found: &Found<'_>,
    methods: &[Method],
    builder: &mut Builder<'_>,
) -> Result<Parts, Diagnostic> {
    let pointer = format!("#/paths/{}/{}", escape(found.path), found.method);
    let stem = methods.first().map_or("", |method| &method.pascal);
    let parameters = parameters::parameters(found, stem, &pointer, builder)?;
    let content = found.operation.pointer("/requestBody/content");
    media_types::check(
        content,
        &format!("{pointer}/requestBody"),
        &mut builder.notes,
    );
    let request = format!("{pointer}/requestBody");
    media_types::check_encodings(content, &request, &mut builder.notes);
    let bodies = found.media.iter().zip(methods);
    let bodies = bodies
        .map(|(media, method)| bodies::body(found.operation, media, &method.pascal, builder))
        .collect();
    let responses = responses(found, stem, &pointer, builder);
    builder.within_bounds(&pointer)?;
    Ok(Parts {
        parameters,
        bodies,
        responses,
    })
}

/// One operation for each method.
fn assembled(
    lowered: &Value,
    found: &Found<'_>,
    methods: Vec<Method>,
    parts: Parts,
    tags: &[Tag],
) -> Vec<Operation> {
    let text = |key: &str| {
        let text = found.operation.get(key).and_then(Value::as_str);
        text.map(str::trim).filter(|text| !text.is_empty())
    };
    let docs = [text("summary"), text("description")].into_iter().flatten();
    let docs = docs.collect::<Vec<_>>().join("\n\n");
    let media: Vec<String> = match found.media.as_slice() {
        [] | [_] => vec![],
        several => several.iter().map(|media| (*media).to_owned()).collect(),
    };
    let security = security::security(lowered, found.operation);
    let tag =
        tags::first(found.operation).and_then(|name| tags.iter().position(|tag| tag.name == name));
    let all_tags = tags::all(found.operation)
        .filter_map(|name| tags.iter().position(|tag| tag.name == name))
        .collect::<BTreeSet<_>>();
    let stem = methods.first().map(|method| method.pascal.clone());
    let stem = stem.unwrap_or_default();
    let Responses {
        successes, errors, ..
    } = parts.responses;
    let choices = choices(&parts.parameters, &successes);
    // An operation without a body has one method.
    let bodies = parts.bodies.into_iter().chain(std::iter::repeat(None));
    let operations = methods
        .into_iter()
        .zip(bodies)
        .map(|(method, body)| Operation {
            key: found.key.clone(),
            id: found.id.map(str::to_owned),
            rust: method.rust,
            pascal: method.pascal,
            response_stem: stem.clone(),
            media: media.clone(),
            method: found.method.to_owned(),
            path: found.path.to_owned(),
            tag,
            tags: all_tags.clone(),
            summary: text("summary").map(str::to_owned),
            docs: docs.clone(),
            deprecated: found.operation.get("deprecated") == Some(&Value::Bool(true)),
            parameters: parts.parameters.clone(),
            body,
            successes: successes.clone(),
            errors: errors.clone(),
            choices: choices.clone(),
            security: security.clone(),
            // Every method of the operation has the same.
            server: None,
            pagination: found.operation.get("x-pagination").cloned(),
            // Known once every type is.
            paging: None,
        });
    operations.collect()
}

/// The methods beside `send`, one for each further content of the successes.
fn choices(parameters: &[Parameter], successes: &[Response]) -> Vec<Choice> {
    let mut scope = Scope::reserving(parameters::BUILDER_METHODS);
    for parameter in parameters {
        scope.try_claim(&parameter.rust);
    }
    let mut choices: Vec<Choice> = Vec::new();
    for other in successes.iter().flat_map(|success| &success.others) {
        if !choices.iter().any(|choice| choice.suffix == other.suffix) {
            choices.push(Choice {
                method: scope.claim(&format!("send_{}", other.suffix)),
                suffix: other.suffix.clone(),
            });
        }
    }
    choices
}

/// The diagnostic with the operation that it concerns, and the overlay action that omits it.
fn of_operation(found: &Found<'_>, mut diagnostic: Diagnostic) -> Diagnostic {
    let overlay = crate::overlay::omission(found.path, found.method);
    diagnostic.help = Some(match diagnostic.help {
        Some(help) => format!("{help}\n{overlay}"),
        None => overlay,
    });
    let label = format!("{} {}", found.method.to_uppercase(), found.path);
    diagnostic.operation(match found.id {
        Some(id) => format!("{label} ({id})"),
        None => label,
    })
}
