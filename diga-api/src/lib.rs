//! Typed client for the [Diga](https://docs.diga.io) API, the platform for AI phone agents.
//!
//! Operations are methods of [`Client`]; what they take and give is in [`types`], what they answer
//! when they fail in [`errors`]. All of it is generated from the service's OpenAPI document.
//!
//! ```no_run
//! use diga_api::Client;
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! # async fn run() -> Result<(), diga_api::Error> {
//! let client = Client::from_env()?;
//! let request = WebhookRequest::new("https://example.com/diga/events", [WebhookEvent::StatusChanged]);
//! let webhook = client.create_webhook(request).send().await?;
//! println!("{} was created at {}", webhook.id, webhook.created_date);
//! # Ok(())
//! # }
//! ```
//!
//! The crate runs on [tokio](https://docs.rs/tokio).
//!
//! # Authenticate
//!
//! [`Client::from_env`] takes the token from `DIGA_API_TOKEN`, and the base URL from
//! `DIGA_BASE_URL` if it is set. To take them from elsewhere:
//!
//! ```no_run
//! # fn run(token: String) -> Result<(), diga_api::Error> {
//! let client = diga_api::Client::builder().token(token).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A token that is only lent for a while comes from a [`TokenProvider`]: the client asks it when it
//! needs a token, keeps what it is given until shortly before its end, and asks once more when the
//! server answers 401.
//!
//! ```no_run
//! use std::time::Duration;
//! use diga_api::{Client, Token};
//!
//! # async fn fetch() -> std::io::Result<String> { Ok(String::new()) }
//! # fn run() -> Result<(), diga_api::Error> {
//! let client = Client::builder()
//!     .token_provider(|| async {
//!         let secret = fetch().await?;
//!         Ok::<_, std::io::Error>(Token::new(secret).lasting(Duration::from_secs(3600)))
//!     })
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A token goes to the base URL's origin and to no other, redirects included. It is never printed:
//! not by `Debug`, not in an error, not in a log.
//!
//! # Call
//!
//! What an operation requires are arguments; what it leaves open are methods of its builder.
//! Nothing is sent before `send`.
//!
//! ```no_run
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! # async fn run(client: diga_api::Client) -> Result<(), diga_api::Error> {
//! let request = WebhookRequest::new("https://example.com/diga/events", [WebhookEvent::StatusChanged]);
//! let webhook = client.create_webhook(request).send().await?;
//!
//! // The value itself, by dereference ...
//! println!("{} {:?}", webhook.url, webhook.subscribed_events);
//! // ... and everything that it came with.
//! println!("{} {:?}", webhook.status(), webhook.request_id());
//! println!("{:?} {:?}", webhook.headers(), webhook.raw_body());
//! # Ok(())
//! # }
//! ```
//!
//! One call can differ from the others: [`Call`] has its time-outs, retries, extra headers and
//! extra parameters.
//!
//! ```no_run
//! use std::time::Duration;
//! use diga_api::{Call, RetryPolicy};
//!
//! # async fn run(client: diga_api::Client, request: diga_api::types::WebhookRequest) -> Result<(), diga_api::Error> {
//! client
//!     .create_webhook(request)
//!     .with_timeout(Duration::from_secs(10))
//!     .with_retry_policy(RetryPolicy::never())
//!     .send()
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! Dropping the future cancels the call.
//!
//! # Call without async
//!
//! With the feature `blocking` the builder makes a second kind of client, `blocking::Client`: the
//! same operations, whose `send` waits. It needs no runtime. Lists that come in pages, events and
//! bytes are iterators and readers.
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn run() -> Result<(), diga_api::Error> {
//! use diga_api::Client;
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! let client = Client::builder().or_from_env()?.build_blocking()?;
//! let request = WebhookRequest::new("https://example.com/diga/events", [WebhookEvent::StatusChanged]);
//! let webhook = client.create_webhook(request).send()?;
//! println!("{} was created at {}", webhook.id, webhook.created_date);
//! # Ok(())
//! # }
//! ```
//!
//! In an async task it refuses to wait, with an error that says so: there it is called within
//! `tokio::task::spawn_blocking`.
//!
//! # Handle errors
//!
//! There is one [`Error`]. It says what kind of failure it was (`is_timeout`, `is_connect`,
//! `is_status`, ...), prints as one line, and holds all that was received. What the document says
//! of an operation's errors is in [`Error::api`], a variant for each status:
//!
//! ```no_run
//! use diga_api::errors::CreateWebhookError;
//!
//! # async fn run(client: diga_api::Client, request: diga_api::types::WebhookRequest) {
//! match client.create_webhook(request).send().await {
//!     Ok(webhook) => println!("created {}", webhook.id),
//!     Err(error) => match error.api() {
//!         Some(CreateWebhookError::Status403(body)) => println!("may not: {}", body.message),
//!         Some(CreateWebhookError::Status422(body)) => {
//!             for problem in body.detail.iter().flatten() {
//!                 println!("{:?}: {}", problem.loc, problem.msg);
//!             }
//!         }
//!         _ if error.is_invalid_request() => println!("not sent: {:?}", error.violations()),
//!         _ if error.is_retryable() => println!("later, in {:?}", error.retry_after()),
//!         _ => println!("{error} {:?}", error.raw_body()),
//!     },
//! }
//! # }
//! ```
//!
//! `?` turns the error of any operation into [`Error`] without a parameter, which keeps everything;
//! [`api_as`](Error::api_as) gives the documented error back.
//!
//! ```no_run
//! use diga_api::errors::CreateWebhookError;
//!
//! # async fn setup(client: &diga_api::Client) -> Result<(), diga_api::Error> { Ok(()) }
//! # async fn run(client: diga_api::Client) {
//! if let Err(error) = setup(&client).await
//!     && let Some(CreateWebhookError::Status403(body)) = error.api_as()
//! {
//!     println!("{}: {}", body.error_code, body.message);
//! }
//! # }
//! ```
//!
//! # Go through lists
//!
//! An operation that answers in pages has `pages()` and `items()` beside `send()`: streams that ask
//! for a page when it is wanted and not before. After an error the stream has ended. Where `list`
//! is such an operation, `visit(client.list().items())` calls
//!
//! ```
//! use diga_api::{Error, Items, OperationError, Paged};
//!
//! async fn visit<L, E>(mut items: Items<L>) -> Result<(), Error>
//! where
//!     L: Paged<Failure = E> + Clone + Send,
//!     L::Item: std::fmt::Debug,
//!     E: OperationError,
//! {
//!     while let Some(item) = items.next().await {
//!         println!("{:?}", item?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Upload and download
//!
//! What the document calls binary is a [`Body`] or, within a form, a [`File`]: of bytes, which can
//! be sent again, or of a stream, which is read as fast as the server takes it and sent once. An
//! answer of bytes is a [`ByteStream`], read as fast as you take it.
//!
//! ```no_run
//! use diga_api::{Body, File};
//!
//! # async fn run(client: diga_api::Client, recording: Vec<u8>, download: diga_api::ByteStream) -> Result<(), Box<dyn std::error::Error>> {
//! // For the field of a form: its name and media type go with it.
//! let file = File::from(recording).with_name("call.wav").with_content_type("audio/wav");
//!
//! // From one place to another without holding it.
//! let body = Body::stream(download);
//! client.request_raw(http::Method::PUT, "/v1/recording").body("audio/wav", body).send().await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Send and read what the document does not know yet
//!
//! The service may be ahead of this crate. A value that an enum does not name is kept, readable,
//! and sent as it is:
//!
//! ```
//! use diga_api::types::WebhookEvent;
//!
//! let event = WebhookEvent::from("call_started");
//! assert!(matches!(event, WebhookEvent::UnknownValue(_)));
//! assert_eq!(event.as_str(), "call_started");
//! ```
//!
//! Fields that are not documented are in [`Response::raw_body`]; headers and parameters are added
//! with [`Call`]. A whole endpoint is called with the same token, retries, time-outs and errors by
//! [`Client::request_raw`]:
//!
//! ```no_run
//! use diga_api::Call;
//!
//! # async fn run(client: diga_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let answer = client
//!     .request_raw(http::Method::GET, "/v1/webhook/")
//!     .with_query("limit", &10)
//!     .send()
//!     .await?;
//! let webhooks: serde_json::Value = answer.json()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Put something around the transport
//!
//! [`ClientBuilder::layer`] takes any [tower](https://docs.rs/tower) layer: to sign requests, to
//! count or record them, to answer from a cache, to limit how many are under way. tower, because
//! reqwest's client is a tower service already, so that nothing lies between, and because its
//! layers are what most Rust HTTP crates understand; a client without layers pays nothing.
//!
//! ```
//! use diga_api::Client;
//! use tower::limit::ConcurrencyLimitLayer;
//!
//! # fn run() -> Result<(), diga_api::Error> {
//! let client = Client::builder().token("...").layer(ConcurrencyLimitLayer::new(16)).build()?;
//! # Ok(())
//! # }
//! # run().unwrap();
//! ```
//!
//! # Test your code
//!
//! With the feature `mock`, for `[dev-dependencies]`, each operation has a mock, generated from the
//! document as the client is: an answer that the document does not know does not compile. The
//! server is [wiremock](https://docs.rs/wiremock)'s and speaks HTTP on this machine, so that all of
//! the client is in the test, from the URL to the retries.
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), diga_api::Error> {
//! use diga_api::mock::{self, Server};
//! use diga_api::types::{WebhookEvent, WebhookRequest, WebhookResponse};
//!
//! let request = WebhookRequest::new("https://example.com/diga/events", [WebhookEvent::StatusChanged]);
//! let webhook = WebhookResponse::new(
//!     "0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11".parse().unwrap(),
//!     "https://example.com/diga/events",
//!     [WebhookEvent::StatusChanged],
//!     "2026-01-02T03:04:05Z".parse().unwrap(),
//! );
//!
//! let server = Server::start().await;
//! mock::create_webhook()
//!     .body(&request) // what is not asked for may be anything
//!     .respond_200(&webhook)
//!     .expect(1) // or the test fails when the server is dropped
//!     .mount(&server)
//!     .await;
//!
//! let client = server.client()?; // has a token, and does not wait between attempts
//! let created = client.create_webhook(request).send().await?;
//! assert_eq!(*created, webhook);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "mock"))]
//! # fn main() {}
//! ```
//!
//! A call that no mock fits is answered with 501 and the reason, which the error prints: ``no mock
//! answers POST /v1/webhook/: create_webhook: the body, at url: `"a"` is not `"b"` ``.
//!
//! Answers follow one another by `up_to_n_times`; what the document does not know is answered by
//! `respond`:
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), diga_api::Error> {
//! use diga_api::mock::{self, Server, wiremock::ResponseTemplate};
//! # use diga_api::types::{ErrorResponseSchema, WebhookEvent, WebhookRequest};
//! # let request = WebhookRequest::new("https://example.com/diga/events", [WebhookEvent::StatusChanged]);
//!
//! let server = Server::start().await;
//! // First: come back in two seconds. The client does, at once.
//! mock::create_webhook()
//!     .respond(ResponseTemplate::new(429))
//!     .with_header("retry-after", "2")
//!     .up_to_n_times(1)
//!     .mount(&server)
//!     .await;
//! // Then: no.
//! mock::create_webhook()
//!     .respond_403(&ErrorResponseSchema::new("FORBIDDEN", "You may not do this"))
//!     .mount(&server)
//!     .await;
//!
//! let error = server.client()?.create_webhook(request).send().await.unwrap_err();
//! assert_eq!(error.error_code(), Some("FORBIDDEN"));
//! assert_eq!(error.attempts(), 2);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "mock"))]
//! # fn main() {}
//! ```
//!
//! What fails on the way: `disconnect()` instead of an answer closes the connection; an answer
//! `with_delay` is late for a client with a shorter `timeout` (`server.client_builder()` sets it);
//! and nobody listens on a port that a `TcpListener` was bound to and dropped.
//!
//! Code that has its calls behind a trait of its own is tested without a server. `Success` makes
//! any [`Response`] by hand, `Failure` any [`Error`], which answers all questions as one that was
//! received:
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # fn main() {
//! use diga_api::errors::CreateWebhookError;
//! use diga_api::mock::{self, Failure, Success};
//! use diga_api::types::{ErrorResponseSchema, WebhookResponse};
//! use diga_api::{Error, Response};
//!
//! fn answer(webhook: WebhookResponse) -> Result<Response<WebhookResponse>, Error<CreateWebhookError>> {
//!     Ok(Success::json(webhook).with_header("x-request-id", "req_1").into())
//! }
//!
//! let body = ErrorResponseSchema::new("FORBIDDEN", "You may not do this");
//! let error = mock::create_webhook().fails_with(Failure::api(&CreateWebhookError::Status403(body)));
//! assert_eq!(error.to_string(), "create_webhook: 403 Forbidden: FORBIDDEN: You may not do this");
//!
//! let error: Error = Failure::status(503).with_header("retry-after", "2").into();
//! assert!(error.is_retryable() && error.retry_after().is_some());
//! let error: Error = Failure::timeout().into();
//! assert!(error.is_timeout() && error.status().is_none());
//! # }
//! # #[cfg(not(feature = "mock"))]
//! # fn main() {}
//! ```
//!
//! Code that makes several calls wants a service that remembers. `mock::Service` is one, made from
//! the document: it serves every operation, keeps what was created, pages lists, refuses requests
//! that the document does not allow, and responds with errors and faults on demand. What the
//! document does not describe, such as the course of a call, the test drives by `update`.
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diga_api::mock::Service;
//! use http::Method;
//!
//! let service = Service::builder().seed(7).start().await?;
//! let client = service.client()?;
//!
//! let project = serde_json::json!({ "name": "First" });
//! client.request_raw(Method::POST, "/v1/project/").json(&project).send().await?;
//! service.assert_requested("create_project", 1);
//!
//! service.fail("create_project", 422)?;
//! let refused = client.request_raw(Method::POST, "/v1/project/").json(&project).send().await;
//! assert!(refused.is_err_and(|error| error.is_status()));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "mock"))]
//! # fn main() {}
//! ```
//!
//! Every type has a constructor of what is required, and with the feature a method for each field
//! that may be absent. Without it, give the builder the URL of any other mock server: plain `http`
//! is allowed to this machine.
//!
//! ```no_run
//! # fn run(mock_url: String) -> Result<(), diga_api::Error> {
//! let client = diga_api::Client::builder().base_url(mock_url).token("any").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Go to production
//!
//! - Make one [`Client`] and keep it: it holds the connections. A clone is cheap and shares them.
//! - Time-outs and retries have sensible defaults: ten seconds to connect, a minute for an attempt,
//!   three minutes for a call; three attempts, of which a `POST` gets a second one only where the
//!   server cannot have acted; an answer that breaks off is a failed attempt. [`ClientBuilder`] and
//!   [`RetryPolicy`] change them.
//! - Log the error as it prints, and its [`request_id`](Error::request_id): Diga's support finds
//!   the call by it.
//! - Each call is a [`tracing`](https://docs.rs/tracing) span with OpenTelemetry's names for HTTP
//!   clients: method, path template, status, retries. No token, body or parameter is in it.
//! - Of an answer 64 MiB are read at most, counted after decompression;
//!   [`ClientBuilder::max_body_bytes`] changes that.
//! - Proxies, certificates, a pool of connections: bring a `reqwest::Client` with
//!   [`ClientBuilder::http_client`]. Signatures, metrics, a cache, a limit of calls under way: put
//!   a layer around it with [`ClientBuilder::layer`].
//! - A new field, a new enum value or a new error status of the service breaks neither your code
//!   nor a running program: match with a `_` arm, as the compiler asks you to.
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls on ring, with the operating system's trust store. No
//!   provider is installed process-wide.
//! - `pattern` (default, where the document has any): texts are held against the document's
//!   `pattern`s before they are sent; without it, that is left to the server.
//! - `native-tls`: TLS by the operating system's own library. Where both are on, rustls is used.
//! - `http2`: HTTP/2 where the server offers it.
//! - `sse`: server-sent events as events, where the document has such answers; without it, as
//!   bytes. A `GET` of them has `subscribe()` beside `send()`: it connects again where a connection
//!   ends, and goes on from the last event.
//! - `mock`: a mock of every operation, answers made by hand, and a service with state, for tests.
//! - `gzip`, `brotli`, `zstd`: answers that are compressed so, asked for and read. The limit of
//!   [`ClientBuilder::max_body_bytes`] counts what comes out.
//! - `blocking`: the client for code that is not async.
// How deep schemas nest is the document's affair; `plan/graph.rs` cuts what lies deeper than this
// allows.
#![recursion_limit = "256"]
#![cfg_attr(doctest, doc = include_str!("../../README.md"))]

mod runtime;

pub use runtime::model::{Unrecognized, Violation};
pub use runtime::{
    Body, ByteStream, Call, Client, ClientBuilder, DecodeError, Error, ErrorBody, EventStream,
    File, Items, Next, OperationError, Paged, Pages, RawCall, Response, RetryPolicy, Token,
    TokenProvider, Transport,
};
#[cfg(feature = "sse")]
pub use runtime::{Event, Subscription};

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// The client for code that is not async: the same operations, types and errors, and each `send`
/// waits.
#[cfg(feature = "blocking")]
pub mod blocking {
    include!(concat!(env!("OUT_DIR"), "/blocking.rs"));
}

/// For tests: a mock of every operation, to mount on a server of this machine, and answers made by
/// hand.
#[cfg(feature = "mock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}

#[cfg(doctest)]
mod required;
