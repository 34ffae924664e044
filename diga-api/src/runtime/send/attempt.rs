//! One attempt of a call: the request, the redirects that it leads to, and the response.

use std::pin::pin;
use std::sync::Arc;

use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};
use reqwest::Url;
use tokio::time::timeout_at;

use super::deadline::AttemptDeadline;
use super::head::{Head, add_secret_query, public_headers};
use super::received::{Received, Sent};
use super::redirect;
use super::settings::Settings;
use super::transport::TransportError;
use crate::runtime::auth::Secret;
use crate::runtime::error::{BoxError, Error, Kind, causes, root_cause};
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::{BaseUrl, Body, Request, Upload, observing};

/// Everything that one attempt sends, except the body.
pub(super) struct Attempt<'a> {
    pub(super) settings: &'a Settings,
    pub(super) server: &'a BaseUrl,
    pub(super) request: &'a Request,
    pub(super) schemes: &'a [SecurityScheme],
    pub(super) token: Option<&'a Secret>,
}

impl Attempt<'_> {
    /// Sends the request once and receives the response. A body that can be sent again is left in
    /// `body`.
    pub(super) async fn receive(
        &self,
        body: &mut Option<Body>,
        deadline: AttemptDeadline,
    ) -> Result<Received, Error> {
        let upload = body.as_ref().and_then(Body::upload);
        let (sent, deadline) = self.response(body, upload.as_ref(), deadline).await?;
        let operation = self.request.operation;
        let limit = self.settings.max_body_bytes;
        Ok(Received::read(operation, sent, deadline, limit).await)
    }

    /// Waits for the response until the deadline, which a body that is being sent extends, and
    /// returns what remains of it.
    async fn response(
        &self,
        body: &mut Option<Body>,
        upload: Option<&Arc<Upload>>,
        mut deadline: AttemptDeadline,
    ) -> Result<(Sent, AttemptDeadline), Error> {
        let mut sending = pin!(self.send(body, upload));
        loop {
            if let Ok(sent) = timeout_at(deadline.end, sending.as_mut()).await {
                // The body of the response has as much time left as the response itself had.
                let moved = upload.and_then(|upload| upload.last_moved());
                return Ok((sent?, deadline.extended(moved).unwrap_or(deadline)));
            }
            let moved = upload.and_then(|upload| upload.last_moved());
            match deadline.extended(moved) {
                Some(later) => deadline = later,
                None => {
                    let detail = format!("no response within {:?}", deadline.timeout);
                    return Err(Error::new(Kind::Timeout, detail));
                }
            }
        }
    }

    /// Sends the request and follows redirects.
    async fn send(
        &self,
        body: &mut Option<Body>,
        upload: Option<&Arc<Upload>>,
    ) -> Result<Sent, Error> {
        let method = &self.request.operation.method;
        if let Some(unsettled) = body.take() {
            let settled = unsettled.settled().await;
            *body = Some(settled.map_err(|error| self.upload_error(error))?);
        }
        let mut head = self.head()?;
        let has_body = body.is_some();
        // Where redirects have led. A response that was built by a layer does not know its own URL.
        let mut redirected: Option<Url> = None;
        let mut hops = 0;
        loop {
            let credentials_sent = head.credentials_sent;
            let sent = |response| Sent {
                response,
                credentials_sent,
            };
            let mut request = reqwest::Request::new(method.clone(), head.url);
            *request.headers_mut() = head.headers;
            if is_empty(method, body.as_ref()) {
                let headers = request.headers_mut();
                headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            let copy = body.as_ref().and_then(Body::again);
            *request.body_mut() = body.take().map(|body| body.into_reqwest(upload));
            *body = copy;
            let sending = self.settings.transport.send(request);
            let result = match upload {
                Some(upload) => observing(Arc::clone(upload), sending).await,
                None => sending.await,
            };
            let response = match result {
                Ok(response) => response,
                Err(error) => {
                    return Err(match upload.and_then(|upload| upload.take_failure()) {
                        Some(failure) => self.upload_error(failure),
                        None => self.transport_error(error, redirected.as_ref()),
                    });
                }
            };
            if self
                .request
                .operation
                .is_documented_redirect(response.status())
            {
                return Ok(sent(response));
            }
            let location = redirect::location(method, response.status(), response.headers());
            let Some(location) = location else {
                return Ok(sent(response));
            };
            let body_is_gone = has_body && body.is_none();
            if hops >= redirect::LIMIT || body_is_gone {
                return Ok(sent(response));
            }
            let Head {
                url,
                headers,
                credentials_sent,
                secret_query,
            } = self.head()?;
            let from = redirected.unwrap_or(url);
            let allows = |url: &Url| self.server.same_origin(url) || self.settings.allows(url);
            let Some(mut next) = redirect::hop(self.server, allows, method, &from, location) else {
                return Ok(sent(response));
            };
            hops += 1;
            if next.trusted {
                add_secret_query(&mut next.url, &secret_query);
            }
            redirected = Some(next.url.clone());
            head = Head {
                url: next.url,
                headers: if next.trusted {
                    headers
                } else {
                    public_headers(&headers)
                },
                credentials_sent: credentials_sent && next.trusted,
                secret_query,
            };
        }
    }

    fn head(&self) -> Result<Head, Error> {
        Head::new(
            self.settings,
            self.server,
            self.request,
            self.schemes,
            self.token,
        )
    }

    fn redacted(&self, text: String) -> String {
        self.settings.credentials.redact(&text).unwrap_or(text)
    }

    /// The error of a call whose body failed while it was sent.
    fn upload_error(&self, error: BoxError) -> Error {
        let cause = self.redacted(root_cause(&*error));
        let detail = format!("the request's body failed while it was sent: {cause}");
        Error::new(Kind::RequestBody, detail).with_source(error)
    }

    /// The error of the call for an error of the transport or of a layer around it. `redirected` is
    /// where redirects have led.
    fn transport_error(&self, error: BoxError, redirected: Option<&Url>) -> Error {
        let cause = root_cause(&*error);
        let Some(known) = reqwest_error(&*error) else {
            let cause = self.redacted(cause);
            return Error::new(Kind::Middleware, format!("a layer failed: {cause}"))
                .with_source(error);
        };
        let failed = if known.is_builder() {
            Error::not_sent(format!("the request cannot be written: {cause}"))
        } else if known.is_connect() {
            let origin = match redirected {
                Some(url) => url.origin().ascii_serialization(),
                None => self.server.origin(),
            };
            let redirect = if redirected.is_some() {
                ", where a redirect leads"
            } else {
                ""
            };
            let to = format!("cannot connect to {origin}{redirect}");
            unconnected(known, &to, &cause)
        } else if known.is_timeout() {
            Error::new(Kind::Timeout, "no response in time")
        } else {
            Error::new(Kind::Transport, format!("no response: {cause}"))
        };
        match error.downcast::<TransportError>() {
            Ok(error) => failed.with_source(error.0),
            Err(error) => failed.with_source(error),
        }
    }
}

