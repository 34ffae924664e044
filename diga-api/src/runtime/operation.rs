//! The static description of the document and of each operation, written by the generator.

use std::ops::RangeInclusive;

use http::{HeaderMap, Method, StatusCode};

use crate::runtime::media_type;

/// The properties of the document as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Api {
    /// `info.title`.
    pub(crate) title: &'static str,
    /// `info.version`.
    pub(crate) version: &'static str,
    /// The server that clients call by default.
    pub(crate) server: Option<Server>,
    /// The servers of single operations: [`Request::server`] is an index in this list.
    ///
    /// [`Request::server`]: crate::runtime::Request::server
    pub(crate) servers: &'static [Server],
    /// The prefix of the environment variables: what is before `_API_TOKEN`.
    pub(crate) env: &'static str,
    /// The security of endpoints that the document does not describe, in the form of
    /// [`Operation::security`].
    pub(crate) security: &'static [&'static [SecurityScheme]],
    /// Where error bodies have their code: each a path of properties.
    pub(crate) error_codes: &'static [&'static [&'static str]],
}

/// A server of the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Server {
    /// The URL with `{placeholders}`. That of an operation may be relative to the base URL.
    pub(crate) url: &'static str,
    /// The variables that the document describes.
    pub(crate) variables: &'static [ServerVariable],
}

/// A variable in the URL of a server.
#[derive(Clone, Copy, Debug)]
// Documents seldom have any.
#[allow(dead_code)]
pub(crate) struct ServerVariable {
    /// Its name in the URL.
    pub(crate) name: &'static str,
    /// Its value if the caller sets none.
    pub(crate) default: Option<&'static str>,
    /// The values that it can have, or none if it can have any.
    pub(crate) values: &'static [&'static str],
}

/// The static part of an operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The document's `operationId`.
    pub(crate) id: &'static str,
    /// The name of the method in Rust.
    pub(crate) name: &'static str,
    /// The HTTP method.
    pub(crate) method: Method,
    /// The path template as in the document, with `{placeholders}`.
    pub(crate) path: &'static str,
    /// The `accept` header.
    pub(crate) accept: Option<&'static str>,
    /// Alternatives, each a list of schemes that are needed together. Without any alternative there
    /// is no authentication.
    pub(crate) security: &'static [&'static [SecurityScheme]],
    /// The statuses whose bodies are read as a stream.
    pub(crate) streams: &'static [RangeInclusive<u16>],
    /// The documented redirects, which are received instead of followed.
    pub(crate) redirects: &'static [RangeInclusive<u16>],
}

impl Operation {
    /// An operation with nothing but what each has, for the rest of a struct.
    pub(crate) const PLAIN: Self = Self {
        id: "",
        name: "",
        method: Method::GET,
        path: "/",
        accept: None,
        security: &[],
        streams: &[],
        redirects: &[],
    };

    /// Whether the body of a response with this status and these headers is read as a stream.
    ///
    /// Where server-sent events are expected, a body of another type is an error, which contains
    /// it; so it is read whole, unless the operation accepts its type as a stream too.
    pub(crate) fn is_streamed(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        let streamed = self
            .streams
            .iter()
            .any(|statuses| statuses.contains(&status.as_u16()));
        if !streamed || !self.accepts(media_type::EVENTS) {
            return streamed;
        }
        let essence = media_type::of(headers).unwrap_or_default();
        essence.eq_ignore_ascii_case(media_type::EVENTS)
            || (!media_type::is_json(essence) && self.accepts(essence))
    }

    /// Whether the `accept` header lists this media type.
    fn accepts(&self, essence: &str) -> bool {
        let listed = self.accept.into_iter().flat_map(|accept| accept.split(','));
        listed
            .map(|listed| listed.split(';').next().unwrap_or(listed).trim())
            .any(|listed| listed.eq_ignore_ascii_case(essence))
    }

    /// Whether the document describes a redirect with this status.
    pub(crate) fn is_documented_redirect(&self, status: StatusCode) -> bool {
        self.redirects
            .iter()
            .any(|statuses| statuses.contains(&status.as_u16()))
    }
}

/// How a security scheme of the document sends its credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Generated code uses only the schemes that the document has.
#[allow(dead_code)]
pub(crate) enum SecurityScheme {
    /// `authorization: Bearer ...` (RFC 6750); OAuth 2 and OpenID Connect use it as well.
    Bearer {
        /// The scheme's name in the document.
        name: &'static str,
    },
    /// `authorization: Basic ...` (RFC 7617).
    Basic {
        /// The scheme's name in the document.
        name: &'static str,
    },
    /// A header that the document names.
    ApiKeyHeader {
        /// The scheme's name in the document.
        name: &'static str,
        /// The header's name.
        header: &'static str,
    },
    /// A query parameter.
    ApiKeyQuery {
        /// The scheme's name in the document.
        name: &'static str,
        /// The parameter's name.
        parameter: &'static str,
    },
    /// A cookie.
    ApiKeyCookie {
        /// The scheme's name in the document.
        name: &'static str,
        /// The cookie's name.
        cookie: &'static str,
    },
    /// A scheme that the client cannot follow by itself, such as HTTP digest.
    Unsupported {
        /// The scheme's name in the document.
        name: &'static str,
        /// What it is: `the HTTP scheme \`digest\``.
        kind: &'static str,
    },
}

impl SecurityScheme {
    /// The scheme's name in the document.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Bearer { name }
            | Self::Basic { name }
            | Self::ApiKeyHeader { name, .. }
            | Self::ApiKeyQuery { name, .. }
            | Self::ApiKeyCookie { name, .. }
            | Self::Unsupported { name, .. } => name,
        }
    }
}
