//! Puts a client together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;
use tower_layer::Layer;
use tower_service::Service;

use super::client::Client;
use super::environment::{self, Environment};
use super::tls;
use crate::runtime::auth::{Credentials, TokenProvider};
use crate::runtime::error::{BoxError, Error};
use crate::runtime::request::BaseUrl;
use crate::runtime::retry::{Budget, RetryPolicy};
use crate::runtime::send::{Clock, Settings, SystemClock, Timeouts, Transport};

/// Name and version of this crate, as servers see it.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

impl Client {
    /// Starts a client: at the least it needs a token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client from the environment: `DIGA_API_TOKEN` holds the token and `DIGA_BASE_URL`, if it
    /// is set, the base URL.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the token is missing (the message names
    /// the variable), or for any of [`ClientBuilder::build`]'s reasons.
    pub fn from_env() -> Result<Self, Error> {
        let builder = Self::builder().or_from_env()?;
        if !builder.has_token() {
            return Err(Error::configuration(format!(
                "the environment variable {} is not set: it holds the token",
                environment::token_variable()
            )));
        }
        builder.build()
    }
}

/// Puts a [`Client`] together; see [`Client::builder`].
///
/// Nothing is checked before [`build`](Self::build).
#[derive(Default)]
#[must_use = "a builder does nothing before `build`"]
pub struct ClientBuilder {
    token: Option<SecretString>,
    provider: Option<Box<dyn TokenProvider>>,
    basic: Option<(String, SecretString)>,
    named: Vec<(String, SecretString)>,
    base_url: Option<String>,
    allow_plain_http: bool,
    user_agent: Option<String>,
    timeouts: Timeouts,
    max_body_bytes: Option<usize>,
    retry_policy: RetryPolicy,
    retry_budget: Option<u32>,
    clock: Option<Arc<dyn Clock>>,
    http: Option<reqwest::Client>,
    /// The innermost first.
    layers: Vec<Wrap>,
}

/// Puts one layer around a transport.
type Wrap = Box<dyn FnOnce(Transport) -> Transport + Send + Sync>;

