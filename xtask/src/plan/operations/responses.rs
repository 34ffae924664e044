//! The responses of an operation, by status.

use std::collections::BTreeMap;

use serde_json::Value;

use super::find::Found;
use super::media_types;
use super::representations::{Recorded, representations};
use super::status_names::status_name;
use crate::lock::ReceivingMethods;
use crate::openapi::media_type::{essence, is_json};
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

/// The responses of an operation, the most specific status first.
pub(super) struct Responses {
    pub(super) successes: Vec<Response>,
    pub(super) errors: Vec<Response>,
    /// What the lock records of them, by status.
    pub(super) receiving: BTreeMap<String, ReceivingMethods>,
}

/// The responses of `found`, whose types are named `hint`.
///
/// Redirects are successes if the document describes no other success: then they are what the call
/// is for. `default` is a success only if no other status is.
pub(super) fn responses(
    found: &Found<'_>,
    hint: &str,
    pointer: &str,
    builder: &mut Builder<'_>,
) -> Responses {
    let Found {
        operation, method, ..
    } = *found;
    let known = found.known.as_ref();
    let (mut successes, mut errors) = (Vec::new(), Vec::new());
    let mut receiving = BTreeMap::new();
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
        let recorded = known.and_then(|known| known.responses.get(&recorded_as(status)));
        let recorded = Recorded::new(recorded);
        let found = content.and_then(|content| representations(content, &hint, recorded, builder));
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
        if let Some(methods) = receiving_methods(&planned) {
            receiving.insert(recorded_as(status), methods);
        }
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
    Responses {
        successes,
        errors,
        receiving,
    }
}

/// The lock's key for a status.
fn recorded_as(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// What the lock records of a response: its media types by the method that receives them. `None`
/// for `application/json` alone, which is the default.
fn receiving_methods(response: &Response) -> Option<ReceivingMethods> {
    let main = &response.media_types;
    let is_default = matches!(response.content, Content::Json(_))
        && main.iter().all(|media_type| is_json(media_type))
        && main
            .iter()
            .any(|media_type| essence(media_type) == "application/json");
    if main.is_empty() || (is_default && response.others.is_empty()) {
        return None;
    }
    let others = response.others.iter().map(|other| {
        let method = format!("send_{}", other.suffix);
        (method, other.media_types.clone())
    });
    let main = std::iter::once(("send".to_owned(), main.clone()));
    Some(main.chain(others).collect())
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
