//! One attempt of a call: the request, the redirects that it leads to, and the response.

use reqwest::Url;
use tokio::time::timeout_at;

use super::deadline::AttemptDeadline;
use super::head::{Head, public_headers};
use super::received::Received;
use super::redirect;
use super::settings::Settings;
use super::transport::TransportError;
use crate::runtime::auth::Secret;
use crate::runtime::error::{BoxError, Error, Kind, root_cause};
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::{BaseUrl, Body, Request};

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
        let response = timeout_at(deadline.end, self.send(body))
            .await
            .map_err(|_| {
                let detail = format!("no response within {:?}", deadline.timeout);
                Error::new(Kind::Timeout, detail)
            })??;
        if self.request.operation.is_streamed(response.status()) {
            return Ok(Received::streamed(response));
        }
        Ok(Received::with_body(response, deadline, self.settings.max_body_bytes).await)
    }

    /// Sends the request and follows redirects.
    async fn send(&self, body: &mut Option<Body>) -> Result<reqwest::Response, Error> {
        let method = &self.request.operation.method;
        let mut head = self.head()?;
        let has_body = body.is_some();
        // Where redirects have led. A response that was built by a layer does not know its own URL.
        let mut redirected: Option<Url> = None;
        let mut hops = 0;
        loop {
            let mut request = reqwest::Request::new(method.clone(), head.url);
            *request.headers_mut() = head.headers;
            let copy = body.as_ref().and_then(Body::again);
            *request.body_mut() = body.take().map(Body::into_reqwest);
            *body = copy;
            let response = match self.settings.transport.send(request).await {
                Ok(response) => response,
                Err(error) => return Err(self.transport_error(error)),
            };
            let location = redirect::location(method, response.status(), response.headers());
            let Some(location) = location else {
                return Ok(response);
            };
            let body_is_gone = has_body && body.is_none();
            if hops >= redirect::LIMIT || body_is_gone {
                return Ok(response);
            }
            let Head { url, headers } = self.head()?;
            let from = redirected.unwrap_or(url);
            let allows = |url: &Url| self.server.same_origin(url) || self.settings.allows(url);
            let Some(next) = redirect::hop(self.server, allows, method, &from, location) else {
                return Ok(response);
            };
            hops += 1;
            redirected = Some(next.url.clone());
            head = Head {
                url: next.url,
                headers: if next.trusted {
                    headers
                } else {
                    public_headers(&headers)
                },
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

    /// The error of the call for an error of the transport or of a layer around it.
    fn transport_error(&self, error: BoxError) -> Error {
        let cause = root_cause(&*error);
        let Some(known) = reqwest_error(&*error) else {
            let cause = self.settings.credentials.redact(&cause).unwrap_or(cause);
            return Error::new(Kind::Middleware, format!("a layer failed: {cause}"))
                .with_source(error);
        };
        let failed = if known.is_connect() {
            let origin = self.server.origin();
            let detail = format!("cannot connect to {origin}: {cause}");
            let failed = Error::new(Kind::Connect, detail);
            if known.is_timeout() {
                failed.with_also(Kind::Timeout)
            } else {
                failed
            }
        } else if known.is_timeout() {
            Error::new(Kind::Timeout, "no response in time")
        } else if known.is_builder() {
            Error::not_sent(format!("the request cannot be written: {cause}"))
        } else {
            Error::new(Kind::Transport, format!("no response: {cause}"))
        };
        match error.downcast::<TransportError>() {
            Ok(error) => failed.with_source(error.0),
            Err(error) => failed.with_source(error),
        }
    }
}

/// The error of our own transport, if it is among an error and its causes.
fn reqwest_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a reqwest::Error> {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    let error: &TransportError = causes.find_map(|error| error.downcast_ref())?;
    Some(&error.0)
}
