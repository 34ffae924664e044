//! The request that a mock expects.

use std::fmt;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use serde::Serialize;
use serde_json::Value;
use wiremock::{Match, Request};

use super::difference::difference;
use super::failure::Failure;
use super::template::Template;
use crate::runtime::error::Error;
use crate::runtime::operation::{Operation, SecurityScheme};
use crate::runtime::request::query::{self, FieldStyle, QueryStyle};
use crate::runtime::request::{Encode, Form, encode_into, encode_reserved_into};

/// Returns why a request is not the expected one; `None` if it is.
type Condition = Box<dyn Fn(&Request) -> Option<String> + Send + Sync>;

/// A call of one operation, with conditions. Generated code fills it.
pub(crate) struct Expected {
    operation: &'static Operation,
    template: Template,
    conditions: Vec<Condition>,
}

// Generated code uses only the parameters and bodies that the operations have.
#[allow(dead_code)]
impl Expected {
    pub(crate) fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            template: Template::new(operation.path),
            conditions: Vec::new(),
        }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// wiremock's default for a path without parameters; lower for each parameter that may have any
    /// value.
    pub(super) fn priority(&self) -> u8 {
        let open = u8::try_from(self.template.open()).unwrap_or(u8::MAX);
        open.saturating_add(5).min(Self::LAST - 1)
    }

    /// The priority below every other mock.
    pub(super) const LAST: u8 = u8::MAX;

    /// Whether the request is a call of the operation.
    pub(super) fn is_call(&self, request: &Request) -> bool {
        let url = &request.url;
        request.method == self.operation.method && self.template.covers(url.path(), url.query())
    }

    /// The reason that a call of the operation is not the expected one.
    pub(super) fn mismatch(&self, request: &Request) -> Option<String> {
        let url = &request.url;
        let path = self.template.mismatch(url.path(), url.query());
        path.or_else(|| {
            self.conditions
                .iter()
                .find_map(|condition| condition(request))
        })
    }

    /// Expects a path parameter, as it is encoded in the path.
    pub(crate) fn path(mut self, name: &str, text: &str) -> Self {
        self.template.fix(name, text);
        self
    }

    /// Expects a query parameter.
    pub(crate) fn query<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
    ) -> Self {
        self.encoded_query(name, style, value, encode_into)
    }

    /// Expects a query parameter with reserved characters.
    pub(crate) fn reserved_query<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
    ) -> Self {
        self.encoded_query(name, style, value, encode_reserved_into)
    }

    fn encoded_query<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
        encode: Encode,
    ) -> Self {
        let mut expected = String::new();
        match query::append(&mut expected, name, style, value, encode) {
            Ok(()) => self.pairs(name, style, expected),
            Err(error) => self.never(name, &error),
        }
    }

    /// Expects these pairs of a query parameter.
    fn pairs(self, name: &str, style: QueryStyle, expected: String) -> Self {
        let mut key = String::new();
        encode_into(&mut key, name);
        let members = format!("{key}%5B");
        let deep = style == QueryStyle::DeepObject;
        self.condition(move |request| {
            // An exploded object is a parameter for each of its members.
            let own = |pair: &&str| {
                let name = name_of(pair);
                name == key
                    || (deep && name.starts_with(&members))
                    || pairs(&expected).any(|pair| name_of(pair) == name)
            };
            let actual: Vec<_> = pairs(request.url.query().unwrap_or_default())
                .filter(own)
                .collect();
            let same = actual.iter().copied().eq(pairs(&expected));
            (!same).then(|| differs("the query", &actual.join("&"), &expected))
        })
    }

    /// Expects a header parameter.
    pub(crate) fn header<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Self {
        let expected = match query::simple(value, explode) {
            Ok(expected) => expected,
            Err(error) => return self.never(name, &error),
        };
        self.condition(move |request| {
            let actual = request.headers.get(name).map(http::HeaderValue::as_bytes);
            let same = actual == expected.as_deref().map(str::as_bytes);
            let shown = || String::from_utf8_lossy(actual.unwrap_or_default()).into_owned();
            (!same).then(|| differs(name, &shown(), expected.as_deref().unwrap_or_default()))
        })
    }

    /// Expects a cookie parameter.
    pub(crate) fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        let expected = match query::simple(value, false) {
            Ok(text) => text.map(|text| {
                let mut encoded = String::new();
                encode_into(&mut encoded, &text);
                encoded
            }),
            Err(error) => return self.never(name, &error),
        };
        self.condition(move |request| {
            let actual = cookie(request, name);
            let same = actual.as_deref() == expected.as_deref();
            (!same).then(|| {
                differs(
                    &format!("the cookie {name}"),
                    &actual.unwrap_or_default(),
                    expected.as_deref().unwrap_or_default(),
                )
            })
        })
    }

    /// Expects a JSON body, with its members in any order.
    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        // Serialized and parsed as it is sent, so that numbers compare equal.
        let written = serde_json::to_vec(body);
        let expected: Value = match written.and_then(|json| serde_json::from_slice(&json)) {
            Ok(expected) => expected,
            Err(error) => return self.never("the body", &error),
        };
        self.condition(move |request| match serde_json::from_slice(&request.body) {
            Ok(actual) => difference(&expected, &actual).map(|found| format!("the body, {found}")),
            Err(_) => Some("the body is not JSON".to_owned()),
        })
    }

    /// Expects a body of `application/x-www-form-urlencoded`.
    pub(crate) fn form<T: Serialize + ?Sized>(self, body: &T, styles: &[FieldStyle]) -> Self {
        match query::form(body, styles) {
            Ok(form) => self.text(&form),
            Err(error) => self.never("the body", &error),
        }
    }

    /// Expects this string as the body.
    pub(crate) fn text(self, body: &str) -> Self {
        let expected = body.to_owned();
        self.condition(move |request| {
            let same = request.body == expected.as_bytes();
            let actual = || String::from_utf8_lossy(&request.body).into_owned();
            (!same).then(|| differs("the body", &actual(), &expected))
        })
    }

    /// Expects a body of these bytes.
    pub(crate) fn bytes(self, body: &[u8]) -> Self {
        let expected = body.to_owned();
        self.condition(move |request| {
            (request.body != expected).then(|| "the body has different bytes".to_owned())
        })
    }

    /// Expects a body of `multipart/form-data`, its parts in the order of the document.
    pub(crate) fn multipart(self, form: Form) -> Self {
        self.condition(move |request| {
            let content_type = request.headers.get(CONTENT_TYPE);
            let content_type = content_type.and_then(|value| value.to_str().ok());
            let boundary = content_type.and_then(|value| Some(value.split_once("boundary=")?.1));
            let expected = boundary.and_then(|boundary| form.again()?.bounded(boundary).ok());
            match expected.as_ref().and_then(|(_, body)| body.as_bytes()) {
                Some(expected) if expected == request.body => None,
                Some(_) => Some("the form has different parts".to_owned()),
                None => Some("a form with a stream cannot be compared".to_owned()),
            }
        })
    }

    /// Adds a matcher of wiremock.
    pub(crate) fn and(self, matcher: impl Match + 'static) -> Self {
        self.condition(move |request| {
            let why = || "it does not match `and`".to_owned();
            (!matcher.matches(request)).then(why)
        })
    }

    /// Expects the credentials that the operation needs, with any value.
    pub(crate) fn authorized(self) -> Self {
        let alternatives = self.operation.security;
        self.condition(move |request| {
            let mut needed = alternatives.iter().filter(|schemes| !schemes.is_empty());
            let is_open = needed.clone().next().is_none();
            let has_credentials =
                needed.any(|schemes| schemes.iter().all(|scheme| carries(request, scheme)));
            (!is_open && !has_credentials)
                .then(|| "it lacks the credentials that the operation needs".to_owned())
        })
    }

    /// The error of a call that fails.
    pub(crate) fn fails_with<E>(self, failure: Failure) -> Error<E>
    where
        Error<E>: From<Failure>,
    {
        failure.of(self.operation).into()
    }

    fn condition(
        mut self,
        condition: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.conditions.push(Box::new(condition));
        self
    }

    /// A condition that no request meets: the expected value cannot be serialized.
    fn never(self, what: &str, error: &dyn std::error::Error) -> Self {
        let message = format!("the expected value of {what} cannot be serialized: {error}");
        self.condition(move |_| Some(message.clone()))
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected")
            .field("operation", &self.operation.name)
            .field("conditions", &self.conditions.len())
            .finish_non_exhaustive()
    }
}

