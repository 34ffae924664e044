//! From a request to its response, without any HTTP connection.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, Method};
use serde_json::Value;

use super::decode::{self, Decoded, Incoming, Located};
use super::document::Document;
use super::fault::{Fault, FaultKind};
use super::operation::{Operation, Scheme};
use super::percent;
use super::received::ReceivedRequest;
use super::reply::{self, Reply};
use super::route::{Route, route};
use super::scene::Scene;
use super::service_error::ServiceError;
use super::store::Store;
use super::template::segments;
use super::turn::{Missing, Turn};

/// A document in motion.
pub(super) struct Engine {
    pub(super) document: Arc<Document>,
    seed: u64,
    /// The one credential that is right; without it, any is.
    token: Option<String>,
    state: Mutex<State>,
    /// By the index of the operation.
    changes: Mutex<Vec<(usize, Arc<Mutex<Change>>)>>,
}

/// What a test does to the record of a request, before the response.
pub(super) type Change = Box<dyn FnMut(&mut Value) + Send>;

/// What changes from request to request.
#[derive(Debug)]
pub(super) struct State {
    pub(super) store: Store,
    pub(super) now: DateTime<Utc>,
    pub(super) faults: Vec<Fault>,
    pub(super) received: Vec<ReceivedRequest>,
    /// How often each operation, by its index, and each test's own insertion was drawn for.
    counters: BTreeMap<usize, u64>,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) struct Outcome {
    /// None: the connection is closed.
    pub(super) reply: Option<Reply>,
    pub(super) latency: Duration,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    pub(super) fn new(
        document: Arc<Document>,
        seed: u64,
        token: Option<String>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            document,
            seed,
            token,
            state: Mutex::new(State {
                store: Store::default(),
                now,
                faults: Vec::new(),
                received: Vec::new(),
                counters: BTreeMap::new(),
            }),
            changes: Mutex::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// What an operation, or a test, draws from next.
    pub(super) fn scene<'e>(&'e self, state: &mut State, index: usize) -> Scene<'e> {
        let counter = state.counters.entry(index).or_insert(0);
        *counter += 1;
        Scene {
            document: &self.document,
            seed: self.seed,
            now: state.now,
            counter: *counter,
        }
    }

    pub(super) fn respond(
        &self,
        method: &Method,
        path: &str,
        query: &str,
        headers: HeaderMap,
        body: Bytes,
    ) -> Outcome {
        let mut latency = Duration::ZERO;
        let (name, reply, mut state) = match route(&self.document, method, path) {
            Route::Unknown => {
                let reply = Reply::plain(404, "Not Found");
                (None, Some(reply), self.state())
            }
            Route::OtherMethod(methods) => {
                let reply = Reply::other_method(&methods);
                (None, Some(reply), self.state())
            }
            Route::Operation(operation, parameters) => {
                let incoming = Incoming {
                    path: &parameters,
                    query,
                    headers: &headers,
                    body: &body,
                };
                // Before the state is locked, so that requests are validated side by side.
                let read = self.read(operation, incoming);
                let changed = match &read {
                    Ok(_) => self.change(operation, path),
                    Err(_) => Ok(()),
                };
                let mut state = self.state();
                let fault = due(&mut state.faults, operation, &mut latency);
                let scene = self.scene(&mut state, operation.index);
                let reply = match fault {
                    Some(FaultKind::Disconnect) => None,
                    Some(FaultKind::Unavailable(after)) => {
                        let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
                        let documented = reply::error(scene, operation, 503, &[]);
                        let reply =
                            documented.unwrap_or_else(|| Reply::plain(503, "Service Unavailable"));
                        Some(reply.retry_after(seconds))
                    }
                    Some(FaultKind::Error(status)) => {
                        let documented = reply::error(scene, operation, status, &[]);
                        Some(documented.unwrap_or_else(|| Reply::plain(status, "an error")))
                    }
                    Some(FaultKind::Latency(_)) | None => Some(match (changed, read) {
                        (Ok(()), Ok(decoded)) => {
                            let turn = Turn {
                                scene,
                                store: &mut state.store,
                            };
                            take(turn, operation, &segments(path), &decoded, &headers)
                        }
                        (Ok(()), Err(refused)) => refused.reply(scene, operation),
                        (Err(error), _) => {
                            let operation = operation.name();
                            let message = format!("`Service::before` of {operation}: {error}");
                            Reply::plain(501, &message)
                        }
                    }),
                };
                (Some(operation.name().to_owned()), reply, state)
            }
        };
        let number = state.received.len() + 1;
        let reply = reply.map(|reply| reply.numbered(number));
        state.received.push(ReceivedRequest {
            method: method.clone(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body,
            operation: name,
            status: reply.as_ref().map(|reply| reply.status),
        });
        Outcome { reply, latency }
    }

    /// Adds a change that is made before each response of the operation with this index.
    pub(super) fn before(&self, operation: usize, change: Change) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        changes.push((operation, Arc::new(Mutex::new(change))));
    }

    /// Makes the changes of an operation, whose request is one that it allows, unless a fault is
    /// due.
    fn change(&self, operation: &Operation, path: &str) -> Result<(), ServiceError> {
        let changes: Vec<Arc<Mutex<Change>>> = {
            let changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
            let own = changes
                .iter()
                .filter(|(index, _)| *index == operation.index);
            own.map(|(_, change)| Arc::clone(change)).collect()
        };
        if changes.is_empty() {
            return Ok(());
        }
        // A copy: the fault is due when the response is made.
        let mut faults = self.state().faults.clone();
        let mut latency = Duration::ZERO;
        if due(&mut faults, operation, &mut latency).is_some() {
            return Ok(());
        }
        // Outside of the lock of the state: a change may ask the service for something.
        let changed = self.update(path, |record| {
            for change in changes {
                let mut change = change.lock().unwrap_or_else(PoisonError::into_inner);
                change(record);
            }
        });
        match changed {
            // The response is that of the operation: 404.
            Ok(_) | Err(ServiceError::NoRecord { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// First who asks, then what for, as FastAPI does it.
    fn read(&self, operation: &Operation, incoming: Incoming<'_>) -> Result<Decoded, Refused> {
        if !self.is_authorized(operation, incoming) {
            return Err(Refused::Unauthorized);
        }
        decode::decode(&self.document, operation, incoming).map_err(Refused::Invalid)
    }

    fn is_authorized(&self, operation: &Operation, incoming: Incoming<'_>) -> bool {
        let alternatives = &operation.security;
        alternatives.is_empty()
            || alternatives
                .iter()
                .any(|needed| needed.iter().all(|scheme| self.is_shown(scheme, incoming)))
    }

    fn is_shown(&self, scheme: &Scheme, incoming: Incoming<'_>) -> bool {
        let header = |name: &str| {
            incoming
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let authorization = |scheme: &str| {
            let (own, credential) = header(AUTHORIZATION.as_str())?.split_once(' ')?;
            own.eq_ignore_ascii_case(scheme)
                .then(|| credential.trim().to_owned())
        };
        let shown = match scheme {
            Scheme::Unseen => return true,
            // User names and passwords are of the client's choice.
            Scheme::Basic => return authorization("basic").is_some(),
            Scheme::Bearer => authorization("bearer"),
            Scheme::Header(name) => header(name).map(str::to_owned),
            Scheme::Query(name) => incoming.query.split('&').find_map(|pair| {
                let (key, value) = pair.split_once('=')?;
                (percent::decode_form(key) == *name).then(|| percent::decode_form(value))
            }),
            Scheme::Cookie(name) => {
                let cookies = incoming.headers.get_all(COOKIE).iter();
                let cookies = cookies.filter_map(|cookies| cookies.to_str().ok());
                cookies
                    .flat_map(|cookies| cookies.split(';'))
                    .find_map(|cookie| {
                        let (key, value) = cookie.trim().split_once('=')?;
                        (key == name).then(|| percent::decode(value))
                    })
            }
        };
        match (&self.token, shown) {
            (_, None) => false,
            (Some(token), Some(shown)) => *token == shown,
            (None, Some(shown)) => !shown.is_empty(),
        }
    }
}

/// Why a request is not served.
enum Refused {
    Unauthorized,
    Invalid(Vec<Located>),
}

impl Refused {
    fn reply(self, scene: Scene<'_>, operation: &Operation) -> Reply {
        match self {
            Self::Unauthorized => {
                let documented = [401, 403].into_iter().find_map(|status| {
                    operation.response(status)?;
                    reply::error(scene, operation, status, &[])
                });
                documented.unwrap_or_else(|| Reply::plain(401, "Not authenticated"))
            }
            Self::Invalid(violations) => {
                let documented = [422, 400]
                    .into_iter()
                    .find_map(|status| reply::error(scene, operation, status, &violations));
                documented.unwrap_or_else(|| {
                    let messages = violations.iter().map(|(place, violation)| {
                        format!("{place}{} {}", violation.pointer(), violation.message)
                    });
                    Reply::plain(422, &messages.collect::<Vec<_>>().join("; "))
                })
            }
        }
    }
}

/// Does what an allowed request asks for.
fn take(
    mut turn: Turn<'_>,
    operation: &Operation,
    segments: &[String],
    decoded: &Decoded,
    headers: &HeaderMap,
) -> Reply {
    match turn.act(operation, segments, decoded) {
        Ok(value) => reply::success(turn.scene, operation, value, headers),
        Err(Missing) => reply::missing(turn.scene, operation),
    }
}

/// The fault that is due for this operation, counted down; latencies add up.
fn due(
    faults: &mut Vec<Fault>,
    operation: &Operation,
    latency: &mut Duration,
) -> Option<FaultKind> {
    let mut found = None;
    faults.retain_mut(|fault| {
        let own = fault
            .operation
            .as_ref()
            .is_none_or(|name| operation.id == *name || operation.names.contains(name));
        let late = matches!(fault.kind, FaultKind::Latency(_));
        if !own || fault.times == Some(0) || !late && found.is_some() {
            return fault.times != Some(0);
        }
        match fault.kind {
            FaultKind::Latency(more) => *latency += more,
            kind => found = Some(kind),
        }
        fault.times = fault.times.map(|times| times - 1);
        fault.times != Some(0)
    });
    found
}
