//! Configures and creates a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use secrecy::SecretString;
use tower_layer::Layer;
use tower_service::Service;

use super::client::Client;
use super::environment::{self, Environment};
use super::{servers, tls};
use crate::runtime::auth::{Credentials, REDACTED, TokenProvider};
use crate::runtime::error::{BoxError, Error};
use crate::runtime::request::{BaseUrl, ServerError, expand};
use crate::runtime::retry::{Budget, RetryPolicy};
use crate::runtime::send::{Clock, Settings, SystemClock, Timeouts, Transport};

/// Name and version of this crate, as servers see it.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

impl Client {
    /// Returns a builder for a client, which needs at least a token.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Creates a client from the environment: the token from `DIGA_API_TOKEN`, and the base URL
    /// from `DIGA_BASE_URL` if that is set.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the token is missing (the message names
    /// the variable), and for any reason of [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        let builder = Self::builder().or_from_env()?;
        if !builder.has_token() {
            return Err(Error::configuration(format!(
                "the environment variable {} is not set: it must contain the token",
                environment::token_variable()
            )));
        }
        builder.build()
    }
}

/// Configures a [`Client`]; see [`Client::builder`].
///
/// Settings are checked by [`build`](Self::build).
#[derive(Default)]
#[must_use = "a builder does nothing before `build`"]
pub struct ClientBuilder {
    token: Option<SecretString>,
    /// Which settings are from the environment, so that an error names the variable.
    from_env: FromEnv,
    provider: Option<Box<dyn TokenProvider>>,
    basic: Option<(String, SecretString)>,
    named: Vec<(String, SecretString)>,
    base_url: Option<String>,
    allow_plain_http: bool,
    server_variables: Vec<(String, String)>,
    allowed_origins: Vec<String>,
    ignore_operation_servers: bool,
    external: Vec<String>,
    all_unsupported: bool,
    user_agent: Option<String>,
    timeouts: Timeouts,
    max_body_bytes: Option<usize>,
    retry_policy: RetryPolicy,
    retry_budget: Option<u32>,
    clock: Option<Arc<dyn Clock>>,
    log_bodies: bool,
    http: Option<reqwest::Client>,
    /// Innermost first.
    layers: Vec<Wrap>,
}

/// Whether settings are from the environment.
#[derive(Default)]
struct FromEnv {
    token: bool,
    base_url: bool,
}

/// Wraps a transport in one layer.
type Wrap = Box<dyn FnOnce(Transport) -> Transport + Send + Sync>;

