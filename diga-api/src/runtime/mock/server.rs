//! The server that mocks are mounted on.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use wiremock::{MockServer, Request, Respond, ResponseTemplate};

use super::answer::Answer;
use super::expected::Expected;
use super::refusals::Refusals;
use crate::runtime::client::Client;
use crate::runtime::client::ClientBuilder;
use crate::runtime::error::Error;
use crate::runtime::send::WithoutWaiting;

/// A server on this machine, on a port of its own, that answers as the mocks say that are mounted
/// on it.
///
/// It is a [`wiremock::MockServer`] and can all that it can, by dereference: `received_requests`,
/// `verify`, `uri`. When it is dropped it panics, and so fails the test, unless every mock has had
/// the calls that it [expects](super::Mock::expect).
///
/// What no mock answers it answers with 501 and the reason, in which the error's message has it:
/// `no mock answers POST /v1/things: create_thing: the body, at name: "a" is not "b"`. (A bare
/// wiremock answers 404, which the code under test may take for "there is none".)
pub struct Server {
    server: MockServer,
    refusals: Refusals,
}

impl Server {
    /// Starts a server.
    pub async fn start() -> Self {
        Self::of(MockServer::start().await).await
    }

    /// The same of a server that is set up otherwise: [`MockServer::builder`] has a port of your
    /// choice.
    pub async fn of(server: MockServer) -> Self {
        let server = Self {
            server,
            refusals: Refusals::default(),
        };
        server.explain().await;
        server
    }

    /// A client of this server that has credentials for whatever the document asks for, and waits
    /// for nothing between two attempts.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the HTTP client cannot be made.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// The same client, to be set up further.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.uri())
            .token("mock-token")
            .basic_auth("mock-user", "mock-password")
            .clock(Arc::new(WithoutWaiting))
    }

    /// Forgets all mocks, and what was received.
    pub async fn reset(&self) {
        self.server.reset().await;
        self.explain().await;
    }

    pub(super) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    async fn explain(&self) {
        let refusals = self.refusals.clone();
        let mock = wiremock::Mock::given(wiremock::matchers::any())
            .respond_with(Unanswered(refusals))
            .with_priority(Expected::LAST)
            .named("what no mock answers");
        self.server.register(mock).await;
    }
}

impl Deref for Server {
    type Target = MockServer;

    fn deref(&self) -> &MockServer {
        &self.server
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("uri", &self.uri())
            .finish_non_exhaustive()
    }
}

/// Says why no mock has answered.
struct Unanswered(Refusals);

impl Respond for Unanswered {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let refusals = self.0.take().join("; ");
        let (method, path) = (&request.method, request.url.path());
        let why = match refusals.is_empty() {
            true => format!("no mock answers {method} {path}"),
            false => format!("no mock answers {method} {path}: {refusals}"),
        };
        Answer::wrong(&why).template()
    }
}
