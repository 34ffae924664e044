//! An operation of the document.

use http::Method;
use serde_json::Value;

use super::template::Template;

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) index: usize,
    /// `operationId`; without one, method and path.
    pub(super) id: String,
    /// The names of its methods in Rust: one, or one for each media type of the request.
    pub(super) names: Vec<String>,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) template: Template,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Documented>,
    /// Alternatives; each is a list of schemes that are needed together.
    pub(super) security: Vec<Vec<Scheme>>,
}

/// A parameter of the path, the query, a header or a cookie.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) required: bool,
    pub(super) style: String,
    pub(super) explode: bool,
    /// Its value is JSON, as `content` says.
    pub(super) json: bool,
    pub(super) schema: Value,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// The body of a request.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) content: Vec<Media>,
}

/// A body of one media type.
#[derive(Debug)]
pub(super) struct Media {
    pub(super) media_type: String,
    pub(super) schema: Option<Value>,
    pub(super) examples: Vec<Value>,
}

impl Media {
    /// `application/json`, `application/problem+json`.
    pub(super) fn is_json(&self) -> bool {
        is_json(&self.media_type)
    }
}

/// The media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

/// A documented response.
#[derive(Debug)]
pub(super) struct Documented {
    pub(super) status: Status,
    pub(super) content: Vec<Media>,
    /// Name and schema of each header.
    pub(super) headers: Vec<(String, Value)>,
}

/// The status of a documented response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Code(u16),
    /// `4XX` is 4.
    Range(u16),
    Default,
}

impl Status {
    pub(super) fn parse(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        match key.strip_suffix("XX").or_else(|| key.strip_suffix("xx")) {
            Some(range) => range.parse().ok().map(Self::Range),
            None => key.parse().ok().map(Self::Code),
        }
    }

    /// As the document writes it.
    pub(super) fn label(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(range) => format!("{range}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// How a security scheme carries its credential.
#[derive(Clone, Debug)]
pub(super) enum Scheme {
    Bearer,
    Basic,
    Header(String),
    Query(String),
    Cookie(String),
    /// One that HTTP cannot see: mutual TLS.
    Unseen,
}

impl Operation {
    /// The name that people know it by.
    pub(super) fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.id)
    }

    /// The documented response of this status: by its code, its range or `default`.
    pub(super) fn response(&self, status: u16) -> Option<&Documented> {
        let of = |wanted: Status| {
            let mut responses = self.responses.iter();
            responses.find(|response| response.status == wanted)
        };
        of(Status::Code(status))
            .or_else(|| of(Status::Range(status / 100)))
            .or_else(|| of(Status::Default))
    }

    /// The first success, with its status.
    pub(super) fn success(&self) -> Option<(u16, &Documented)> {
        let codes = self.responses.iter().filter_map(|response| {
            let status = match response.status {
                Status::Code(code) if (200..300).contains(&code) => code,
                Status::Range(2) => 200,
                _ => return None,
            };
            Some((status, response))
        });
        let default = || self.response(200).map(|response| (200, response));
        codes.min_by_key(|(status, _)| *status).or_else(default)
    }

    /// The schema of the first success, if it is JSON.
    pub(super) fn success_schema(&self) -> Option<&Value> {
        let (_, response) = self.success()?;
        let json = response.content.iter().find(|media| media.is_json())?;
        json.schema.as_ref()
    }
}
