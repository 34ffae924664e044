//! Time: of an attempt, of a call, of the client and of one call alone. Also what else one call has
//! alone.

use std::convert::Infallible;

use super::common::{Reply, Server, json, raw};
use super::*;

const SHORT: Duration = Duration::from_millis(60);

#[tokio::test]
async fn an_attempt_that_hangs_is_retried_if_that_is_safe() {
    let server = Server::start([Reply::Stall(Vec::new()), json(200, "ok")]).await;
    let builder = Client::builder()
        .token("t")
        .base_url(&*server.url)
        .attempt_timeout(SHORT);
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let client = builder.retry_policy(policy).build().unwrap();
    assert_eq!(*call(&client, &GET).await.unwrap(), "ok");
    server.then([Reply::Stall(Vec::new())]);
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(
        (error.attempts(), error.to_string()),
        (1, "do_thing: no response within 60ms".to_owned())
    );
}

#[tokio::test]
async fn a_body_that_stalls_uses_up_its_attempt_and_is_requested_again() {
    let mut stalled = raw(200, "", "stalled");
    stalled.truncate(stalled.len() - 2);
    let server = Server::start([Reply::Stall(stalled.clone()), json(200, "ok")]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let client = builder.attempt_timeout(SHORT).retry_policy(policy);
    let client = client.build().unwrap();
    assert_eq!(*call(&client, &GET).await.unwrap(), "ok");
    server.then([Reply::Stall(stalled)]);
    let error = call(&client, &POST).await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
    assert_eq!(
        (error.attempts(), error.to_string()),
        (
            1,
            "do_thing: 200 OK, but its body did not arrive in time".to_owned()
        )
    );
    assert_eq!(error.raw_body().unwrap(), "stall");
}

#[tokio::test]
async fn all_attempts_together_have_an_end() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let builder = Client::builder()
        .token("t")
        .base_url(&*server.url)
        .timeout(SHORT * 3);
    let policy = RetryPolicy::default()
        .max_attempts(1000)
        .initial_backoff(Duration::ZERO);
    let client = builder
        .attempt_timeout(SHORT)
        .retry_policy(policy)
        .build()
        .unwrap();
    let begun = std::time::Instant::now();
    let error = call(&client, &GET).await.unwrap_err();
    assert!(
        error.is_timeout() && begun.elapsed() < SHORT * 20,
        "{error:?}"
    );
    assert!((2..=4).contains(&error.attempts()), "{error:?}");
}

#[tokio::test]
async fn a_call_has_its_own_time() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let client = client(&server);
    let options = Options::default().with_timeout(SHORT);
    assert!(
        call_with(&client, &GET, options)
            .await
            .unwrap_err()
            .is_timeout()
    );
    let once = Options::default().with_retry_policy(RetryPolicy::never());
    let options = once.with_attempt_timeout(SHORT);
    assert!(
        call_with(&client, &GET, options)
            .await
            .unwrap_err()
            .is_timeout()
    );
}

