//! One test for each way in which a call can fail.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use std::error::Error as _;
use std::time::Duration;

use common::{Reply, Server, json, raw, reply};
use diga_api::errors::{CreateWebhookError, ErrorCode};
use diga_api::types::{WebhookEvent, WebhookRequest};
use diga_api::{Client, Error, RetryPolicy};

const FORBIDDEN: &str =
    r#"{"status":"error","error_code":"forbidden","message":"You may not do this."}"#;

fn client(url: &str) -> Client {
    let once = RetryPolicy::never();
    Client::builder()
        .token("t0ken")
        .base_url(url)
        .retry_policy(once)
        .build()
        .unwrap()
}

async fn fail(response: Reply) -> Error<CreateWebhookError> {
    let server = Server::start([response]).await;
    fail_at(&client(&server.url)).await
}

async fn fail_at(client: &Client) -> Error<CreateWebhookError> {
    let request = WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
    client.create_webhook(request).send().await.unwrap_err()
}

#[tokio::test]
async fn a_403_is_diga_s_error_typed() {
    let headers = "content-type: application/json\r\nx-request-id: req_1\r\n";
    let error = fail(reply(403, headers, FORBIDDEN)).await;
    assert!(error.is_api() && error.is_status() && !error.is_decode() && !error.is_timeout());
    assert_eq!(error.status().unwrap(), 403);
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.error_code(), Some("forbidden"));
    assert_eq!(error.message(), Some("You may not do this."));
    assert_eq!(error.raw_body().unwrap(), FORBIDDEN);
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert_eq!(
        (error.operation(), error.attempts()),
        (Some("create_webhook"), 1)
    );
    assert_eq!(
        error.operation_id(),
        Some("create_webhook_v1_webhook__post")
    );
    assert_eq!(error.method().unwrap(), "POST");
    assert!(error.url().unwrap().ends_with("/v1/webhook/"));
    assert_eq!(
        error.to_string(),
        "create_webhook: 403 Forbidden: forbidden: You may not do this. (request id req_1)"
    );
    let Some(CreateWebhookError::Status403(body)) = error.into_api() else {
        panic!("not the 403");
    };
    assert_eq!(
        (&*body.error_code, &*body.message),
        ("forbidden", "You may not do this.")
    );
}

#[tokio::test]
async fn a_500_is_its_own_variant() {
    let error = fail(json(500, FORBIDDEN)).await;
    assert!(
        matches!(error.api(), Some(CreateWebhookError::Status500(_))),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_422_is_fastapis_validation_error() {
    let body = r#"{"detail":[{"loc":["body","subscribed_events",0],
        "msg":"Input should be 'status_changed'","type":"enum"}]}"#;
    let error = fail(json(422, body)).await;
    assert!(
        matches!(error.api(), Some(CreateWebhookError::Status422(_))),
        "{error:?}"
    );
    assert_eq!(
        error.message(),
        Some("body.subscribed_events.0: Input should be 'status_changed'")
    );
}

#[tokio::test]
async fn an_undocumented_status_keeps_everything() {
    for (status, body, message) in [
        (
            401,
            r#"{"detail":"Not authenticated"}"#,
            Some("Not authenticated"),
        ),
        (429, FORBIDDEN, Some("You may not do this.")),
        (404, "", None),
    ] {
        let error = fail(json(status, body)).await;
        assert!(
            error.is_status() && !error.is_api() && !error.is_decode(),
            "{error:?}"
        );
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.message(), message);
        assert_eq!(error.raw_body().unwrap(), body);
        assert!(error.api().is_none());
        let url = error.url().unwrap();
        let start = format!("create_webhook (POST {url}): {status} ");
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

#[tokio::test]
async fn an_undocumented_success_is_an_error() {
    let error = fail(json(204, "")).await;
    assert!(error.is_decode() && !error.is_status() && !error.is_retryable());
    let url = error.url().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "create_webhook (POST {url}): 204 No Content, but the document does not describe this \
             status: the server has processed the call"
        )
    );
}