impl ClientBuilder {
    /// The token for every operation that needs one: sent as `authorization: Bearer ...`, or
    /// wherever the document says.
    ///
    /// It is sent only to the origin of the base URL, and to those that
    /// [`allow_origin`](Self::allow_origin) adds, even when a redirect leads elsewhere. It is never
    /// printed. White space around it is removed. Set the token alone: one that begins with
    /// `Bearer ` is rejected.
    pub fn token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(token.into());
        self.from_env.token = false;
        self
    }

    /// Fetches tokens from `provider` when they are needed.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.provider = Some(Box::new(provider));
        self
    }

    /// The user name and password for operations with Basic authentication (RFC 7617).
    pub fn basic_auth(
        mut self,
        user: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.basic = Some((user.into(), password.into()));
        self
    }

    /// The credential of one security scheme, by its name in the document. It takes precedence over
    /// the token.
    pub fn credential(
        mut self,
        scheme: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        self.named.push((scheme.into(), secret.into()));
        self
    }

    /// Declares that the credential of a security scheme, by its name in the document, reaches the
    /// requests in another way: a [`layer`](Self::layer) adds it, a client certificate of the
    /// connection is it, or every call has it in a header of its own.
    ///
    /// Required for schemes that this crate does not support, such as HTTP digest: without it, a
    /// call that needs one fails before it is sent.
    pub fn external_credential(mut self, scheme: impl Into<String>) -> Self {
        self.external.push(scheme.into());
        self
    }

    /// Sets a variable in the URLs of the document's servers, such as `region` in
    /// `https://{region}.example.com`. Defaults to the value that the document gives.
    ///
    /// It has no effect on a URL given to [`base_url`](Self::base_url). A value that would lead to
    /// another host than the document means, or that is not among those that it lists, is an error
    /// of [`build`](Self::build), or of the calls of the one operation that it concerns.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.server_variables.push((name.into(), value.into()));
        self
    }

    /// Allows credentials, and headers added with [`with_header`](crate::Call::with_header), to be
    /// sent to another origin than that of the base URL: `https://upload.example.com`.
    ///
    /// The document may have a server of its own for an operation, a server may redirect, and a
    /// list may continue at another address. Without this, an operation on another origin that
    /// needs a credential fails before it is sent, and a redirect is followed without credentials.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowed_origins.push(origin.into());
        self
    }

    /// Sends every operation to the base URL, even if the document has a server of its own for it:
    /// for a test server, or a gateway in front of all servers. A client whose base URL is on this
    /// machine calls no other machine without this or [`allow_origin`](Self::allow_origin).
    pub fn ignore_operation_servers(mut self) -> Self {
        self.ignore_operation_servers = true;
        self
    }

    /// The base URL of the API, with or without a path or a trailing slash. Defaults to the
    /// document's first server. The few operations for which the document has a server of their own
    /// are sent there; see [`allow_origin`](Self::allow_origin).
    ///
    /// It must be `https`. Plain `http` is allowed for this machine (`localhost`, `127.0.0.1`,
    /// `[::1]`); for others, call [`allow_plain_http`](Self::allow_plain_http).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self.from_env.base_url = false;
        self
    }

    /// Allows a base URL of plain `http` on another machine.
    ///
    /// Anyone on the network path can read the token. Use it only on a trusted network, such as a
    /// service mesh that encrypts the traffic itself.
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// The time limit of a whole call, from `send` to the last byte of the response, with all
    /// attempts and waits. Defaults to three minutes.
    ///
    /// If the body is read as a stream, the limit ends with the response's headers, and
    /// [`idle_timeout`](Self::idle_timeout) applies from then on. A call that exceeds it fails with
    /// [`is_timeout`](Error::is_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = timeout;
        self
    }

    /// The time limit of each attempt. Defaults to one minute.
    ///
    /// While the request's body moves, the limit begins again: a large upload over a slow
    /// connection is limited by [`timeout`](Self::timeout) alone. Bodies of up to 64 KiB count as
    /// sent at once.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = timeout;
        self
    }

    /// The time limit of each wait for data of a response that is read as a stream: a download, or
    /// server-sent events. Defaults to 90 seconds.
    ///
    /// Only the time counts in which the reader waits. A stream that exceeds the limit ends with
    /// [`is_timeout`](Error::is_timeout); a subscription reconnects. Servers keep an event stream
    /// alive by comments, usually every 15 to 30 seconds; raise the limit for one that does not.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.idle = timeout;
        self
    }

    /// The time limit for connecting. Defaults to 10 seconds. A call that exceeds it fails with
    /// [`is_connect`](Error::is_connect).
    ///
    /// It has no effect on a client given to [`http_client`](Self::http_client), which has its own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = timeout;
        self
    }

    /// The size limit of a response's body in bytes, after decompression, so that a broken server
    /// cannot exhaust memory. Defaults to 64 MiB.
    ///
    /// A call that exceeds it fails with [`is_body`](Error::is_body). A body that is read as a
    /// stream has no limit.
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = Some(bytes);
        self
    }

    /// When and how often a failed call is sent again.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.retry_policy = policy;
        self
    }

    /// The number of retries that all calls of the client share, so that an outage does not
    /// multiply the load. Defaults to 100.
    ///
    /// Five calls that succeed at the first attempt add one retry, up to this number.
    pub fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = Some(retries);
        self
    }

    /// Logs the body of each request and response: for debugging, not for production.
    ///
    /// They are events of level `DEBUG` with the target `diga_api::body`, in the span of the call.
    /// The client's own credentials are removed, and so are the values of members of JSON objects
    /// and forms that have the name of a credential, such as `password`, `client_secret` or
    /// `access_token`. Everything else is logged as it is, personal data included, up to 16,384
    /// characters of each body. Of streams, binary data and invalid JSON, only the kind and the
    /// size are logged.
    ///
    /// ```no_run
    /// use tracing_subscriber::filter::LevelFilter;
    ///
    /// tracing_subscriber::fmt().with_max_level(LevelFilter::DEBUG).init();
    /// let client = diga_api::Client::builder().token("...").log_bodies().build()?;
    /// # Ok::<(), diga_api::Error>(())
    /// ```
    pub fn log_bodies(mut self) -> Self {
        self.log_bodies = true;
        self
    }

    #[cfg(any(test, feature = "mock"))]
    pub(crate) fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// For a server of tests, which takes every operation and needs no unsupported credential.
    #[cfg(feature = "mock")]
    pub(crate) fn for_test_server(mut self) -> Self {
        self.all_unsupported = true;
        self.ignore_operation_servers()
    }

    /// The value of the `user-agent` header. Defaults to the name and version of this crate.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// The reqwest client to send with, to configure proxies, certificates or a shared connection
    /// pool.
    ///
    /// Build it with [`redirect(Policy::none())`](reqwest::redirect::Policy::none): this crate
    /// follows redirects itself. A client that follows redirects removes `authorization` and
    /// cookies before it goes to another origin, but not an API key in another header, and it turns
    /// a `POST` into a `GET` on 301 and 302.
    ///
    /// If anything in the program enables reqwest's features `gzip`, `brotli`, `zstd` or `deflate`,
    /// disable them with [`no_gzip()`](reqwest::ClientBuilder::no_gzip) and the like: this crate
    /// decompresses responses itself, and reqwest cuts off a body of several gzip members.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Adds a [tower](https://docs.rs/tower) layer around the transport: to sign requests, count or
    /// record them, serve responses from a cache, or limit concurrency.
    ///
    /// May be called several times. Each layer wraps those before it, so the last one is the
    /// outermost: it sees the request first and the response last.
    ///
    /// Every attempt of a call passes through the layers once, and so does every redirect that is
    /// followed: layers are below retries and timeouts, and above the connection. The time that a
    /// layer takes counts as the attempt's. A layer sees the request as it is sent, including
    /// credentials: in headers, which are marked as [sensitive](http::HeaderValue::is_sensitive),
    /// or in the URL's query if the document puts an API key there. A redirect may lead to another
    /// origin, to which this crate sends no credentials; a layer that adds its own has to check the
    /// URL. The body of the response has not been read yet.
    ///
    /// A transport error keeps its meaning if the layer returns it as it is, or among the
    /// [sources](std::error::Error::source) of its own error. Any other error is the layer's own,
    /// including a [`reqwest::Error`] of another client: it ends the call as
    /// [`is_middleware`](Error::is_middleware). To have the attempt repeated, a layer returns a
    /// response with status 503.
    ///
    /// A connection failure is retried, even for a `POST`. A layer that sends a request more than
    /// once must therefore not return the transport's error, nor have it as a source, once a server
    /// may have received the request.
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

    /// Takes the token and the base URL from the environment, unless they are already set. See
    /// [`Client::from_env`].
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if a variable is not UTF-8.
    pub fn or_from_env(mut self) -> Result<Self, Error> {
        let Environment { token, base_url } = Environment::read()?;
        if self.provider.is_none() && self.token.is_none() {
            self.from_env.token = token.is_some();
            self.token = token.map(SecretString::from);
        }
        if self.base_url.is_none() {
            self.from_env.base_url = base_url.is_some();
            self.base_url = base_url;
        }
        Ok(self)
    }

    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Creates the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`is_configuration`](Error::is_configuration), if the base URL is missing or invalid, if it
    /// would send the token unencrypted, if a credential cannot be sent in a header, or if the TLS
    /// library cannot start. No message repeats a credential or the base URL.
    pub fn build(self) -> Result<Client, Error> {
        let set = &self.server_variables;
        servers::check_names(set)?;
        let base_url = match (self.base_url, &crate::API.server) {
            (Some(base_url), _) => Some(base_url),
            (None, Some(server)) => {
                Some(expand(server, set).map_err(|error| Error::configuration(error.to_string()))?)
            }
            (None, None) => None,
        };
        let Some(base_url) = base_url else {
            return Err(Error::configuration(format!(
                "there is no base URL, and the document of {} {} has no server: \
                 pass one to `ClientBuilder::base_url`, or set {}",
                crate::API.title,
                crate::API.version,
                environment::base_url_variable()
            )));
        };
        let what = if self.from_env.base_url {
            format!("the base URL in {}", environment::base_url_variable())
        } else {
            "the base URL".to_owned()
        };
        let base_url = BaseUrl::parse_as(&what, &base_url, self.allow_plain_http)?;
        let servers = if self.ignore_operation_servers {
            Vec::new()
        } else {
            servers::of_operations(&base_url, set, self.allow_plain_http)
        };
        let allowed = servers::allowed(&self.allowed_origins, self.allow_plain_http)?;
        let mut credentials = Credentials::default();
        if let Some(token) = self.token {
            let what = if self.from_env.token {
                format!("the token in {}", environment::token_variable())
            } else {
                "the token".to_owned()
            };
            credentials
                .set_token(&what, token)
                .map_err(Error::configuration)?;
        }
        if let Some(provider) = self.provider {
            let limit = self.timeouts.total.max(Duration::from_secs(60));
            credentials.set_provider(provider, limit);
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
        for scheme in self.external {
            credentials.set_external(scheme);
        }
        credentials.set_all_unsupported(self.all_unsupported);
        let user_agent = match self.user_agent {
            None => HeaderValue::from_static(USER_AGENT),
            Some(text) => HeaderValue::try_from(text).map_err(|error| {
                Error::configuration("the user agent is not a valid header value")
                    .with_source(error)
            })?,
        };
        let http = match self.http {
            Some(http) => http,
            None => http_client(&base_url, &servers, self.timeouts)?,
        };
        let wrap = |transport, wrap: Wrap| wrap(transport);
        let transport = self.layers.into_iter().fold(Transport::new(http), wrap);
        Ok(Client::new(Settings {
            transport,
            base_url,
            servers,
            allowed,
            credentials,
            user_agent,
            timeouts: self.timeouts,
            max_body_bytes: self.max_body_bytes.unwrap_or(64 << 20),
            retry_policy: self.retry_policy,
            budget: Budget::of(self.retry_budget.unwrap_or(100)),
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            log_bodies: self.log_bodies,
        }))
    }
}

/// The HTTP client for callers that pass none.
fn http_client(
    base_url: &BaseUrl,
    servers: &[Result<BaseUrl, ServerError>],
    timeouts: Timeouts,
) -> Result<reqwest::Client, Error> {
    let builder = || {
        let http = reqwest::Client::builder()
            // The module `redirect` follows redirects, because it knows which parts of a request
            // are secret.
            .redirect(reqwest::redirect::Policy::none())
            // The module `compression` decompresses; other crates may have enabled reqwest's
            // features.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .connect_timeout(timeouts.connect);
        if base_url.is_loopback() {
            // Plain http to this machine must not pass through a proxy on another one.
            http.no_proxy()
        } else {
            http
        }
    };
    let mut all = servers.iter().flatten().chain(std::iter::once(base_url));
    tls::build(builder, all.any(BaseUrl::is_https))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("token", &self.token.as_ref().map(|_| REDACTED))
            .field("user_agent", &self.user_agent)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}
