//! Endpoints that the document does not describe.

use http::Method;

use super::common::{Server, json, reply};
use super::*;

#[tokio::test]
async fn a_raw_call_has_the_headers_of_every_call() {
    let server = Server::start([json(503, ""), json(200, r#"{"a":[1,"x"]}"#)]).await;
    let client = client(&server);
    let call = client.request_raw(Method::PUT, "/v2/a b").json(&[1]);
    let call = call.with_query("q", "x y").with_header("x-beta", "1");
    let response = call.send().await.unwrap();
    assert_eq!(server.count(), 2);
    let received = server.received().remove(1);
    assert_eq!(received.line, "PUT /v2/a%20b?q=x%20y HTTP/1.1");
    assert_eq!(
        received.header("authorization"),
        Some("Bearer s3cret-t0ken")
    );
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(received.header("x-beta"), Some("1"));
    assert_eq!(received.text(), "[1]");
    assert_eq!(response.json::<serde_json::Value>().unwrap()["a"][0], 1);
    assert_eq!(response.json::<Vec<u8>>().unwrap_err().path(), Some("."));
}

#[tokio::test]
async fn every_2xx_is_a_success_and_every_other_status_an_error() {
    let server = Server::start([reply(206, "content-type: audio/wav\r\n", "RIFF")]).await;
    let client = client(&server);
    let call = || {
        client
            .request_raw(Method::POST, "/v2/audio")
            .body("audio/wav", "x")
    };
    assert_eq!(&**call().send().await.unwrap(), b"RIFF");
    server.then([json(409, r#"{"error_code":"taken"}"#)]);
    let error = call().send().await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.error_code()),
        (409, Some("taken"))
    );
    let url = error.url().unwrap();
    assert_eq!(
        error.to_string(),
        format!("request_raw (POST {url}): 409 Conflict: taken")
    );
}

#[tokio::test]
async fn it_never_leaves_the_base_url() {
    let server = Server::start([json(200, "")]).await;
    let builder = Client::builder().token("t");
    let client = builder
        .base_url(format!("{}/api", server.url))
        .build()
        .unwrap();
    for path in [
        "v2",
        "",
        "@evil.example/",
        "/../admin",
        "/%2e%2e/admin",
        "/x?y=1",
        "/x#y",
        "/x\0",
        "/v2/..",
        "/v2/.%2E/x",
        "/v2/./x",
        "/v2\\..\\x",
        "/v2/a\nb",
        "/v2/a\tb",
        "/v2\r\n",
    ] {
        let error = client
            .request_raw(Method::GET, path)
            .send()
            .await
            .unwrap_err();
        assert!(error.is_invalid_request(), "{path}: {error:?}");
    }
    let method = Method::from_bytes(b"PURGE").unwrap();
    let error = client.request_raw(method, "/x").send().await.unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(server.count(), 0);
}
