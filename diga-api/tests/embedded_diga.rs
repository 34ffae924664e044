//! The embedded Diga of the first command in the README: the service that is made from the
//! document, as that example uses it.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/document.rs"]
mod document;

use diga_api::errors::CreateWebhookError;
use diga_api::mock::Service;
use diga_api::types::{WebhookEvent, WebhookRequest};
use document::Document;
use serde_json::{Value, json};

const PATH: &str = "/v1/webhook/";

/// The response to a body, which the document allows.
async fn post(body: &Value) -> (u16, Value) {
    let service = Service::start().await.unwrap();
    let client = service.client().unwrap();
    let call = client.request_raw(http::Method::POST, PATH).json(body);
    let (status, body) = match call.send().await {
        Ok(response) => (response.status(), response.raw_body().clone()),
        Err(error) => (error.status().unwrap(), error.raw_body().unwrap().clone()),
    };
    let body = serde_json::from_slice(&body).unwrap();
    assert!(is_allowed(status.as_u16(), &body), "{status} {body}");
    (status.as_u16(), body)
}

fn is_allowed(status: u16, body: &Value) -> bool {
    let status = status.to_string();
    let steps = [
        "paths",
        PATH,
        "post",
        "responses",
        &status,
        "content",
        "application/json",
        "schema",
    ];
    Document::new().validator(&steps).is_valid(body)
}

fn complaint(loc: &[Value], kind: &str, response: &Value) -> bool {
    let details = response["detail"].as_array().unwrap();
    details
        .iter()
        .any(|problem| problem["loc"] == json!(loc) && problem["type"] == kind)
}

#[tokio::test]
async fn a_valid_request_is_created() {
    let url = "https://example.com/hook?a=b";
    let (status, response) =
        post(&json!({ "url": url, "subscribed_events": ["status_changed"] })).await;
    assert_eq!((status, response["url"].as_str()), (200, Some(url)));
    let (status, _) = post(&json!({ "url": url, "subscribed_events": [], "more": 1 })).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn every_problem_is_reported_with_its_location() {
    let (status, response) =
        post(&json!({ "url": "", "subscribed_events": ["status_changed", "x"] })).await;
    assert_eq!(status, 422);
    let url = [json!("body"), json!("url")];
    assert!(complaint(&url, "string_too_short", &response), "{response}");
    let place = [json!("body"), json!("subscribed_events"), json!(1)];
    assert!(complaint(&place, "enum", &response), "{response}");

    let (status, response) = post(&json!({ "url": "no uri" })).await;
    assert_eq!(status, 422);
    assert!(complaint(&url, "format", &response), "{response}");
    let events = [json!("body"), json!("subscribed_events")];
    assert!(complaint(&events, "missing", &response), "{response}");

    let (status, response) = post(&json!([])).await;
    assert_eq!(status, 422);
    assert!(
        complaint(&[json!("body")], "dict_type", &response),
        "{response}"
    );
}

#[tokio::test]
async fn a_token_decides_who_may() {
    let service = Service::builder().token("right").start().await.unwrap();
    let request = || WebhookRequest::new("https://example.com", [WebhookEvent::StatusChanged]);
    let call = |token: &str| {
        let client = service.client_builder().token(token).build().unwrap();
        async move { client.create_webhook(request()).send().await }
    };
    assert_eq!(call("right").await.unwrap().url, "https://example.com");
    service.fail("create_webhook", 403).unwrap();
    let error = call("right").await.unwrap_err();
    let Some(CreateWebhookError::Status403(body)) = error.api() else {
        panic!("{error}");
    };
    assert!(is_allowed(403, &serde_json::to_value(body).unwrap()));
    let status = call("guessed").await.unwrap_err().status().unwrap();
    assert!([401, 403].contains(&status.as_u16()), "{status}");
}

#[tokio::test]
async fn each_response_has_the_number_of_its_request() {
    let service = Service::start().await.unwrap();
    let client = service.client().unwrap();
    let request = || WebhookRequest::new("https://example.com", [WebhookEvent::StatusChanged]);
    let first = client.create_webhook(request()).send().await.unwrap();
    assert_eq!(first.request_id(), Some("req_1"));
    service.fail("create_webhook", 500).unwrap();
    let error = client.create_webhook(request()).send().await.unwrap_err();
    assert_eq!(error.request_id(), Some("req_2"));
}
