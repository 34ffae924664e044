//! Compressed answers.

use super::common::{Answer, Server};
use super::*;

/// 5000 times `x`, as `gzip -9` has it.
const BOMB: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\xda\x8b\x6f\x0a\x3f\xa0\x00\x00\x00\x00\x80\xb7\x01\x26\xf0\xdb\x00\x88\x13\x00\x00";

async fn compressed() -> Server {
    let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\n\r\n";
    Server::start([Answer::Bytes([head.as_bytes(), BOMB].concat())]).await
}

#[tokio::test]
async fn a_compressed_answer_is_asked_for_and_read() {
    let server = compressed().await;
    assert_eq!(
        *call(&client(&server), &GET).await.unwrap(),
        "x".repeat(5000)
    );
    assert!(
        server
            .only()
            .header("accept-encoding")
            .unwrap()
            .contains("gzip")
    );
}

#[tokio::test]
async fn the_limit_counts_what_comes_out_of_it() {
    let server = compressed().await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder.max_body_bytes(4999).build().unwrap();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        error.is_body() && error.raw_body().unwrap().len() <= 4999,
        "{error:?}"
    );
}
