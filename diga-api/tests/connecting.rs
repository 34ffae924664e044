//! Why no connection is made: a certificate that is not trusted, a proxy that refuses.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/tls.rs"]
mod tls;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use common::{Reply, Server, raw, read};
use diga_api::{Client, ClientBuilder, Error, RetryPolicy};
use http::Method;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

fn client(url: &str, http: reqwest::ClientBuilder) -> Client {
    let builder: ClientBuilder = Client::builder().token("t0ken").base_url(url);
    let policy = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO);
    let builder = builder.retry_policy(policy).allow_plain_http();
    builder.http_client(http.build().unwrap()).build().unwrap()
}

async fn fail(client: &Client) -> Error {
    client
        .request_raw(Method::GET, "/x")
        .send()
        .await
        .unwrap_err()
}

/// A server over TLS, and how many connections it has had.
async fn secure(protocol: &'static str) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let connections = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&connections);
    let acceptor = tls::acceptor(protocol);
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let Ok(mut connection) = acceptor.accept(connection).await else {
                continue;
            };
            if read(&mut connection).await.is_some() {
                let _ = connection.write_all(&raw(200, "", "ok")).await;
                let _ = connection.shutdown().await;
            }
        }
    });
    (url, connections)
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_named_and_not_retried() {
    let (url, connections) = secure("http/1.1").await;
    let trusting = client(&url, tls::client("http/1.1", true));
    let response = trusting.request_raw(Method::GET, "/x").send().await;
    assert_eq!(*response.unwrap(), "ok");
    let error = fail(&client(&url, tls::client("http/1.1", false))).await;
    assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
    assert!(!error.is_timeout() && !error.is_transport(), "{error:?}");
    let line = error.to_string();
    assert!(
        line.contains(&url) && line.contains("certificate"),
        "{line}"
    );
    assert!(line.contains("UnknownIssuer"), "{line}");
    assert_eq!(error.attempts(), 1);
    assert_eq!(connections.load(Ordering::Relaxed), 2);
    // Valid, but for another name.
    let address: std::net::SocketAddr = url
        .replace("https://localhost", "127.0.0.1")
        .parse()
        .unwrap();
    let http = tls::client("http/1.1", true).resolve("other.example", address);
    let other = format!("https://other.example:{}", address.port());
    let error = fail(&client(&other, http)).await;
    assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
    assert!(
        error.to_string().contains("the certificate was rejected"),
        "{error}"
    );
}

#[tokio::test]
async fn a_server_without_tls_is_no_certificate_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let response = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            let _ = connection.write_all(response).await;
        }
    });
    let error = fail(&client(&url, tls::client("http/1.1", true))).await;
    assert!(error.is_connect(), "{error:?}");
    assert!(!error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_not_retried() {
    for (response, said) in [
        (
            raw(407, "proxy-authenticate: Basic\r\n", ""),
            "proxy authorization required",
        ),
        (raw(403, "", ""), "unsuccessful"),
        (Vec::new(), "proxy"),
    ] {
        let proxy = Server::start([Reply::Bytes(response)]).await;
        let with_proxy = reqwest::Proxy::all(&proxy.url).unwrap();
        let with_proxy = with_proxy.basic_auth("user", "s3cret-passw0rd");
        let http = tls::client("http/1.1", true).proxy(with_proxy);
        let error = fail(&client("https://api.example.com", http)).await;
        assert!(error.is_connect() && !error.is_retryable(), "{error:?}");
        let line = error.to_string();
        assert!(line.contains("https://api.example.com"), "{line}");
        assert!(
            line.contains("through the proxy") && line.contains(said),
            "{line}"
        );
        assert!(!format!("{error:#?}").contains("s3cret"), "{error:#?}");
        assert_eq!((error.attempts(), proxy.count()), (1, 1));
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let http = tls::client("http/1.1", true).proxy(reqwest::Proxy::all(url).unwrap());
    let error = fail(&client("https://api.example.com", http)).await;
    assert!(error.to_string().contains("through the proxy"), "{error}");
    assert_eq!(error.attempts(), 1);
}
