//! Where credentials go on the wire.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};

use http::Method;

use super::common::{Server, json};
use super::*;
use crate::runtime::Token;

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
async fn an_api_key_in_the_query_is_not_in_an_error() {
    let server = Server::start([json(404, "")]).await;
    let client = client(&server);
    let closed = super::client(&Server::start([]).await);
    for client in [client, closed] {
        let error = call(&client, &QUERY).await.unwrap_err();
        assert!(error.url().unwrap().ends_with("/thing"), "{error:?}");
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

/// A client whose provider gives `token1`, `token2`, ...
fn provided(server: &Server) -> Client {
    let count = AtomicU32::new(0);
    let provider = move || {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, Infallible>(Token::new(format!("token{number}"))) }
    };
    let builder = Client::builder().token_provider(provider);
    builder.base_url(&*server.url).build().unwrap()
}

fn tokens(server: &Server) -> Vec<String> {
    let received = server.received();
    let sent = received
        .iter()
        .map(|request| request.header("authorization").unwrap().to_owned());
    sent.collect()
}

#[tokio::test]
async fn a_providers_token_is_cached_until_it_is_refused() {
    let server = Server::start([
        json(200, "ok"),
        json(200, "ok"),
        json(401, ""),
        json(200, "ok"),
    ])
    .await;
    let client = provided(&server);
    for _ in 0..3 {
        // Twice the same, and the third time refused: a 401 is no act, so even a POST is sent
        // again.
        call(&client, &POST).await.unwrap();
    }
    assert_eq!(
        tokens(&server),
        [
            "Bearer token1",
            "Bearer token1",
            "Bearer token1",
            "Bearer token2"
        ]
    );
    assert_eq!(server.received()[3].text(), "[1,2]");
}

#[tokio::test]
async fn a_token_is_renewed_once_and_then_it_is_a_401() {
    let server = Server::start([json(401, "")]).await;
    let error = call(&provided(&server), &GET).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 2)
    );
    assert_eq!(tokens(&server), ["Bearer token1", "Bearer token2"]);
}

#[tokio::test]
async fn a_fixed_token_that_is_refused_is_not_sent_again() {
    let server = Server::start([json(401, "")]).await;
    call(&client(&server), &GET).await.unwrap_err();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn many_calls_at_once_ask_the_provider_once() {
    let server = Server::start([json(200, "ok")]).await;
    let client = provided(&server);
    let calls = (0..20).map(|_| call(&client, &GET));
    futures_util::future::try_join_all(calls).await.unwrap();
    assert!(tokens(&server).iter().all(|token| token == "Bearer token1"));
}

#[tokio::test]
async fn a_failing_provider_is_an_error_and_nothing_is_sent() {
    let server = Server::start([json(200, "ok")]).await;
    let provider = || async { Err::<Token, _>(std::io::Error::other("the vault is sealed")) };
    let builder = Client::builder()
        .token_provider(provider)
        .base_url(&*server.url);
    let error = call(&builder.build().unwrap(), &GET).await.unwrap_err();
    assert!(
        error.is_authentication() && !error.is_retryable(),
        "{error:?}"
    );
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "the vault is sealed"
    );
    assert_eq!((server.count(), error.attempts()), (0, 0));
}

#[tokio::test]
async fn an_operation_without_authentication_asks_no_provider() {
    let server = Server::start([json(200, "ok")]).await;
    let provider = || async { Err::<Token, _>("never asked") };
    let builder = Client::builder()
        .token_provider(provider)
        .base_url(&*server.url);
    call(&builder.build().unwrap(), &NONE).await.unwrap();
}
