//! Compressed responses.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};

use super::common::{Reply, Server};
use super::*;

/// A response with these bytes, compressed by gzip.
pub(super) fn compressed(body: &[u8]) -> Reply {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n";
    let mut encoder = GzEncoder::new(Vec::from(head), Compression::best());
    encoder.write_all(body).unwrap();
    Reply::Bytes(encoder.finish().unwrap())
}

#[tokio::test]
async fn a_compressed_response_is_requested_and_decompressed() {
    let body = "x".repeat(5000);
    let server = Server::start([compressed(body.as_bytes())]).await;
    assert_eq!(*call(&client(&server), &GET).await.unwrap(), body);
    let received = server.only();
    let accepted = received.header("accept-encoding").unwrap();
    assert!(accepted.contains("gzip"), "{accepted}");
}

#[tokio::test]
async fn an_invalid_compression_is_a_body_that_broke_off() {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\nplain";
    let server = Server::start([Reply::Bytes(head.into())]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(error.is_body() && !error.is_decode(), "{error:?}");
}
