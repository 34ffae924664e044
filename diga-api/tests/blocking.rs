//! The blocking client over real HTTP, on every kind of thread.
// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use common::{Reply, Server, json};
use diga_api::blocking::{Client, Poller};
use diga_api::errors::CreateWebhookError;
use diga_api::types::{WebhookEvent, WebhookRequest, WebhookResponse};
use diga_api::{Call, Error, Response, RetryPolicy, Token};
use tokio::runtime::{Builder, Runtime};
use tokio::task::{LocalSet, block_in_place, spawn_blocking};

const CREATED: &str = r#"{"id":"0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11",
    "url":"https://example.com/hook","subscribed_events":["status_changed"],
    "created_date":"2025-01-02T03:04:05Z"}"#;

type Created = Result<Response<WebhookResponse>, Error<CreateWebhookError>>;

fn client(server: &Server) -> Client {
    diga_api::Client::builder()
        .token("t0ken-01")
        .base_url(&*server.url)
        .retry_policy(RetryPolicy::default().initial_backoff(Duration::ZERO))
        .build_blocking()
        .unwrap()
}

fn request() -> WebhookRequest {
    WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged])
}

fn create(client: &Client) -> Created {
    client.create_webhook(request()).send()
}

/// A call with a client and a server of its own.
fn call() -> Created {
    create(&client(&Server::on_a_thread([json(200, CREATED)])))
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

#[test]
fn a_call_needs_no_runtime() {
    let server = Server::on_a_thread([json(200, CREATED)]);
    let client = client(&server);
    let webhook = create(&client).unwrap();
    assert_eq!(webhook.url, "https://example.com/hook");
    assert_eq!(
        (webhook.status().as_u16(), webhook.raw_body().as_ref()),
        (200, CREATED.as_bytes())
    );
    let received = server.only();
    assert_eq!(received.line, "POST /v1/webhook/ HTTP/1.1");
    assert_eq!(received.header("authorization"), Some("Bearer t0ken-01"));
    assert_eq!(client.base_url(), server.url);
    assert!(!format!("{client:?}").contains("t0ken-01"));
}

#[test]
fn errors_are_those_of_the_async_client() {
    let forbidden = r#"{"error_code":"forbidden","message":"no"}"#;
    let server = Server::on_a_thread([
        json(403, forbidden),
        json(
            422,
            r#"{"detail":[{"loc":["body"],"msg":"bad","type":"t"}]}"#,
        ),
    ]);
    let client = client(&server);
    let error = create(&client).unwrap_err();
    assert!(matches!(error.api(),
            Some(CreateWebhookError::Status403(it)) if it.error_code == "forbidden"));
    let error: Error = create(&client).unwrap_err().into();
    assert!(matches!(
        error.api_as(),
        Some(CreateWebhookError::Status422(_))
    ));
    let error = client
        .create_webhook(WebhookRequest::new("", []))
        .send()
        .unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(server.count(), 2);
}

#[test]
fn a_call_ends_in_time() {
    let server = Server::on_a_thread([Reply::Stall(Vec::new())]);
    let call = client(&server)
        .create_webhook(request())
        .with_timeout(Duration::from_millis(1))
        .send();
    assert!(call.unwrap_err().is_timeout());
}

#[test]
fn a_call_is_sent_again_and_can_differ() {
    let server = Server::on_a_thread([json(503, "{}"), json(503, "{}"), json(200, CREATED)]);
    let client = client(&server);
    let call = client
        .create_webhook(request())
        .with_idempotency(true)
        .with_header("x-tenant", "blue")
        .with_query("debug", &1);
    call.clone().send().unwrap();
    assert_eq!(server.count(), 3);
    for received in server.received() {
        assert_eq!(received.line, "POST /v1/webhook/?debug=1 HTTP/1.1");
        assert_eq!(received.header("x-tenant"), Some("blue"));
    }
    server.then([json(503, "{}")]);
    let error = call
        .with_retry_policy(RetryPolicy::never())
        .send()
        .unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[test]
fn a_token_provider_may_wait() {
    let server = Server::on_a_thread([json(200, CREATED)]);
    let client = diga_api::Client::builder()
        .base_url(&*server.url)
        .token_provider(|| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            let token = tokio::spawn(async { "short-lived" }).await;
            token.map(Token::new)
        })
        .build_blocking()
        .unwrap();
    create(&client).unwrap();
    assert_eq!(
        server.only().header("authorization"),
        Some("Bearer short-lived")
    );
}

#[test]
fn an_undocumented_endpoint_can_be_called() {
    let server = Server::on_a_thread([json(200, "[1]")]);
    let client = client(&server);
    let call = client
        .request_raw(http::Method::POST, "/v2/beta")
        .json(&"x")
        .with_query("limit", &10);
    let numbers: Vec<u32> = call.send().unwrap().json().unwrap();
    assert_eq!(numbers, [1]);
    let received = server.only();
    assert_eq!(received.line, "POST /v2/beta?limit=10 HTTP/1.1");
    assert_eq!(received.text(), r#""x""#);
}

#[test]
fn threads_share_one_client() {
    let server = Server::on_a_thread([json(200, CREATED)]);
    let client = client(&server);
    thread::scope(|scope| {
        let calls: Vec<_> = (0..16).map(|_| scope.spawn(|| create(&client))).collect();
        for call in calls {
            call.join().unwrap().unwrap();
        }
    });
    assert_eq!(server.count(), 16);
}

/// Returns an error, sends nothing, and leaves the client usable.
fn refuses() {
    let server = Server::on_a_thread([json(200, CREATED)]);
    let client = client(&server);
    let error = create(&client).unwrap_err();
    assert!(error.is_configuration(), "{error}");
    assert_eq!(
        error.to_string(),
        "a blocking call in async code would block the other tasks of its thread: \
         use the async `Client` here, or call it within `tokio::task::spawn_blocking`"
    );
    let raw = client.request_raw(http::Method::GET, "/").send();
    assert!(raw.unwrap_err().is_configuration());
    thread::spawn(move || create(&client))
        .join()
        .unwrap()
        .unwrap();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_task_must_not_block() {
    refuses();
    tokio::spawn(async { refuses() }).await.unwrap();
    LocalSet::new().run_until(async { refuses() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_task_among_many_threads_must_not_block() {
    refuses();
    tokio::spawn(async { refuses() }).await.unwrap();
}

#[test]
fn the_future_of_block_on_must_not_block() {
    for runtime in [current_thread(), multi_thread()] {
        runtime.block_on(async { refuses() });
        let (sender, receiver) = mpsc::channel();
        runtime.block_on(async move {
            // After it was woken, too.
            tokio::task::yield_now().await;
            refuses();
            sender.send(()).unwrap();
        });
        receiver.recv().unwrap();
    }
    LocalSet::new().block_on(&current_thread(), async { refuses() });
}

#[test]
fn threads_that_may_wait_within_a_runtime_do() {
    for runtime in [current_thread(), multi_thread()] {
        runtime.block_on(async { spawn_blocking(call).await.unwrap().unwrap() });
        runtime.block_on(async { thread::spawn(call).join().unwrap().unwrap() });
        let _entered = runtime.enter();
        call().unwrap();
    }
    let runtime = multi_thread();
    runtime.block_on(async { block_in_place(call).unwrap() });
    let task = runtime.spawn(async { block_in_place(call) });
    runtime.block_on(task).unwrap().unwrap();
}

#[test]
fn a_client_can_be_created_and_dropped_anywhere() {
    for runtime in [current_thread(), multi_thread()] {
        runtime.block_on(async {
            let server = Server::on_a_thread([json(200, CREATED)]);
            let client = client(&server);
            let clone = client.clone();
            spawn_blocking(move || create(&clone).unwrap())
                .await
                .unwrap();
            drop(client);
        });
    }
}

/// Calls when its thread ends.
struct Late(Client, mpsc::Sender<Created>);

impl Drop for Late {
    fn drop(&mut self) {
        let _ = self.1.send(create(&self.0));
    }
}

#[test]
fn a_call_at_the_end_of_a_thread_does_not_panic() {
    thread_local!(static LATE: std::cell::OnceCell<Late> = const { std::cell::OnceCell::new() });
    let (sender, receiver) = mpsc::channel();
    let server = Server::on_a_thread([json(200, CREATED)]);
    let late = client(&server);
    thread::spawn(move || {
        LATE.with(|cell| cell.set(Late(late, sender)).ok());
        // Initialized after ours, and so dropped before it.
        call().unwrap();
    })
    .join()
    .unwrap();
    if let Err(error) = receiver.recv().unwrap() {
        assert!(error.is_configuration(), "{error}");
    }
}

#[test]
#[ignore = "run by the next test, with an environment of its own"]
fn child() {
    create(&Client::from_env().unwrap()).unwrap();
}

#[test]
fn the_environment_configures_it() {
    let server = Server::on_a_thread([json(200, CREATED)]);
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--ignored"])
        .envs([
            ("DIGA_API_TOKEN", "fr0m-env"),
            ("DIGA_BASE_URL", &server.url),
        ])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(
        server.only().header("authorization"),
        Some("Bearer fr0m-env")
    );
}

#[test]
fn a_layer_can_spawn_tasks() {
    let started = tower::layer::layer_fn(|transport: diga_api::Transport| {
        tokio::spawn(async {});
        transport
    });
    let client = diga_api::Client::builder()
        .token("t")
        .layer(started)
        .build_blocking();
    assert!(client.is_ok());
}

#[test]
fn no_token_is_printed() {
    let echo = r#"{"error_code":"t0ken-01","message":"no t0ken-01"}"#;
    let server = Server::on_a_thread([json(403, echo)]);
    let client = client(&server);
    let call = client
        .create_webhook(request())
        .with_header("x-key", "t0ken-01")
        .with_query("key", "t0ken-01");
    let raw = client
        .request_raw(http::Method::POST, "/v1/other")
        .body("text/plain", "t0ken-01")
        .with_query("key", "t0ken-01");
    let mut printed = format!("{client:?} {call:?} {raw:?}");
    let (call, raw) = (call.send().unwrap_err(), raw.send().unwrap_err());
    printed += &format!("{call} {call:?} {raw} {raw:?}");
    assert!(!printed.contains("t0ken-01"), "{printed}");
    assert!(format!("{:?}", server.received()).contains("t0ken-01"));
}

#[test]
fn a_poller_waits_until_the_condition_holds() {
    let pending = json(200, r#"{"status":"pending"}"#);
    let busy = json(503, "{}");
    let done = json(200, r#"{"status":"done"}"#);
    let server = Server::on_a_thread([pending.clone(), busy, pending, done]);
    let client = client(&server);
    let poller = Poller::new(&client)
        .with_interval(Duration::from_millis(2))
        .with_timeout(Duration::from_secs(30));
    let get = || {
        let get = client.request_raw(http::Method::GET, "/job");
        get.with_retry_policy(RetryPolicy::never()).send()
    };
    let mut seen = 0;
    let job = poller.until(get, |job| {
        seen += 1;
        job.raw_body().ends_with(b"\"done\"}")
    });
    assert_eq!(job.unwrap().status().as_u16(), 200);
    assert_eq!((server.count(), seen), (4, 3));
}

#[test]
fn a_poller_ends_at_its_deadline() {
    let server = Server::on_a_thread([json(200, "{}")]);
    let client = client(&server);
    let poller = Poller::new(&client)
        .with_interval(Duration::from_millis(20))
        .with_timeout(Duration::from_millis(100));
    let get = || client.request_raw(http::Method::GET, "/job").send();
    let error = poller.until(get, |_| false).unwrap_err();
    assert!(error.is_timeout() && !error.is_cancelled(), "{error}");
    assert!(server.count() > 1);
}

#[test]
fn another_thread_cancels_a_poller_during_its_wait() {
    let server = Server::on_a_thread([json(200, "{}")]);
    let client = client(&server);
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let poller = Poller::new(&client)
        .with_interval(Duration::from_secs(3600))
        .with_max_interval(Duration::from_secs(3600))
        .with_timeout(Duration::from_secs(24 * 3600))
        .with_cancellation(move || stopped.load(Ordering::Relaxed));
    let polled = thread::spawn(move || {
        let get = || client.request_raw(http::Method::GET, "/job").send();
        poller.until(get, |_| false).map(drop)
    });
    while server.count() == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    stop.store(true, Ordering::Relaxed);
    let error = polled.join().unwrap().unwrap_err();
    assert!(error.is_cancelled() && !error.is_retryable(), "{error}");
    assert_eq!(server.count(), 1);
}
