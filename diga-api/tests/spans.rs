//! The tracing span of a call.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use common::log::Log;
use common::{Server, reply};
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
        "sending again",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}
