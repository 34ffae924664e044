//! How parameters and bodies are sent.

use http::Method;
use serde_json::json;

use super::super::{QueryStyle, encode_path};
use super::common::{Received, Server, json};
use super::*;

static THING: Operation = Operation {
    id: "thing",
    name: "thing",
    method: Method::PUT,
    path: "/v1/{kind}/{id}",
    accept: None,
    security: &[],
    ..Operation::PLAIN
};

async fn sent(id: &str, put: impl FnOnce(&mut Request)) -> Result<Received, Error> {
    let server = Server::start([json(200, "")]).await;
    let client = client(&server);
    let path = format!("/v1/{}/{}", encode_path("a b"), encode_path(id));
    let mut request = Request::new(&THING, path);
    put(&mut request);
    match client.execute::<()>(request).await {
        Ok(_) => Ok(server.only()),
        Err(error) => {
            assert_eq!(server.count(), 0);
            Err(error)
        }
    }
}

#[tokio::test]
async fn parameters_go_where_they_belong() {
    let received = sent("x/../y?z", |request| {
        request.query("q", QueryStyle::Form { explode: true }, &["a b", "ü"]);
        request.query("none", QueryStyle::Form { explode: true }, &None::<u8>);
        request.query("d", QueryStyle::DeepObject, &json!({"k": "+&="}));
        request.header("X-Thing", false, &[1, 2]);
        request.header("x-none", false, &None::<&str>);
        request.cookie("c", "a;b");
        request.cookie("e", &5);
    });
    let received = received.await.unwrap();
    assert_eq!(
        received.line,
        "PUT /v1/a%20b/x%2F..%2Fy%3Fz?q=a%20b&q=%C3%BC&d%5Bk%5D=%2B%26%3D HTTP/1.1"
    );
    assert_eq!(received.header("x-thing"), Some("1,2"));
    assert_eq!(received.header("x-none"), None);
    assert_eq!(received.header("cookie"), Some("c=a%3Bb; e=5"));
}

#[tokio::test]
async fn a_path_value_that_would_change_the_path_is_rejected() {
    for id in ["", ".", ".."] {
        let error = sent(id, |_| {}).await.unwrap_err();
        assert!(error.is_invalid_request(), "{error:?}");
        assert!(
            error.to_string().contains("path parameter {id} "),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_invalid_header_value_is_rejected_and_not_repeated() {
    let error = sent("1", |request| {
        request.header("x-thing", false, "s3cret\r\nx: y")
    })
    .await
    .unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(
        error.to_string(),
        "thing: header x-thing has a value that no header can carry"
    );
    assert!(!format!("{error:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_form_is_written_as_one() {
    let form = json!({"a": "b c&d", "list": [1, 2], "none": null});
    let received = sent("1", |request| request.form(&form, &[])).await.unwrap();
    assert_eq!(
        received.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(received.text(), "a=b%20c%26d&list=1&list=2");
}

#[tokio::test]
async fn text_and_bytes_are_sent_as_they_are() {
    let received = sent("1", |request| request.text("text/plain", "ä\n".into()))
        .await
        .unwrap();
    assert_eq!(received.header("content-type"), Some("text/plain"));
    assert_eq!(received.text(), "ä\n");
    let received = sent("1", |request| request.body("audio/wav", vec![0, 255]))
        .await
        .unwrap();
    assert_eq!(
        (received.header("content-type"), received.body.clone()),
        (Some("audio/wav"), vec![0, 255])
    );
}

#[tokio::test]
async fn a_body_that_cannot_be_json_is_rejected() {
    let map = std::collections::HashMap::from([((1, 2), 3)]);
    let error = sent("1", |request| request.json("application/json", &map))
        .await
        .unwrap_err();
    assert!(error.is_invalid_request());
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn an_empty_post_says_that_it_is_empty() {
    static PATCH: Operation = operation(Method::PATCH, &[]);
    static DELETE: Operation = operation(Method::DELETE, &[]);
    static PUT: Operation = operation(Method::PUT, &[]);
    static BARE: Operation = operation(Method::POST, &[]);
    for (operation, length) in [
        (&BARE, Some("0")),
        (&PUT, Some("0")),
        (&PATCH, Some("0")),
        (&DELETE, None),
        (&GET, None),
    ] {
        let server = Server::start([json(200, "")]).await;
        let request = Request::new(operation, "/thing");
        client(&server).execute::<()>(request).await.unwrap();
        let received = server.only();
        assert_eq!(received.header("content-length"), length, "{operation:?}");
        assert_eq!(received.header("transfer-encoding"), None);
    }
    let received = sent("x", |request| request.body("text/plain", ""));
    let received = received.await.unwrap();
    let lengths = received.headers.iter();
    let lengths = lengths.filter(|(name, _)| name == "content-length");
    assert_eq!(lengths.count(), 1, "{received:?}");
}

#[tokio::test]
async fn headers_that_frame_the_message_are_rejected_on_a_call() {
    for name in [
        "Content-Length",
        "transfer-encoding",
        "Host",
        "connection",
        "Keep-Alive",
        "proxy-connection",
        "upgrade",
    ] {
        let options = Options::default().with_header(name, "5");
        let error = sent("x", |request| request.options(options.0)).await;
        let error = error.unwrap_err();
        assert!(error.is_invalid_request(), "{error:?}");
        let named = format!("header {}", name.to_lowercase());
        assert!(error.to_string().contains(&named), "{error}");
    }
    // A document may describe them as parameters.
    let received = sent("x", |request| {
        request.header("Content-Length", false, &5);
        request.header("Host", false, "evil.example");
        request.body("text/plain", "x");
    });
    let received = received.await.unwrap();
    assert_eq!(received.header("content-length"), Some("1"));
    assert!(received.header("host").unwrap().starts_with("127.0.0.1:"));
}