/// Whether a request of this method has no content although it could have: then it says so (RFC
/// 9110, section 8.6), since some servers wait for the content or respond with 411.
fn is_empty(method: &Method, body: Option<&Body>) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
        && body.is_none_or(|body| body.as_bytes().is_some_and(<[u8]>::is_empty))
}

/// The error of a call for which there is no connection. `to` says to what.
///
/// A proxy that refuses and a certificate that is not trusted are configuration, which does not
/// change between attempts. TLS libraries have no type in common, so they are known by what they
/// say: rustls, OpenSSL, SChannel and Security.framework all say "certificate".
fn unconnected(error: &reqwest::Error, to: &str, cause: &str) -> Error {
    let any = |words: &[&str]| {
        causes(error).any(|cause| {
            let message = cause.to_string().to_lowercase();
            words.iter().any(|word| message.contains(word))
        })
    };
    if any(&["certificate", "unknownissuer", "unknownca"]) {
        let detail = format!(
            "{to}: the certificate was rejected: {cause}; trust its issuer, or pass a client \
             that does to `ClientBuilder::http_client`"
        );
        Error::new(Kind::Certificate, detail).with_also(Kind::Connect)
    } else if any(&["tunnel error", "proxy", "socks error"]) {
        let detail = format!(
            "{to} through the proxy: {cause}; check the client's proxy, \
             or HTTPS_PROXY, HTTP_PROXY and ALL_PROXY"
        );
        Error::new(Kind::Proxy, detail).with_also(Kind::Connect)
    } else {
        let failed = Error::new(Kind::Connect, format!("{to}: {cause}"));
        if error.is_timeout() {
            failed.with_also(Kind::Timeout)
        } else {
            failed
        }
    }
}

/// The error of our own transport, if it is among an error and its causes.
fn reqwest_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a reqwest::Error> {
    let error: &TransportError = causes(error).find_map(|error| error.downcast_ref())?;
    Some(&error.0)
}
