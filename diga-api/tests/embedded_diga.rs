//! The embedded Diga of the example: it takes and answers what the vendored document says.

// The helpers of a test may fail it as the test itself may.
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

/// What it answers to a body, and whether the document says that it may look like this.
async fn post(body: &Value) -> (u16, Value) {
    let diga = EmbeddedDiga::start().await.unwrap();
    let client = client(&diga, TOKEN);
    let call = client.request_raw(http::Method::POST, PATH).json(body);
    let (status, body) = match call.send().await {
        Ok(answer) => (answer.status(), answer.raw_body().clone()),
        Err(error) => (error.status().unwrap(), error.raw_body().unwrap().clone()),
    };
    let body = serde_json::from_slice(&body).unwrap();
    let contract = Contract::of(PATH, "post").unwrap();
    assert!(
        contract.allows_answer(status.as_u16(), &body),
        "{status} {body}"
    );
    (status.as_u16(), body)
}

fn complaint(loc: &[Value], kind: &str, answer: &Value) -> bool {
    let details = answer["detail"].as_array().unwrap();
    details
        .iter()
        .any(|it| it["loc"] == json!(loc) && it["type"] == kind)
}

#[tokio::test]
async fn what_the_document_allows_is_created() {
    let url = "https://example.com/hook?a=b";
    let (status, answer) =
        post(&json!({ "url": url, "subscribed_events": ["status_changed"] })).await;
    assert_eq!((status, answer["url"].as_str()), (200, Some(url)));
    let (status, _) = post(&json!({ "url": url, "subscribed_events": [], "more": 1 })).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_in_its_place() {
    let (status, answer) =
        post(&json!({ "url": "", "subscribed_events": ["status_changed", "x"] })).await;
    assert_eq!(status, 422);
    assert!(
        complaint(&[json!("body"), json!("url")], "minLength", &answer),
        "{answer}"
    );
    let place = [json!("body"), json!("subscribed_events"), json!(1)];
    assert!(complaint(&place, "enum", &answer), "{answer}");

    let (status, answer) = post(&json!({ "url": "no uri" })).await;
    assert_eq!(status, 422);
    assert!(
        complaint(&[json!("body"), json!("url")], "format", &answer),
        "{answer}"
    );
    assert!(
        complaint(
            &[json!("body"), json!("subscribed_events")],
            "missing",
            &answer
        ),
        "{answer}"
    );

    let (status, answer) = post(&json!([])).await;
    assert_eq!(status, 422);
    assert!(complaint(&[json!("body")], "type", &answer), "{answer}");
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
    assert!(contract.allows_answer(403, &serde_json::to_value(body).unwrap()));
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
