//! What one call does differently.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::query::{self, QueryStyle};
use crate::runtime::retry::RetryPolicy;

/// Settings for one call, on every operation's builder: what is not set here is as the client has
/// it.
///
/// ```no_run
/// use std::time::Duration;
/// use diga_api::Call;
///
/// # async fn run(client: diga_api::Client) -> Result<(), Box<dyn std::error::Error>> {
/// client
///     .request_raw(http::Method::GET, "/v2/beta")
///     .with_timeout(Duration::from_secs(5))
///     .with_header("x-tenant", "blue")
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
///
/// Implemented by generated code, and by nothing else.
pub trait Call: Sized {
    #[doc(hidden)]
    fn options_mut(&mut self, only_here: OnlyHere) -> &mut CallOptions;

    /// How long the call may take, all attempts and waits together, instead of
    /// [`ClientBuilder::timeout`].
    ///
    /// [`ClientBuilder::timeout`]: crate::ClientBuilder::timeout
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut(OnlyHere::new()).timeout = Some(timeout);
        self
    }

    /// How long each attempt may take, instead of [`ClientBuilder::attempt_timeout`].
    ///
    /// [`ClientBuilder::attempt_timeout`]: crate::ClientBuilder::attempt_timeout
    #[must_use]
    fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut(OnlyHere::new()).attempt_timeout = Some(timeout);
        self
    }

    /// When the call is sent again, instead of [`ClientBuilder::retry_policy`].
    ///
    /// [`ClientBuilder::retry_policy`]: crate::ClientBuilder::retry_policy
    #[must_use]
    fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.options_mut(OnlyHere::new()).retry_policy = Some(policy);
        self
    }

    /// Whether sending the call twice is as good as sending it once, whatever its method says:
    /// `true` lets a `POST` be sent again after failures that leave open whether the server acted,
    /// `false` forbids it for a `PUT`.
    #[must_use]
    fn with_idempotency(mut self, idempotent: bool) -> Self {
        self.options_mut(OnlyHere::new()).idempotent = Some(idempotent);
        self
    }

    /// A header that the document does not know. It takes the place of any other header of its
    /// name, and goes to the base URL's origin only. What cannot be a header is an error when the
    /// call is sent.
    #[must_use]
    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.options_mut(OnlyHere::new()).header(name, value);
        self
    }

    /// A query parameter that the document does not know: a scalar, or a list for `name=1&name=2`.
    #[must_use]
    fn with_query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.options_mut(OnlyHere::new()).query(name, value);
        self
    }
}

/// Keeps [`Call`] from being implemented elsewhere.
#[doc(hidden)]
#[derive(Debug)]
pub struct OnlyHere(());

impl OnlyHere {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

/// What one call does differently. Held by generated builders.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry_policy: Option<RetryPolicy>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) headers: HeaderMap,
    /// Encoded.
    pub(crate) query: String,
    /// The first thing that could not be taken.
    pub(crate) failed: Option<String>,
}

impl CallOptions {
    fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => {
                self.fail("an extra header has a name that no header can have".to_owned())
            }
            (Ok(name), Err(_)) => {
                self.fail(format!("header {name} holds what no header can carry"))
            }
        }
    }

    /// Where a stream of events is to go on.
    pub(crate) fn last_event_id(&mut self, id: &str) {
        // Any UTF-8 but control characters, in which a header differs from an id.
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) => {
                self.headers
                    .insert(HeaderName::from_static("last-event-id"), id);
            }
            Err(_) => self.fail("the last event's id holds what no header can carry".to_owned()),
        }
    }

    fn query<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let style = QueryStyle::Form { explode: true };
        if let Err(error) = query::append(&mut self.query, name, style, value) {
            self.fail(format!("query parameter {name} cannot be written: {error}"));
        }
    }

    fn fail(&mut self, what: String) {
        self.failed.get_or_insert(what);
    }
}

/// Names of headers, no values: a caller's header may be a secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry_policy", &self.retry_policy)
            .field("idempotent", &self.idempotent)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
