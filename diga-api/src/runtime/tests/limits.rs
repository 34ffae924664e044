//! Size limits of responses.

use futures_util::StreamExt;

use super::common::{Reply, Server, json, raw, reply};
#[cfg(feature = "gzip")]
use super::compression::compressed;
use super::*;

/// A client with this limit in bytes.
fn reading(server: &Server, bytes: usize) -> Client {
    let builder = Client::builder().token("t").base_url(&*server.url);
    let builder = builder.clock(Arc::new(TestClock::default()));
    builder.max_body_bytes(bytes).build().unwrap()
}

/// A chunked response without a length.
fn chunked(chunks: &[&str], end: &str) -> Reply {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunks = chunks
        .iter()
        .map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len()));
    Reply::Bytes(format!("{head}{}{end}", chunks.collect::<String>()).into_bytes())
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
    for whole in [
        json(200, "12345678"),
        chunked(&["1234", "5678"], "0\r\n\r\n"),
        chunked(&["12345678"], "0\r\n\r\n"),
    ] {
        let server = Server::start([whole]).await;
        assert_eq!(*call(&reading(&server, 8), &GET).await.unwrap(), "12345678");
        let error = call(&reading(&server, 7), &GET).await.unwrap_err();
        assert!(error.is_body() && !error.is_status(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "do_thing: 200 OK, but its body is larger than 7 bytes"
        );
        assert!(error.raw_body().unwrap().len() <= 7);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_requested_again() {
    let server = Server::start([json(200, "too large")]).await;
    let error = call(&reading(&server, 8), &GET).await.unwrap_err();
    assert!(error.is_body() && !error.is_retryable(), "{error:?}");
    assert_eq!((server.count(), error.attempts()), (1, 1));
}

#[tokio::test]
async fn a_body_without_an_end_is_given_up() {
    let kilobyte = "x".repeat(1000);
    let chunks = [&*kilobyte; 50];
    // Neither a last chunk nor the end of the connection ends it.
    let Reply::Bytes(endless) = chunked(&chunks, "") else {
        panic!("no bytes");
    };
    let server = Server::start([Reply::Stall(endless)]).await;
    let error = call(&reading(&server, 5000), &GET).await.unwrap_err();
    assert!(error.is_body() && !error.is_timeout(), "{error:?}");
    assert!(error.raw_body().unwrap().len() <= 5000);
}

#[tokio::test]
async fn an_error_with_too_large_a_body_is_still_its_status() {
    let body = format!(r#"{{"message":"{}"}}"#, "x".repeat(100));
    let server = Server::start([json(404, &body)]).await;
    let error = call(&reading(&server, 20), &GET).await.unwrap_err();
    assert!(error.is_status() && error.is_body(), "{error:?}");
    assert_eq!(error.status().unwrap(), 404);
    assert!(error.raw_body().unwrap().len() <= 20);
}

#[tokio::test]
async fn a_body_read_as_a_stream_has_no_limit() {
    let server = Server::start([reply(200, "", &"x".repeat(1000))]).await;
    let client = reading(&server, 10);
    let request = Request::new(&STREAM, "/thing");
    let stream = client
        .execute::<()>(request)
        .await
        .unwrap()
        .stream()
        .into_inner();
    let sizes = stream.map(|chunk| chunk.unwrap().len());
    assert_eq!(
        sizes.fold(0, |sum, size| async move { sum + size }).await,
        1000
    );
}

#[tokio::test]
async fn headers_have_a_limit_too() {
    let many = "x-more: 1\r\n".repeat(10_000);
    let server = Server::start([Reply::Bytes(raw(200, &many, "ok"))]).await;
    let error = call(&reading(&server, 1000), &POST).await.unwrap_err();
    assert!(error.is_transport(), "{error:?}");
}

#[cfg(feature = "gzip")]
#[tokio::test]
async fn a_bomb_is_not_unpacked_beyond_the_limit() {
    let whole = vec![b'x'; 10 << 20];
    let server = Server::start([compressed(&whole)]).await;
    let unpacked = call(&reading(&server, whole.len()), &GET).await.unwrap();
    assert_eq!(unpacked.len(), whole.len());
    for limit in [4999, 64 << 10] {
        let error = call(&reading(&server, limit), &GET).await.unwrap_err();
        assert!(error.is_body() && !error.is_retryable(), "{error:?}");
        assert!(error.raw_body().unwrap().len() <= limit);
    }
}
