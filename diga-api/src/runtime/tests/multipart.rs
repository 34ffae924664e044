//! Multipart forms: streamed, replayed, rejected.

use super::common::{Received, Server, json, reply};
use super::streams::chunks;
use super::*;
use crate::runtime::{Body, File, Form};

/// Sends a form with one file.
async fn send(server: &Server, file: File) -> Result<u16, Error> {
    let client = client(server);
    let mut request = Request::new(&POST, "/thing");
    let mut sent = Form::new();
    sent.value("note", None, "n");
    sent.file("file", None, file);
    request.multipart(sent);
    let response = client.execute::<()>(request).await?;
    Ok(response.status().as_u16())
}

/// The body with its boundary replaced.
fn form(received: &Received) -> String {
    let content_type = received.header("content-type").unwrap();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
    received.text().replace(boundary.unwrap(), "B")
}

#[tokio::test]
async fn a_form_with_a_streamed_file_is_streamed_whole() {
    for (file, sized) in [
        (Body::stream(chunks()), false),
        (Body::stream_with_length(chunks(), 13), true),
        (Body::from("one two three"), true),
    ] {
        let server = Server::start([json(200, "")]).await;
        let client = client(&server);
        let mut request = Request::new(&POST, "/thing");
        let mut sent = Form::new();
        sent.value("before", None, &1);
        sent.file(
            "file",
            None,
            File::from(file)
                .with_name("f.txt")
                .with_content_type("text/plain"),
        );
        sent.value("after", None, "z");
        request.multipart(sent);
        client.execute::<()>(request).await.unwrap();
        let received = server.only();
        assert_eq!(received.header("content-length").is_some(), sized);
        assert_eq!(
            form(&received),
            "--B\r\ncontent-disposition: form-data; name=\"before\"\r\n\r\n1\r\n\
             --B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f.txt\"\r\n\
             content-type: text/plain\r\n\r\none two three\r\n\
             --B\r\ncontent-disposition: form-data; name=\"after\"\r\n\r\nz\r\n--B--\r\n"
        );
    }
}

#[tokio::test]
async fn a_form_is_replayed_byte_for_byte() {
    let server = Server::start([reply(503, "retry-after: 0\r\n", ""), json(200, "")]).await;
    let status = send(&server, File::from("x").with_name("ü.txt")).await;
    assert_eq!((status.unwrap(), server.count()), (200, 2));
    let received = server.received();
    assert_eq!(received[0].body, received[1].body);
    assert_eq!(received[0].headers, received[1].headers);
    assert_eq!(
        form(&received[0]),
        "--B\r\ncontent-disposition: form-data; name=\"note\"\r\n\r\nn\r\n\
         --B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"ü.txt\"\r\n\
         content-type: application/octet-stream\r\n\r\nx\r\n--B--\r\n"
    );
}

#[tokio::test]
async fn a_form_with_a_streamed_file_is_sent_once() {
    let server = Server::start([reply(503, "retry-after: 0\r\n", "")]).await;
    let status = send(&server, File::from(Body::stream(chunks()))).await;
    assert_eq!((status.unwrap(), server.count()), (503, 1));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_with_its_cause() {
    let server = Server::start([json(200, "")]).await;
    let broken = futures_util::stream::iter([Err::<bytes::Bytes, _>("the disk is gone")]);
    let error = send(&server, File::from(Body::stream(broken))).await;
    let error = error.unwrap_err();
    assert!(error.is_request_body(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "do_thing: the request's body failed while it was sent: the disk is gone"
    );
}

#[tokio::test]
async fn a_file_must_have_its_declared_length() {
    let server = Server::start([json(200, "")]).await;
    for length in [12, 14] {
        let file = File::from(Body::stream_with_length(chunks(), length));
        let error = send(&server, file).await.unwrap_err();
        assert!(error.is_request_body(), "{error:?}");
        assert!(error.to_string().contains("its declared length"), "{error}");
    }
    assert_eq!(server.count(), 0);
    let file = File::from(Body::stream_with_length(chunks(), 13));
    assert_eq!(send(&server, file).await.unwrap(), 200);
}

#[tokio::test]
async fn a_content_type_that_would_add_a_header_is_not_sent() {
    let server = Server::start([json(200, "")]).await;
    let file = File::from("x").with_content_type("a/b\r\nx: s3cret");
    let error = send(&server, file).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error:?}");
    assert_eq!(server.count(), 0);
}
