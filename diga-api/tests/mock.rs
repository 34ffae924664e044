//! The feature `mock`: a server that responds as the document says, and responses made by hand.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use diga_api::errors::CreateWebhookError;
use diga_api::mock::{self, Failure, Server, Success};
use diga_api::types::{ErrorResponseSchema, WebhookEvent, WebhookRequest, WebhookResponse};
use diga_api::{Client, Error, Response};

fn request() -> WebhookRequest {
    WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged])
}

fn webhook() -> WebhookResponse {
    WebhookResponse::new(
        "0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11".parse().unwrap(),
        "https://example.com/hook",
        [WebhookEvent::StatusChanged],
        "2026-01-02T03:04:05Z".parse().unwrap(),
    )
}

fn forbidden() -> ErrorResponseSchema {
    ErrorResponseSchema::new("forbidden", "No.")
}

#[tokio::test]
async fn a_mock_responds_as_the_document_says() {
    let server = Server::start().await;
    mock::create_webhook()
        .body(&request())
        .authorized()
        .respond_200(&webhook())
        .with_header("x-request-id", "req_1")
        .expect(1)
        .mount(&server)
        .await;
    let client = server.client().unwrap();
    let created = client.create_webhook(request()).send().await.unwrap();
    assert_eq!(*created, webhook());
    assert_eq!(created.request_id(), Some("req_1"));
    let received = server.received_requests().await.unwrap();
    let sent: WebhookRequest = received.first().unwrap().body_json().unwrap();
    assert_eq!(sent, request());
}

#[tokio::test]
async fn a_call_that_no_mock_matches_gets_the_reason() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    let unanswered = async || {
        let error = client.create_webhook(request()).send().await.unwrap_err();
        assert_eq!(
            (error.status().unwrap().as_u16(), error.attempts()),
            (501, 1)
        );
        let shown = format!("create_webhook (POST {}): ", error.url().unwrap());
        let line = error.to_string();
        line.strip_prefix(&shown).unwrap().to_owned()
    };
    let said = "501 Not Implemented: mock: no mock matches POST /v1/webhook/";
    assert_eq!(unanswered().await, said);
    let other = WebhookRequest::new("https://example.com/other", [WebhookEvent::StatusChanged]);
    mock::create_webhook()
        .body(&other)
        .respond_200(&webhook())
        .mount(&server)
        .await;
    let why = "create_webhook: the body, at url: `\"https://example.com/hook\"` is not `\"https://example.com/other\"`";
    assert_eq!(unanswered().await, format!("{said}: {why}"));
    // The reasons of one call are not repeated to the next.
    assert_eq!(unanswered().await, format!("{said}: {why}"));
    server.reset().await;
    assert_eq!(unanswered().await, said);
}

#[tokio::test]
#[should_panic(expected = "create_webhook")]
async fn a_call_that_is_expected_and_does_not_come_fails_the_test() {
    let server = Server::start().await;
    mock::create_webhook()
        .respond_200(&webhook())
        .expect(1)
        .mount(&server)
        .await;
}

#[tokio::test]
async fn a_mock_may_end_before_its_server() {
    let server = Server::start().await;
    let client = server.client().unwrap();
    let mock = mock::create_webhook().respond_200(&webhook()).expect(1);
    let guard = mock.mount_as_scoped(&server).await;
    client.create_webhook(request()).send().await.unwrap();
    drop(guard);
    let error = client.create_webhook(request()).send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 501);
}

#[tokio::test]
async fn a_mock_converts_to_one_of_wiremock() {
    let server = mock::wiremock::MockServer::start().await;
    let mock = mock::create_webhook().respond_200(&webhook());
    server.register(mock.into()).await;
    let client = Client::builder()
        .base_url(server.uri())
        .token("t0ken")
        .build();
    let created = client.unwrap().create_webhook(request()).send().await;
    assert_eq!(*created.unwrap(), webhook());
}

#[tokio::test]
async fn responses_follow_one_another_without_waiting() {
    let server = Server::start().await;
    mock::create_webhook()
        .respond(mock::wiremock::ResponseTemplate::new(429))
        .with_header("retry-after", "60")
        .up_to_n_times(1)
        .expect(1)
        .mount(&server)
        .await;
    mock::create_webhook()
        .respond_200(&webhook())
        .expect(1)
        .mount(&server)
        .await;
    let client = server.client().unwrap();
    let begun = std::time::Instant::now();
    client.create_webhook(request()).send().await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(50));
}

#[tokio::test(start_paused = true)]
async fn a_late_response_is_a_timeout() {
    let server = Server::start().await;
    mock::create_webhook()
        .respond_200(&webhook())
        .with_delay(Duration::from_secs(3600))
        .mount(&server)
        .await;
    let client = server.client().unwrap();
    let error = client.create_webhook(request()).send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_closed_connection_is_a_transport_error() {
    let server = Server::start().await;
    mock::create_webhook().disconnect().mount(&server).await;
    let client = server.client().unwrap();
    let error = client.create_webhook(request()).send().await.unwrap_err();
    assert!(error.is_transport(), "{error:?}");
}

#[tokio::test]
async fn an_invalid_header_is_reported_in_the_response() {
    let server = Server::start().await;
    let mock = mock::create_webhook().respond_200(&webhook());
    mock.with_header("a b", "c").mount(&server).await;
    let client = server.client().unwrap();
    let error = client.create_webhook(request()).send().await.unwrap_err();
    assert_eq!(
        error.message(),
        Some("mock: `a b: c` is not a valid header")
    );
}

#[cfg(feature = "blocking")]
#[test]
fn a_mock_serves_code_that_is_not_async() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = Server::start().await;
        let mock = mock::create_webhook().respond_200(&webhook());
        mock.mount(&server).await;
        server
    });
    let client = server.client_builder().build_blocking().unwrap();
    let created = client.create_webhook(request()).send().unwrap();
    assert_eq!(*created, webhook());
}

