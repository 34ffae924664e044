//! Credentials where each operation asks for them.

use generated_tests::Client;

use crate::common::{Received, Server, answer};

/// What arrives when an operation is called by a client that has every credential.
macro_rules! received {
    ($call:ident) => {{
        let server = Server::start([answer(204, "", "")]).await;
        let client = Client::builder()
            .base_url(&server.url)
            .token("token")
            .basic_auth("user", "pass")
            .credential("key_header", "in header")
            .credential("key_query", "in&query")
            .credential("key_cookie", "in-cookie")
            .build()
            .unwrap();
        client.$call().send().await.unwrap();
        server.only()
    }};
}

fn authorization(received: &Received) -> Option<&str> {
    received.header("authorization")
}

#[tokio::test]
async fn each_scheme_has_its_place() {
    assert_eq!(
        authorization(&received!(secure_bearer)),
        Some("Bearer token")
    );
    assert_eq!(
        authorization(&received!(secure_oauth)),
        Some("Bearer token")
    );
    assert_eq!(
        authorization(&received!(secure_basic)),
        Some("Basic dXNlcjpwYXNz")
    );
    let header = received!(secure_header);
    assert_eq!(
        (header.header("x-api-key"), authorization(&header)),
        (Some("in header"), None)
    );
    let query = received!(secure_query);
    assert_eq!(
        query.line,
        "GET /security/query?api%20key=in%26query HTTP/1.1"
    );
    assert_eq!(authorization(&query), None);
    let cookie = received!(secure_cookie);
    assert_eq!(
        (cookie.header("cookie"), authorization(&cookie)),
        (Some("sid=in-cookie"), None)
    );
}

#[tokio::test]
async fn nothing_is_sent_where_the_document_says_none() {
    let none = received!(secure_none);
    assert_eq!(authorization(&none), None);
    assert_eq!(none.header("x-api-key"), None);
    assert_eq!(none.line, "GET /security/none HTTP/1.1");
}

#[tokio::test]
async fn alternatives_need_one_and_combinations_all() {
    assert_eq!(
        authorization(&received!(secure_optional)),
        Some("Bearer token")
    );
    let both = received!(secure_both);
    assert_eq!(both.header("x-api-key"), Some("in header"));
    assert_eq!(
        both.line,
        "GET /security/both?api%20key=in%26query HTTP/1.1"
    );
    let server = Server::start([answer(204, "", "")]).await;
    let client = Client::builder()
        .base_url(&server.url)
        .credential("bearer", "t")
        .build()
        .unwrap();
    client.secure_either().send().await.unwrap();
    assert_eq!(authorization(&server.only()), Some("Bearer t"));
}

#[tokio::test]
async fn optional_security_needs_no_credential() {
    let server = Server::start([answer(204, "", "")]).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    client.secure_optional().send().await.unwrap();
    assert_eq!(authorization(&server.only()), None);
}