#[tokio::test]
async fn a_timeout_may_be_as_long_as_a_duration() {
    let server = Server::start([json(200, "ok")]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder
        .timeout(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .build()
        .unwrap();
    call(&client, &GET).await.unwrap();
}

#[tokio::test]
async fn a_call_has_its_own_headers_and_query() {
    let server = Server::start([json(200, "ok")]).await;
    let options = Options::default()
        .with_header("X-Tenant", "blue")
        .with_header("accept", "text/csv")
        .with_query("debug", &true)
        .with_query("tag", &["a b", "c"]);
    call_with(&client(&server), &GET, options).await.unwrap();
    let received = server.only();
    assert_eq!(
        received.line,
        "GET /thing?debug=true&tag=a%20b&tag=c HTTP/1.1"
    );
    assert_eq!(received.header("x-tenant"), Some("blue"));
    assert_eq!(received.header("accept"), Some("text/csv"));
}

#[tokio::test]
async fn an_invalid_header_is_rejected_and_not_repeated() {
    let server = Server::start([json(200, "ok")]).await;
    for (name, value) in [("x-tenant", "s3cret\n"), ("s3cret\n", "x"), ("", "x")] {
        let options = Options::default().with_header(name, value);
        assert!(!format!("{:?}", options.0).contains("s3cret"));
        let error = call_with(&client(&server), &GET, options)
            .await
            .unwrap_err();
        assert!(
            error.is_invalid_request() && !format!("{error:?}").contains("s3cret"),
            "{error:?}"
        );
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn values_of_the_query_are_not_in_the_error() {
    let server = Server::start([json(404, "")]).await;
    let options = Options::default().with_query("q", "s3cret");
    let error = call_with(&client(&server), &GET, options)
        .await
        .unwrap_err();
    assert!(error.url().unwrap().ends_with("/thing?q=…"), "{error:?}");
}

/// A server that reads a request slowly, and responds once it has read `length` bytes.
async fn slow_reader(length: usize, pause: Duration) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    // So that the client's kernel cannot hand over everything at once.
    socket.set_recv_buffer_size(256 << 10).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(8).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut buffer = vec![0; 1 << 20];
            let mut read = 0;
            while read < length {
                tokio::time::sleep(pause).await;
                match connection.read(&mut buffer).await {
                    Ok(some @ 1..) => read += some,
                    _ => return,
                }
            }
            let _ = connection.write_all(&raw(200, "", "ok")).await;
        }
    });
    url
}

/// Larger than what the buffers on the way take.
const LARGE: usize = 32 << 20;

async fn uploaded(client: Client, body: crate::runtime::Body) -> Result<Response<String>, Error> {
    let mut request = Request::new(&POST, "/thing");
    request.body("application/octet-stream", body);
    client.execute(request).await?.text()
}

#[tokio::test]
async fn an_upload_has_time_while_it_moves() {
    use crate::runtime::Body;

    let attempt = Duration::from_millis(1000);
    let url = slow_reader(LARGE, Duration::from_millis(20)).await;
    let client = |timeout| {
        let builder = Client::builder().token("t").base_url(&*url);
        builder.attempt_timeout(attempt).timeout(timeout)
    };
    let patient = client(Duration::from_secs(60));
    // A layer gets the bytes as they are.
    let layered = client(Duration::from_secs(60)).layer(tower::util::MapRequestLayer::new(
        |request: reqwest::Request| {
            let bytes = request.body().and_then(reqwest::Body::as_bytes);
            assert!(bytes.is_none_or(|bytes| bytes.len() == LARGE));
            request
        },
    ));
    let bytes = || bytes::Bytes::from(vec![0; LARGE]);
    let chunks = move || {
        let rest = (0..LARGE)
            .step_by(1 << 16)
            .map(|_| Ok(vec![0; 1 << 16].into()));
        futures_util::stream::iter(rest.collect::<Vec<Result<_, Infallible>>>())
    };
    for (client, body) in [
        (patient.build().unwrap(), Body::from(bytes())),
        (layered.build().unwrap(), Body::from(bytes())),
        (
            client(Duration::from_secs(60)).build().unwrap(),
            Body::stream(chunks()),
        ),
    ] {
        let begun = tokio::time::Instant::now();
        let response = uploaded(client, body).await.unwrap();
        assert_eq!(*response, "ok");
        assert!(begun.elapsed() > attempt, "{:?}", begun.elapsed());
    }
    // The call as a whole still has an end.
    let hasty = client(attempt / 2).build().unwrap();
    let begun = tokio::time::Instant::now();
    let error = uploaded(hasty, Body::from(bytes())).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(begun.elapsed() < attempt, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_upload_that_stops_moving_is_a_timeout() {
    use crate::runtime::Body;

    let url = slow_reader(LARGE, Duration::from_secs(3600)).await;
    let builder = Client::builder().token("t").base_url(&*url);
    let client = builder.attempt_timeout(SHORT * 2).build().unwrap();
    let begun = tokio::time::Instant::now();
    let body = Body::from(vec![0; LARGE]);
    let error = uploaded(client.clone(), body).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let never = futures_util::stream::pending::<Result<bytes::Bytes, Infallible>>();
    let error = uploaded(client, Body::stream(never)).await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(begun.elapsed() < SHORT * 40, "{:?}", begun.elapsed());
}
