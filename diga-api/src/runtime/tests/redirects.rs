//! Redirects: which are followed, and what goes along.

use http::Method;

use super::common::{Server, json, reply};
use super::*;

static KEYS: Operation = operation(
    Method::GET,
    &[&[
        SecurityScheme::ApiKeyHeader {
            name: "key",
            header: "x-api-key",
        },
        SecurityScheme::ApiKeyCookie {
            name: "cookie",
            cookie: "session",
        },
    ]],
);

fn to(status: u16, location: &str) -> common::Reply {
    reply(status, &format!("location: {location}\r\n"), "")
}

#[tokio::test]
async fn a_get_follows_to_the_same_origin_with_its_token() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([to(status, "/thing/"), json(200, "ok")]).await;
        let response = call(&client(&server), &GET).await.unwrap();
        assert_eq!(*response, "ok");
        let received = server.received();
        assert_eq!(received[1].line, "GET /thing/ HTTP/1.1");
        assert_eq!(
            received[1].header("authorization"),
            Some("Bearer s3cret-t0ken")
        );
    }
}

#[tokio::test]
async fn a_credential_in_the_query_follows_to_the_same_origin_only() {
    static QUERY: Operation = operation(
        Method::GET,
        &[&[SecurityScheme::ApiKeyQuery {
            name: "key",
            parameter: "key",
        }]],
    );
    let sent = "key=s3cret-t0ken";
    for (location, target) in [
        ("/thing/", format!("/thing/?{sent}")),
        ("/thing/?a=1", format!("/thing/?a=1&{sent}")),
        ("?key=s3cret-t0ken&a=1", format!("/thing?a=1&{sent}")),
    ] {
        let server = Server::start([to(302, location), json(200, "ok")]).await;
        call(&client(&server), &QUERY).await.unwrap();
        let received = server.received();
        assert_eq!(received[1].line, format!("GET {target} HTTP/1.1"));
    }
    let other = Server::start([json(200, "ok")]).await;
    let server = Server::start([to(302, &format!("{}/b?a=1", other.url))]).await;
    call(&client(&server), &QUERY).await.unwrap();
    assert_eq!(other.only().line, "GET /b?a=1 HTTP/1.1");
}

#[tokio::test]
async fn a_post_never_becomes_a_get() {
    for status in [301, 302, 303] {
        let server = Server::start([to(status, "/thing/"), json(200, "ok")]).await;
        let error = call(&client(&server), &POST).await.unwrap_err();
        assert!(error.is_redirect() && error.is_status(), "{error:?}");
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.headers().unwrap()["location"], "/thing/");
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_post_is_retried_if_the_server_asks_for_it() {
    for status in [307, 308] {
        let server = Server::start([to(status, "/thing/"), json(200, "ok")]).await;
        call(&client(&server), &POST).await.unwrap();
        let received = server.received();
        assert_eq!(received[1].line, "POST /thing/ HTTP/1.1");
        assert_eq!(
            (received[0].text(), received[1].text()),
            ("[1,2]".into(), "[1,2]".into())
        );
    }
}

#[tokio::test]
async fn another_origin_never_sees_a_credential() {
    for operation in [&GET, &KEYS] {
        let other = Server::start([json(200, "ok")]).await;
        let server = Server::start([to(302, &other.url)]).await;
        call(&client(&server), operation).await.unwrap();
        assert!(
            server
                .only()
                .headers
                .iter()
                .any(|(_, value)| value.contains("s3cret"))
        );
        let received = other.only();
        let mut names: Vec<&str> = received.headers.iter().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        // The features for compression ask everybody.
        names.retain(|name| *name != "accept-encoding");
        assert_eq!(names, ["accept", "host", "user-agent"]);
    }
}

#[tokio::test]
async fn an_origin_that_the_caller_allows_receives_credentials_and_body() {
    for operation in [&GET, &POST] {
        let other = Server::start([json(200, "ok")]).await;
        let server = Server::start([to(307, &other.url)]).await;
        let builder = Client::builder().token("s3cret-t0ken");
        let builder = builder.allow_origin(&*other.url).base_url(&*server.url);
        call(&builder.build().unwrap(), operation).await.unwrap();
        let received = other.only();
        let authorization = received.header("authorization");
        assert_eq!(authorization, Some("Bearer s3cret-t0ken"));
        assert_eq!(received.body.is_empty(), operation.method == Method::GET);
    }
    let plain = Client::builder().allow_origin("http://elsewhere.example");
    let error = plain.base_url("https://here.example").build().unwrap_err();
    assert!(error.is_configuration(), "{error}");
}

#[tokio::test]
async fn another_origin_never_sees_a_body() {
    let other = Server::start([json(200, "ok")]).await;
    let server = Server::start([to(307, &other.url)]).await;
    let error = call(&client(&server), &POST).await.unwrap_err();
    assert!(error.is_redirect());
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn a_redirect_back_from_another_origin_is_trusted_again() {
    let server = Server::start([]).await;
    let other = Server::start([to(302, &format!("{}/back", server.url))]).await;
    server.then([to(302, &other.url), json(200, "ok")]);
    call(&client(&server), &GET).await.unwrap();
    assert_eq!(
        server.received()[1].header("authorization"),
        Some("Bearer s3cret-t0ken")
    );
}

#[tokio::test]
async fn a_circle_ends() {
    let server = Server::start([to(302, "/thing")]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(error.is_redirect());
    assert_eq!(server.count(), 6);
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error_with_its_status() {
    let server = Server::start([json(302, "")]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    let url = error.url().unwrap();
    assert_eq!(
        error.to_string(),
        format!("do_thing (GET {url}): 302 Found")
    );
}

#[tokio::test]
async fn a_304_is_no_redirect() {
    let server = Server::start([reply(304, "etag: x\r\n", "")]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(error.is_status() && !error.is_redirect(), "{error:?}");
}

#[tokio::test]
async fn the_host_that_cannot_be_reached_is_that_of_the_redirect() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let server = Server::start([to(302, &format!("http://localhost:{port}/x?key=s3cret"))]).await;
    let error = call(&client(&server), &GET).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable(), "{error:?}");
    let line = error.to_string();
    let start = format!("do_thing: cannot connect to http://localhost:{port}, where a redirect");
    assert!(line.starts_with(&start), "{line}");
    assert!(
        !line.contains(&server.url) && !line.contains("s3cret"),
        "{line}"
    );
}
