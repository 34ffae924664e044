//! Where credentials go on the wire.

use http::Method;

use super::common::{Server, json};
use super::*;

static NONE: Operation = operation(Method::GET, &[]);
static BASIC: Operation = operation(Method::GET, &[&[SecurityScheme::Basic { name: "basic" }]]);
static HEADER: Operation = operation(
    Method::GET,
    &[&[SecurityScheme::ApiKeyHeader {
        name: "key",
        header: "X-Api-Key",
    }]],
);
static QUERY: Operation = operation(
    Method::GET,
    &[&[SecurityScheme::ApiKeyQuery {
        name: "key",
        parameter: "api key",
    }]],
);
static COOKIE: Operation = operation(
    Method::GET,
    &[&[SecurityScheme::ApiKeyCookie {
        name: "key",
        cookie: "session",
    }]],
);

#[tokio::test]
async fn every_scheme_puts_its_credential_in_its_place() {
    for (operation, line, header) in [
        (
            &GET,
            "GET /thing HTTP/1.1",
            Some(("authorization", "Bearer a b&c")),
        ),
        (
            &BASIC,
            "GET /thing HTTP/1.1",
            Some(("authorization", "Basic dTpw")),
        ),
        (&HEADER, "GET /thing HTTP/1.1", Some(("x-api-key", "a b&c"))),
        (&QUERY, "GET /thing?api%20key=a%20b%26c HTTP/1.1", None),
        (
            &COOKIE,
            "GET /thing HTTP/1.1",
            Some(("cookie", "session=a%20b%26c")),
        ),
        (&NONE, "GET /thing HTTP/1.1", None),
    ] {
        let server = Server::start([json(200, "ok")]).await;
        let builder = Client::builder().token("a b&c").basic_auth("u", "p");
        let client = builder.base_url(&*server.url).build().unwrap();
        call(&client, operation).await.unwrap();
        let received = server.only();
        assert_eq!(received.line, line);
        for name in ["authorization", "x-api-key", "cookie"] {
            let expected = header
                .filter(|(key, _)| *key == name)
                .map(|(_, value)| value);
            assert_eq!(received.header(name), expected, "{name}");
        }
    }
}

#[tokio::test]
async fn a_key_in_the_query_is_in_no_error() {
    let server = Server::start([json(404, "")]).await;
    let client = client(&server);
    let closed = Server::start([]).await;
    let builder = Client::builder().token("s3cret-t0ken");
    let elsewhere = builder.base_url(&*closed.url).build().unwrap();
    for client in [client, elsewhere] {
        let error = call(&client, &QUERY).await.unwrap_err();
        assert!(
            error.url().unwrap().ends_with("/thing?api%20key=…"),
            "{error:?}"
        );
        let mut all = format!("{error} {error:?} {error:#?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            all.push_str(&format!("{cause} {cause:?}"));
            source = cause.source();
        }
        assert!(!all.contains("s3cret"), "{all}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_token_does_not_get_it_printed() {
    let body = r#"{"error_code":"s3cret-t0ken","message":"token s3cret-t0ken is revoked"}"#;
    let server = Server::start([json(401, body)]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(
        !format!("{error} {error:?}").contains("s3cret"),
        "{error:?}"
    );
    assert_eq!(error.message(), Some("token [redacted] is revoked"));
    assert_eq!(error.raw_body().unwrap(), body);
}
