//! Credentials, sent where each operation requires them.

use generated_tests::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::common::{Received, Server, reply};

/// The request that a client with every credential sends for an operation.
macro_rules! received {
    ($call:ident) => {{
        let server = Server::start([reply(204, "", "")]).await;
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
async fn no_credential_is_sent_where_the_document_requires_none() {
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
    let server = Server::start([reply(204, "", "")]).await;
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
    let server = Server::start([reply(204, "", "")]).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    client.secure_optional().send().await.unwrap();
    assert_eq!(authorization(&server.only()), None);
}

/// The request that an undocumented endpoint receives.
async fn undocumented(build: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Received {
    let server = Server::start([reply(204, "", "")]).await;
    let builder = build(Client::builder().base_url(&server.url));
    let client = builder.build().unwrap();
    let call = client.request_raw(http::Method::GET, "/undocumented");
    call.send().await.unwrap();
    server.only()
}

#[tokio::test]
async fn an_undocumented_endpoint_gets_the_credential_that_operations_use() {
    let token = undocumented(|builder| builder.token("t").credential("key_header", "k")).await;
    assert_eq!(
        (authorization(&token), token.header("x-api-key")),
        (Some("Bearer t"), None)
    );
    let basic = undocumented(|builder| builder.basic_auth("user", "pass")).await;
    assert_eq!(authorization(&basic), Some("Basic dXNlcjpwYXNz"));
    let header = undocumented(|builder| builder.credential("key_header", "k")).await;
    assert_eq!(
        (header.header("x-api-key"), authorization(&header)),
        (Some("k"), None)
    );
    let query = undocumented(|builder| builder.credential("key_query", "k")).await;
    assert_eq!(query.line, "GET /undocumented?api%20key=k HTTP/1.1");
    let cookie = undocumented(|builder| builder.credential("key_cookie", "k")).await;
    assert_eq!(cookie.header("cookie"), Some("sid=k"));
    let nothing = undocumented(|builder| builder).await;
    assert_eq!(authorization(&nothing), None);
    assert_eq!(nothing.line, "GET /undocumented HTTP/1.1");
}

#[test]
fn the_documents_own_security_has_priority_over_its_operations() {
    let operation = |security: Value| json!({"get": {"security": security, "responses": {}}});
    let document = |whole: Value| {
        json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "security": whole,
            "components": {"securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "k"},
                "basic": {"type": "http", "scheme": "basic"},
                "bearer": {"type": "http", "scheme": "bearer"}
            }},
            "paths": {
                "/a": operation(json!([{"key": []}])),
                "/b": operation(json!([{"basic": []}, {}])),
                "/c": operation(json!([{"basic": []}])),
            }
        })
    };
    let usual = |whole: Value| {
        let settings = xtask::Settings::of_package("generated-tests");
        let rust = xtask::generate(&document(whole), &settings).unwrap().rust;
        let (_, api) = rust.split_once("const API").unwrap();
        let (api, _) = api.split_once("};").unwrap();
        let schemes = api.split("SecurityScheme::").skip(1);
        let names = schemes.map(|scheme| scheme.split_once([' ', '{']).unwrap().0.to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(usual(json!([{"bearer": []}])), ["Bearer"]);
    for whole in [json!([]), json!([{}])] {
        assert_eq!(usual(whole), ["Basic", "ApiKeyHeader"]);
    }
}

/// What a call of a client without credentials for it ends in; nothing is sent.
macro_rules! refused {
    ($call:ident) => {{
        let server = Server::start([reply(204, "", "")]).await;
        let builder = Client::builder().base_url(&server.url);
        let client = builder.token("t").basic_auth("u", "p").build().unwrap();
        let error = client.$call().send().await.unwrap_err();
        assert!(error.is_configuration(), "{error}");
        assert_eq!(server.count(), 0);
        error.to_string()
    }};
}

#[tokio::test]
async fn a_scheme_that_is_not_supported_is_an_error_of_the_call() {
    for (message, scheme) in [
        (refused!(c18_b), "the HTTP scheme `digest`"),
        (
            refused!(secure_undeclared),
            "a scheme that the document does not declare",
        ),
        (refused!(secure_odd_place), "an API key in `body`"),
    ] {
        assert!(message.contains(scheme), "{message}");
        assert!(message.contains("external_credential"), "{message}");
    }
    // Another alternative is used, and an optional credential is not needed.
    assert_eq!(
        authorization(&received!(secure_odd_http)),
        Some("Bearer token")
    );
    assert_eq!(authorization(&received!(secure_digest_or_none)), None);
}

#[tokio::test]
async fn the_caller_can_provide_the_credential_of_any_scheme() {
    use generated_tests::Call;

    let server = Server::start([reply(204, "", "")]).await;
    let builder = Client::builder().base_url(&server.url);
    let builder = builder.token("t").external_credential("C18digest");
    let client = builder.build().unwrap();
    let call = client.c18_b().with_header("authorization", "Digest x");
    call.send().await.unwrap();
    assert_eq!(authorization(&server.only()), Some("Digest x"));
}

#[tokio::test]
async fn each_of_several_schemes_is_sent_in_its_place() {
    let server = Server::start([reply(204, "", "")]).await;
    let client = |credentials: &[(&str, &str)]| {
        let builder = Client::builder().base_url(&server.url);
        let add = |builder: ClientBuilder, (scheme, secret): &(&str, &str)| {
            builder.credential(*scheme, *secret)
        };
        credentials.iter().fold(builder, add).build().unwrap()
    };
    let both = client(&[("C18k1", "1"), ("C18k2", "2")]);
    both.c18_a().send().await.unwrap();
    let received = server.received().pop().unwrap();
    assert_eq!(received.line, "GET /c18/a?b=2 HTTP/1.1");
    assert_eq!(received.header("x-a"), Some("1"));
    // With one of the two, the other alternative is used.
    let one = client(&[("C18k1", "1"), ("C18b", "b")]);
    one.c18_a().send().await.unwrap();
    let received = server.received().pop().unwrap();
    assert_eq!(received.line, "GET /c18/a HTTP/1.1");
    assert_eq!(authorization(&received), Some("Bearer b"));
    client(&[]).c18_c().send().await.unwrap();
    assert_eq!(server.received().pop().unwrap().header("cookie"), None);
    client(&[("C18ck", "c")]).c18_c().send().await.unwrap();
    let received = server.received().pop().unwrap();
    assert_eq!(received.header("cookie"), Some("SID=c"));
    assert!(client(&[("C18b", "b")]).c18_d().send().await.is_err());
}
