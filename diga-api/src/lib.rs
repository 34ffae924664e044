//! Typed client for the [Diga](https://docs.diga.io) API, the platform for AI phone agents.
//!
//! Operations are methods of [`Client`], listed [below](#operations); their requests and responses
//! are in [`types`], their errors in [`errors`]. All of it is generated from the service's OpenAPI
//! document.
//!
//! ```no_run
//! use diga_api::Client;
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! # async fn run() -> Result<(), diga_api::Error> {
//! let client = Client::from_env()?;
//! let events = [WebhookEvent::StatusChanged];
//! let request = WebhookRequest::new("https://example.com/diga/events", events);
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
//! A short-lived token comes from a [`TokenProvider`]: the client calls it when it needs a token,
//! caches the token until shortly before it expires, and calls it once more when the server
//! responds with 401.
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
//!         Ok::<_, std::io::Error>(Token::new(secret).expires_in(Duration::from_secs(3600)))
//!     })
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! A token is sent only to the origin of the base URL, and to those that
//! [`allow_origin`](ClientBuilder::allow_origin) adds, even when a redirect leads elsewhere. It is
//! never printed: not by `Debug`, not in an error, not in a log.
//!
//! # Call
//!
//! Required values are arguments of the operation; optional ones are methods of its builder.
//! Nothing is sent until `send` is called.
//!
//! ```no_run
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! # async fn run(client: diga_api::Client) -> Result<(), diga_api::Error> {
//! let events = [WebhookEvent::StatusChanged];
//! let request = WebhookRequest::new("https://example.com/diga/events", events);
//! let webhook = client.create_webhook(request).send().await?;
//!
//! // The value itself, by dereferencing ...
//! println!("{} {:?}", webhook.url, webhook.subscribed_events);
//! // ... and the response that it came with.
//! println!("{} {:?}", webhook.status(), webhook.request_id());
//! println!("{:?} {:?}", webhook.headers(), webhook.raw_body());
//! # Ok(())
//! # }
//! ```
//!
//! Optional fields are set by methods of the same name. A field that may also be null has three
//! states: a field that is not set is omitted, and the service leaves it unchanged; a field that is
//! set is sent; and the method with the suffix `_null` sends null, which clears the field.
//!
//! ```no_run
//! use diga_api::types::{AgentUpdateRequest, CallRequest};
//!
//! # async fn run(client: diga_api::Client, agent: uuid::Uuid) -> Result<(), diga_api::Error> {
//! // The greeting changes, the description is removed, everything else stays as it is.
//! let update = AgentUpdateRequest::new().greeting("Hello!").description_null();
//! client.update_agent(agent, update).send().await?;
//!
//! let variables = [("name".to_owned(), serde_json::json!("Ana"))];
//! let request = CallRequest::new("+34910000000", "+34600000000").dynamic_variables(variables);
//! let call = client.make_call(request).send().await?;
//! println!("{} is {}", call.id, call.status);
//! # Ok(())
//! # }
//! ```
//!
//! [`Call`] sets a deadline, retries, extra headers and extra parameters for one call: the deadline
//! covers all attempts and the waits between them, [`Call::with_attempt_timeout`] one attempt.
//!
//! ```no_run
//! use std::time::Duration;
//! use diga_api::{Call, RetryPolicy};
//!
//! # use diga_api::{Client, Error, types::WebhookRequest};
//! # async fn run(client: Client, request: WebhookRequest) -> Result<(), Error> {
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
//! Builders, streams and lists own a clone of the client, and their futures are `Send + 'static`:
//! they can be returned from functions, stored and spawned.
//!
//! Dropping the future cancels the call: the connection is closed, and nothing is retried. Whether
//! the server has processed the request by then is unknown, which matters for a `POST`: one that
//! was dropped may have taken effect. To bound the time of a call without losing its outcome,
//! prefer `with_timeout`, whose error says how far the call came, to dropping the future; to let a
//! call finish in any case, spawn it.
//!
//! ```no_run
//! use diga_api::types::CallRequest;
//!
//! # async fn run(client: diga_api::Client, request: CallRequest) -> Result<(), diga_api::Error> {
//! // Runs to its end even if the caller stops awaiting it.
//! let call = tokio::spawn(client.make_call(request).send());
//! # Ok(())
//! # }
//! ```
//!
//! # Call without async
//!
//! With the feature `blocking` the builder also creates a `blocking::Client`: the same operations,
//! whose `send` blocks. The caller needs no async runtime. Paginated lists, events and bytes are
//! iterators and readers.
//!
//! ```no_run
//! # #[cfg(feature = "blocking")]
//! # fn run() -> Result<(), diga_api::Error> {
//! use diga_api::Client;
//! use diga_api::types::{WebhookEvent, WebhookRequest};
//!
//! let client = Client::builder().or_from_env()?.build_blocking()?;
//! let events = [WebhookEvent::StatusChanged];
//! let request = WebhookRequest::new("https://example.com/diga/events", events);
//! let webhook = client.create_webhook(request).send()?;
//! println!("{} was created at {}", webhook.id, webhook.created_date);
//! # Ok(())
//! # }
//! ```
//!
//! Called in an async task, it returns an error instead of blocking; wrap it in
//! `tokio::task::spawn_blocking` there.
//!
//! # Handle errors
//!
//! There is one error type, [`Error`]. Its predicates give the kind of failure (`is_timeout`,
//! `is_connect`, `is_status`, ...). It prints as one line, and contains everything that was
//! received. The errors that the document describes for an operation are in [`Error::api`], a
//! variant for each status; their machine-readable codes are in [`Error::code`], an open enum:
//!
//! ```no_run
//! use diga_api::errors::{CreateWebhookError, ErrorCode};
//!
//! # async fn run(client: diga_api::Client, request: diga_api::types::WebhookRequest) {
//! match client.create_webhook(request).send().await {
//!     Ok(webhook) => println!("created {}", webhook.id),
//!     Err(error) => match error.api() {
//!         Some(CreateWebhookError::Status403(body)) => println!("forbidden: {}", body.message),
//!         Some(CreateWebhookError::Status422(body)) => {
//!             for problem in body.detail.iter().flatten() {
//!                 println!("{:?}: {}", problem.loc, problem.msg);
//!             }
//!         }
//!         _ if error.code() == Some(ErrorCode::MissingPermissions) => println!("ask an admin"),
//!         _ if error.is_invalid_request() => println!("not sent: {:?}", error.violations()),
//!         _ if error.is_retryable() => println!("try again in {:?}", error.retry_after()),
//!         _ => println!("{error} {:?}", error.raw_body()),
//!     },
//! }
//! # }
//! ```
//!
//! `?` converts the error of any operation into [`Error`] without a parameter, which loses nothing:
//! [`api_as`](Error::api_as) returns the documented error.
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
//! # Iterate over lists
//!
//! An operation whose response is a page of a list has `pages()` and `items()` in addition to
//! `send()`: streams that request each page when it is needed. An error ends the stream.
//!
//! ```no_run
//! use diga_api::types::CallStatus;
//!
//! # async fn run(client: diga_api::Client) -> Result<(), diga_api::Error> {
//! let mut calls = client.list_calls().status(CallStatus::Completed).limit(100).items();
//! while let Some(call) = calls.next().await {
//!     let call = call?;
//!     println!("{} took {:?} seconds", call.id, call.duration);
//! }
//!
//! // Page by page, with what a page tells besides its items.
//! let mut pages = client.list_calls().pages();
//! if let Some(page) = pages.next().await {
//!     let page = page?;
//!     println!("{} of {:?} pages", page.data.len(), page.total_pages);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Both are [`Stream`](futures_core::Stream)s, for the combinators of `futures` and `tokio-stream`.
//!
//! # Choose the media type of a response
//!
//! Where the document describes several media types for one status, `send()` asks for the main one,
//! JSON if there is any, and the builder has a method for each of the others, named after it:
//! `send_csv()`, `send_events()`. The `accept` header follows. A response of JSON lines is a
//! [`JsonLines`], a stream of typed items. An error in another media type is a variant of its own.
//!
//! A redirect that the document describes is received, with its `location` in the headers; any
//! other is followed.
//!
//! # Wait until something has finished
//!
//! A phone call takes minutes, an upload is indexed later. A [`Poller`] repeats a call until its
//! response says what you wait for: with growing waits, a deadline, and tolerance of temporary
//! errors. Dropping its future stops it.
//!
//! ```no_run
//! use std::time::Duration;
//! use diga_api::Poller;
//! use diga_api::types::{CallRequest, CallStatus};
//!
//! # async fn run(client: diga_api::Client, request: CallRequest) -> Result<(), diga_api::Error> {
//! let call = client.make_call(request).send().await?;
//! let ended = Poller::new(&client)
//!     .with_timeout(Duration::from_secs(30 * 60))
//!     .until(
//!         || client.get_call(call.id).send(),
//!         |call| !matches!(call.status, CallStatus::Dialing | CallStatus::InProgress),
//!     )
//!     .await?;
//! println!("{} after {:?} seconds", ended.status, ended.duration);
//! # Ok(())
//! # }
//! ```
//!
//! # Upload and download
//!
//! Binary data is sent as a [`Body`] or, within a form, a [`File`]: from bytes, which can be sent
//! again, or from a stream, which is read as fast as the server accepts it and sent once. Binary
//! data is received as a [`ByteStream`], as fast as you read it.
//!
//! ```no_run
//! use diga_api::File;
//! use diga_api::forms::UploadKnowledgeItemsForm;
//! use diga_api::types::BulkRecordingRequest;
//!
//! # type BoxError = Box<dyn std::error::Error>;
//! # async fn run(client: diga_api::Client, call: uuid::Uuid) -> Result<(), BoxError> {
//! let prices = File::from(std::fs::read("prices.pdf")?)
//!     .with_name("prices.pdf")
//!     .with_content_type("application/pdf");
//! let form = UploadKnowledgeItemsForm::new(prices).name("Prices of this year");
//! client.upload_knowledge_items(form).send().await?;
//!
//! // A ZIP archive, chunk by chunk.
//! let request = BulkRecordingRequest::new([call]);
//! let mut archive = client.bulk_download_recordings(request).send().await?.into_inner();
//! while let Some(chunk) = archive.chunk().await? {
//!     println!("{} bytes", chunk.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Send and read what the document does not describe yet
//!
//! The service may be newer than this crate. An enum preserves a value that it does not name: it
//! can be read, and it is sent unchanged:
//!
//! ```
//! use diga_api::types::WebhookEvent;
//!
//! let event = WebhookEvent::from("call_started");
//! assert!(matches!(event, WebhookEvent::UnknownValue(_)));
//! assert_eq!(event.as_str(), "call_started");
//! ```
//!
//! Undocumented fields are in [`Response::raw_body`]; [`Call`] adds headers and parameters.
//! [`Client::request_raw`] calls an undocumented endpoint with the same token, retries, timeouts
//! and errors:
//!
//! ```no_run
//! use diga_api::Call;
//!
//! # async fn run(client: diga_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! let response = client
//!     .request_raw(http::Method::GET, "/v1/webhook/")
//!     .with_query("limit", &10)
//!     .send()
//!     .await?;
//! let webhooks: serde_json::Value = response.json()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Add middleware
//!
//! [`ClientBuilder::layer`] takes any [tower](https://docs.rs/tower) layer: to sign requests, count
//! or record them, serve responses from a cache, or limit concurrency. reqwest's client is a tower
//! service already, and most Rust HTTP crates can be used as tower layers; a client without layers
//! pays nothing for them.
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
//! With the feature `mock`, for `[dev-dependencies]`, each operation has a mock, which is generated
//! from the document like the client: a response that the document does not describe does not
//! compile. The server is [wiremock](https://docs.rs/wiremock)'s and speaks HTTP on this machine,
//! so the test covers the whole client, from the URL to the retries.
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), diga_api::Error> {
//! use diga_api::mock::{self, Server};
//! use diga_api::types::{WebhookEvent, WebhookRequest, WebhookResponse};
//!
//! let events = [WebhookEvent::StatusChanged];
//! let request = WebhookRequest::new("https://example.com/diga/events", events);
//! let webhook = WebhookResponse::new(
//!     "0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11".parse().unwrap(),
//!     "https://example.com/diga/events",
//!     [WebhookEvent::StatusChanged],
//!     "2026-01-02T03:04:05Z".parse().unwrap(),
//! );
//!
//! let server = Server::start().await;
//! mock::create_webhook()
//!     .body(&request) // anything that is not specified may have any value
//!     .respond_200(&webhook)
//!     .expect(1) // otherwise the test fails when the server is dropped
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
//! A call that no mock matches receives status 501 and the reason, which the error prints: ``no
//! mock matches POST /v1/webhook/: create_webhook: the body, at url: `"a"` is not `"b"` ``.
//!
//! `up_to_n_times` puts responses in a sequence; `respond` takes a response that the document does
//! not describe:
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), diga_api::Error> {
//! use diga_api::mock::{self, Server, wiremock::ResponseTemplate};
//! # use diga_api::types::{ErrorResponseSchema, WebhookEvent, WebhookRequest};
//! # let events = [WebhookEvent::StatusChanged];
//! # let request = WebhookRequest::new("https://example.com/diga/events", events);
//!
//! let server = Server::start().await;
//! // First: try again in two seconds. The client does, without waiting.
//! mock::create_webhook()
//!     .respond(ResponseTemplate::new(429))
//!     .with_header("retry-after", "2")
//!     .up_to_n_times(1)
//!     .mount(&server)
//!     .await;
//! // Then: forbidden.
//! mock::create_webhook()
//!     .respond_403(&ErrorResponseSchema::new("FORBIDDEN", "This is forbidden"))
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
//! To test network failures: `disconnect()` closes the connection instead of responding; a response
//! `with_delay` is too late for a client with a shorter `timeout` (set it with
//! `server.client_builder()`); and a port to which a `TcpListener` was bound before it was dropped
//! refuses connections.
//!
//! The server speaks real HTTP, in real time. Under tokio's paused clock
//! (`#[tokio::test(start_paused = true)]`) a call fails with [`is_timeout`](Error::is_timeout):
//! while a test waits for the network, tokio finds it idle and moves its clock on to the call's
//! time limit. Call `tokio::time::resume()` before the first call, or use `Success` and `Failure`,
//! which need no server.
//!
//! Code that makes its calls through its own trait can be tested without a server. `Success` builds
//! any [`Response`] by hand, `Failure` any [`Error`], with the same accessors as one that was
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
//! fn respond(
//!     webhook: WebhookResponse,
//! ) -> Result<Response<WebhookResponse>, Error<CreateWebhookError>> {
//!     Ok(Success::json(webhook).with_header("x-request-id", "req_1").into())
//! }
//!
//! let body = ErrorResponseSchema::new("FORBIDDEN", "This is forbidden");
//! let failure = Failure::api(&CreateWebhookError::Status403(body));
//! let error = mock::create_webhook().fails_with(failure);
//! assert_eq!(error.to_string(), "create_webhook: 403 Forbidden: FORBIDDEN: This is forbidden");
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
//! To test code that makes several calls, use `mock::Service`: an embedded server, made from the
//! document, that has state. It serves every operation, finds what was created, pages lists,
//! rejects requests that the document does not allow, and responds with errors and faults on
//! demand. What happens at the service without a request is up to the test: `update` changes a
//! record now, `before` each time that it is requested, `insert` adds one to a list, and `advance`
//! moves the clock.
//!
//! ```
//! # #[cfg(feature = "mock")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diga_api::Poller;
//! use diga_api::mock::Service;
//! use diga_api::types::{CallRequest, CallStatus};
//!
//! let service = Service::builder().seed(7).start().await?;
//! let client = service.client()?; // has a token, and waits for nothing, not even between polls
//!
//! // The second time that a call is read, it has ended.
//! let mut reads = 0;
//! service.before("get_call", move |call| {
//!     reads += 1;
//!     if reads == 2 {
//!         call["status"] = "completed".into();
//!     }
//! })?;
//! let call = client.make_call(CallRequest::new("+34910000000", "+34600000000")).send().await?;
//! let ended = Poller::new(&client)
//!     .until(|| client.get_call(call.id).send(), |call| call.status == CallStatus::Completed)
//!     .await?;
//! assert_eq!(ended.id, call.id);
//! service.assert_requested("get_call", 2);
//!
//! service.fail("make_call", 403)?;
//! let request = CallRequest::new("+34910000000", "+34600000000");
//! let error = client.make_call(request).send().await.unwrap_err();
//! assert!(error.is_api());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "mock"))]
//! # fn main() {}
//! ```
//!
//! Every type has a constructor that takes the required fields, and with the feature a method for
//! each optional field. Without the feature, give the builder the URL of any other mock server:
//! plain `http` is allowed on this machine.
//!
//! ```no_run
//! # fn run(mock_url: String) -> Result<(), diga_api::Error> {
//! let client = diga_api::Client::builder().base_url(mock_url).token("any").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # See what happens
//!
//! Each call is a [`tracing`](https://docs.rs/tracing) span with OpenTelemetry's names for HTTP
//! clients: method, path template, status, number of retries. A call that fails is an event of
//! level `WARN`, a retry one of level `INFO`, each with its reason. After `cargo add
//! tracing-subscriber`, this prints them:
//!
//! ```no_run
//! tracing_subscriber::fmt()
//!     .with_max_level(tracing_subscriber::filter::LevelFilter::INFO)
//!     .with_writer(std::io::stderr)
//!     .init();
//! ```
//!
//! They contain no credentials, bodies or values of parameters, except what the server writes into
//! an error's message. To see bodies as well, call [`ClientBuilder::log_bodies`] and raise the
//! level to `DEBUG`; credentials are removed from them.
//!
//! # Use in production
//!
//! - Create one [`Client`] and reuse it: it owns the connection pool. A clone is cheap and shares
//!   it.
//! - Time-outs and retries have sensible defaults: ten seconds to connect, a minute for an attempt,
//!   three minutes for a call; up to three attempts (a `POST` is repeated only if the server cannot
//!   have processed it). An incomplete response counts as a failed attempt. An upload may take
//!   longer than an attempt while it moves, and a response that is read as a stream may be idle for
//!   90 seconds. [`ClientBuilder`] and [`RetryPolicy`] change them.
//! - Log the error, whose `Display` and `Debug` forms are the same line (`{:#?}` is all that is
//!   known, but headers and bodies), and its [`request_id`](Error::request_id), with which Diga's
//!   support can find the call.
//! - The body of a response may be up to 64 MiB after decompression;
//!   [`ClientBuilder::max_body_bytes`] changes that.
//! - To configure proxies, certificates or the connection pool, pass your own `reqwest::Client` to
//!   [`ClientBuilder::http_client`]. For signatures, metrics, a cache or a concurrency limit, add a
//!   layer with [`ClientBuilder::layer`].
//! - A new field, enum value or error status of the service breaks neither your code nor a running
//!   program: match with a `_` arm, as the compiler requires.
//!
//! # Features
//!
//! - `all-operations` (default): every operation and every type.
//! - One feature for each tag of the document, such as `webhooks`: the operations of this tag, and
//!   the types that they need. The headings of [the operations](#operations) name them. An
//!   operation of two tags is there with either of them, one without a tag always. To compile only
//!   what you call, disable the default features, and enable tags in addition to those of the other
//!   defaults that you want: `default-features = false, features = ["webhooks", "pattern",
//!   "rustls"]`.
//! - `rustls` (default): TLS as reqwest's own defaults have it, by rustls on aws-lc-rs with the
//!   operating system's trust store. Needs a C compiler.
//! - `pattern` (default, if the document has any): strings are validated against the document's
//!   `pattern`s before they are sent; without it, only the server does that.
//! - `rustls-ring`: TLS by rustls on ring instead, which compiles faster. Disable the default
//!   features with it, and enable `all-operations` or tags.
//! - `native-tls`: TLS by the operating system's own library.
//! - `http2`: HTTP/2 if the server offers it.
//! - `sse`: reads server-sent events, if the document has such responses: [`EventStream`] is a
//!   stream of events; without the feature it gives the bytes only. A `GET` that returns them has
//!   `subscribe()` in addition to `send()`: it reconnects when the connection ends, and resumes
//!   after the last event.
//! - `mock`: a mock of every operation, hand-built responses, and a service with state, for tests.
//! - `gzip`, `brotli`, `zstd`: requests and decompresses compressed responses, without reqwest's
//!   features of these names. The limit of [`ClientBuilder::max_body_bytes`] counts decompressed
//!   bytes. A response that is compressed although the feature is not enabled is an error that
//!   names it.
//! - `blocking`: the client for code that is not async.
//!
//! ## TLS, and other users of reqwest and rustls in your program
//!
//! If several features for TLS are enabled, this crate uses `rustls-ring`, else `rustls`, else
//! `native-tls`. A rustls provider that your program has installed process-wide is used with either
//! of the first two, in place of aws-lc-rs or ring. This crate installs none.
//!
//! Cargo unites the features of all dependents of a crate, so the features of this crate have
//! effects on code that uses reqwest or rustls directly:
//!
//! - `rustls` breaks no other `reqwest::Client`. One that had no TLS gets it, and then its
//!   construction fails on a machine without CA certificates, as any client with TLS by rustls
//!   does. With `rustls-no-provider`, a client that panicked because no provider was installed gets
//!   aws-lc-rs.
//! - `rustls` together with a crate that enables `ring` in rustls, or `rustls-ring` together with
//!   one that enables `aws_lc_rs`: `rustls::ClientConfig::builder()` panics, because rustls does
//!   not choose between two providers. Install one at the start of `main`
//!   (`rustls::crypto::ring::default_provider().install_default()`), or pass one to
//!   `builder_with_provider`.
//! - `rustls-ring` without any other feature of reqwest for TLS: `reqwest::Client::new()` of other
//!   code panics ("No rustls crypto provider is configured") unless a provider is installed.
//! - `native-tls`: other clients use the operating system's library instead of rustls, as reqwest
//!   chooses that if it is there.
//! - `http2`, `gzip`, `brotli`, `zstd`: other clients negotiate HTTP/2, or request and decompress
//!   compressed responses.
// How deeply types nest depends on the document; the generator cuts nesting that exceeds this
// limit.
#![recursion_limit = "256"]
// Marks items with the feature that they need. Only docs.rs sets `docsrs`, and it has a nightly
// compiler. `doc_auto_cfg` is part of `doc_cfg` since Rust 1.92.
#![cfg_attr(docsrs, feature(doc_cfg))]
// README.md has examples of the feature `mock`, which tests of the package might not enable.
#![cfg_attr(
    all(doctest, feature = "all-operations", feature = "mock"),
    doc = include_str!("../../README.md")
)]
#![doc = include_str!(concat!(env!("OUT_DIR"), "/operations.md"))]

// Some operations do not use every part of it.
#[cfg_attr(
    not(feature = "all-operations"),
    allow(dead_code, unused_imports, unused_macros)
)]
mod runtime;

pub use runtime::model::{Number, Several, Unrecognized, Violation};
pub use runtime::{
    Body, ByteStream, Call, Client, ClientBuilder, DecodeError, Error, ErrorBody, EventStream,
    File, Items, JsonLines, Next, OperationError, Paged, Pages, Poller, RawCall, Response,
    RetryPolicy, Token, TokenProvider, Transport,
};
#[cfg(feature = "sse")]
pub use runtime::{Event, Subscription};

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

/// The client for code that is not async: the same operations, types and errors; each `send`
/// blocks.
#[cfg(feature = "blocking")]
pub mod blocking {
    include!(concat!(env!("OUT_DIR"), "/blocking.rs"));
}

/// For tests: a mock of every operation, to mount on a local server, and hand-built responses.
#[cfg(feature = "mock")]
pub mod mock {
    include!(concat!(env!("OUT_DIR"), "/mock.rs"));
}

#[cfg(all(doctest, feature = "all-operations"))]
mod required;