#[tokio::test]
async fn html_from_a_proxy_under_a_documented_status_keeps_everything() {
    let page = "<html><body>Sorry</body></html>";
    let headers = "content-type: text/html\r\nx-amzn-requestid: aws\r\n";
    let error = fail(reply(500, headers, page)).await;
    assert!(error.is_status() && error.is_decode() && !error.is_api());
    assert_eq!(error.status().unwrap(), 500);
    assert_eq!(error.raw_body().unwrap(), page);
    assert_eq!(error.request_id(), Some("aws"));
    assert_eq!(
        error.to_string(),
        "create_webhook: 500 Internal Server Error; the body does not match the document: the \
         body is text/html and not \
         JSON (request id aws)"
    );
}

#[tokio::test]
async fn json_of_another_shape_under_a_documented_status_still_gives_code_and_message() {
    let body = r#"{"error_code":"forbidden","message":{"text":"no"},"detail":"No."}"#;
    let error = fail(json(403, body)).await;
    assert!(error.is_status() && error.is_decode() && !error.is_api());
    assert_eq!(error.error_code(), Some("forbidden"));
    assert_eq!(error.message(), Some("No."));
    assert_eq!(error.json_path(), Some("message"));
}

#[tokio::test]
async fn an_empty_body_under_a_documented_status_says_so() {
    let error = fail(json(403, "")).await;
    assert!(error.is_status() && error.is_decode());
    assert!(error.to_string().ends_with("the body is empty"), "{error}");
}

#[tokio::test]
async fn an_incomplete_body_keeps_status_and_received_part() {
    for status in [403, 200, 502] {
        let mut bytes = raw(
            status,
            "content-type: application/json\r\nrequest-id: r\r\n",
            FORBIDDEN,
        );
        bytes.truncate(bytes.len() - 10);
        let error = fail(Reply::Bytes(bytes)).await;
        assert!(
            error.is_body() && !error.is_api() && !error.is_decode(),
            "{error:?}"
        );
        assert_eq!(error.is_status(), status != 200);
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.request_id(), Some("r"));
        assert_eq!(
            error.raw_body().unwrap(),
            &FORBIDDEN[..FORBIDDEN.len() - 10]
        );
        assert!(
            error.to_string().contains("its body was cut off"),
            "{error}"
        );
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn a_200_that_does_not_decode_names_the_path_and_keeps_the_body() {
    let body = r#"{"id":"0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11","url":"u","subscribed_events":[{}],
        "created_date":"2025-01-02T03:04:05Z"}"#;
    let error = fail(json(200, body)).await;
    assert!(error.is_decode() && !error.is_status() && !error.is_body());
    assert_eq!(error.json_path(), Some("subscribed_events[0]"));
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.raw_body().unwrap(), body);
    let line = error.to_string();
    assert!(
        line.starts_with(
            "create_webhook: 200 OK, but the body does not match the document: at \
            subscribed_events[0]: "
        ),
        "{line}"
    );
    let source = error.source().unwrap();
    assert!(source.source().unwrap().is::<serde_json::Error>());
}

#[tokio::test]
async fn a_200_that_is_not_json_is_a_decode_error() {
    for (content_type, body) in [
        ("text/html", "<html>"),
        ("text/html", "{}"),
        ("application/json", ""),
        ("application/json", "{\"id\":"),
        ("application/json", "null"),
    ] {
        let error = fail(reply(
            200,
            &format!("content-type: {content_type}\r\n"),
            body,
        ))
        .await;
        assert!(
            error.is_decode() && !error.is_status(),
            "{content_type} {body}"
        );
        assert_eq!(error.raw_body().unwrap(), body);
    }
}

