//! What is retried, when, and what the error says about it.

use http::Method;

use super::common::{Reply, Server, json, raw, reply};
use super::*;

static PUT: Operation = operation(Method::PUT, &[&[BEARER]]);

fn patient(server: &Server, policy: RetryPolicy) -> (Client, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    let builder = Client::builder().token("t").base_url(&*server.url);
    let builder = builder
        .clock(Arc::<TestClock>::clone(&clock))
        .retry_policy(policy);
    (builder.build().unwrap(), clock)
}

fn asking(status: u16, wait: &str) -> Reply {
    reply(status, &format!("retry-after: {wait}\r\n"), "")
}

#[tokio::test]
async fn a_get_survives_temporary_failures() {
    for first in [json(503, ""), json(408, ""), json(500, ""), Reply::Close] {
        let server = Server::start([first, json(502, ""), json(200, "ok")]).await;
        let (client, clock) = patient(&server, RetryPolicy::default());
        assert_eq!(*call(&client, &GET).await.unwrap(), "ok");
        assert_eq!(
            clock.waits(),
            [Duration::from_millis(500), Duration::from_secs(1)]
        );
    }
}

#[tokio::test]
async fn a_body_is_replayed_byte_for_byte() {
    let server = Server::start([asking(503, "0"), json(200, "ok")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    call(&client, &POST).await.unwrap();
    let received = server.received();
    assert_eq!(received[0].line, received[1].line);
    assert_eq!(received[0].headers, received[1].headers);
    assert_eq!(received[0].body, received[1].body);
}

#[tokio::test]
async fn retries_have_a_limit_and_are_counted() {
    let server = Server::start([json(503, r#"{"message":"Busy"}"#)]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert!(error.is_retryable());
    let url = error.url().unwrap();
    assert_eq!(
        error.to_string(),
        format!("do_thing (GET {url}): 503 Service Unavailable: Busy, after 3 attempts")
    );
}

#[tokio::test]
async fn a_post_is_not_retried_if_the_server_may_have_processed_it() {
    for first in [
        json(500, ""),
        json(502, ""),
        json(503, ""),
        json(429, ""),
        Reply::Close,
    ] {
        let server = Server::start([first]).await;
        let (client, _) = patient(&server, RetryPolicy::default());
        let error = call(&client, &POST).await.unwrap_err();
        assert!(error.is_retryable());
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn a_post_that_was_rejected_with_retry_after_is_retried() {
    for status in [429, 503] {
        let date = "Wed, 21 Oct 2015 07:28:30 GMT";
        let server =
            Server::start([asking(status, "7"), asking(status, date), json(200, "ok")]).await;
        let (client, clock) = patient(&server, RetryPolicy::default());
        call(&client, &POST).await.unwrap();
        assert_eq!(
            clock.waits(),
            [Duration::from_secs(7), Duration::from_secs(30)]
        );
    }
}

#[tokio::test]
async fn a_post_without_a_connection_is_retried() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let clock = Arc::new(TestClock::default());
    let builder = Client::builder().token("t").base_url(url);
    let client = builder
        .clock(Arc::<TestClock>::clone(&clock))
        .build()
        .unwrap();
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable());
    assert_eq!((error.attempts(), clock.waits().len()), (3, 2));
}

#[tokio::test]
async fn the_caller_can_declare_a_call_idempotent() {
    let server = Server::start([json(500, ""), json(200, "ok")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let options = Options::default().with_idempotency(true);
    call_with(&client, &POST, options).await.unwrap();

    let server = Server::start([json(500, ""), json(200, "ok")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let options = Options::default().with_idempotency(false);
    call_with(&client, &PUT, options).await.unwrap_err();
}

#[tokio::test]
async fn a_call_has_its_own_policy() {
    let server = Server::start([json(503, "")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let options = Options::default().with_retry_policy(RetryPolicy::never());
    call_with(&client, &GET, options).await.unwrap_err();
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_server_that_asks_for_too_long_a_wait_ends_the_call() {
    let server = Server::start([asking(429, "3600")]).await;
    let (client, clock) = patient(&server, RetryPolicy::default());
    let error = call(&client, &GET).await.unwrap_err();
    assert_eq!((server.count(), clock.waits().len()), (1, 0));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    let url = error.url().unwrap();
    assert_eq!(
        error.to_string(),
        format!(
            "do_thing (GET {url}): 429 Too Many Requests, but the server asks to wait 3600s; \
             the limit is 60s (`RetryPolicy::max_retry_after`)"
        )
    );
}

#[tokio::test]
async fn a_retry_after_in_any_form_never_retries_at_once() {
    let sent = "date: Wed, 21 Oct 2015 09:00:00 GMT\r\n";
    for (headers, wait) in [
        ("retry-after: 1.2\r\n".to_owned(), 2000),
        (
            format!("{sent}retry-after: Wed, 21 Oct 2015 09:00:07 GMT\r\n"),
            7000,
        ),
        (
            format!("{sent}retry-after: Wed, 21 Oct 2015 08:00:00 GMT\r\n"),
            500,
        ),
        ("retry-after: soon\r\n".to_owned(), 500),
        ("retry-after: -5\r\n".to_owned(), 500),
        ("retry-after: \r\n".to_owned(), 500),
        ("retry-after: \u{FC}\r\n".to_owned(), 500),
    ] {
        let server = Server::start([reply(503, &headers, ""), json(200, "ok")]).await;
        let (client, clock) = patient(&server, RetryPolicy::default());
        call(&client, &GET).await.unwrap();
        assert_eq!(clock.waits(), [Duration::from_millis(wait)], "{headers}");
    }
}

#[tokio::test]
async fn statuses_of_proxies_and_overload_are_transient() {
    for status in [425, 520, 521, 522, 523, 524, 529] {
        let server = Server::start([json(status, ""), json(200, "ok")]).await;
        let (client, _) = patient(&server, RetryPolicy::default());
        call(&client, &GET).await.unwrap();
        assert_eq!(server.count(), 2, "{status}");
        server.then([json(status, "")]);
        let error = call(&client, &POST).await.unwrap_err();
        assert!(error.is_retryable(), "{error:?}");
        assert_eq!(server.count(), 3, "{status}");
    }
}

#[tokio::test]
async fn no_wait_goes_beyond_the_calls_own_time() {
    let server = Server::start([asking(503, "30")]).await;
    let (client, clock) = patient(&server, RetryPolicy::default());
    let options = Options::default().with_timeout(Duration::from_secs(20));
    let error = call_with(&client, &GET, options).await.unwrap_err();
    assert_eq!((server.count(), clock.waits().len()), (1, 0));
    assert!(
        error
            .to_string()
            .ends_with("there is no time left for another attempt"),
        "{error}"
    );
}

#[tokio::test]
async fn the_budget_limits_retries_in_an_outage() {
    let server = Server::start([json(503, "")]).await;
    let builder = Client::builder()
        .token("t")
        .base_url(&*server.url)
        .retry_budget(4);
    let client = builder
        .clock(Arc::new(TestClock::default()))
        .build()
        .unwrap();
    for _ in 0..10 {
        call(&client, &GET).await.unwrap_err();
    }
    assert_eq!(server.count(), 14);
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the client's budget for retries is used up"),
        "{error}"
    );
}

#[tokio::test]
async fn a_permanent_failure_is_not_retried() {
    for status in [400, 401, 403, 404, 409, 422, 501] {
        let server = Server::start([json(status, "")]).await;
        let (client, _) = patient(&server, RetryPolicy::default());
        let error = call(&client, &GET).await.unwrap_err();
        assert!(!error.is_retryable());
        assert_eq!(server.count(), 1, "{status}");
    }
}

/// A response that lacks its last two bytes.
fn broken(status: u16, body: &str) -> Reply {
    let mut bytes = raw(status, "x-request-id: req_1\r\n", body);
    bytes.truncate(bytes.len() - 2);
    Reply::Bytes(bytes)
}

#[tokio::test]
async fn a_success_that_breaks_off_is_requested_again() {
    let server = Server::start([broken(200, "broken"), json(200, "whole")]).await;
    let (client, clock) = patient(&server, RetryPolicy::default());
    assert_eq!(*call(&client, &GET).await.unwrap(), "whole");
    assert_eq!(
        (server.count(), clock.waits()),
        (2, vec![Duration::from_millis(500)])
    );
}

#[tokio::test]
async fn a_success_that_always_breaks_off_is_an_error_with_the_received_part() {
    let server = Server::start([broken(200, "broken")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        error.is_body() && error.is_retryable() && !error.is_status(),
        "{error:?}"
    );
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.raw_body().unwrap(), "brok");
    assert_eq!(error.request_id(), Some("req_1"));
}

#[tokio::test]
async fn a_post_is_not_repeated_if_its_response_breaks_off() {
    let server = Server::start([broken(200, "broken"), json(200, "whole")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_body(), "{error:?}");
    assert_eq!((error.attempts(), server.count()), (1, 1));

    let options = Options::default().with_idempotency(true);
    server.then([broken(200, "broken"), json(200, "whole")]);
    assert_eq!(*call_with(&client, &POST, options).await.unwrap(), "whole");
}

#[tokio::test]
async fn a_successful_delete_is_not_repeated_if_its_response_breaks_off() {
    static DELETE: Operation = operation(Method::DELETE, &[&[BEARER]]);
    let server = Server::start([broken(200, "broken"), json(404, "gone")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let error = call(&client, &DELETE).await.unwrap_err();
    assert!(error.is_body() && !error.is_status(), "{error:?}");
    assert_eq!((error.attempts(), server.count()), (1, 1));

    let options = Options::default().with_idempotency(true);
    server.then([broken(200, "broken"), json(200, "whole")]);
    let response = call_with(&client, &DELETE, options).await;
    assert_eq!(*response.unwrap(), "whole");
}

#[tokio::test]
async fn an_errors_status_decides_whether_or_not_its_body_breaks_off() {
    let server = Server::start([broken(503, "busy"), broken(404, "gone")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let error = call(&client, &GET).await.unwrap_err();
    assert!(error.is_status() && error.is_body() && !error.is_retryable());
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (404, 2)
    );
    assert_eq!(error.raw_body().unwrap(), "go");
}

#[tokio::test]
async fn a_streamed_response_is_complete_once_its_headers_have_arrived() {
    let server = Server::start([json(503, ""), broken(200, "broken")]).await;
    let (client, _) = patient(&server, RetryPolicy::default());
    let request = Request::new(&STREAM, "/thing");
    let mut stream = client
        .execute::<()>(request)
        .await
        .unwrap()
        .stream()
        .into_inner();
    assert_eq!(stream.chunk().await.unwrap().unwrap(), "brok");
    let error = stream.chunk().await.unwrap_err();
    assert_eq!((error.attempts(), server.count()), (2, 2));
}