/// Code under test whose calls are behind a trait of its own.
trait Webhooks {
    async fn create(&self) -> Result<Response<WebhookResponse>, Error<CreateWebhookError>>;
}

async fn url_of(webhooks: &impl Webhooks) -> Result<String, Error> {
    Ok(webhooks.create().await?.url.clone())
}

#[tokio::test]
async fn code_behind_a_trait_is_tested_without_a_server() {
    struct Fine;
    impl Webhooks for Fine {
        async fn create(&self) -> Result<Response<WebhookResponse>, Error<CreateWebhookError>> {
            Ok(Success::json(webhook()).into())
        }
    }
    struct Forbidden;
    impl Webhooks for Forbidden {
        async fn create(&self) -> Result<Response<WebhookResponse>, Error<CreateWebhookError>> {
            let api = CreateWebhookError::Status403(forbidden());
            Err(mock::create_webhook().fails_with(Failure::api(&api)))
        }
    }
    assert_eq!(url_of(&Fine).await.unwrap(), "https://example.com/hook");
    let error = url_of(&Forbidden).await.unwrap_err();
    assert_eq!(
        error.api_as(),
        Some(&CreateWebhookError::Status403(forbidden()))
    );
    assert_eq!(
        error.to_string(),
        "create_webhook: 403 Forbidden: forbidden: No."
    );
    assert_eq!(
        error.operation_id(),
        Some("create_webhook_v1_webhook__post")
    );
    assert_eq!((error.attempts(), error.is_retryable()), (1, false));
}

#[test]
fn each_failure_has_its_own_predicate() {
    let kinds = [
        ("status", Failure::status(503)),
        (
            "api status",
            Failure::api(&CreateWebhookError::Status403(forbidden())),
        ),
        ("decode", Failure::decode::<WebhookResponse>("{}")),
        ("body", Failure::body("{")),
        ("body", Failure::oversized()),
        ("timeout", Failure::timeout()),
        ("connect", Failure::connect()),
        ("connect timeout", Failure::connect_timeout()),
        ("transport", Failure::transport()),
        ("middleware", Failure::middleware("no")),
        ("authentication", Failure::authentication("no token")),
        ("configuration", Failure::configuration("no base URL")),
        ("invalid_request", Failure::invalid_request("no URL")),
    ];
    for (kind, failure) in kinds {
        let error: Error<CreateWebhookError> = mock::create_webhook().fails_with(failure);
        for (name, holds) in [
            ("api", error.is_api()),
            ("status", error.is_status()),
            ("decode", error.is_decode()),
            ("body", error.is_body()),
            ("timeout", error.is_timeout()),
            ("connect", error.is_connect()),
            ("transport", error.is_transport()),
            ("middleware", error.is_middleware()),
            ("authentication", error.is_authentication()),
            ("configuration", error.is_configuration()),
            ("invalid_request", error.is_invalid_request()),
        ] {
            assert_eq!(
                holds,
                kind.split(' ').any(|kind| kind == name),
                "{kind} {name}"
            );
        }
        let unsent = ["authentication", "configuration", "invalid_request"];
        assert_eq!(error.attempts() == 0, unsent.contains(&kind), "{kind}");
        let answered = ["status", "api status", "decode", "body"];
        assert_eq!(error.status().is_some(), answered.contains(&kind), "{kind}");
        assert_eq!(
            error.raw_body().is_some(),
            error.status().is_some(),
            "{kind}"
        );
    }
}

#[test]
fn what_an_error_says_follows_from_its_response() {
    let busy = Failure::status(503)
        .with_header("retry-after", "7")
        .with_json(&forbidden())
        .with_attempts(3);
    let error: Error<CreateWebhookError> = mock::create_webhook().fails_with(busy);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.error_code(), Some("forbidden"));
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
    assert!(error.api().is_none());
    // A documented status is decoded as the document says; a body that is not what it says is a
    // decode error.
    let error: Error<CreateWebhookError> = Failure::status(403).with_json(&forbidden()).into();
    assert_eq!(
        error.api(),
        Some(&CreateWebhookError::Status403(forbidden()))
    );
    let error: Error<CreateWebhookError> = Failure::status(403).with_body("<html>").into();
    assert!(error.api().is_none() && error.is_decode());
    let error: Error = Failure::decode::<WebhookResponse>(r#"{"id":1}"#).into();
    assert_eq!(error.json_path(), Some("id"));
    let error: Error = Failure::status(1000).into();
    assert_eq!(error.message(), Some("mock: 1000 is not a status"));
}