impl ClientBuilder {
    /// The token for every operation that asks for one: as `authorization: Bearer ...`, or wherever
    /// the document says.
    ///
    /// It goes to the base URL's origin and to no other, redirects included, and is never printed.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Asks `provider` for tokens, when there is need of one, instead of having one from the start.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.provider = Some(Box::new(provider));
        self
    }

    /// User name and password for the operations that ask for Basic authentication (RFC 7617).
    pub fn basic_auth(
        mut self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.basic = Some((user.into(), password.into()));
        self
    }

    /// The credential for one security scheme, by its name in the document: for documents that have
    /// several.
    pub fn credential(
        mut self,
        scheme: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        self.named.push((scheme.into(), secret.into()));
        self
    }

    /// Where the API is, with or without a path, with or without a trailing slash. The default is
    /// the document's first server.
    ///
    /// It must be `https`; plain `http` is for this machine (`localhost`, `127.0.0.1`, `[::1]`)
    /// unless [`allow_plain_http`](Self::allow_plain_http) is called.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Lets the base URL be plain `http` on a machine other than this one. Everybody on the way
    /// there can then read the token: only for networks that are trusted, such as a service mesh
    /// that encrypts by itself.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// How long one call may take, from `send` to the last byte of the answer, all attempts and
    /// waits together. The default is three minutes.
    ///
    /// Where the body is read as a stream, the answer's headers are its end. The error is
    /// [`is_timeout`](Error::is_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// How long each attempt of a call may take. The default is a minute.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout;
        self
    }

    /// How long making a connection may take. The default is 10 seconds. The error is
    /// [`is_connect`](Error::is_connect).
    ///
    /// Of no effect on a client brought with [`http_client`](Self::http_client), which has its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// How many bytes of an answer are read at most, counted after decompression, so that a broken
    /// server cannot exhaust memory. The default is 64 MiB.
    ///
    /// The error is [`is_body`](Error::is_body). Bodies that are read as a stream have no limit.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = Some(bytes);
        self
    }

    /// When a call that failed is sent again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry_policy = policy;
        self
    }

    /// How many retries all calls together have in reserve, so that an outage is not multiplied.
    /// The default is 100; five calls that succeed at once give one back.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = Some(retries);
        self
    }

    #[cfg(any(test, feature = "mock"))]
    pub(crate) fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// The whole `user-agent` header. The default is this crate's name and version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// A client of your own, for proxies, certificates or a connection pool that is shared.
    ///
    /// Build it with [`redirect(Policy::none())`](reqwest::redirect::Policy::none): this crate
    /// follows redirects itself. A client that follows them on its own takes `authorization` and
    /// cookies off before it goes to another origin, but not a header in which a document of
    /// another kind carries its key, and it turns a `POST` into a `GET` on 301 and 302.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Puts a [tower](https://docs.rs/tower) layer around the transport: to sign requests, to count
    /// or record them, to answer from a cache, to limit how many are under way.
    ///
    /// May be called several times. Each layer goes around those before it, so the last one is the
    /// outermost: it sees a request first and the answer last.
    ///
    /// Every attempt of a call passes through the layers once, and so does every redirect that is
    /// followed: they stand below retries and time-outs, above the connection. The time that a
    /// layer takes is the attempt's. A layer sees the request as it goes out, credentials included:
    /// in its headers, where they are marked as [sensitive](http::HeaderValue::is_sensitive), or,
    /// if the document wants a key there, in the URL's query. What it adds, it adds at its own
    /// risk: a redirect may lead to another origin, to which this crate sends no credential. It is
    /// given the answer before its body has been read.
    ///
    /// An error of the transport keeps its meaning on its way through a layer as long as it is what
    /// the layer returns, or among the [sources](std::error::Error::source) of that. Any other
    /// error is the layer's own, a [`reqwest::Error`] of a client of its own too:
    /// [`is_middleware`](Error::is_middleware). It ends the call; a layer that wants an attempt to
    /// be repeated answers 503.
    ///
    /// An attempt that found no connection is repeated, even a `POST`. A layer that sends a request
    /// more than once must therefore not return the transport's own error, nor keep it among the
    /// sources of its error, once a server has had the request.
    ///
    /// ```no_run
    /// use diga_api::Client;
    /// use http::HeaderValue;
    /// use reqwest::Request;
    /// use tower::{limit::ConcurrencyLimitLayer, util::MapRequestLayer};
    ///
    /// # fn sign(_: &Request) -> HeaderValue { HeaderValue::from_static("x") }
    /// # fn run() -> Result<(), diga_api::Error> {
    /// let client = Client::builder()
    ///     .token("...")
    ///     .layer(MapRequestLayer::new(|mut request: Request| {
    ///         let signature = sign(&request);
    ///         request.headers_mut().insert("x-signature", signature);
    ///         request
    ///     }))
    ///     .layer(ConcurrencyLimitLayer::new(16))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// # run().unwrap();
    /// ```
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Transport> + Send + Sync + 'static,
        L::Service:
            Service<reqwest::Request, Response = reqwest::Response> + Clone + Send + Sync + 'static,
        <L::Service as Service<reqwest::Request>>::Error: Into<BoxError>,
        <L::Service as Service<reqwest::Request>>::Future: Send,
    {
        self.layers
            .push(Box::new(|transport| transport.within(layer)));
        self
    }

    /// Takes what was not set from the environment: the token and the base URL. See
    /// [`Client::from_env`].
    ///
    /// # Errors
    ///
    /// If a variable is not UTF-8.
    pub fn or_from_env(mut self) -> Result<Self, Error> {
        let Environment { token, base_url } = Environment::read()?;
        if self.provider.is_none() {
            self.token = self.token.or(token.map(SecretString::from));
        }
        self.base_url = self.base_url.or(base_url);
        Ok(self)
    }

    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the base URL is missing or not one, if it
    /// would send the token in the clear, if a credential cannot stand in a header, or if the TLS
    /// library cannot start. No message repeats a credential or the base URL.
    pub fn build(self) -> Result<Client, Error> {
        let Some(base_url) = self.base_url.as_deref().or(crate::API.server) else {
            return Err(Error::configuration(format!(
                "there is no base URL, and the document of {} {} names no server: give one to `ClientBuilder::base_url`, \
                 or set {}",
                crate::API.title,
                crate::API.version,
                environment::base_url_variable()
            )));
        };
        let base_url = BaseUrl::parse(base_url, self.allow_plain_http)?;
        let mut credentials = Credentials::default();
        if let Some(token) = self.token {
            credentials.set_token(token).map_err(Error::configuration)?;
        }
        if let Some(provider) = self.provider {
            credentials.set_provider(provider);
        }
        if let Some((user, password)) = self.basic {
            credentials
                .set_basic(&user, &password)
                .map_err(Error::configuration)?;
        }
        for (scheme, secret) in self.named {
            credentials
                .set_named(scheme, secret)
                .map_err(Error::configuration)?;
        }
        let user_agent = match self.user_agent {
            None => HeaderValue::from_static(USER_AGENT),
            Some(text) => HeaderValue::try_from(text).map_err(|error| {
                Error::configuration("the user agent cannot stand in a header").with_source(error)
            })?,
        };
        let http = match self.http {
            Some(http) => http,
            None => http_client(&base_url, self.timeouts)?,
        };
        let wrap = |transport, wrap: Wrap| wrap(transport);
        let transport = self.layers.into_iter().fold(Transport::new(http), wrap);
        Ok(Client::new(Settings {
            transport,
            base_url,
            credentials,
            user_agent,
            timeouts: self.timeouts,
            max_body_bytes: self.max_body_bytes.unwrap_or(64 << 20),
            retry_policy: self.retry_policy,
            budget: Budget::of(self.retry_budget.unwrap_or(100)),
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
        }))
    }
}

/// The HTTP client that we make where the caller brings none.
fn http_client(base_url: &BaseUrl, timeouts: Timeouts) -> Result<reqwest::Client, Error> {
    let mut http = reqwest::Client::builder()
        // Redirects are followed by `redirect`, which knows what is secret.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(timeouts.connect);
    if base_url.is_loopback() {
        // What is meant for this machine, in the clear, does not go to a proxy on another.
        http = http.no_proxy();
    }
    let failed = |error: reqwest::Error| {
        Error::configuration("the HTTP client cannot be made").with_source(error)
    };
    tls::configure(http, base_url.is_https())
        .map_err(|error| Error::configuration("TLS cannot be set up").with_source(error))?
        .build()
        .map_err(failed)
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("token", &self.token.as_ref().map(|_| "[redacted]"))
            .field("user_agent", &self.user_agent)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
