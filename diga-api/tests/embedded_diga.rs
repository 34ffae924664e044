//! The embedded Diga of the example: it accepts and returns what the vendored document says.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

#[path = "../examples/embedded_diga/mod.rs"]
mod embedded_diga;

use diga_api::Client;
use diga_api::errors::CreateWebhookError;
use diga_api::types::{WebhookEvent, WebhookRequest};
use embedded_diga::contract::Contract;
use embedded_diga::{EmbeddedDiga, PATH, TOKEN, TOKEN_WITHOUT_PERMISSION};
use serde_json::{Value, json};

fn client(diga: &EmbeddedDiga, token: &str) -> Client {
    let builder = Client::builder().base_url(diga.url()).token(token);
    builder.build().unwrap()
}

/// The response to a body, and whether it is valid by the document.
async fn post(body: &Value) -> (u16, Value) {
    let diga = EmbeddedDiga::start().await.unwrap();
    let client = client(&diga, TOKEN);
    let call = client.request_raw(http::Method::POST, PATH).json(body);
    let (status, body) = match call.send().await {
        Ok(response) => (response.status(), response.raw_body().clone()),
        Err(error) => (error.status().unwrap(), error.raw_body().unwrap().clone()),
    };
    let body = serde_json::from_slice(&body).unwrap();
    let contract = Contract::of(PATH, "post").unwrap();
    assert!(
        contract.allows_response(status.as_u16(), &body),
        "{status} {body}"
    );
    (status.as_u16(), body)
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
    assert!(
        complaint(&[json!("body"), json!("url")], "minLength", &response),
        "{response}"
    );
    let place = [json!("body"), json!("subscribed_events"), json!(1)];
    assert!(complaint(&place, "enum", &response), "{response}");

    let (status, response) = post(&json!({ "url": "no uri" })).await;
    assert_eq!(status, 422);
    assert!(
        complaint(&[json!("body"), json!("url")], "format", &response),
        "{response}"
    );
    assert!(
        complaint(
            &[json!("body"), json!("subscribed_events")],
            "missing",
            &response
        ),
        "{response}"
    );

    let (status, response) = post(&json!([])).await;
    assert_eq!(status, 422);
    assert!(complaint(&[json!("body")], "type", &response), "{response}");
}

#[tokio::test]
async fn a_token_decides_who_may() {
    let diga = EmbeddedDiga::start().await.unwrap();
    let request = || WebhookRequest::new("https://example.com", [WebhookEvent::StatusChanged]);
    let call = |token: &str| {
        let client = client(&diga, token);
        async move { client.create_webhook(request()).send().await }
    };
    assert_eq!(call(TOKEN).await.unwrap().url, "https://example.com");
    let error = call(TOKEN_WITHOUT_PERMISSION).await.unwrap_err();
    let Some(CreateWebhookError::Status403(body)) = error.api() else {
        panic!("{error}");
    };
    let contract = Contract::of(PATH, "post").unwrap();
    assert!(contract.allows_response(403, &serde_json::to_value(body).unwrap()));
    assert_eq!(call("guessed").await.unwrap_err().status().unwrap(), 401);
}

#[tokio::test]
async fn only_the_one_operation_is_served() {
    let diga = EmbeddedDiga::start().await.unwrap();
    let client = client(&diga, TOKEN);
    for (method, path, status) in [
        (http::Method::GET, PATH, 405),
        (http::Method::POST, "/v1/webhook", 404),
    ] {
        let error = client.request_raw(method, path).send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
    }
}
