//! A mock: an expected call and its response.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use wiremock::{Match, Request, Respond, ResponseTemplate, Times};

use super::expected::Expected;
use super::mock_response::MockResponse;
use super::refusals::Refusals;
use super::server::Server;

/// An expected call, and the response to it. It takes effect once it is [mounted](Self::mount) on a
/// [`Server`].
///
/// Of several mocks that match a call, one whose path has no parameters takes precedence over one
/// with parameters, otherwise the one that was mounted first: mount the more specific mock first.
#[must_use = "a mock does nothing before it is mounted"]
pub struct Mock {
    expected: Expected,
    reply: Reply,
    headers: HeaderMap,
    delay: Option<Duration>,
    name: Option<String>,
    priority: Option<u8>,
    calls: Option<Times>,
    limit: Option<u64>,
    over: Arc<AtomicBool>,
}

/// How the server reacts to a matching call.
enum Reply {
    Response(MockResponse),
    Respond(Box<dyn Respond>),
    Disconnect,
}

impl Mock {
    fn new(expected: Expected, reply: Reply) -> Self {
        Self {
            expected,
            reply,
            headers: HeaderMap::new(),
            delay: None,
            name: None,
            priority: None,
            calls: None,
            limit: None,
            over: Arc::default(),
        }
    }

    /// Adds a header to the response: `retry-after`, `x-request-id`.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => {
                let why = format!("`{name}: {value}` is not a valid header");
                self.reply = Reply::Response(MockResponse::wrong(&why));
            }
        }
        self
    }

    /// Delays the response. With a delay beyond the client's time limit the call fails with
    /// `is_timeout`.
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Which of several mocks that match a call responds: 1 comes before 255. Defaults to 5 for a
    /// path without parameters, plus one for each parameter that may have any value.
    pub fn with_priority(mut self, priority: u8) -> Self {
        self.priority = Some(priority.max(1));
        self
    }

    /// The name of the mock in the message of a failed test. Defaults to the name of the operation.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The number of calls that the mock must have received when the server is dropped: `1`, `1..`,
    /// `2..=3`. Otherwise the test panics, as with [`wiremock::Mock::expect`].
    pub fn expect(mut self, calls: impl Into<Times>) -> Self {
        self.calls = Some(calls.into());
        self
    }

    /// Responds to at most this many calls (0 counts as 1), and leaves further ones to the next
    /// mock that matches.
    pub fn up_to_n_times(mut self, calls: u64) -> Self {
        self.limit = Some(calls.max(1));
        self
    }

    /// Mounts the mock on `server` for as long as the server runs.
    pub async fn mount(self, server: &Server) {
        let mock = self.build(server.refusals().clone());
        server.register(mock).await;
    }

    /// Mounts the mock on `server` until the returned scope is dropped. The calls that it
    /// [expects](Self::expect) are counted when the server is dropped.
    pub async fn mount_as_scoped(self, server: &Server) -> Scope {
        let over = Arc::new(AtomicBool::new(false));
        let mock = Self {
            over: Arc::clone(&over),
            ..self
        };
        mock.mount(server).await;
        Scope(over)
    }

    fn build(self, refusals: Refusals) -> wiremock::Mock {
        let operation = self.expected.operation().name;
        let priority = self.priority.unwrap_or(self.expected.priority());
        let given = wiremock::Mock::given(Watched {
            expected: self.expected,
            over: self.over,
            refusals,
        });
        let (headers, delay) = (self.headers, self.delay);
        let completed = move |template: ResponseTemplate| {
            let template = headers.iter().fold(template, |template, (name, value)| {
                template.insert_header(name, value)
            });
            match delay {
                Some(delay) => template.set_delay(delay),
                None => template,
            }
        };
        let mock = match self.reply {
            Reply::Response(response) => given.respond_with(completed(response.template())),
            Reply::Respond(respond) => {
                given.respond_with(move |request: &Request| completed(respond.respond(request)))
            }
            Reply::Disconnect => given.respond_with_err(|_: &Request| Disconnected),
        };
        let mock = mock
            .with_priority(priority)
            .named(self.name.unwrap_or(operation.to_owned()));
        let mock = match self.calls {
            // wiremock's method, not `Result::expect`.
            Some(calls) => mock.expect(calls),
            None => mock,
        };
        match self.limit {
            Some(limit) => mock.up_to_n_times(limit),
            None => mock,
        }
    }
}

/// For a plain [`wiremock::MockServer`].
impl From<Mock> for wiremock::Mock {
    fn from(mock: Mock) -> Self {
        mock.build(Refusals::default())
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("expected", &self.expected)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Keeps a mock mounted until it is dropped.
// wiremock's own `MockGuard` ends the wrong mock if priorities differ (0.6.5: it counts mocks in an
// order that priorities change).
#[derive(Debug)]
#[must_use = "the mock ends when its scope is dropped"]
pub struct Scope(Arc<AtomicBool>);

impl Drop for Scope {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Expected {
    /// Responds as the document says.
    pub(crate) fn respond_with(self, response: MockResponse) -> Mock {
        Mock::new(self, Reply::Response(response))
    }

    /// Responds with anything that wiremock can.
    pub(crate) fn respond(self, respond: impl Respond + 'static) -> Mock {
        Mock::new(self, Reply::Respond(Box::new(respond)))
    }

    /// Closes the connection without a response.
    pub(crate) fn disconnect(self) -> Mock {
        Mock::new(self, Reply::Disconnect)
    }
}

/// An expected call as wiremock matches it. A server matches one request at a time.
struct Watched {
    expected: Expected,
    over: Arc<AtomicBool>,
    refusals: Refusals,
}

impl Match for Watched {
    fn matches(&self, request: &Request) -> bool {
        if self.over.load(Ordering::Relaxed) || !self.expected.is_call(request) {
            return false;
        }
        match self.expected.mismatch(request) {
            None => {
                self.refusals.take();
                true
            }
            Some(why) => {
                let operation = self.expected.operation().name;
                self.refusals.add(format!("{operation}: {why}"));
                false
            }
        }
    }
}

/// The error that takes the place of a response.
#[derive(Debug)]
struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the mock closes the connection")
    }
}

impl std::error::Error for Disconnected {}
