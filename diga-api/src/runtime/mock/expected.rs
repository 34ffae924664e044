//! What a request has to be, so that a mock answers it.

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
use crate::runtime::request::query::{self, QueryStyle};
use crate::runtime::request::{Form, encode_into};

/// Says why a request is not the one that is meant; `None` if it is.
type Condition = Box<dyn Fn(&Request) -> Option<String> + Send + Sync>;

/// A call of one operation, and what is asked of it beside. Generated code fills it.
pub(crate) struct Expected {
    operation: &'static Operation,
    template: Template,
    conditions: Vec<Condition>,
}

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

    /// wiremock's default for a path that is always the same; the more parameters may be anything,
    /// the later.
    pub(super) fn priority(&self) -> u8 {
        let open = u8::try_from(self.template.open()).unwrap_or(u8::MAX);
        open.saturating_add(5).min(Self::LAST - 1)
    }

    /// After every other mock.
    pub(super) const LAST: u8 = u8::MAX;

    /// Whether the request is a call of the operation at all.
    pub(super) fn concerns(&self, request: &Request) -> bool {
        let url = &request.url;
        request.method == self.operation.method && self.template.covers(url.path(), url.query())
    }

    /// Why a call of the operation is not the one that is meant.
    pub(super) fn refuses(&self, request: &Request) -> Option<String> {
        let url = &request.url;
        let path = self.template.refuses(url.path(), url.query());
        path.or_else(|| self.conditions.iter().find_map(|it| it(request)))
    }

    /// A path parameter, as the path has it.
    pub(crate) fn path(mut self, name: &str, text: &str) -> Self {
        self.template.fix(name, text);
        self
    }

    /// A query parameter.
    pub(crate) fn query<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: QueryStyle,
        value: &T,
    ) -> Self {
        let mut expected = String::new();
        if let Err(error) = query::append(&mut expected, name, style, value) {
            return self.never(name, &error);
        }
        let mut key = String::new();
        encode_into(&mut key, name);
        let members = format!("{key}%5B");
        let deep = style == QueryStyle::DeepObject;
        self.condition(move |request| {
            // An exploded object stands under the names of its members.
            let own = |pair: &&str| {
                let name = name_of(pair);
                name == key
                    || (deep && name.starts_with(&members))
                    || pairs(&expected).any(|it| name_of(it) == name)
            };
            let actual: Vec<_> = pairs(request.url.query().unwrap_or_default())
                .filter(own)
                .collect();
            let same = actual.iter().copied().eq(pairs(&expected));
            (!same).then(|| unlike("the query", &actual.join("&"), &expected))
        })
    }

    /// A header parameter.
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
            let said = || String::from_utf8_lossy(actual.unwrap_or_default()).into_owned();
            (!same).then(|| unlike(name, &said(), expected.as_deref().unwrap_or_default()))
        })
    }

    /// A cookie parameter.
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
                unlike(
                    &format!("the cookie {name}"),
                    &actual.unwrap_or_default(),
                    expected.as_deref().unwrap_or_default(),
                )
            })
        })
    }

    /// A body of JSON, whatever the order of its members.
    pub(crate) fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        // Through text, as it is sent: a number is then the same on both sides.
        let written = serde_json::to_vec(body);
        let expected: Value = match written.and_then(|it| serde_json::from_slice(&it)) {
            Ok(expected) => expected,
            Err(error) => return self.never("the body", &error),
        };
        self.condition(move |request| match serde_json::from_slice(&request.body) {
            Ok(actual) => difference(&expected, &actual).map(|it| format!("the body, {it}")),
            Err(_) => Some("the body is not JSON".to_owned()),
        })
    }

    /// A body of `application/x-www-form-urlencoded`.
    pub(crate) fn form<T: Serialize + ?Sized>(self, body: &T) -> Self {
        match query::form(body) {
            Ok(form) => self.text(&form),
            Err(error) => self.never("the body", &error),
        }
    }

    /// A body of text.
    pub(crate) fn text(self, body: &str) -> Self {
        let expected = body.to_owned();
        self.condition(move |request| {
            let same = request.body == expected.as_bytes();
            let actual = || String::from_utf8_lossy(&request.body).into_owned();
            (!same).then(|| unlike("the body", &actual(), &expected))
        })
    }

    /// A body of bytes.
    pub(crate) fn bytes(self, body: &[u8]) -> Self {
        let expected = body.to_owned();
        self.condition(move |request| {
            (request.body != expected).then(|| "the body has other bytes".to_owned())
        })
    }

    /// A body of `multipart/form-data`, its parts in the document's order.
    pub(crate) fn multipart(self, form: Form) -> Self {
        self.condition(move |request| {
            let content_type = request.headers.get(CONTENT_TYPE);
            let content_type = content_type.and_then(|it| it.to_str().ok());
            let boundary = content_type.and_then(|it| Some(it.split_once("boundary=")?.1));
            let expected = boundary.and_then(|it| form.again()?.bounded(it).ok());
            match expected.as_ref().and_then(|(_, body)| body.as_bytes()) {
                Some(expected) if expected == request.body => None,
                Some(_) => Some("the form has other parts".to_owned()),
                None => Some("a form with a stream cannot be compared".to_owned()),
            }
        })
    }

    /// What wiremock can ask.
    pub(crate) fn and(self, matcher: impl Match + 'static) -> Self {
        self.condition(move |request| {
            let said = || "it is not what `and` asks for".to_owned();
            (!matcher.matches(request)).then(said)
        })
    }

    /// The credentials that the operation needs, whatever they are.
    pub(crate) fn authorized(self) -> Self {
        let alternatives = self.operation.security;
        self.condition(move |request| {
            let needy = || alternatives.iter().filter(|it| !it.is_empty());
            let shown = |schemes: &&&[SecurityScheme]| schemes.iter().all(|it| shows(request, it));
            let none = needy().next().is_some() && !needy().any(|it| shown(&it));
            none.then(|| "it has not the credentials that the operation needs".to_owned())
        })
    }

    /// The error that a call fails with.
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

    /// What cannot be written is never sent.
    fn never(self, what: &str, error: &dyn std::error::Error) -> Self {
        let said = format!("what is asked of {what} cannot be written: {error}");
        self.condition(move |_| Some(said.clone()))
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

fn unlike(what: &str, actual: &str, expected: &str) -> String {
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
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split("; "));
    let pair = pairs.find(|pair| name_of(pair) == name)?;
    Some(pair.split_once('=').map_or("", |(_, text)| text).to_owned())
}

/// Whether the request carries a credential where the scheme has it.
fn shows(request: &Request, scheme: &SecurityScheme) -> bool {
    let authorization = request.headers.get(AUTHORIZATION);
    let authorization = authorization.and_then(|it| it.to_str().ok());
    let begins = |with: &str| authorization.is_some_and(|it| it.starts_with(with));
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
            pairs(request.url.query().unwrap_or_default()).any(|it| name_of(it) == parameter)
        }
        SecurityScheme::ApiKeyCookie { cookie: name, .. } => {
            cookie(request, &encoded(name)).is_some()
        }
    }
}
