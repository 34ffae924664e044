//! The responses of an operation, by status.

use serde_json::Value;

use super::media_types;
use super::representations::representations;
use super::status_names::status_name;
use crate::openapi::pointer::escape;
use crate::plan::model::{Content, Representation, Response, Status};
use crate::plan::types::Builder;

/// The status that a key of `responses` stands for; `None` for an extension.
pub(super) fn read_status(key: &str) -> Option<Status> {
    let key = key.trim().to_ascii_uppercase();
    if key == "DEFAULT" {
        return Some(Status::Default);
    }
    match key.strip_suffix("XX") {
        Some(digit) => {
            let range = digit.parse().ok();
            range
                .filter(|range| (1..=5).contains(range))
                .map(Status::Range)
        }
        None => {
            let code = key.parse().ok();
            code.filter(|code| (100..=599).contains(code))
                .map(Status::Code)
        }
    }
}

/// Successes and errors, the most specific status first.
///
/// Redirects are successes if the document describes no other success: then they are what the call
/// is for. `default` is a success only if no other status is.
pub(super) fn responses(
    operation: &Value,
    method: &str,
    hint: &str,
    pointer: &str,
    builder: &mut Builder<'_>,
) -> (Vec<Response>, Vec<Response>) {
    let (mut successes, mut errors) = (Vec::new(), Vec::new());
    let responses = operation.get("responses").and_then(Value::as_object);
    let has = |wanted: fn(Status) -> bool| {
        let mut statuses = responses.into_iter().flatten();
        statuses.any(|(key, _)| read_status(key).is_some_and(wanted))
    };
    let has_success = has(|status| status.hundreds() == Some(2));
    let redirects = !has_success && has(is_redirect);
    let explicit = has_success || redirects;
    let is_success = |status: Status| match status.hundreds() {
        Some(2) => true,
        Some(_) => redirects && is_redirect(status),
        None => !explicit,
    };
    let with_content = responses.into_iter().flatten();
    let main = with_content
        .filter(|(_, response)| response.get("content").is_some())
        .filter_map(|(key, _)| read_status(key))
        .filter(|status| is_success(*status) && !is_empty(method, *status))
        .min();
    for (key, response) in responses.into_iter().flatten() {
        let Some(status) = read_status(key) else {
            continue;
        };
        let pointer = format!("{pointer}/responses/{}", escape(key));
        media_types::check(response.get("content"), &pointer, &mut builder.notes);
        // The main success has the name alone, so that no type changes its name when 200 becomes
        // 201.
        let hint = if main == Some(status) {
            format!("{hint}Response")
        } else {
            format!("{hint}Response{}", status_name(status))
        };
        let content = response.get("content").and_then(Value::as_object);
        let content = content.filter(|_| !is_empty(method, status));
        let found = content.and_then(|content| representations(content, &hint, builder));
        let (main, others) = found.unwrap_or_else(|| (none(), Vec::new()));
        let docs = response
            .get("description")
            .and_then(Value::as_str)
            .map(str::trim);
        let planned = Response {
            status,
            content: main.content,
            media_types: main.media_types,
            others,
            docs: docs.unwrap_or_default().to_owned(),
            codes: vec![],
        };
        match status.hundreds() {
            Some(1) => {}
            Some(_) if is_success(status) => successes.push(planned),
            Some(_) => errors.push(error(planned)),
            None => {
                if !explicit {
                    successes.push(planned.clone());
                }
                errors.push(error(planned));
            }
        }
    }
    successes.sort_by_key(|response| response.status);
    errors.sort_by_key(|response| response.status);
    if successes.is_empty() {
        successes.push(Response {
            status: Status::Range(2),
            content: match method {
                "head" => Content::Empty,
                _ => Content::Bytes,
            },
            media_types: vec![],
            others: vec![],
            docs: String::new(),
            codes: vec![],
        });
    }
    (successes, errors)
}

/// Whether the status leads elsewhere. 304 says that there is nothing new.
fn is_redirect(status: Status) -> bool {
    status.hundreds() == Some(3) && status != Status::Code(304)
}

/// Whether a response has no body, whatever the document says (RFC 9110, sections 6.4.1, 9.3.2 and
/// 15.3.6).
fn is_empty(method: &str, status: Status) -> bool {
    method == "head" || matches!(status, Status::Code(204 | 205 | 304))
}

/// The content of a response without a body.
fn none() -> Representation {
    Representation {
        suffix: String::new(),
        content: Content::Empty,
        media_types: Vec::new(),
    }
}

/// An error with those of its contents that are decoded. The server alone chooses among them.
fn error(mut planned: Response) -> Response {
    let main = &planned.media_types;
    planned.others.retain(|other| {
        let decoded = matches!(
            other.content,
            Content::Json(_) | Content::Scalar(_) | Content::Text
        );
        decoded && !other.media_types.iter().all(|media| main.contains(media))
    });
    planned
}
