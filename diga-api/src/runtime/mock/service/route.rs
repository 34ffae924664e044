//! The operation that a request is for.

use http::Method;

use super::document::Document;
use super::operation::Operation;
use super::percent;
use super::template::Parameters;

/// What a request is for.
#[derive(Debug)]
pub(super) enum Route<'d> {
    /// An operation, and the parameters of its path.
    Operation(&'d Operation, Parameters),
    /// The path is documented, for these methods.
    OtherMethod(Vec<Method>),
    /// The document has no such path.
    Unknown,
}

/// The operation for a request; a path's literal segments come before its parameters. Every
/// template that covers the path is considered before the method is refused.
pub(super) fn route<'d>(document: &'d Document, method: &Method, path: &str) -> Route<'d> {
    let mut found: Option<(Vec<u8>, &Operation, Parameters)> = None;
    let mut methods = Vec::new();
    let actual: Vec<String> = path.split('/').map(percent::decode).collect();
    for operation in &document.operations {
        let Some(parameters) = operation.template.parameters(&actual) else {
            continue;
        };
        if operation.method != *method {
            methods.push(operation.method.clone());
            continue;
        }
        let rank = operation.template.rank();
        if found.as_ref().is_none_or(|(best, ..)| rank < *best) {
            found = Some((rank, operation, parameters));
        }
    }
    match found {
        Some((_, operation, parameters)) => Route::Operation(operation, parameters),
        None if methods.is_empty() => Route::Unknown,
        None => Route::OtherMethod(methods),
    }
}
