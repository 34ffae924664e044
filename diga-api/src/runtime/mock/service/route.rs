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
    let actual: Vec<String> = path.split('/').map(percent::decode).collect();
    let operations = || document.of_segments(actual.len());
    let mut found: Option<(Vec<u8>, &Operation, Parameters)> = None;
    for operation in operations().filter(|operation| operation.method == *method) {
        let Some(parameters) = operation.template.parameters(&actual) else {
            continue;
        };
        let rank = operation.template.rank();
        if found.as_ref().is_none_or(|(best, ..)| rank < *best) {
            found = Some((rank, operation, parameters));
        }
    }
    if let Some((_, operation, parameters)) = found {
        return Route::Operation(operation, parameters);
    }
    let covering = operations().filter(|operation| {
        operation.method != *method && operation.template.parameters(&actual).is_some()
    });
    let methods: Vec<Method> = covering.map(|operation| operation.method.clone()).collect();
    if methods.is_empty() {
        Route::Unknown
    } else {
        Route::OtherMethod(methods)
    }
}
