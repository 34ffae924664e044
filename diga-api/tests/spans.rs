//! The tracing span of a call, and its events.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::log::Log;
use common::{Server, json, reply};
use diga_api::types::{WebhookEvent, WebhookRequest};
use diga_api::{Client, RetryPolicy};

#[tokio::test]
async fn a_call_leaves_a_span_with_opentelemetrys_names() {
    let log = Log::collect();
    let refused = reply(429, "retry-after: 0\r\n", "");
    let server = Server::start([refused, reply(404, "x-request-id: req_9\r\n", "")]).await;
    let policy = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO);
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder.retry_policy(policy).build().unwrap();
    let request = WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
    client.create_webhook(request).send().await.unwrap_err();
    let text = log.text();
    let port = server.url.rsplit(':').next().unwrap();
    for expected in [
        "otel.name=POST /v1/webhook/",
        "otel.kind=\"client\"",
        "otel.status_code=\"ERROR\"",
        "http.request.method=\"POST\"",
        "url.template=\"/v1/webhook/\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "http.response.status_code=404",
        "http.request.resend_count=1",
        "http.response.request_id=\"req_9\"",
        "error.type=404",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let line = |message: &str| {
        let line = text.lines().find(|line| line.contains(message));
        line.unwrap_or_else(|| panic!("{message} is not in\n{text}"))
    };
    let retry = line("sending again");
    assert!(
        retry.contains(" INFO ") && retry.contains("cause=429"),
        "{retry}"
    );
    let failure = line("a call failed");
    assert!(failure.contains(" WARN "), "{failure}");
    assert!(
        failure.contains("error=create_webhook (POST http://127.0.0.1:")
            && failure.contains("): 404 Not Found"),
        "{failure}"
    );
    assert_eq!(text.matches("a call failed").count(), 1, "{text}");
    assert!(!text.contains("request body"), "{text}");

    // Bodies are logged only on request, and without credentials.
    let echo = r#"{"message": "\"t0ken-01\" is unknown", "access_token": "other", "page": 7}"#;
    server.then([json(403, echo)]);
    let builder = Client::builder().token("t0ken-01").log_bodies();
    let client = builder.base_url(&*server.url).build().unwrap();
    let request = WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
    client.create_webhook(request).send().await.unwrap_err();
    let text = log.text();
    let line = |message: &str| text.lines().find(|line| line.contains(message)).unwrap();
    assert!(
        line("request body").contains("https://example.com/hook"),
        "{text}"
    );
    let response = line("response body");
    assert!(
        response.contains("status=403") && response.contains(r#""page":7"#),
        "{response}"
    );
    assert!(
        response.contains(r#""access_token":"[redacted]""#),
        "{response}"
    );
    assert!(!text.contains("t0ken-01"), "{text}");
}
