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

#[tokio::test]
async fn a_stream_must_have_its_declared_length() {
    let server = Server::start([json(200, "")]).await;
    let client = client(&server);
    let pieces = |all: &'static [&'static str]| {
        stream::iter(all).map(|chunk| Ok::<_, Infallible>(Bytes::from_static(chunk.as_bytes())))
    };
    for (all, length) in [
        (&["one ", "two"] as &[_], 6),
        (&["one ", "two", "three"], 7),
        (&["one ", "two", "", "three"], 7),
        (&["one ", "two"], 8),
        (&[], 1),
        (&["x"], 0),
    ] {
        let mut request = Request::new(&POST, "/thing");
        let body = Body::stream_with_length(pieces(all), length);
        request.body("application/octet-stream", body);
        let Err(error) = client.clone().execute::<()>(request).await else {
            panic!("{all:?} was sent as {length} bytes");
        };
        assert!(error.is_request_body(), "{error:?}");
        assert!(!error.is_retryable() && !error.is_transport(), "{error:?}");
        let said = format!(
            "declared length {}{length}",
            if all.concat().len() > length as usize {
                "of "
            } else {
                "is "
            }
        );
        assert!(error.to_string().contains(&said), "{error}");
    }
    assert_eq!(server.count(), 0);
    for (all, length) in [(&["one ", "", "two", ""] as &[_], 7), (&[], 0), (&[""], 0)] {
        let received = uploaded(Body::stream_with_length(pieces(all), length)).await;
        assert_eq!(
            received.header("content-length"),
            Some(&*length.to_string())
        );
        assert_eq!(received.text(), all.concat());
    }
}

/// A download whose server falls silent after its first bytes.
fn silent(content_type: &str, first: &str) -> Reply {
    let headers = format!("content-type: {content_type}\r\n");
    let mut bytes = raw(200, &headers, &format!("{first}!"));
    bytes.truncate(bytes.len() - 1);
    Reply::Stall(bytes)
}

const SHORT: Duration = Duration::from_millis(80);

#[tokio::test]
async fn a_download_that_falls_silent_is_a_timeout() {
    let server = Server::start([silent("application/octet-stream", "one")]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder.idle_timeout(SHORT).build().unwrap();
    let request = Request::new(&STREAM, "/thing");
    let response = client.execute::<()>(request).await.unwrap();
    let mut stream = response.stream().into_inner();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "one");
    // Time in which nobody reads does not count.
    tokio::time::sleep(SHORT * 2).await;
    let begun = tokio::time::Instant::now();
    let error = stream.chunk().await.unwrap_err();
    assert!(begun.elapsed() >= SHORT, "{:?}", begun.elapsed());
    assert!(error.is_timeout() && !error.is_body(), "{error:?}");
    assert!(error.to_string().contains("idle_timeout"), "{error}");
    assert!(stream.chunk().await.unwrap().is_none());
}

#[tokio::test]
async fn a_call_has_its_own_idle_timeout() {
    let server = Server::start([silent("application/octet-stream", "one")]).await;
    let mut request = Request::new(&STREAM, "/thing");
    request.options(Options::default().with_idle_timeout(SHORT).0);
    let response = client(&server).execute::<()>(request).await.unwrap();
    let error = response.stream().into_inner().bytes(100).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
}

#[test]
fn a_stream_may_be_read_outside_of_the_runtime() {
    let server = Server::on_a_thread([silent("application/octet-stream", "one")]);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let mut stream = runtime.block_on(async {
        let builder = Client::builder().token("t").base_url(&*server.url);
        let client = builder.idle_timeout(SHORT).build().unwrap();
        let request = Request::new(&STREAM, "/thing");
        let response = client.execute::<()>(request).await.unwrap();
        response.stream().into_inner()
    });
    let mut chunk = std::pin::pin!(async { (stream.chunk().await, stream.chunk().await) });
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    let (first, second) = loop {
        match chunk.as_mut().poll(&mut context) {
            std::task::Poll::Ready(chunks) => break chunks,
            std::task::Poll::Pending => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    assert_eq!(first.unwrap().unwrap(), "one");
    assert!(second.unwrap_err().is_timeout());
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_download_that_falls_silent_is_a_timeout() {
    use std::io::Read as _;

    use crate::runtime::blocking;

    let server = Server::on_a_thread([silent("application/octet-stream", "one")]);
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder.idle_timeout(SHORT).build_blocking().unwrap();
    let request = Request::new(&STREAM, "/thing");
    let calling = client.inner.clone().execute::<()>(request);
    let calling = async { Ok::<_, Error>(calling.await?.stream().into_inner()) };
    let stream = client.executor.run(calling).unwrap();
    let mut stream = blocking::ByteStream::new(&client, stream);
    let mut all = Vec::new();
    let error = stream.read_to_end(&mut all).unwrap_err();
    let error = error.get_ref().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!((&*all, error.is_timeout()), (b"one" as &[u8], true));
}
