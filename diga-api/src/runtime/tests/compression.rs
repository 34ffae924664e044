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
async fn a_body_of_several_members_is_whole() {
    let Reply::Bytes(mut bytes) = compressed(b"one ") else {
        panic!("no bytes");
    };
    for member in ["two ", "", "three"] {
        let mut encoder = GzEncoder::new(bytes, Compression::fast());
        encoder.write_all(member.as_bytes()).unwrap();
        bytes = encoder.finish().unwrap();
    }
    let server = Server::start([Reply::Bytes(bytes.clone())]).await;
    let client = client(&server);
    let response = call(&client, &GET).await.unwrap();
    assert_eq!(*response, "one two three");
    assert_eq!(response.headers().get("content-encoding"), None);
    let request = Request::new(&STREAM, "/thing");
    let stream = client.clone().execute::<()>(request).await.unwrap();
    let all = stream.stream().into_inner().bytes(100).await.unwrap();
    assert_eq!(all, "one two three");
    // Cut off within a member, or followed by something else.
    let cut = Reply::Bytes(bytes[..bytes.len() - 3].to_vec());
    bytes.extend_from_slice(b"and more");
    for broken in [cut, Reply::Bytes(bytes)] {
        server.then([broken]);
        let error = call(&client, &GET).await.unwrap_err();
        assert!(error.is_body(), "{error:?}");
        let request = Request::new(&STREAM, "/thing");
        let stream = client.clone().execute::<()>(request).await.unwrap();
        let error = stream.stream().into_inner().bytes(100).await.unwrap_err();
        assert!(error.is_body(), "{error:?}");
    }
}

#[tokio::test]
async fn an_empty_body_needs_no_decompression() {
    let head = "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n";
    let chunked = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n{head}\r\n0\r\n\r\n");
    let empty = common::reply(200, "content-encoding: gzip\r\n", "");
    for empty in [empty, Reply::Bytes(chunked.into())] {
        let server = Server::start([empty]).await;
        assert_eq!(*call(&client(&server), &GET).await.unwrap(), "");
    }
}

#[tokio::test]
async fn an_encoding_without_its_feature_is_named() {
    let mut encodings = vec![
        ("zz", "`zz`".to_owned()),
        ("deflate", "`deflate`".to_owned()),
    ];
    for (name, feature, enabled) in [
        ("br", "brotli", cfg!(feature = "brotli")),
        ("gzip, zstd", "zstd", cfg!(feature = "zstd")),
    ] {
        if !enabled {
            encodings.push((name, format!("enable the feature `{feature}` of diga-api")));
        }
    }
    for (name, said) in encodings {
        let headers = format!("content-encoding: {name}\r\n");
        for status in [200, 500] {
            let server = Server::start([common::reply(status, &headers, "zzz")]).await;
            let error = call(&client(&server), &POST).await.unwrap_err();
            assert!(error.is_decode() && !error.is_body(), "{error:?}");
            assert_eq!(error.is_status(), status == 500);
            assert!(error.to_string().contains(&said), "{error}");
            assert_eq!(error.raw_body().unwrap(), "zzz");
        }
        let server = Server::start([common::reply(200, &headers, "zzz")]).await;
        let request = Request::new(&STREAM, "/thing");
        let response = client(&server).execute::<()>(request).await.unwrap();
        // A download must not hand out compressed bytes as if they were the file.
        let error = response.stream().into_inner().bytes(100).await.unwrap_err();
        assert!(
            error.is_decode() && error.to_string().contains(&said),
            "{error}"
        );
        assert_eq!(error.raw_body().unwrap(), "zzz");
    }
}

#[tokio::test]
async fn an_invalid_compression_is_a_body_that_broke_off() {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\nplain";
    let server = Server::start([Reply::Bytes(head.into())]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(error.is_body() && !error.is_decode(), "{error:?}");
}