fn differs(what: &str, actual: &str, expected: &str) -> String {
    format!("{what}: `{actual}` is not `{expected}`")
}

fn pairs(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|pair| !pair.is_empty())
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

fn cookie(request: &Request, name: &str) -> Option<String> {
    let headers = request.headers.get_all(COOKIE).into_iter();
    let mut pairs = headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split("; "));
    let pair = pairs.find(|pair| name_of(pair) == name)?;
    Some(pair.split_once('=').map_or("", |(_, text)| text).to_owned())
}

/// Whether the request has a credential where the scheme sends it.
fn carries(request: &Request, scheme: &SecurityScheme) -> bool {
    let authorization = request.headers.get(AUTHORIZATION);
    let authorization = authorization.and_then(|value| value.to_str().ok());
    let begins = |with: &str| authorization.is_some_and(|value| value.starts_with(with));
    let encoded = |name: &str| {
        let mut out = String::new();
        encode_into(&mut out, name);
        out
    };
    match scheme {
        SecurityScheme::Bearer { .. } => begins("Bearer "),
        SecurityScheme::Basic { .. } => begins("Basic "),
        SecurityScheme::ApiKeyHeader { header, .. } => request.headers.contains_key(*header),
        SecurityScheme::ApiKeyQuery { parameter, .. } => {
            let parameter = encoded(parameter);
            pairs(request.url.query().unwrap_or_default()).any(|pair| name_of(pair) == parameter)
        }
        SecurityScheme::ApiKeyCookie { cookie: name, .. } => {
            cookie(request, &encoded(name)).is_some()
        }
        // Only the caller knows where its credential is.
        SecurityScheme::Unsupported { .. } => true,
    }
}
