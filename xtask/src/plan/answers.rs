//! Responses, by status.

use serde_json::Value;

use super::bodies::{essence, known_media_types};
use super::schemas::Builder;
use super::{Shape, Type};
use crate::Diagnostic;

/// What the document says of one status.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    pub(crate) content: Content,
    /// The media types that the status may come with.
    pub(crate) media_types: Vec<String>,
    pub(crate) docs: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Code(u16),
    /// `4XX` is 4.
    Range(u16),
    Default,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Json(Shape),
    Text,
    Bytes,
    Events,
    Empty,
}

impl Status {
    fn read(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        let digits = key.strip_suffix("XX").or_else(|| key.strip_suffix("xx"));
        match digits {
            Some(digit) => digit
                .parse()
                .ok()
                .filter(|it| (1..=5).contains(it))
                .map(Self::Range),
            None => key
                .parse()
                .ok()
                .filter(|it| (100..=599).contains(it))
                .map(Self::Code),
        }
    }

    /// As the document writes it.
    pub(crate) fn label(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(range) => format!("{range}XX"),
            Self::Default => "default".to_owned(),
        }
    }

    fn hundreds(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Range(range) => Some(range),
            Self::Default => None,
        }
    }
}

impl Answer {
    /// The media type of such a body.
    pub(crate) fn media_type(&self) -> &str {
        let (fits, usual): (fn(&str) -> bool, &str) = match self.content {
            Content::Json(_) => (is_json, "application/json"),
            Content::Text => (|it| it.starts_with("text/"), "text/plain"),
            Content::Events => (|it| it == "text/event-stream", "text/event-stream"),
            Content::Bytes | Content::Empty => (|_| true, "application/octet-stream"),
        };
        let own = self.media_types.iter().find(|it| {
            let essence = essence(it);
            !essence.contains('*') && fits(&essence)
        });
        own.map_or(usual, String::as_str)
    }
}

/// Successes and failures, most particular status first. `default` is a success only where no other
/// is.
pub(crate) fn answers(
    operation: &Value,
    method: &str,
    hint: &str,
    pointer: &str,
    builder: &mut Builder<'_>,
) -> Result<(Vec<Answer>, Vec<Answer>), Diagnostic> {
    let (mut successes, mut errors) = (Vec::new(), Vec::new());
    let responses = operation.get("responses").and_then(Value::as_object);
    let explicit = responses.is_some_and(|responses| {
        let mut statuses = responses.keys().filter_map(|key| Status::read(key));
        statuses.any(|status| status.hundreds() == Some(2))
    });
    for (key, response) in responses.into_iter().flatten() {
        let Some(status) = Status::read(key) else {
            continue;
        };
        let place = format!("{pointer}/responses/{}", super::operations::escape(key));
        known_media_types(response.get("content"), &place)?;
        let hint = match status {
            Status::Code(code) => format!("{hint}Response{code}"),
            Status::Range(range) => format!("{hint}Response{range}xx"),
            Status::Default => format!("{hint}ResponseDefault"),
        };
        let content = response.get("content").and_then(Value::as_object);
        let media_types: Vec<String> = content
            .into_iter()
            .flatten()
            .map(|(it, _)| it.clone())
            .collect();
        let docs = response
            .get("description")
            .and_then(Value::as_str)
            .map(str::trim);
        let answer = Answer {
            status,
            // The answer to HEAD has no body, whatever it says of one (RFC 9110, section 9.3.2).
            content: match method {
                "head" => Content::Empty,
                _ => content_of(response, &hint, builder),
            },
            media_types,
            docs: docs.unwrap_or_default().to_owned(),
        };
        match status.hundreds() {
            Some(2) => successes.push(answer),
            Some(1) => {}
            Some(_) => errors.push(answer),
            None => {
                if !explicit {
                    successes.push(answer.clone());
                }
                errors.push(answer);
            }
        }
    }
    successes.sort_by_key(|it| it.status);
    errors.sort_by_key(|it| it.status);
    if successes.is_empty() {
        successes.push(Answer {
            status: Status::Range(2),
            content: match method {
                "head" => Content::Empty,
                _ => Content::Bytes,
            },
            media_types: vec![],
            docs: String::new(),
        });
    }
    Ok((successes, errors))
}

fn content_of(response: &Value, hint: &str, builder: &mut Builder<'_>) -> Content {
    let Some(content) = response
        .get("content")
        .filter(|it| it.as_object().is_some_and(|it| !it.is_empty()))
    else {
        return Content::Empty;
    };
    let types: Vec<String> = content
        .as_object()
        .into_iter()
        .flatten()
        .map(|(it, _)| essence(it))
        .collect();
    if types.iter().any(|it| it == "text/event-stream") && !types.iter().any(|it| is_json(it)) {
        return Content::Events;
    }
    if types.iter().any(|it| is_json(it)) {
        return Content::Json(match json_schema(content) {
            Some(schema) => builder.shape(schema, hint),
            None => Shape::of(Type::Any),
        });
    }
    let described = content.get("*/*").and_then(|it| it.get("schema"));
    if let Some(schema) = described {
        let shape = builder.shape(schema, hint);
        let binary = schema.get("format").and_then(Value::as_str) == Some("binary");
        return match shape.ty {
            _ if binary => Content::Bytes,
            Type::Any => Content::Bytes,
            _ => Content::Json(shape),
        };
    }
    match types.iter().all(|it| it.starts_with("text/")) {
        true => Content::Text,
        false => Content::Bytes,
    }
}

/// `application/json`, `application/problem+json`, `application/json-patch+json`...
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The schema of a content map's JSON.
pub(crate) fn json_schema(content: &Value) -> Option<&Value> {
    let content = content.as_object()?;
    let json = content.iter().filter(|(it, _)| is_json(&essence(it)));
    let plain = |it: &&(&String, &Value)| essence(it.0) == "application/json";
    let all: Vec<_> = json.collect();
    let (_, media) = all.iter().find(plain).or(all.first())?;
    media.get("schema")
}
