//! The settings of one call.

use std::fmt;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::percent::encode_into;
use super::query::{self, QueryStyle};
use crate::runtime::retry::RetryPolicy;

/// Settings for one call, available on the builder of every operation. Settings that are not set
/// here default to those of the client.
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
/// Implemented by generated code only.
pub trait Call: Sized {
    #[doc(hidden)]
    fn options_mut(&mut self, sealed: Sealed) -> &mut CallOptions;

    /// The time limit of the whole call, with all attempts and waits, in place of
    /// [`ClientBuilder::timeout`].
    ///
    /// [`ClientBuilder::timeout`]: crate::ClientBuilder::timeout
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut(Sealed::new()).timeout = Some(timeout);
        self
    }

    /// The time limit of each attempt, in place of [`ClientBuilder::attempt_timeout`].
    ///
    /// [`ClientBuilder::attempt_timeout`]: crate::ClientBuilder::attempt_timeout
    #[must_use]
    fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut(Sealed::new()).attempt_timeout = Some(timeout);
        self
    }

    /// The time limit of each wait for data of a response that is read as a stream, in place of
    /// [`ClientBuilder::idle_timeout`].
    ///
    /// [`ClientBuilder::idle_timeout`]: crate::ClientBuilder::idle_timeout
    #[must_use]
    fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.options_mut(Sealed::new()).idle_timeout = Some(timeout);
        self
    }

    /// When the call is sent again, in place of [`ClientBuilder::retry_policy`].
    ///
    /// [`ClientBuilder::retry_policy`]: crate::ClientBuilder::retry_policy
    #[must_use]
    fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.options_mut(Sealed::new()).retry_policy = Some(policy);
        self
    }

    /// Whether sending the call twice has the same effect as sending it once, regardless of its
    /// method: `true` allows a `POST` to be retried when the server may already have processed it,
    /// `false` forbids that for a `PUT`.
    #[must_use]
    fn with_idempotency(mut self, idempotent: bool) -> Self {
        self.options_mut(Sealed::new()).idempotent = Some(idempotent);
        self
    }

    /// Adds a header that the document does not describe. It replaces any other header of its name,
    /// and is sent to the origin of the base URL only, or to one that
    /// [`allow_origin`](crate::ClientBuilder::allow_origin) adds. An invalid header is an error
    /// when the call is sent, and so is one that frames the message or controls the connection
    /// (`content-length`, `transfer-encoding`, `host`, `connection`), which the client sets itself.
    #[must_use]
    fn with_header(mut self, name: &str, value: &str) -> Self {
        self.options_mut(Sealed::new()).header(name, value);
        self
    }

    /// Adds a query parameter that the document does not describe: a scalar, or a list for
    /// `name=1&name=2`.
    #[must_use]
    fn with_query<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.options_mut(Sealed::new()).query(name, value);
        self
    }
}

/// Prevents implementations of [`Call`] elsewhere.
#[doc(hidden)]
#[derive(Debug)]
pub struct Sealed(());

impl Sealed {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

/// The settings of one call. Generated builders have one.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) retry_policy: Option<RetryPolicy>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) headers: HeaderMap,
    /// Encoded.
    pub(crate) query: String,
    /// Whether the call requests a page of a list, one after the other.
    pub(crate) paged: bool,
    /// The URL of the next page of a list, which replaces the operation's path and query. It may be
    /// relative to theirs.
    pub(crate) continue_at: Option<String>,
    /// The first setting that is invalid.
    pub(crate) failed: Option<String>,
}

impl CallOptions {
    fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            (Ok(name), _) if is_framing(&name) => self.fail(format!(
                "header {name} cannot be set on a call: the client sets it itself, so remove it"
            )),
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.fail("an extra header has an invalid name".to_owned()),
            (Ok(name), Err(_)) => self.fail(format!(
                "header {name} has a value that no header can carry"
            )),
        }
    }

    /// Sets the event after which a stream of events resumes.
    #[cfg(feature = "sse")]
    pub(crate) fn last_event_id(&mut self, id: &str) {
        // A header may have any UTF-8 but control characters, which an id may contain.
        match HeaderValue::from_bytes(id.as_bytes()) {
            Ok(id) => {
                self.headers
                    .insert(HeaderName::from_static("last-event-id"), id);
            }
            Err(_) => {
                self.fail("the last event's id has a value that no header can carry".to_owned())
            }
        }
    }

    fn query<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let style = QueryStyle::Form { explode: true };
        if let Err(error) = query::append(&mut self.query, name, style, value, encode_into) {
            self.fail(format!("query parameter {name} cannot be written: {error}"));
        }
    }

    fn fail(&mut self, what: String) {
        self.failed.get_or_insert(what);
    }
}

/// Whether a header frames the message or controls the connection: a value that differs from what
/// is sent would make the server read another message (RFC 9112, sections 6 and 9.3; RFC 9110,
/// section 7.6.1).
pub(super) fn is_framing(name: &HeaderName) -> bool {
    matches!(
        *name,
        CONTENT_LENGTH | TRANSFER_ENCODING | HOST | CONNECTION | UPGRADE
    ) || matches!(name.as_str(), "keep-alive" | "proxy-connection")
}

/// Prints the names of headers without their values, which may be secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("retry_policy", &self.retry_policy)
            .field("idempotent", &self.idempotent)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
