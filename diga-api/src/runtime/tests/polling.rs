//! Calls that are repeated until the server has finished something, over real HTTP.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};

use super::TestClock;
use super::common::{Reply, Server, json, reply};
use crate::runtime::{Call, Client, Error, Poller, Response, RetryPolicy};

const PENDING: &str = r#"{"status":"pending"}"#;
const DONE: &str = r#"{"status":"done"}"#;

/// A client that does not retry, and its clock.
fn client(server: &Server) -> (Client, Arc<TestClock>) {
    let clock = Arc::new(TestClock::default());
    let builder = Client::builder()
        .token("t0ken")
        .clock(Arc::<TestClock>::clone(&clock));
    let builder = builder.retry_policy(RetryPolicy::never());
    (builder.base_url(&*server.url).build().unwrap(), clock)
}

/// Polls `GET /job` until its body is `DONE`.
async fn poll(client: &Client, poller: &Poller) -> Result<Response<bytes::Bytes>, Error> {
    let get = || client.request_raw(Method::GET, "/job").send();
    poller.until(get, |job| **job == *DONE).await
}

fn millis(clock: &TestClock) -> Vec<u128> {
    let waits = clock.waits();
    waits.iter().map(Duration::as_millis).collect()
}

#[tokio::test]
async fn polls_until_the_condition_holds_and_waits_longer_each_time() {
    let pending = json(200, PENDING);
    let server = Server::start([pending.clone(), pending.clone(), pending, json(200, DONE)]).await;
    let (client, clock) = client(&server);
    let mut seen = 0;
    let get = || client.request_raw(Method::GET, "/job").send();
    let job = Poller::new(&client).until(get, |job| {
        seen += 1;
        **job == *DONE
    });
    assert_eq!(job.await.unwrap().raw_body(), DONE);
    assert_eq!((server.count(), seen), (4, 4));
    // A quarter less than 1, 2 and 4 seconds, since the clock's random number is 1.
    assert_eq!(millis(&clock), [750, 1500, 3000]);
}

#[tokio::test]
async fn what_is_done_already_is_not_waited_for() {
    let server = Server::start([json(200, DONE)]).await;
    let (client, clock) = client(&server);
    let poller = Poller::new(&client).with_timeout(Duration::from_secs(1));
    poll(&client, &poller).await.unwrap();
    assert_eq!((server.count(), clock.waits().len()), (1, 0));
}

#[tokio::test]
async fn a_deadline_ends_the_polling_and_says_what_was_last() {
    let server = Server::start([json(200, PENDING)]).await;
    let (client, clock) = client(&server);
    let poller = Poller::new(&client).with_timeout(Duration::from_secs(10));
    let error = poll(&client, &poller).await.unwrap_err();
    assert!(error.is_timeout() && error.status().is_none(), "{error:?}");
    let polls = server.count();
    assert_eq!(
        error.to_string(),
        format!("still pending after 10s and {polls} polls")
    );
    // The waits, which took no time, count as much as if they had.
    assert!(clock.waits().iter().sum::<Duration>() <= Duration::from_secs(9));

    server.then([json(503, "{}")]);
    let poller = poller.with_max_failures(100);
    let error = poll(&client, &poller).await.unwrap_err();
    assert!(error.is_timeout());
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("503"), "{source}");
}

#[tokio::test]
async fn a_server_that_stalls_does_not_outlast_the_deadline() {
    let server = Server::start([Reply::Stall(Vec::new())]).await;
    let builder = Client::builder().token("t0ken").base_url(&*server.url);
    let client = builder.build().unwrap();
    let poller = Poller::new(&client).with_timeout(Duration::from_millis(200));
    let start = Instant::now();
    let error = poll(&client, &poller).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn temporary_errors_are_tolerated_and_retry_after_is_obeyed() {
    let busy = reply(503, "retry-after: 7\r\n", "");
    let server = Server::start([
        json(429, "{}"),
        busy,
        Reply::Close,
        json(200, PENDING),
        json(500, "{}"),
        json(200, DONE),
    ])
    .await;
    let (client, clock) = client(&server);
    let poller = Poller::new(&client).with_max_failures(3);
    poll(&client, &poller).await.unwrap();
    assert_eq!(server.count(), 6);
    assert_eq!(millis(&clock), [750, 7000, 3000, 6000, 12_000]);
}

#[tokio::test]
async fn too_many_failures_in_a_row_end_the_polling() {
    let server = Server::start([json(503, r#"{"message":"down"}"#)]).await;
    let (client, _) = client(&server);
    let poller = Poller::new(&client).with_max_failures(2);
    let error = poll(&client, &poller).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    let message = error.to_string();
    assert!(
        message.contains("3 polls in a row have failed"),
        "{message}"
    );
    assert_eq!(server.count(), 3);
}

#[tokio::test]
async fn a_permanent_error_ends_the_polling_at_once() {
    let server = Server::start([json(403, r#"{"message":"no"}"#), json(200, DONE)]).await;
    let (client, _) = client(&server);
    let poller = Poller::new(&client);
    let error = poll(&client, &poller).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::FORBIDDEN));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_status_can_mean_not_yet() {
    let missing = json(404, "{}");
    let mut replies = vec![missing; 9];
    replies.push(json(200, DONE));
    let server = Server::start(replies).await;
    let (client, _) = client(&server);
    let poller = Poller::new(&client).with_pending_status(StatusCode::NOT_FOUND);
    poll(&client, &poller).await.unwrap();
    assert_eq!(server.count(), 10);
}

#[tokio::test]
async fn dropping_the_future_cancels() {
    let server = Server::start([json(200, PENDING)]).await;
    let builder = Client::builder().token("t0ken").base_url(&*server.url);
    let client = builder.build().unwrap();
    let poller = Poller::new(&client).with_interval(Duration::from_millis(30));
    let job = {
        let client = client.clone();
        tokio::spawn(async move { poll(&client, &poller).await })
    };
    while server.count() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    job.abort();
    assert!(job.await.unwrap_err().is_cancelled());
    let count = server.count();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.count(), count);
}

#[tokio::test]
async fn a_run_of_polls_can_be_spawned_and_consist_of_several_calls() {
    let server = Server::start([json(200, PENDING), json(200, PENDING), json(200, DONE)]).await;
    let (client, _) = client(&server);
    let poller = Poller::new(&client);
    let spawned = tokio::spawn(poller.until(
        move || {
            let client = client.clone();
            async move {
                let get = || client.request_raw(Method::GET, "/job");
                let first = get().with_timeout(Duration::from_secs(5)).send().await?;
                Ok::<_, Error>((first, get().send().await?))
            }
        },
        |(_, second)| **second == *DONE,
    ));
    spawned.await.unwrap().unwrap();
    assert_eq!(server.count(), 4);
}
