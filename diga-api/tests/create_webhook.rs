//! Create Webhook over real HTTP: what goes over the wire, and what comes back.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use chrono::{TimeZone, Utc};
use common::{Reply, Server, json};
use diga_api::Client;
use diga_api::types::{WebhookEvent, WebhookRequest};
use http::StatusCode;
use uuid::uuid;

const CREATED: &str = r#"{"id":"0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11",
    "url":"https://example.com/hook","subscribed_events":["status_changed"],
    "created_date":"2025-01-02T03:04:05Z"}"#;

fn client(server: &Server) -> Client {
    Client::builder()
        .token("t0ken")
        .base_url(&*server.url)
        .build()
        .unwrap()
}

fn request() -> WebhookRequest {
    WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged])
}

#[tokio::test]
async fn the_request_on_the_wire_is_exactly_this() {
    let server = Server::start([json(200, CREATED)]).await;
    client(&server)
        .create_webhook(request())
        .send()
        .await
        .unwrap();
    let received = server.only();
    assert_eq!(received.line, "POST /v1/webhook/ HTTP/1.1");
    assert_eq!(
        received.text(),
        r#"{"url":"https://example.com/hook","subscribed_events":["status_changed"]}"#
    );
    let mut headers = received.headers;
    headers.sort();
    // Asked for by the features `brotli`, `gzip` and `zstd` alone.
    headers.retain(|(name, _)| {
        name != "accept-encoding"
            || !cfg!(any(feature = "brotli", feature = "gzip", feature = "zstd"))
    });
    let host = server.url.strip_prefix("http://").unwrap();
    let agent = concat!("diga-api/", env!("CARGO_PKG_VERSION"));
    let expected = [
        ("accept", "application/json"),
        ("authorization", "Bearer t0ken"),
        ("content-length", "73"),
        ("content-type", "application/json"),
        ("host", host),
        ("user-agent", agent),
    ];
    assert_eq!(
        headers,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn a_created_webhook_is_typed_and_keeps_its_response() {
    let body = CREATED;
    let headers = "content-type: application/json\r\nx-request-id: req_7\r\nx-more: 1\r\n";
    let server = Server::start([common::reply(200, headers, body)]).await;
    let webhook = client(&server)
        .create_webhook(request())
        .send()
        .await
        .unwrap();
    assert_eq!(webhook.status(), StatusCode::OK);
    assert_eq!(webhook.request_id(), Some("req_7"));
    assert_eq!(webhook.headers()["x-more"], "1");
    assert_eq!(webhook.raw_body(), body);
    assert_eq!(webhook.id, uuid!("0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11"));
    assert_eq!(
        webhook.created_date,
        Utc.with_ymd_and_hms(2025, 1, 2, 3, 4, 5).unwrap()
    );
    assert_eq!(webhook.url, "https://example.com/hook");
    assert_eq!(webhook.subscribed_events, [WebhookEvent::StatusChanged]);
    assert_eq!(webhook.into_inner().url, "https://example.com/hook");
}

#[tokio::test]
async fn a_url_is_sent_character_for_character() {
    let server = Server::start([json(200, CREATED)]).await;
    let url = "HTTPS://Example.com:443/%7Ea/../b?q=%20x#f";
    let events = [WebhookEvent::StatusChanged];
    client(&server)
        .create_webhook(WebhookRequest::new(url, events))
        .send()
        .await
        .unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&server.only().body).unwrap();
    assert_eq!(sent["url"], url);
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let body = CREATED.replacen('{', r#"{"new":{"x":[1]},"#, 1);
    let server = Server::start([json(200, &body)]).await;
    client(&server)
        .create_webhook(request())
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn the_future_can_be_sent_to_another_task() {
    let server = Server::start([json(200, CREATED)]).await;
    let client = client(&server);
    let call = tokio::spawn(async move { client.create_webhook(request()).send().await });
    call.await.unwrap().unwrap();
}

#[tokio::test]
async fn dropping_the_future_cancels_the_call() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let client = client(&server);
    let call = client.create_webhook(request()).send();
    let patience = std::time::Duration::from_millis(100);
    tokio::time::timeout(patience, call).await.unwrap_err();
}

#[tokio::test]
async fn a_call_can_be_returned_and_spawned_without_its_client() {
    fn begin(server: &Server) -> diga_api::builder::CreateWebhook {
        client(server).create_webhook(request())
    }
    let server = Server::start([json(200, CREATED)]).await;
    let created = tokio::spawn(begin(&server).send()).await.unwrap();
    assert_eq!(created.unwrap().url, "https://example.com/hook");
    let raw = client(&server).request_raw(http::Method::GET, "/v1/webhook/");
    let raw = tokio::spawn(raw.send()).await.unwrap();
    assert_eq!(raw.unwrap().status(), StatusCode::OK);
}
