//! The responses of an operation, by status.

use serde_json::Value;

use super::media_types;
use super::status_names::status_name;
use crate::diagnostic::Diagnostic;
use crate::openapi::media_type::{essence, is_json, json_entry};
use crate::openapi::pointer::escape;
use crate::plan::model::{Content, Response, Shape, Status, Type};
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

/// Successes and errors, the most specific status first. `default` is a success only if no other
/// status is.
pub(super) fn responses(
    operation: &Value,
    method: &str,
    hint: &str,
    pointer: &str,
    builder: &mut Builder<'_>,
) -> Result<(Vec<Response>, Vec<Response>), Diagnostic> {
    let (mut successes, mut errors) = (Vec::new(), Vec::new());
    let responses = operation.get("responses").and_then(Value::as_object);
    let explicit = responses.is_some_and(|responses| {
        let mut statuses = responses.keys().filter_map(|key| read_status(key));
        statuses.any(|status| status.hundreds() == Some(2))
    });
    let is_success = |status: Status| match status.hundreds() {
        Some(hundreds) => hundreds == 2,
        None => !explicit,
    };
    let with_content = responses.into_iter().flatten();
    let main = with_content
        .filter(|(_, response)| response.get("content").is_some())
        .filter_map(|(key, _)| read_status(key))
        .filter(|status| is_success(*status))
        .min();
    for (key, response) in responses.into_iter().flatten() {
        let Some(status) = read_status(key) else {
            continue;
        };
        let pointer = format!("{pointer}/responses/{}", escape(key));
        media_types::check(response.get("content"), &pointer)?;
        // The main success has the name alone, so that no type changes its name when 200 becomes
        // 201.
        let hint = if main == Some(status) {
            format!("{hint}Response")
        } else {
            format!("{hint}Response{}", status_name(status))
        };
        let content = response.get("content").and_then(Value::as_object);
        let media_types: Vec<String> = content
            .into_iter()
            .flatten()
            .map(|(media_type, _)| media_type.clone())
            .collect();
        let docs = response
            .get("description")
            .and_then(Value::as_str)
            .map(str::trim);
        let planned = Response {
            status,
            // A response to HEAD has no body (RFC 9110, section 9.3.2).
            content: match method {
                "head" => Content::Empty,
                _ => content_of(response, &hint, builder),
            },
            media_types,
            docs: docs.unwrap_or_default().to_owned(),
            codes: vec![],
        };
        match status.hundreds() {
            Some(2) => successes.push(planned),
            Some(1) => {}
            Some(_) => errors.push(planned),
            None => {
                if !explicit {
                    successes.push(planned.clone());
                }
                errors.push(planned);
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
            docs: String::new(),
            codes: vec![],
        });
    }
    Ok((successes, errors))
}

fn content_of(response: &Value, hint: &str, builder: &mut Builder<'_>) -> Content {
    let Some(content) = response
        .get("content")
        .filter(|content| content.as_object().is_some_and(|map| !map.is_empty()))
    else {
        return Content::Empty;
    };
    let types: Vec<String> = content
        .as_object()
        .into_iter()
        .flatten()
        .map(|(it, _)| essence(it))
        .collect();
    if types.iter().any(|essence| essence == "text/event-stream")
        && !types.iter().any(|essence| is_json(essence))
    {
        return Content::Events;
    }
    if types.iter().any(|essence| is_json(essence)) {
        let media = content
            .as_object()
            .and_then(json_entry)
            .map(|(_, media)| media);
        return Content::Json(match media.and_then(|media| media.get("schema")) {
            Some(schema) => builder.shape(schema, hint),
            None => Shape::of(Type::Any),
        });
    }
    let described = content.get("*/*").and_then(|media| media.get("schema"));
    if let Some(schema) = described {
        let shape = builder.shape(schema, hint);
        let binary = schema.get("format").and_then(Value::as_str) == Some("binary");
        return match shape.ty {
            _ if binary => Content::Bytes,
            Type::Any => Content::Bytes,
            _ => Content::Json(shape),
        };
    }
    if types.iter().all(|essence| essence.starts_with("text/")) {
        Content::Text
    } else {
        Content::Bytes
    }
}
