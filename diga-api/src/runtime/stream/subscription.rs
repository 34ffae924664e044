//! Server-sent events that continue after a connection ends (WHATWG HTML, section 9.2.3).

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::StatusCode;
use tracing::debug;

use super::event::Event;
use super::events::EventStream;
use crate::runtime::error::{Error, Kind, OperationError};
use crate::runtime::request::{Call, Sealed};
use crate::runtime::response::IncomingResponse;
use crate::runtime::retry::{Repeatable, RetryDecision, RetryPolicy};
use crate::runtime::send::{Settings, within_runtime};

/// Events across connections: a [`Stream`], with [`next`](Self::next) for simple uses.
///
/// When the connection ends, fails, or is idle for longer than
/// [`ClientBuilder::idle_timeout`](crate::ClientBuilder::idle_timeout), the call is sent again,
/// with the last event's id as `last-event-id`. The wait before that is the one that the server
/// asked for (`retry:`), between 100 milliseconds and the policy's
/// [`max_retry_after`](RetryPolicy::max_retry_after); otherwise it is the policy's backoff, which
/// grows with each connection that delivers no event.
///
/// It ends when the server responds with 204, which says that there will be no more events, and
/// after an error: when a call fails despite its retries, when the response is not a stream of
/// events, and when as many connections in a row as the policy has attempts fail without an event
/// in between. Dropping it closes the connection.
pub struct Subscription<E> {
    settings: Arc<Settings>,
    policy: RetryPolicy,
    /// Sends the call with a last event's id.
    ask: Ask<E>,
    state: State<E>,
    last_id: String,
    /// How long the server asked to wait.
    retry: Option<Duration>,
    /// The number of connections in a row that delivered no event.
    quiet: u32,
    /// The number of connections in a row that failed without an event in between.
    broken: u32,
}

type Ask<E> = Box<dyn Fn(&str) -> Asking<E> + Send>;
type Asking<E> = Pin<Box<dyn Future<Output = Result<IncomingResponse<E>, Error<E>>> + Send>>;

enum State<E> {
    Connecting(Asking<E>),
    Open(Box<EventStream>),
    Ended,
}

// A document may have no events.
#[allow(dead_code)]
impl<E: OperationError> Subscription<E> {
    /// Sends `call` with `ask` when the first event is requested.
    pub(crate) fn new<C, F>(
        settings: Arc<Settings>,
        mut call: C,
        ask: impl Fn(C) -> F + Send + 'static,
    ) -> Self
    where
        C: Call + Clone + Send + 'static,
        F: Future<Output = Result<IncomingResponse<E>, Error<E>>> + Send + 'static,
    {
        let own = call.options_mut(Sealed::new()).retry_policy.clone();
        let policy = own.unwrap_or_else(|| settings.retry_policy.clone());
        let ask = move |last_id: &str| -> Asking<E> {
            let mut call = call.clone();
            if !last_id.is_empty() {
                call.options_mut(Sealed::new()).last_event_id(last_id);
            }
            Box::pin(ask(call))
        };
        Self {
            settings,
            policy,
            state: State::Connecting(ask("")),
            ask: Box::new(ask),
            last_id: String::new(),
            retry: None,
            quiet: 0,
            broken: 0,
        }
    }

    /// The next event, or `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of the call; [`is_body`](Error::is_body), if connections keep failing or an event
    /// exceeds 16 MiB; [`is_decode`](Error::is_decode), if the response is not `text/event-stream`
    /// or an event is not UTF-8. An error ends the subscription.
    pub async fn next(&mut self) -> Option<Result<Event, Error<E>>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The id of the last event, empty if the server sent none. To resume from here, send it as the
    /// header `last-event-id` of another subscription.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        match &self.state {
            State::Open(events) => events.last_id(),
            _ => &self.last_id,
        }
    }

    /// The state after a connection that ended, or failed with an error.
    fn ended(&mut self, broken: Option<Error>) -> Result<State<E>, Error<E>> {
        self.quiet = self.quiet.saturating_add(1);
        let random = self.settings.clock.random();
        let mut wait = self.policy.wait(self.quiet, random);
        match broken {
            None => self.broken = 0,
            // Nothing has failed: the server had nothing to say for longer than the idle timeout,
            // or has gone without a word, which the next attempt to connect shows.
            Some(error) if error.kind() == Kind::Timeout => self.broken = 0,
            Some(error) => {
                self.broken = self.broken.saturating_add(1);
                let outcome = error.kind().outcome();
                let verdict = self
                    .policy
                    .decide(self.broken, &outcome, REPEATABLE, random);
                if !matches!(verdict, RetryDecision::Retry(_)) {
                    return Err(error.of_operation());
                }
            }
        }
        if let Some(asked) = self.retry {
            let asked = self.policy.reconnect(asked);
            // A server that asks for no wait must not be polled without any pause.
            wait = if self.quiet == 1 {
                asked
            } else {
                asked.max(wait)
            };
        }
        debug!(?wait, "connecting again");
        let clock = Arc::clone(&self.settings.clock);
        let asking = (self.ask)(&self.last_id);
        Ok(State::Connecting(Box::pin(within_runtime(async move {
            clock.wait(wait).await;
            asking.await
        }))))
    }
}

/// A subscription is a `GET` without a stream in its body.
const REPEATABLE: Repeatable = Repeatable {
    idempotent: true,
    replayable: true,
};

/// The events after the one with the id `last_id`, or `None` if there will be no more.
fn resumed<E: OperationError>(
    response: IncomingResponse<E>,
    last_id: &str,
) -> Result<Option<EventStream>, Error<E>> {
    let status = response.status();
    if status == StatusCode::NO_CONTENT {
        return Ok(None);
    }
    if !status.is_success() {
        return Err(response.error());
    }
    let events = response.events()?.into_inner();
    Ok(Some(events.after(last_id)))
}

impl<E: OperationError> Stream for Subscription<E> {
    type Item = Result<Event, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let next = match &mut this.state {
                State::Ended => return Poll::Ready(None),
                State::Connecting(asking) => ready!(asking.as_mut().poll(cx))
                    .and_then(|response| resumed(response, &this.last_id))
                    .map(|events| {
                        events.map_or(State::Ended, |events| State::Open(Box::new(events)))
                    }),
                State::Open(events) => {
                    let event = ready!(Pin::new(&mut **events).poll_next(cx));
                    if let Some(Ok(event)) = event {
                        (this.quiet, this.broken) = (0, 0);
                        return Poll::Ready(Some(Ok(event)));
                    }
                    events.last_id().clone_into(&mut this.last_id);
                    this.retry = events.reconnect().or(this.retry);
                    this.ended(event.and_then(Result::err))
                }
            };
            match next {
                Ok(state) => this.state = state,
                Err(error) => {
                    this.state = State::Ended;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<E> Unpin for Subscription<E> {}

impl<E> fmt::Debug for Subscription<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Connecting(_) => "connecting",
            State::Open(_) => "open",
            State::Ended => "ended",
        };
        f.debug_struct("Subscription")
            .field("state", &state)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
