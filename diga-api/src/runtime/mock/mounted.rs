//! A mock, from its answer to its place in a server.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use wiremock::{Match, Request, Respond, ResponseTemplate, Times};

use super::answer::Answer;
use super::expected::Expected;
use super::refusals::Refusals;
use super::server::Server;

/// A call that is expected, and its answer. It does nothing before it is [mounted](Self::mount) on
/// a [`Server`].
///
/// Of several that a call fits, one whose path is always the same answers before one with
/// parameters, and else the one that was mounted first: mount the one that asks for more before the
/// one that asks for less.
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

/// What the server does.
enum Reply {
    Answer(Answer),
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

    /// Adds a header to the answer: `retry-after`, `x-request-id`.
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => {
                let why = format!("`{name}: {value}` is no header");
                self.reply = Reply::Answer(Answer::wrong(&why));
            }
        }
        self
    }

    /// Answers so much later: longer than the client's time-out, and the call fails with
    /// `is_timeout`.
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// Which of several mocks answers a call that fits them all: 1 before 255. The default is 5 for
    /// a path that is always the same, and one more for each parameter in it that may be anything.
    pub fn with_priority(mut self, priority: u8) -> Self {
        self.priority = Some(priority.max(1));
        self
    }

    /// How the mock is called where it fails a test. The default is the operation's name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// How many calls there must have been when the server is dropped: `1`, `1..`, `2..=3`. If
    /// there were not, the test panics, as [`wiremock::Mock::expect`] does.
    pub fn expect(mut self, calls: impl Into<Times>) -> Self {
        self.calls = Some(calls.into());
        self
    }

    /// Answers so many calls at most, one at the least, and leaves those after them to the next
    /// mock that they fit.
    pub fn up_to_n_times(mut self, calls: u64) -> Self {
        self.limit = Some(calls.max(1));
        self
    }

    /// Lets the server answer so, as long as it runs.
    pub async fn mount(self, server: &Server) {
        let mock = self.build(server.refusals().clone());
        server.register(mock).await;
    }

    /// Lets the server answer so until what is returned is dropped. The calls that it
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
            Reply::Answer(answer) => given.respond_with(completed(answer.template())),
            Reply::Respond(respond) => {
                given.respond_with(move |request: &Request| completed(respond.respond(request)))
            }
            Reply::Disconnect => given.respond_with_err(|_: &Request| Disconnected),
        };
        let mock = mock
            .with_priority(priority)
            .named(self.name.unwrap_or(operation.to_owned()));
        let mock = match self.calls {
            // wiremock's, which notes how many calls are to come; it unwraps nothing.
            Some(calls) => mock.expect(calls),
            None => mock,
        };
        match self.limit {
            Some(limit) => mock.up_to_n_times(limit),
            None => mock,
        }
    }
}

/// For a [`wiremock::MockServer`] that is not one of ours.
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

/// A mock answers as long as this is there.
// wiremock's own `MockGuard` ends another mock than its own where priorities differ (0.6.5: it
// counts in an order that priorities change).
#[derive(Debug)]
#[must_use = "the mock answers as long as this is there"]
pub struct Scope(Arc<AtomicBool>);

impl Drop for Scope {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Expected {
    /// Answers as the document says.
    pub(crate) fn answer(self, answer: Answer) -> Mock {
        Mock::new(self, Reply::Answer(answer))
    }

    /// Answers as wiremock can.
    pub(crate) fn respond(self, respond: impl Respond + 'static) -> Mock {
        Mock::new(self, Reply::Respond(Box::new(respond)))
    }

    /// Closes the connection without an answer.
    pub(crate) fn disconnect(self) -> Mock {
        Mock::new(self, Reply::Disconnect)
    }
}

/// What is expected, as a server asks for it. A server asks for one request at a time.
struct Watched {
    expected: Expected,
    over: Arc<AtomicBool>,
    refusals: Refusals,
}

impl Match for Watched {
    fn matches(&self, request: &Request) -> bool {
        if self.over.load(Ordering::Relaxed) || !self.expected.concerns(request) {
            return false;
        }
        match self.expected.refuses(request) {
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

/// What the server does not answer with.
#[derive(Debug)]
struct Disconnected;

impl fmt::Display for Disconnected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the mock closes the connection")
    }
}

impl std::error::Error for Disconnected {}
