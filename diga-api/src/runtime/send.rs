//! Sends a request: checks, credentials, the exchange itself, redirects, time.

use std::future::Future;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use reqwest::Url;
use tokio::time::{Instant, timeout_at};

use super::body::Body;
use super::credentials::Placed;
use super::error::{Error, Failure, Kind};
use super::incoming::{Answered, Incoming, Trace};
use super::path;
use super::redirect::{self, Hop};
use super::request::Request;

impl<'c> Request<'c> {
    /// Sends the request. On success the answer's status and headers have arrived, and its body has not been read.
    pub(crate) async fn send<E: Failure>(self) -> Result<Incoming<'c, E>, Error<E>> {
        // What is the same for all operations is compiled once.
        match self.exchange().await {
            Ok(answered) => Ok(Incoming::new(answered)),
            Err(error) => Err(error.of_operation()),
        }
    }

    async fn exchange(mut self) -> Result<Answered<'c>, Error> {
        let mut trace = Trace::new(self.operation);
        let deadline = trace.started + self.client.settings.timeouts.total;
        let prepared = self.prepare();
        trace.url = std::mem::take(&mut self.url);
        let (url, headers) = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return Err(error.with_call(trace.call())),
        };
        match self.follow(url, headers, deadline, &mut trace).await {
            Ok(response) => Ok(Answered {
                client: self.client,
                response,
                trace,
                deadline,
            }),
            Err(error) => Err(error.with_call(trace.call())),
        }
    }

    /// The URL and the headers, if the request may be sent at all.
    fn prepare(&mut self) -> Result<(Url, HeaderMap), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if !self.violations.is_empty() {
            let violations = std::mem::take(&mut self.violations);
            return Err(Error::not_sent("not sent, the document does not allow it")
                .with_violations(violations));
        }
        let base_url = &self.client.settings.base_url;
        let path = self.url.get(base_url.as_str().len()..).unwrap_or_default();
        if let Some(why) = path::unsendable(path, self.operation.path) {
            return Err(Error::not_sent(why));
        }
        let mut headers = HeaderMap::with_capacity(8);
        self.authenticate(&mut headers)?;
        if !self.query.is_empty() {
            self.url
                .push(if self.url.contains('?') { '&' } else { '?' });
            self.url.push_str(&self.query);
        }
        let url = Url::parse(&self.url)
            .map_err(|error| Error::not_sent("the path makes no URL").with_source(error))?;
        if !base_url.covers(&url) {
            return Err(Error::not_sent("the path leads away from the base URL"));
        }
        if let Some(accept) = self.operation.accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        if let Some(content_type) = self.content_type.take() {
            headers.insert(CONTENT_TYPE, content_type);
        }
        headers.insert(USER_AGENT, self.client.settings.user_agent.clone());
        Ok((url, headers))
    }

    fn authenticate(&mut self, headers: &mut HeaderMap) -> Result<(), Error> {
        let mut unnamed = None;
        let client = self.client;
        let placed = client
            .settings
            .credentials
            .place(self.operation, |placed| match placed {
                Placed::Authorization(value) => {
                    headers.insert(AUTHORIZATION, value.clone());
                }
                Placed::Header(name, value) => match HeaderName::try_from(name) {
                    Ok(name) => {
                        headers.insert(name, value);
                    }
                    Err(_) => unnamed = Some(name),
                },
                Placed::Query(name, value) => {
                    if !self.query.is_empty() {
                        self.query.push('&');
                    }
                    super::encode::encode_into(&mut self.query, name);
                    self.query.push('=');
                    super::encode::encode_into(&mut self.query, value);
                }
                Placed::Cookie(name, value) => self.add_cookie(name, value),
            });
        placed.map_err(Error::configuration)?;
        if let Some(name) = unnamed {
            return Err(Error::configuration(format!(
                "`{name}` is no name for a header"
            )));
        }
        if !self.cookies.is_empty() {
            let mut cookies =
                HeaderValue::try_from(std::mem::take(&mut self.cookies)).map_err(|error| {
                    Error::not_sent("the cookies cannot stand in a header").with_source(error)
                })?;
            cookies.set_sensitive(true);
            headers.insert(COOKIE, cookies);
        }
        Ok(())
    }

    /// Sends, and sends again where a redirect says so.
    async fn follow(
        &mut self,
        url: Url,
        headers: HeaderMap,
        deadline: Instant,
        trace: &mut Trace,
    ) -> Result<reqwest::Response, Error> {
        let own = std::mem::take(&mut self.headers);
        let mut body = self.body.take();
        let mut hop = Hop { url, trusted: true };
        let mut hops = 0;
        loop {
            let mut request = reqwest::Request::new(self.operation.method.clone(), hop.url);
            *request.headers_mut() = if hop.trusted {
                let mut all = headers.clone();
                all.extend(
                    own.iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
                all
            } else {
                harmless(&headers)
            };
            let again = body.as_ref().and_then(Body::again);
            let bodiless = body.is_none();
            *request.body_mut() = body.take().map(Body::into_reqwest);
            body = again;
            trace.attempts = trace.attempts.saturating_add(1);
            let response = self
                .within(deadline, self.client.settings.http.execute(request))
                .await?;
            let next = redirect::hop(
                &self.client.settings.base_url,
                &self.operation.method,
                response.status(),
                response.url(),
                response.headers(),
            );
            match next {
                Some(next) if hops < redirect::LIMIT && (bodiless || body.is_some()) => {
                    hops += 1;
                    hop = next;
                }
                _ => return Ok(response),
            }
        }
    }

    /// One exchange, in time or not at all.
    async fn within(
        &self,
        deadline: Instant,
        exchange: impl Future<Output = reqwest::Result<reqwest::Response>>,
    ) -> Result<reqwest::Response, Error> {
        match timeout_at(deadline, exchange).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(self.failure(error)),
            Err(_) => Err(Error::new(
                Kind::Timeout,
                format!("no answer within {:?}", self.client.settings.timeouts.total),
            )),
        }
    }

    fn failure(&self, error: reqwest::Error) -> Error {
        let error = error.without_url();
        let why = deepest(&error);
        let failed = if error.is_connect() {
            let origin = self.client.settings.base_url.origin();
            let failed = Error::new(Kind::Connect, format!("cannot connect to {origin}: {why}"));
            if error.is_timeout() {
                failed.with_also(Kind::Timeout)
            } else {
                failed
            }
        } else if error.is_timeout() {
            Error::new(Kind::Timeout, "no answer in time")
        } else if error.is_builder() {
            Error::not_sent(format!("the request cannot be written: {why}"))
        } else {
            Error::new(Kind::Transport, format!("no answer: {why}"))
        };
        failed.with_source(error)
    }
}

/// What another origin may see of a request: nothing but what we accept and who we are.
fn harmless(headers: &HeaderMap) -> HeaderMap {
    headers
        .iter()
        .filter(|(name, _)| matches!(**name, ACCEPT | USER_AGENT))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// The last of an error's causes, which is the one that says something.
pub(super) fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
