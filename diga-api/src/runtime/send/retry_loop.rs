//! Sends a request, attempt after attempt, until a final result or the deadline.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tokio::time::timeout_at;
use tracing::Instrument;

use super::attempt::Attempt;
use super::body_log;
use super::deadline::Deadline;
use super::head::shown_url;
use super::received::Received;
use super::settings::Settings;
use super::span::CallSpan;
use super::tokio_context::within_runtime;
use crate::runtime::auth::{CredentialError, Secret, TokenSource};
use crate::runtime::error::{Error, Kind};
use crate::runtime::operation::SecurityScheme;
use crate::runtime::request::Request;
use crate::runtime::retry::{Outcome, Repeatable, RetryAfter, RetryDecision};

/// A call that a server responded to, whether or not the response is a success.
pub(crate) struct Exchange {
    pub(crate) received: Received,
    pub(crate) span: CallSpan,
    /// Why the call was not sent again although that might have helped.
    pub(crate) not_retried: Option<String>,
    /// The time limit of each wait for data of a stream.
    pub(crate) idle_timeout: Duration,
}

/// Sends `request`. On success a response has arrived: with its body, unless the operation reads
/// that as a stream.
pub(crate) async fn send(settings: &Settings, request: &mut Request) -> Result<Exchange, Error> {
    let server = settings.server(request).unwrap_or(&settings.base_url);
    let mut span = CallSpan::new(request.operation, server);
    let entered = span.span.clone();
    let call = RetryLoop {
        settings,
        deadline: Deadline::new(&settings.timeouts, &request.options),
    };
    let idle_timeout = request.options.idle_timeout;
    let idle_timeout = idle_timeout.unwrap_or(settings.timeouts.idle);
    if request.options.paged {
        span.position = Some(request.position());
    }
    let result = {
        // Pinned here, so that the future around it holds a reference; otherwise it would contain
        // the whole call once more.
        let attempts = pin!(call.run(request, &mut span).instrument(entered));
        within_runtime(attempts).await
    };
    span.url = shown_url(server, request);
    match result {
        Ok((mut received, not_retried)) => {
            let headers = &mut received.parts.headers;
            settings.credentials.redact_request_ids(headers);
            span.responded(received.parts.status, &received.parts.headers);
            Ok(Exchange {
                received,
                span,
                not_retried,
                idle_timeout,
            })
        }
        Err(error) => Err(span.failed(error)),
    }
}

struct RetryLoop<'a> {
    settings: &'a Settings,
    deadline: Deadline,
}

impl RetryLoop<'_> {
    /// The response to the last attempt, and why there was no further attempt although one might
    /// have helped.
    async fn run(
        &self,
        request: &mut Request,
        span: &mut CallSpan,
    ) -> Result<(Received, Option<String>), Error> {
        request.validate()?;
        let settings = self.settings;
        let credentials = &settings.credentials;
        let schemes = credentials
            .choose(request.operation)
            .map_err(Error::configuration)?;
        let server = settings.server(request)?;
        settings.authorize(server, request, !schemes.is_empty())?;
        let mut token = self.token(schemes).await?;
        let mut body = request.body.take();
        body_log::request(
            settings,
            &span.span,
            body.as_ref(),
            request.content_type.as_ref(),
        );
        let method = &request.operation.method;
        let idempotent = request.options.idempotent;
        let call = Repeatable {
            idempotent: idempotent.unwrap_or_else(|| method.is_idempotent()),
            replayable: body.as_ref().is_none_or(|body| body.as_bytes().is_some()),
        };
        // A success whose body was cut off is repeated only if the method is safe or the caller
        // declares the call idempotent: a second `DELETE` would find nothing.
        let rereadable = idempotent.unwrap_or_else(|| method.is_safe());
        let policy = request.options.retry_policy.as_ref();
        let policy = policy.unwrap_or(&settings.retry_policy);
        let mut renewed = false;
        let mut tries = 0;
        loop {
            span.begin_attempt();
            let attempt = Attempt {
                settings,
                server,
                request,
                schemes,
                token: token.as_deref(),
            };
            let result = attempt.receive(&mut body, self.deadline.of_attempt()).await;
            if let Ok(received) = &result {
                body_log::response(settings, &span.span, received);
            }
            let outcome = match &result {
                Ok(received) if received.parts.status.is_success() => match &received.body_error {
                    Some(error) if rereadable => error.kind().outcome(),
                    Some(_) => Outcome::Permanent,
                    None => {
                        if span.attempts == 1 {
                            settings.budget.refill();
                        }
                        Outcome::Permanent
                    }
                },
                Ok(received) => {
                    let status = received.parts.status;
                    // A token that the server refuses is replaced once, which does not count as an
                    // attempt for the policy. It is discarded even if this call cannot be repeated;
                    // its replacement is not, or a server that refuses every token would have two
                    // of them issued for each call. A server that did not receive the token, after
                    // a redirect or because the call has a header of its own, did not refuse it.
                    if status == StatusCode::UNAUTHORIZED
                        && received.credentials_sent
                        && !renewed
                        && credentials.refused(token.as_ref())
                        && call.replayable
                    {
                        renewed = true;
                        span.renewing();
                        token = self.token(schemes).await?;
                        continue;
                    }
                    let wait = RetryAfter::read(&received.parts.headers, settings.clock.now());
                    Outcome::Response(status, wait)
                }
                Err(error) => error.kind().outcome(),
            };
            tries += 1;
            let not_retried = match policy.decide(tries, &outcome, call, settings.clock.random()) {
                RetryDecision::Stop => None,
                RetryDecision::Exhausted(why) => Some(why),
                RetryDecision::Retry(wait) => match self.obstacle(wait) {
                    Some(why) => Some(why.to_owned()),
                    None => {
                        match &result {
                            Ok(received) => span.retrying(wait, &received.parts.status),
                            Err(error) => span.retrying(wait, error),
                        }
                        drop(result);
                        settings.clock.wait(wait).await;
                        continue;
                    }
                },
            };
            return match (result, not_retried) {
                (Ok(received), not_retried) => Ok((received, not_retried)),
                (Err(error), Some(why)) => Err(error.adding(&why)),
                (Err(error), None) => Err(error),
            };
        }
    }

    /// The reason that there can be no retry after `wait`. If there is none, the retry is taken
    /// from the budget.
    fn obstacle(&self, wait: Duration) -> Option<&'static str> {
        if !self.deadline.allows(wait) {
            Some("there is no time left for another attempt")
        } else if !self.settings.budget.take() {
            Some("the client's budget for retries is used up")
        } else {
            None
        }
    }

    async fn token(&self, schemes: &[SecurityScheme]) -> Result<Option<Arc<Secret>>, Error> {
        let cached = match self.settings.credentials.token_source(schemes) {
            None => return Ok(None),
            Some(TokenSource::Fixed(token)) => return Ok(Some(Arc::clone(token))),
            Some(TokenSource::Provided(cached)) => cached,
        };
        match timeout_at(self.deadline.end, cached.token()).await {
            Ok(Ok(token)) => Ok(Some(token)),
            Ok(Err(error)) => {
                // Not the provider's own message, which may contain its secrets.
                let detail = match error.downcast_ref::<CredentialError>() {
                    Some(why) => format!("the token provider failed: {why}"),
                    None => "the token provider failed".to_owned(),
                };
                Err(Error::new(Kind::Authentication, detail).with_source(error))
            }
            Err(_) => {
                let total = self.deadline.total;
                let detail = format!("the token provider returned no token within {total:?}");
                Err(Error::new(Kind::Timeout, detail))
            }
        }
    }
}
