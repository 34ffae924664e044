//! The server on which mocks are mounted.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use wiremock::{MockServer, Request, Respond, ResponseTemplate};

use super::expected::Expected;
use super::mock_response::MockResponse;
use super::refusals::Refusals;
use crate::runtime::client::Client;
use crate::runtime::client::ClientBuilder;
use crate::runtime::error::Error;
use crate::runtime::send::WithoutWaiting;

/// A server on this machine, on a free port, that responds as its mocks specify.
///
/// It dereferences to a [`wiremock::MockServer`]: `received_requests`, `verify`, `uri`. When it is
/// dropped, it panics and so fails the test, unless every mock has received the calls that it
/// [expects](super::Mock::expect).
///
/// A call that no mock matches gets a response with status 501 and the reason, which becomes the
/// error's message: `no mock matches POST /v1/things: create_thing: the body, at name: "a" is not
/// "b"`. (A bare wiremock responds with 404, which the code under test may take for a missing
/// resource.)
///
/// It does not work under tokio's paused clock (`#[tokio::test(start_paused = true)]`): while a
/// test waits for the network, tokio finds it idle and moves its clock on to the next timer, which
/// is the call's time limit, so the call fails with [`is_timeout`](Error::is_timeout). Call
/// [`tokio::time::resume`](https://docs.rs/tokio/latest/tokio/time/fn.resume.html) before a call,
/// and pause again after it.
pub struct Server {
    server: MockServer,
    refusals: Refusals,
}

impl Server {
    /// Starts a server.
    pub async fn start() -> Self {
        Self::from_mock_server(MockServer::start().await).await
    }

    /// Uses an existing server: [`MockServer::builder`] can set its port.
    pub async fn from_mock_server(server: MockServer) -> Self {
        let server = Self {
            server,
            refusals: Refusals::default(),
        };
        server.explain().await;
        server
    }

    /// A client for this server. It has credentials for every scheme of the document, and does not
    /// wait between attempts.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the HTTP client cannot be created.
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// A builder for the same client, to configure it further.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.uri())
            .token("mock-token")
            .basic_auth("mock-user", "mock-password")
            .clock(Arc::new(WithoutWaiting))
    }

    /// Removes all mocks and received requests.
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
            .respond_with(Unmatched(refusals))
            .with_priority(Expected::LAST)
            .named("calls that no mock matches");
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

/// Responds with the reasons why no mock matched.
struct Unmatched(Refusals);

impl Respond for Unmatched {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let refusals = self.0.take().join("; ");
        let (method, path) = (&request.method, request.url.path());
        let why = if refusals.is_empty() {
            format!("no mock matches {method} {path}")
        } else {
            format!("no mock matches {method} {path}: {refusals}")
        };
        MockResponse::wrong(&why).template()
    }
}
