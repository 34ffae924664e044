//! Bodies that are streamed, both ways.

use std::convert::Infallible;
use std::error::Error as _;

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::common::{Received, Reply, Server, json, raw, reply};
use super::*;
use crate::runtime::{Body, ByteStream};

async fn uploaded(body: Body) -> Received {
    let server = Server::start([json(200, "")]).await;
    let client = client(&server);
    let mut request = Request::new(&POST, "/thing");
    request.body("application/octet-stream", body);
    client.execute::<()>(request).await.unwrap();
    server.only()
}

async fn downloaded(server: &Server) -> Response<ByteStream> {
    let client = client(server);
    let request = Request::new(&STREAM, "/thing");
    client.execute::<()>(request).await.unwrap().stream()
}

pub(super) fn chunks()
-> impl futures_core::Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
    stream::iter(["one ", "two ", "three"]).map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())))
}

#[tokio::test]
async fn a_stream_is_sent_chunk_by_chunk() {
    let received = uploaded(Body::stream(chunks())).await;
    assert_eq!(received.header("transfer-encoding"), Some("chunked"));
    assert_eq!(received.text(), "one two three");
}

#[tokio::test]
async fn a_stream_of_known_length_says_its_length() {
    let received = uploaded(Body::stream_with_length(chunks(), 13)).await;
    assert_eq!(received.header("content-length"), Some("13"));
    assert_eq!(received.header("transfer-encoding"), None);
    assert_eq!(received.text(), "one two three");
}

#[tokio::test]
async fn a_stream_is_sent_once_even_if_a_redirect_asks_for_it_again() {
    let server = Server::start([reply(307, "location: /other\r\n", "")]).await;
    let client = client(&server);
    let mut request = Request::new(&POST, "/thing");
    request.body("application/octet-stream", Body::stream(chunks()));
    let incoming = client.execute::<()>(request).await.unwrap();
    assert_eq!((incoming.status().as_u16(), server.count()), (307, 1));
}

#[tokio::test]
async fn a_stream_that_fails_is_an_error_with_its_cause() {
    let server = Server::start([json(200, "")]).await;
    let client = client(&server);
    let mut request = Request::new(&POST, "/thing");
    let body = stream::iter([Ok(Bytes::from_static(b"x")), Err("the disk is gone")]);
    request.body("application/octet-stream", Body::stream(body));
    let Err(error) = client.execute::<()>(request).await else {
        panic!("sent");
    };
    assert!(error.is_request_body(), "{error:?}");
    assert!(!error.is_transport() && !error.is_retryable(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "do_thing: the request's body failed while it was sent: the disk is gone"
    );
    assert_eq!(error.source().unwrap().to_string(), "the disk is gone");
}

#[tokio::test]
async fn a_response_is_streamed_as_it_arrives() {
    let server = Server::start([reply(200, "x-more: 1\r\n", "one two")]).await;
    let mut response = downloaded(&server).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-more"], "1");
    let mut all = Vec::new();
    let mut stream = response.map(|stream| stream).into_inner();
    while let Some(chunk) = stream.chunk().await.unwrap() {
        all.extend_from_slice(&chunk);
    }
    assert_eq!(all, b"one two");
    assert!(stream.next().await.is_none());
    response = downloaded(&server).await;
    assert!(response.raw_body().is_empty());
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_one_error_and_ends() {
    let mut bytes = raw(200, "", "one two three");
    bytes.truncate(bytes.len() - 5);
    let server = Server::start([Reply::Bytes(bytes)]).await;
    let results: Vec<_> = downloaded(&server).await.into_inner().collect().await;
    let (last, before) = results.split_last().unwrap();
    assert!(before.iter().all(Result::is_ok));
    let error = last.as_ref().unwrap_err();
    assert!(
        error.is_body() && error.operation() == Some("do_thing"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_stream_is_read_whole_up_to_a_limit() {
    let server = Server::start([reply(200, "", "one two")]).await;
    for limit in [7, 8] {
        let whole = downloaded(&server).await.into_inner().bytes(limit).await;
        assert_eq!(whole.unwrap(), "one two");
    }
    let error = downloaded(&server).await.into_inner().bytes(6).await;
    let error = error.unwrap_err();
    assert!(error.is_body(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "do_thing: its body is larger than 6 bytes"
    );
}