#[tokio::test]
async fn a_connection_that_is_refused_is_a_connect_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = fail_at(&client(&url)).await;
    assert!(error.is_connect() && !error.is_timeout() && !error.is_status());
    assert_eq!(
        (error.status(), error.headers(), error.raw_body()),
        (None, None, None)
    );
    let line = error.to_string();
    assert!(
        line.starts_with(&format!("create_webhook: cannot connect to {url}: ")),
        "{line}"
    );
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_connection_closed_without_a_response_is_a_transport_error() {
    let error = fail(Reply::Close).await;
    assert!(error.is_transport() && !error.is_connect(), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn a_response_that_is_not_http_is_a_transport_error() {
    let error = fail(Reply::Bytes(b"SSH-2.0-OpenSSH\r\n\r\n".to_vec())).await;
    assert!(error.is_transport(), "{error:?}");
}

#[tokio::test]
async fn a_response_that_does_not_arrive_in_time_is_a_timeout() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let error = fail_at(&builder.timeout(Duration::from_millis(50)).build().unwrap()).await;
    assert!(error.is_timeout() && !error.is_connect() && !error.is_status());
    assert_eq!(error.to_string(), "create_webhook: no response within 50ms");
    assert!(error.elapsed().unwrap() >= Duration::from_millis(50));
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_a_timeout_with_a_status() {
    for status in [200, 503] {
        let mut bytes = raw(status, "", FORBIDDEN);
        bytes.truncate(bytes.len() - 10);
        let server = Server::start([Reply::Stall(bytes)]).await;
        let builder = Client::builder().token("t").base_url(&*server.url);
        let error = fail_at(&builder.timeout(Duration::from_millis(50)).build().unwrap()).await;
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(
            error.raw_body().unwrap(),
            &FORBIDDEN[..FORBIDDEN.len() - 10]
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read_to_its_end() {
    let server = Server::start([json(200, &"x".repeat(5000))]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let error = fail_at(&builder.max_body_bytes(4000).build().unwrap()).await;
    assert!(error.is_body());
    assert_eq!(
        error.to_string(),
        "create_webhook: 200 OK, but its body is larger than 4000 bytes"
    );
    assert!(error.raw_body().unwrap().len() <= 4000);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let server = Server::start([json(200, "")]).await;
    let error = fail_at(&Client::builder().base_url(&*server.url).build().unwrap()).await;
    assert!(error.is_configuration());
    assert!(
        error.to_string().contains("ClientBuilder::token"),
        "{error}"
    );
    assert_eq!((server.count(), error.attempts()), (0, 0));
}

#[tokio::test]
async fn any_operations_error_converts_to_the_common_error_without_loss() {
    async fn call(client: &Client) -> Result<(), Error> {
        let request =
            WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
        client.create_webhook(request).send().await?;
        Ok(())
    }
    let server = Server::start([json(403, FORBIDDEN)]).await;
    let error = call(&client(&server.url)).await.unwrap_err();
    assert!(error.is_api() && error.is_status());
    assert_eq!(error.error_code(), Some("forbidden"));
    assert!(matches!(
        error.api_as(),
        Some(CreateWebhookError::Status403(_))
    ));
}

#[tokio::test]
async fn a_code_that_the_document_shows_is_a_variant() {
    let body = FORBIDDEN.replace("forbidden", "INTERNAL_SERVER_ERROR");
    let error = fail(json(403, &body)).await;
    assert_eq!(error.code(), Some(ErrorCode::InternalServerError));
    let error = fail(json(403, FORBIDDEN)).await;
    assert_eq!(error.code().unwrap().as_str(), "forbidden");
    let error = fail(json(422, r#"{"detail":[]}"#)).await;
    assert_eq!(error.code(), None);
}

#[test]
fn the_service_s_spelling_of_a_code_is_kept() {
    let misspelled = ErrorCode::from("UNATHORIZED_ROLE");
    assert_eq!(misspelled, ErrorCode::UnathorizedRole);
    // The example of the schema, which no response has.
    let spelled = ErrorCode::from("UNAUTHORIZED_ROLE");
    assert!(matches!(spelled, ErrorCode::UnknownValue(_)));
    assert_ne!(misspelled, spelled);
}

#[tokio::test]
async fn it_prints_as_one_bounded_line_whatever_the_server_says() {
    let body = format!(
        r#"{{"error_code":"a\nb\u001b[2J","message":"{}"}}"#,
        "m".repeat(100_000)
    );
    let error = fail(json(403, &body)).await;
    let (line, debug) = (error.to_string(), format!("{error:#?}"));
    assert_eq!(format!("{error:?}"), line);
    assert!(
        !line.contains(['\n', '\u{1b}']) && line.len() < 500,
        "{line}"
    );
    assert!(debug.len() < 1500, "{debug}");
    assert_eq!(error.message().unwrap().len(), 100_000);
}

#[test]
fn an_error_is_one_pointer_wide_and_send() {
    fn anywhere<T: std::error::Error + Send + Sync + 'static>() {}
    anywhere::<Error>();
    anywhere::<Error<CreateWebhookError>>();
    assert_eq!(size_of::<Error<CreateWebhookError>>(), size_of::<usize>());
}
