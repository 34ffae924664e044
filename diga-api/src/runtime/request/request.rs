//! A request being built: generated code fills it in the order of the document.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use super::body::Body;
use super::multipart::Form;
use super::options::{CallOptions, is_framing};
use super::path;
use super::percent::{Encode, encode_into, encode_reserved_into};
use super::query::{self, FieldStyle, QueryStyle};
use crate::runtime::error::Error;
use crate::runtime::model::{Checker, Violation};
use crate::runtime::operation::Operation;

/// One call before it is sent. Values that cannot be serialized are recorded, and reported by
/// [`validate`](Self::validate), before anything is sent.
pub(crate) struct Request {
    pub(crate) operation: &'static Operation,
    /// The server of this operation alone: an index in `API.servers`.
    pub(crate) server: Option<usize>,
    /// The filled path, to be joined to the base URL.
    pub(crate) path: Cow<'static, str>,
    /// Encoded, without the question mark.
    pub(crate) query: String,
    /// The headers of the operation itself.
    pub(crate) headers: HeaderMap,
    /// Encoded, joined by `; `.
    pub(crate) cookies: String,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Option<Body>,
    pub(crate) options: CallOptions,
    violations: Vec<Violation>,
    /// The first value that could not be serialized.
    failed: Option<Error>,
}

// Generated code uses only the parameters and bodies that the operations have.
#[allow(dead_code)]
impl Request {
    /// Begins a request of `operation` at `path`, the operation's path with its parameters filled
    /// in.
    pub(crate) fn new(operation: &'static Operation, path: impl Into<Cow<'static, str>>) -> Self {
        let mut path = path.into();
        // A fragment is not sent (RFC 9110, section 4.2.5), and a query after it would be lost.
        if let Some(fragment) = path.find('#') {
            path.to_mut().truncate(fragment);
        }
        Self {
            operation,
            server: None,
            path,
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: String::new(),
            content_type: None,
            body: None,
            options: CallOptions::default(),
            violations: Vec::new(),
            failed: None,
        }
    }

    /// Sends the request to the server that the document has for this operation alone.
    pub(crate) fn on_server(&mut self, index: usize) {
        self.server = Some(index);
    }

    /// The settings of this call.
    pub(crate) fn options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Adds a query parameter. Absent and null values are omitted.
    pub(crate) fn query<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        style: QueryStyle,
        value: &T,
    ) {
        self.encoded_query(name, style, value, encode_into);
    }

    /// Like [`query`](Self::query), but leaves reserved characters as they are.
    pub(crate) fn reserved_query<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        style: QueryStyle,
        value: &T,
    ) {
        self.encoded_query(name, style, value, encode_reserved_into);
    }

    fn encoded_query<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        style: QueryStyle,
        value: &T,
        encode: Encode,
    ) {
        if let Err(error) = query::append(&mut self.query, name, style, value, encode) {
            self.fail(format!("query parameter {name} cannot be written"), error);
        }
    }

    /// Adds a header parameter, in style `simple`. Absent and null values are omitted.
    pub(crate) fn header<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) {
        let text = match query::simple(value, explode) {
            Ok(Some(text)) => text,
            Ok(None) => return,
            Err(error) => return self.fail(format!("header {name} cannot be written"), error),
        };
        // The errors repeat neither name nor value, which may be secret.
        match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
            (Ok(name), Ok(_)) if is_framing(&name) => {}
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(error), _) => self.fail(format!("`{name}` is not a valid header name"), error),
            (_, Err(error)) => self.fail(
                format!("header {name} has a value that no header can carry"),
                error,
            ),
        }
    }

    /// Adds a cookie parameter, percent-encoded. Absent and null values are omitted.
    pub(crate) fn cookie<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        match query::simple(value, false) {
            Ok(Some(text)) => self.add_cookie(name, &text),
            Ok(None) => {}
            Err(error) => self.fail(format!("cookie {name} cannot be written"), error),
        }
    }

    fn add_cookie(&mut self, name: &str, value: &str) {
        if !self.cookies.is_empty() {
            self.cookies.push_str("; ");
        }
        self.cookies.push_str(name);
        self.cookies.push('=');
        encode_into(&mut self.cookies, value);
    }

    /// Validates the value at `location` in the request against the constraints of the document, by
    /// `check`.
    pub(crate) fn check(&mut self, location: &str, check: impl FnOnce(&mut Checker)) {
        let mut checker = Checker::default();
        check(&mut checker);
        self.violations.append(&mut checker.finish(location));
    }

    /// Sets a body of JSON.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, content_type: &'static str, body: &T) {
        match serde_json::to_vec(body) {
            Ok(json) => self.set_body(content_type, Body::from(json)),
            Err(error) => self.fail("the body cannot be serialized as JSON", error),
        }
    }

    /// Sets a body of `application/x-www-form-urlencoded`; `styles` are those of fields that are
    /// not in style `form`.
    pub(crate) fn form<T: Serialize + ?Sized>(&mut self, body: &T, styles: &[FieldStyle]) {
        match query::form(body, styles) {
            Ok(form) => self.set_body("application/x-www-form-urlencoded", Body::from(form)),
            Err(error) => self.fail("the body cannot be written as a form", error),
        }
    }

    /// Sets a body that is a string.
    pub(crate) fn text(&mut self, content_type: &'static str, body: String) {
        self.set_body(content_type, Body::from(body));
    }

    /// Sets a body of bytes.
    pub(crate) fn body(&mut self, content_type: &str, body: impl Into<Body>) {
        self.set_body(content_type, body.into());
    }

    /// Sets a body of `multipart/form-data` or another multipart type.
    pub(crate) fn multipart(&mut self, form: Form) {
        match form.into_body() {
            Ok((content_type, body)) => self.set_body(&content_type, body),
            Err(error) => self.fail(format!("the form cannot be written: {error}"), error),
        }
    }

    fn set_body(&mut self, content_type: &str, body: Body) {
        self.body = Some(body);
        match HeaderValue::from_str(content_type) {
            Ok(value) => self.content_type = Some(value),
            Err(error) => self.fail(
                format!("{} cannot be written", CONTENT_TYPE.as_str()),
                error,
            ),
        }
    }

    /// Fails with the reason if the request cannot be sent.
    pub(crate) fn validate(&mut self) -> Result<(), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if let Some(what) = self.options.failed.take() {
            return Err(Error::not_sent(what));
        }
        if !self.violations.is_empty() {
            let violations = std::mem::take(&mut self.violations);
            let error = Error::not_sent("not sent, because it violates the document");
            return Err(error.with_violations(violations));
        }
        match path::unsendable(&self.path, self.operation.path) {
            Some(why) => Err(Error::not_sent(why)),
            None => Ok(()),
        }
    }

    /// A number that is different for requests that differ, but for collisions of 64 bits: the
    /// position in a list.
    pub(crate) fn position(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let parts = (
            &self.path,
            &self.query,
            &self.options.query,
            &self.options.continue_at,
            &self.cookies,
        );
        parts.hash(&mut hasher);
        for (name, value) in self.headers.iter().chain(&self.options.headers) {
            (name, value).hash(&mut hasher);
        }
        let body = self.body.as_ref().and_then(Body::as_bytes);
        body.hash(&mut hasher);
        hasher.finish()
    }

    fn fail(
        &mut self,
        detail: impl Into<String>,
        error: impl std::error::Error + Send + Sync + 'static,
    ) {
        if self.failed.is_none() {
            self.failed = Some(Error::not_sent(detail).with_source(error));
        }
    }
}
