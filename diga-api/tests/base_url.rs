//! The URL that requests are sent to.

mod common;

use common::{Server, json};
use diga_api::Client;
use diga_api::types::{WebhookEvent, WebhookRequest};

#[tokio::test]
async fn a_base_url_with_a_path_works_with_and_without_a_trailing_slash() {
    for (path, line) in [
        ("", "POST /v1/webhook/ HTTP/1.1"),
        ("/", "POST /v1/webhook/ HTTP/1.1"),
        ("/proxy/diga", "POST /proxy/diga/v1/webhook/ HTTP/1.1"),
        ("/proxy/diga/", "POST /proxy/diga/v1/webhook/ HTTP/1.1"),
    ] {
        let server = Server::start([json(500, "")]).await;
        let base_url = format!("{}{path}", server.url);
        let client = Client::builder()
            .token("t")
            .base_url(base_url)
            .build()
            .unwrap();
        let request = WebhookRequest::new("https://example.com", [WebhookEvent::StatusChanged]);
        client.create_webhook(request).send().await.unwrap_err();
        assert_eq!(server.only().line, line);
    }
}

#[test]
fn the_default_is_the_documents_first_server() {
    let client = Client::builder().token("t").build().unwrap();
    assert_eq!(client.base_url(), "https://api.diga.io");
}

#[test]
fn an_invalid_base_url_is_rejected() {
    for url in [
        "",
        "api.diga.io",
        "ftp://api.diga.io",
        "https://",
        "https://api.diga.io?x=1",
        "https://api.diga.io/#x",
        "https://user:pass@api.diga.io",
    ] {
        let error = Client::builder()
            .token("t")
            .base_url(url)
            .build()
            .unwrap_err();
        assert!(error.is_configuration(), "{url}");
    }
}

#[test]
fn plain_http_to_another_machine_needs_to_be_allowed_by_name() {
    let builder = || Client::builder().token("t").base_url("http://api.diga.io");
    let error = builder().build().unwrap_err();
    assert!(error.to_string().contains("allow_plain_http"), "{error}");
    builder().allow_plain_http().build().unwrap();
}

#[tokio::test]
async fn tls_needs_nothing_to_be_installed_in_the_process() {
    // The server does not speak TLS: the handshake must begin, and fail with an error.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let Ok(client) = Client::builder().token("t").base_url(url).build() else {
        return; // a machine without any certificate
    };
    let request = WebhookRequest::new("https://example.com", [WebhookEvent::StatusChanged]);
    let error = client.create_webhook(request).send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}
