//! Calls of endpoints that the document does not describe.

use std::fmt;

use bytes::Bytes;
use http::Method;
use serde::Serialize;

use super::client::Client;
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;
use crate::runtime::request::Body;
use crate::runtime::request::{Call, CallOptions, Sealed};
use crate::runtime::request::{Request, written_path};
use crate::runtime::response::{IncomingResponse, Response};

/// A call of an endpoint that the document does not describe; see [`Client::request_raw`].
#[must_use = "a call does nothing before `send`"]
pub struct RawCall {
    client: Client,
    operation: Option<&'static Operation>,
    path: String,
    body: Option<Content>,
    options: CallOptions,
}

enum Content {
    Json(serde_json::Result<Vec<u8>>),
    Other(String, Body),
}

impl Client {
    /// Calls an endpoint that the document does not describe, with the same authentication,
    /// retries, timeouts and errors as documented ones.
    ///
    /// It sends the credentials that the document requires for all operations, or else those that
    /// most of its operations require, if the client has them.
    ///
    /// `path` begins with a slash and is relative to the base URL. Percent-encode what is not to be
    /// read as a separator; spaces and characters outside ASCII are encoded here. Add query
    /// parameters with [`with_query`](Call::with_query).
    ///
    /// ```no_run
    /// use diga_api::Call;
    ///
    /// # async fn run(client: diga_api::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let response = client
    ///     .request_raw(http::Method::GET, "/v2/beta")
    ///     .with_query("limit", &10)
    ///     .send()
    ///     .await?;
    /// let names: Vec<String> = response.json()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request_raw(&self, method: Method, path: impl Into<String>) -> RawCall {
        RawCall {
            client: self.clone(),
            operation: operation(&method),
            path: path.into(),
            body: None,
            options: CallOptions::default(),
        }
    }
}

impl RawCall {
    /// A JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = Some(Content::Json(serde_json::to_vec(body)));
        self
    }

    /// A body of any other kind.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Body>) -> Self {
        self.body = Some(Content::Other(content_type.into(), body.into()));
        self
    }

    /// Sends the call. Every status from 200 to 299 is a success, and the value is the body as it
    /// was received.
    ///
    /// # Errors
    ///
    /// Those of every call, see [`Error`]. [`is_invalid_request`](Error::is_invalid_request), if
    /// the method is not one that HTTP defines, or if the path does not begin with a slash, has a
    /// query, a segment `.` or `..` (also percent-encoded), a backslash or a control character.
    pub async fn send(self) -> Result<Response<Bytes>, Error> {
        let Some(operation) = self.operation else {
            return Err(Error::not_sent(
                "the method is not one that RFC 9110 or RFC 5789 defines",
            ));
        };
        let path = written_path(&self.path).map_err(Error::not_sent)?;
        let mut request = Request::new(operation, path);
        request.options(self.options);
        match self.body {
            None => {}
            Some(Content::Json(Ok(json))) => request.body("application/json", json),
            Some(Content::Json(Err(error))) => {
                return Err(
                    Error::not_sent("the body cannot be serialized as JSON").with_source(error)
                );
            }
            Some(Content::Other(content_type, body)) => request.body(&content_type, body),
        }
        let response = IncomingResponse::<()>::of(self.client.call(&mut request).await)?;
        if response.status().is_success() {
            response.bytes()
        } else {
            Err(response.error())
        }
    }
}

impl Call for RawCall {
    fn options_mut(&mut self, _: Sealed) -> &mut CallOptions {
        &mut self.options
    }
}

/// The body is not printed.
impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall")
            .field("method", &self.operation.map(|operation| &operation.method))
            .field("path", &self.path)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The stand-in for a documented operation, by method.
fn operation(method: &Method) -> Option<&'static Operation> {
    static OPERATIONS: [Operation; 8] = [
        of(Method::GET),
        of(Method::POST),
        of(Method::PUT),
        of(Method::PATCH),
        of(Method::DELETE),
        of(Method::HEAD),
        of(Method::OPTIONS),
        of(Method::TRACE),
    ];
    const fn of(method: Method) -> Operation {
        Operation {
            id: "request_raw",
            name: "request_raw",
            method,
            path: "/{undocumented}",
            accept: Some("application/json, */*;q=0.5"),
            security: crate::API.security,
            ..Operation::PLAIN
        }
    }
    OPERATIONS
        .iter()
        .find(|operation| operation.method == *method)
}
