//! Where credentials go on the wire.

use std::convert::Infallible;
use std::sync::atomic::{AtomicU32, Ordering};

use http::Method;

use super::common::{Server, json, reply};
use super::*;
use crate::runtime::{ClientBuilder, Token};

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
async fn white_space_around_a_token_is_not_sent() {
    let server = Server::start([json(200, "ok")]).await;
    let builder = Client::builder().token("\u{feff}s3cret-t0ken\r\n");
    let client = builder.base_url(&*server.url).build().unwrap();
    call(&client, &GET).await.unwrap();
    assert_eq!(tokens(&server), ["Bearer s3cret-t0ken"]);
}

#[test]
fn a_whole_header_as_the_token_is_rejected() {
    let built = Client::builder().token("Bearer s3cret-t0ken").build();
    let error = built.unwrap_err();
    assert!(error.is_configuration(), "{error:?}");
    assert_eq!(
        error.to_string(),
        "the token begins with `Bearer `, which the client adds itself: set the token alone"
    );
}

#[tokio::test]
async fn a_request_id_that_contains_the_token_is_printed_without_it() {
    let head = "content-type: application/json\r\nx-request-id: for:s3cret-t0ken\r\n";
    for status in [200, 403] {
        let server = Server::start([reply(status, head, "{}")]).await;
        let (printed, id) = match call(&client(&server), &GET).await {
            Ok(response) => (
                format!("{response:?}"),
                response.request_id().map(str::to_owned),
            ),
            Err(error) => (
                format!("{error} {error:?}"),
                error.request_id().map(str::to_owned),
            ),
        };
        assert_eq!(id.as_deref(), Some("for:[redacted]"));
        assert!(printed.contains("for:[redacted]"), "{printed}");
        assert!(!printed.contains("s3cret"), "{printed}");
    }
}

#[tokio::test]
async fn every_value_of_a_request_id_is_redacted() {
    let head = "x-request-id: one\r\nx-request-id: for:s3cret-t0ken\r\n";
    let server = Server::start([reply(200, head, "")]).await;
    let response = call(&client(&server), &GET).await.unwrap();
    let ids = response.headers().get_all("x-request-id");
    assert!(ids.iter().eq(["one", "for:[redacted]"]), "{ids:?}");
}

#[tokio::test]
async fn a_short_secret_destroys_no_message() {
    let body = r#"{"message": "expected text/html"}"#;
    let server = Server::start([json(415, body)]).await;
    let builder = Client::builder().token("x").base_url(&*server.url);
    let error = call(&builder.build().unwrap(), &GET).await.unwrap_err();
    assert_eq!(error.message(), Some("expected text/html"));
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
    provided_by(server, |builder| builder)
}

fn provided_by(server: &Server, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let count = AtomicU32::new(0);
    let provider = move || {
        let number = count.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok::<_, Infallible>(Token::new(format!("token{number}"))) }
    };
    let builder = set(Client::builder().token_provider(provider));
    builder.base_url(&*server.url).build().unwrap()
}

/// A client with this provider, which gets the number of the request; and how often it was asked.
fn counted<F, E>(
    server: &Server,
    provide: impl Fn(u32) -> F + Send + Sync + 'static,
) -> (Client, Arc<AtomicU32>)
where
    F: Future<Output = Result<Token, E>> + Send + 'static,
    E: Into<crate::runtime::error::BoxError>,
{
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let provider = move || provide(count.fetch_add(1, Ordering::SeqCst) + 1);
    let builder = Client::builder().token_provider(provider);
    (builder.base_url(&*server.url).build().unwrap(), asked)
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
async fn a_refused_token_is_discarded_even_if_the_body_cannot_be_sent_again() {
    let server = Server::start([json(401, ""), json(200, "ok")]).await;
    let client = provided(&server);
    let upload = || {
        let mut request = Request::new(&POST, "/thing");
        let body = crate::runtime::Body::stream(super::streams::chunks());
        request.body("application/octet-stream", body);
        client.clone().execute::<()>(request)
    };
    assert_eq!(upload().await.unwrap().status().as_u16(), 401);
    assert_eq!(upload().await.unwrap().status().as_u16(), 200);
    assert_eq!(tokens(&server), ["Bearer token1", "Bearer token2"]);
}

#[tokio::test]
async fn a_token_that_was_not_sent_to_the_server_that_refuses_is_kept() {
    let other = Server::start([json(401, "")]).await;
    let elsewhere = reply(302, &format!("location: {}\r\n", other.url), "");
    let server = Server::start([elsewhere, json(401, ""), json(200, "ok")]).await;
    let client = provided(&server);
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 1)
    );
    assert_eq!((other.count(), server.count()), (1, 1));
    // The call has a header of its own instead of the client's token.
    let own = Options::default().with_header("authorization", "Bearer own");
    call_with(&client, &GET, own).await.unwrap_err();
    call(&client, &GET).await.unwrap();
    assert_eq!(
        tokens(&server),
        ["Bearer token1", "Bearer own", "Bearer token1"]
    );
}

#[tokio::test]
async fn a_token_that_an_allowed_origin_refuses_is_replaced() {
    let other = Server::start([json(401, ""), json(200, "ok")]).await;
    let elsewhere = reply(302, &format!("location: {}\r\n", other.url), "");
    let server = Server::start([elsewhere]).await;
    let client = provided_by(&server, |builder| builder.allow_origin(&*other.url));
    call(&client, &GET).await.unwrap();
    assert_eq!(tokens(&other), ["Bearer token1", "Bearer token2"]);
}

#[tokio::test]
async fn a_call_that_times_out_leaves_its_token_to_the_next() {
    let server = Server::start([json(200, "ok")]).await;
    let (client, asked) = counted(&server, |_| async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok::<_, Infallible>(Token::new("token1"))
    });
    let hasty = Options::default().with_timeout(Duration::from_millis(20));
    let error = call_with(&client, &GET, hasty).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    call(&client, &GET).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn calls_share_a_failure_of_the_provider_and_its_error() {
    let server = Server::start([json(200, "ok")]).await;
    let (client, asked) = counted(&server, |_| async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Err::<Token, _>(std::io::Error::other("the vault is sealed"))
    });
    for ended in futures_util::future::join_all((0..30).map(|_| call(&client, &GET))).await {
        let error = ended.unwrap_err();
        assert!(error.is_authentication(), "{error:?}");
        // The provider's own error, as it was before it was shared.
        let source = std::error::Error::source(&error).unwrap();
        assert!(source.downcast_ref::<std::io::Error>().is_some());
    }
    assert_eq!((asked.load(Ordering::SeqCst), server.count()), (1, 0));
}

#[tokio::test]
async fn an_early_refresh_does_not_delay_a_call() {
    let server = Server::start([json(200, "ok")]).await;
    let (client, asked) = counted(&server, |number| async move {
        if number > 1 {
            std::future::pending::<()>().await;
        }
        let token = Token::new("token1").expires_in(Duration::from_secs(2));
        Ok::<_, Infallible>(token)
    });
    call(&client, &GET).await.unwrap();
    // Four fifths of its lifetime.
    tokio::time::sleep(Duration::from_millis(1650)).await;
    let hasty = Options::default().with_timeout(Duration::from_millis(300));
    call_with(&client, &GET, hasty).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
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
