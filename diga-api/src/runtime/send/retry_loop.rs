//! Sends a request: attempt by attempt, in the time there is.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use reqwest::Url;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::head::{Target, harmless};
use super::received::Received;
use super::redirect;
use super::span::Trace;
use super::transport::Unanswered;
use crate::runtime::auth::Secret;
use crate::runtime::error::{Error, Failure, Kind};
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::Request;
use crate::runtime::request::{Body, Failed};
use crate::runtime::response::{Answered, Incoming};
use crate::runtime::retry::{Outcome, Repeatable, Verdict, retry_after};

/// The time that a call and its attempts have.
#[derive(Clone, Copy)]
struct Limits {
    total: Duration,
    attempt: Duration,
    end: Instant,
}

impl Limits {
    /// When an attempt that begins now ends, and what set that limit.
    fn attempt(&self) -> (Instant, Duration) {
        let end = later(self.attempt);
        if end < self.end {
            (end, self.attempt)
        } else {
            (self.end, self.total)
        }
    }
}

/// So long from now; a time beyond all reckoning is a year.
fn later(time: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    Instant::now() + time.min(YEAR)
}

/// An answer, and why no other was asked for although that might have helped.
struct Settled {
    received: Received,
    given_up: Option<String>,
}

impl<'c> Request<'c> {
    /// Sends the request. On success an answer has arrived: with its body, unless that is to be
    /// handed out as it arrives.
    pub(crate) async fn send<E: Failure>(self) -> Result<Incoming<'c, E>, Error<E>> {
        // What is the same for all operations is compiled once.
        match self.exchange().await {
            Ok(answered) => Ok(Incoming::new(answered)),
            Err(error) => Err(error.of_operation()),
        }
    }

    async fn exchange(mut self) -> Result<Answered<'c>, Error> {
        let mut trace = Trace::new(self.operation, self.client);
        let timeouts = &self.client.settings.timeouts;
        let total = self.options.timeout.unwrap_or(timeouts.total);
        let limits = Limits {
            total,
            attempt: self.options.attempt_timeout.unwrap_or(timeouts.attempt),
            end: later(total),
        };
        let span = trace.span.clone();
        let settled = self.run(limits, &mut trace).instrument(span).await;
        trace.url = self.shown_url();
        match settled {
            Ok(settled) => {
                let answer = &settled.received.answer;
                trace.answered(answer.status, &answer.headers);
                Ok(Answered {
                    client: self.client,
                    received: settled.received,
                    trace,
                    given_up: settled.given_up,
                })
            }
            Err(error) => Err(trace.failed(error)),
        }
    }

    async fn run(&mut self, limits: Limits, trace: &mut Trace) -> Result<Settled, Error> {
        self.validate()?;
        let settings = &*self.client.settings;
        let credentials = &settings.credentials;
        let schemes = credentials
            .choose(self.operation)
            .map_err(Error::configuration)?;
        let mut token = self.token(schemes, limits).await?;
        let mut body = self.body.take();
        let call = Repeatable {
            idempotent: (self.options.idempotent)
                .unwrap_or_else(|| self.operation.method.is_idempotent()),
            replayable: body.as_ref().is_none_or(|body| body.as_bytes().is_some()),
        };
        // A success is not asked for again by what is only idempotent: a second `DELETE` finds
        // nothing.
        let readable = (self.options.idempotent).unwrap_or_else(|| self.operation.method.is_safe());
        let mut renewed = false;
        let mut tries = 0;
        loop {
            trace.attempt();
            let result = self
                .receive(schemes, token.as_deref(), &mut body, limits.attempt())
                .await;
            let outcome = match &result {
                Ok(Received { answer, failed, .. }) if answer.status.is_success() => match failed {
                    Some(error) if readable => error.kind().outcome(),
                    Some(_) => Outcome::Hopeless,
                    None => {
                        if trace.attempts == 1 {
                            settings.budget.refill();
                        }
                        Outcome::Hopeless
                    }
                },
                Ok(Received { answer, .. }) => {
                    let refused = answer.status == StatusCode::UNAUTHORIZED;
                    if refused
                        && !renewed
                        && call.replayable
                        && credentials.refused(token.as_ref()).await
                    {
                        renewed = true;
                        token = self.token(schemes, limits).await?;
                        continue;
                    }
                    let wait = retry_after(&answer.headers, settings.clock.now());
                    Outcome::Answered(answer.status, wait)
                }
                Err(error) => error.kind().outcome(),
            };
            tries += 1;
            let policy = self
                .options
                .retry_policy
                .as_ref()
                .unwrap_or(&settings.retry_policy);
            let given_up = match policy.verdict(tries, &outcome, call, settings.clock.random()) {
                Verdict::Keep => None,
                Verdict::GiveUp(why) => Some(why),
                Verdict::Again(wait) => {
                    if later(wait) >= limits.end {
                        Some("there is no time left for another attempt".to_owned())
                    } else if !settings.budget.take() {
                        Some("the client's budget for retries is used up".to_owned())
                    } else {
                        trace.again(wait);
                        drop(result);
                        settings.clock.wait(wait).await;
                        continue;
                    }
                }
            };
            return match result {
                Ok(received) => Ok(Settled { received, given_up }),
                Err(error) => Err(match given_up {
                    Some(why) => error.adding(&why),
                    None => error,
                }),
            };
        }
    }

    async fn token(
        &self,
        schemes: &[SecurityScheme],
        limits: Limits,
    ) -> Result<Option<Arc<Secret>>, Error> {
        let credentials = &self.client.settings.credentials;
        match timeout_at(limits.end, credentials.token(schemes)).await {
            Ok(Ok(token)) => Ok(token),
            Ok(Err(error)) => Err(
                Error::new(Kind::Authentication, "the token provider failed").with_source(error),
            ),
            Err(_) => Err(Error::new(
                Kind::Timeout,
                format!("the token provider gave no token within {:?}", limits.total),
            )),
        }
    }

    /// Sends once and receives the answer, until `deadline`, which is what `limit` set.
    async fn receive(
        &self,
        schemes: &[SecurityScheme],
        token: Option<&Secret>,
        body: &mut Option<Body>,
        (deadline, limit): (Instant, Duration),
    ) -> Result<Received, Error> {
        let attempt = self.attempt(schemes, token, body);
        let response = timeout_at(deadline, attempt)
            .await
            .map_err(|_| Error::new(Kind::Timeout, format!("no answer within {limit:?}")))??;
        if self.operation.is_streamed(response.status()) {
            return Ok(Received::head(response));
        }
        let limit = self.client.settings.max_body_bytes;
        Ok(Received::whole(response, deadline, limit).await)
    }

    /// Sends once, and on where redirects lead. A body that can be sent again is left in `body`.
    async fn attempt(
        &self,
        schemes: &[SecurityScheme],
        token: Option<&Secret>,
        body: &mut Option<Body>,
    ) -> Result<reqwest::Response, Error> {
        let settings = &self.client.settings;
        let mut target = self.target(schemes, token)?;
        let bodiless = body.is_none();
        // Where redirects have led; a layer's own answer does not know where it comes from.
        let mut led: Option<Url> = None;
        let mut hops = 0;
        loop {
            let mut request = reqwest::Request::new(self.operation.method.clone(), target.url);
            *request.headers_mut() = target.headers;
            let again = body.as_ref().and_then(Body::again);
            *request.body_mut() = body.take().map(Body::into_reqwest);
            *body = again;
            let response = match settings.transport.send(request).await {
                Ok(response) => response,
                Err(error) => return Err(self.failure(error)),
            };
            let method = &self.operation.method;
            let Some(location) = redirect::location(method, response.status(), response.headers())
            else {
                return Ok(response);
            };
            if hops >= redirect::LIMIT || !(bodiless || body.is_some()) {
                return Ok(response);
            }
            let Target { url, headers } = self.target(schemes, token)?;
            let from = led.unwrap_or(url);
            let Some(next) = redirect::hop(&settings.base_url, method, &from, location) else {
                return Ok(response);
            };
            hops += 1;
            led = Some(next.url.clone());
            target = Target {
                url: next.url,
                headers: match next.trusted {
                    true => headers,
                    false => harmless(&headers),
                },
            };
        }
    }

    fn failure(&self, error: Failed) -> Error {
        let why = deepest(&*error);
        let Some(known) = of_transport(&*error) else {
            let why = self.client.settings.credentials.redact(&why).unwrap_or(why);
            return Error::new(Kind::Middleware, format!("a layer failed: {why}"))
                .with_source(error);
        };
        let failed = if known.is_connect() {
            let origin = self.client.settings.base_url.origin();
            let failed = Error::new(Kind::Connect, format!("cannot connect to {origin}: {why}"));
            match known.is_timeout() {
                true => failed.with_also(Kind::Timeout),
                false => failed,
            }
        } else if known.is_timeout() {
            Error::new(Kind::Timeout, "no answer in time")
        } else if known.is_builder() {
            Error::not_sent(format!("the request cannot be written: {why}"))
        } else {
            Error::new(Kind::Transport, format!("no answer: {why}"))
        };
        match error.downcast::<Unanswered>() {
            Ok(unanswered) => failed.with_source(unanswered.0),
            Err(error) => failed.with_source(error),
        }
    }
}

/// The transport's error, among an error and its causes.
fn of_transport<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a reqwest::Error> {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    let unanswered: &Unanswered = causes.find_map(|error| error.downcast_ref())?;
    Some(&unanswered.0)
}

/// The last of an error's causes, which is the one that says something.
pub(crate) fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
