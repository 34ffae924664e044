//! Server-sent events, of one connection and of one after the other.

use std::convert::Infallible;

use http::Method;

use super::common::{Reply, Server, json, raw, reply};
use super::*;
use crate::runtime::Subscription;

type Failed = Error<Infallible>;

/// A connection that sends `events` and ends.
fn ending(events: &str) -> Reply {
    reply(200, "content-type: text/event-stream\r\n", events)
}

/// A connection that sends `events` and is then cut off.
fn breaking(events: &str) -> Reply {
    let mut bytes = raw(
        200,
        "content-type: text/event-stream\r\n",
        &format!("{events}: end"),
    );
    bytes.truncate(bytes.len() - 1);
    Reply::Bytes(bytes)
}

fn over() -> Reply {
    reply(204, "", "")
}

struct Setting {
    server: Server,
    client: Client,
    clock: Arc<TestClock>,
}

impl Setting {
    async fn of(replies: impl IntoIterator<Item = Reply>) -> Self {
        let server = Server::start(replies).await;
        let clock = Arc::new(TestClock::default());
        let builder = Client::builder().token("t").base_url(&*server.url);
        let client = builder.clock(Arc::<TestClock>::clone(&clock)).build();
        Self {
            server,
            client: client.unwrap(),
            clock,
        }
    }

    fn subscribe(&self) -> Subscription<Infallible> {
        self.subscribe_with(Options::default())
    }

    /// As a generated builder does.
    fn subscribe_with(&self, options: Options) -> Subscription<Infallible> {
        let client = self.client.clone();
        let settings = client.settings.clone();
        Subscription::new(settings, options, move |options| {
            let mut request = Request::new(&STREAM, "/thing");
            request.options(options.0);
            client.clone().execute(request)
        })
    }

    /// The ids with which the server was asked.
    fn asked(&self) -> Vec<Option<String>> {
        let received = self.server.received();
        let ids = received
            .iter()
            .map(|request| request.header("last-event-id"));
        ids.map(|id| id.map(str::to_owned)).collect()
    }

    fn waited(&self) -> Vec<u128> {
        let waits = self.clock.waits();
        waits.iter().map(Duration::as_millis).collect()
    }
}

/// The data of all events until the end.
async fn all(mut subscription: Subscription<Infallible>) -> (Vec<String>, Option<Failed>) {
    let mut data = Vec::new();
    while let Some(event) = subscription.next().await {
        match event {
            Ok(event) => data.push(event.data),
            Err(error) => {
                assert!(subscription.next().await.is_none());
                return (data, Some(error));
            }
        }
    }
    assert!(subscription.next().await.is_none());
    (data, None)
}

#[tokio::test]
async fn events_arrive_one_by_one_and_a_break_is_an_error() {
    let mut bytes = raw(
        200,
        "content-type: text/event-stream\r\n",
        "data: 1\n\nevent: x\ndata: 2\n\ndata: 3",
    );
    bytes.truncate(bytes.len() - 1);
    let server = Server::start([Reply::Bytes(bytes)]).await;
    let client = client(&server);
    let request = Request::new(&STREAM, "/thing");
    let mut events = client
        .execute::<()>(request)
        .await
        .unwrap()
        .events()
        .unwrap()
        .into_inner();
    assert_eq!(events.event().await.unwrap().unwrap().data, "1");
    let event = events.event().await.unwrap().unwrap();
    assert_eq!((&*event.event, &*event.data), ("x", "2"));
    assert!(events.event().await.unwrap_err().is_body());
    assert!(events.event().await.unwrap().is_none());
}

#[tokio::test]
async fn a_subscription_resumes_after_the_last_event_until_a_204() {
    let setting = Setting::of([
        ending("id: 7\ndata: a\n\n"),
        breaking("data: b\n\n"),
        ending("id: ü\ndata: c\n\n"),
        over(),
    ])
    .await;
    assert_eq!(setting.server.count(), 0);
    let (data, error) = all(setting.subscribe()).await;
    assert_eq!(data, ["a", "b", "c"]);
    assert!(error.is_none(), "{error:?}");
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(setting.asked(), [None, id("7"), id("7"), id("ü")]);
    assert_eq!(setting.waited(), [500, 500, 500]);
}

#[tokio::test]
async fn the_last_id_outlives_connections_until_the_server_resets_it() {
    let setting = Setting::of([
        ending("id: 7\n\n"),
        ending(""),
        ending("data: a\n\nid\ndata: b\n\n"),
        over(),
    ])
    .await;
    let mut subscription = setting.subscribe();
    let event = subscription.next().await.unwrap().unwrap();
    assert_eq!((&*event.data, &*event.id), ("a", "7"));
    assert_eq!(subscription.last_event_id(), "7");
    assert_eq!(subscription.next().await.unwrap().unwrap().id, "");
    assert!(subscription.next().await.is_none());
    let seven = Some("7".to_owned());
    assert_eq!(setting.asked(), [None, seven.clone(), seven, None]);
}

#[tokio::test]
async fn an_incomplete_event_is_discarded_with_its_id() {
    let setting = Setting::of([
        ending("id: 1\ndata: a\n\nid: 2\nretry: 9\ndata: lost\n"),
        breaking("id: 3\ndata: lost\n"),
        over(),
    ])
    .await;
    let (data, error) = all(setting.subscribe()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(data, ["a"]);
    let one = Some("1".to_owned());
    assert_eq!(setting.asked(), [None, one.clone(), one]);
    assert_eq!(setting.waited(), [500, 1000]);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let setting = Setting::of([
        ending("retry: 1500\n\n"),
        ending("data: a\n\n"),
        ending("retry: 0\ndata: b\n\n"),
        ending(""),
        ending(""),
        over(),
    ])
    .await;
    let (data, _) = all(setting.subscribe()).await;
    assert_eq!(data, ["a", "b"]);
    // A server that asks for no wait is not asked without end for nothing.
    assert_eq!(setting.waited(), [1500, 1500, 100, 1000, 2000]);
}

#[tokio::test]
async fn the_wait_that_the_server_asks_for_has_bounds() {
    let setting = Setting::of([
        ending("retry: 0\ndata: a\n\n"),
        ending("data: b\n\n"),
        ending("retry: 18446744073709551615\ndata: c\n\n"),
        ending(""),
        over(),
    ])
    .await;
    let (data, _) = all(setting.subscribe()).await;
    assert_eq!(data, ["a", "b", "c"]);
    assert_eq!(setting.waited(), [100, 100, 60_000, 60_000]);
}

#[tokio::test]
async fn a_connection_that_only_ends_is_not_a_failure() {
    let quiet = [(); 7].map(|()| ending(": nothing new\n\n"));
    let setting = Setting::of(quiet.into_iter().chain([over()])).await;
    let (data, error) = all(setting.subscribe()).await;
    assert!(data.is_empty() && error.is_none(), "{error:?}");
    assert_eq!(
        setting.waited(),
        [500, 1000, 2000, 4000, 8000, 16_000, 20_000]
    );
}

#[tokio::test]
async fn connections_that_keep_breaking_off_are_an_error() {
    let setting = Setting::of([breaking("")]).await;
    let (data, error) = all(setting.subscribe()).await;
    let error = error.unwrap();
    assert!(data.is_empty() && error.is_body(), "{error:?}");
    assert_eq!(setting.server.count(), 3);
    assert_eq!(setting.waited(), [500, 1000]);
    assert_eq!(error.operation(), Some("do_thing"));

    let options = Options::default().with_retry_policy(RetryPolicy::never());
    let setting = Setting::of([breaking("data: a\n\n")]).await;
    let (data, error) = all(setting.subscribe_with(options)).await;
    assert!(error.unwrap().is_body());
    assert_eq!((data.len(), setting.server.count()), (1, 1));
}

#[tokio::test]
async fn an_event_makes_up_for_the_breaks_before_it() {
    let setting = Setting::of([
        breaking(""),
        breaking(""),
        breaking("data: a\n\n"),
        breaking(""),
        over(),
    ])
    .await;
    let (data, error) = all(setting.subscribe()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(data, ["a"]);
    assert_eq!(setting.waited(), [500, 1000, 500, 1000]);
}

#[tokio::test]
async fn a_call_that_fails_despite_its_retries_is_the_end() {
    let setting = Setting::of([ending("data: a\n\n"), json(503, "")]).await;
    let (data, error) = all(setting.subscribe()).await;
    let error = error.unwrap();
    assert_eq!(data, ["a"]);
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (503, 3)
    );
    assert_eq!(setting.server.count(), 4);
}

#[tokio::test]
async fn another_content_type_is_the_end() {
    let html = reply(200, "content-type: text/html\r\n", "data: a\n\n");
    for (other, content_type) in [(html, "`text/html`"), (reply(200, "", ""), "``")] {
        let setting = Setting::of([other]).await;
        let error = all(setting.subscribe()).await.1.unwrap();
        assert!(error.is_decode() && !error.is_retryable(), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "do_thing: 200 OK, but the response is {content_type} and not `text/event-stream`"
            )
        );
        assert_eq!(setting.server.count(), 1);
    }
}

#[tokio::test]
async fn invalid_utf_8_ends_the_subscription() {
    let mut bytes = raw(
        200,
        "content-type: Text/Event-Stream; x=y\r\n",
        "data: x\n\n",
    );
    let at = bytes.len() - 3;
    bytes[at] = 0xFF;
    let setting = Setting::of([Reply::Bytes(bytes)]).await;
    let error = all(setting.subscribe()).await.1.unwrap();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(setting.server.count(), 1);
}

#[tokio::test]
async fn a_subscription_resumes_where_another_one_ended() {
    let setting = Setting::of([ending("data: a\n\n"), ending("id: 6\n\n"), over()]).await;
    let options = Options::default().with_header("Last-Event-ID", "5");
    all(setting.subscribe_with(options)).await;
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(setting.asked(), [id("5"), id("5"), id("6")]);
}

#[tokio::test]
async fn dropping_a_subscription_closes_its_connection() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let builder = Client::builder().token("t");
    let client = builder.base_url(format!("http://{}", listener.local_addr().unwrap()));
    let client = client.build().unwrap();
    let mut subscription: Subscription<Infallible> =
        Subscription::new(client.settings.clone(), Options::default(), move |_| {
            client.clone().execute(Request::new(&STREAM, "/thing"))
        });
    let serving = async {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            connection.read_buf(&mut asked).await.unwrap();
        }
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: a\n\n";
        connection.write_all(head.as_bytes()).await.unwrap();
        connection
    };
    let (mut connection, event) = tokio::join!(serving, subscription.next());
    assert_eq!(event.unwrap().unwrap().data, "a");
    drop(subscription);
    // It ends, or is reset, because what else was sent has not been read.
    let end = connection.read(&mut [0]).await;
    assert!(!matches!(end, Ok(1..)), "{end:?}");
}

/// A `GET` that expects events.
static EVENTS: Operation = {
    let mut operation = operation(Method::GET, &[&[BEARER]]);
    operation.accept = Some("text/event-stream");
    operation.streams = &[200..=200];
    operation
};

#[tokio::test]
async fn an_event_stream_that_is_none_is_an_error_with_its_body() {
    let compressed = || {
        reply(
            200,
            "content-type: text/event-stream\r\ncontent-encoding: zz\r\n",
            "?",
        )
    };
    for (content_type, body) in [
        (
            "content-type: application/json\r\n",
            r#"{"error":"no stream for you"}"#,
        ),
        ("content-type: text/html; charset=utf-8\r\n", "<html>"),
        ("content-type: text/plain\r\n", "data: x\n\n"),
        ("content-type: text/event-streams\r\n", "data: x\n\n"),
        ("", "{}"),
        ("content-type: application/json\r\n", ""),
    ] {
        let server = Server::start([reply(200, content_type, body)]).await;
        let request = Request::new(&EVENTS, "/thing");
        let response = client(&server).execute::<()>(request).await.unwrap();
        let error = response.events().map(drop).unwrap_err();
        assert!(error.is_decode() && !error.is_status(), "{error:?}");
        assert_eq!(error.status().unwrap(), 200);
        assert_eq!(error.raw_body().unwrap(), body);
        assert!(
            error.to_string().contains("not `text/event-stream`"),
            "{error}"
        );
    }
    let server = Server::start([compressed()]).await;
    let request = Request::new(&EVENTS, "/thing");
    let response = client(&server).execute::<()>(request).await.unwrap();
    let mut events = response.events().unwrap().into_inner();
    let error = events.event().await.unwrap_err();
    assert!(
        error.is_decode() && error.to_string().contains("`zz`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_silent_event_stream_is_a_timeout_and_a_subscription_reconnects() {
    let silent = |events: &str| {
        let Reply::Bytes(bytes) = breaking(events) else {
            panic!("no bytes");
        };
        Reply::Stall(bytes)
    };
    let server = Server::start([silent("id: 1\ndata: a\n\n")]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let builder = builder.clock(Arc::new(TestClock::default()));
    let builder = builder.idle_timeout(Duration::from_millis(60));
    let client = builder.build().unwrap();
    let request = Request::new(&EVENTS, "/thing");
    let response = client.clone().execute::<()>(request).await.unwrap();
    let mut events = response.events().unwrap().into_inner();
    assert_eq!(events.event().await.unwrap().unwrap().data, "a");
    let error = events.event().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_body(), "{error:?}");
    assert!(events.event().await.unwrap().is_none());

    let server = Server::start([
        silent("id: 1\ndata: a\n\n"),
        // More often than the policy has attempts: nothing has failed.
        silent(""),
        silent(": still here\n\n"),
        silent(""),
        silent("data: b\n\n"),
        over(),
    ])
    .await;
    let clock = Arc::new(TestClock::default());
    let builder = Client::builder().token("t").base_url(&*server.url);
    let builder = builder.clock(Arc::<TestClock>::clone(&clock));
    let builder = builder.idle_timeout(Duration::from_millis(60));
    let client = builder.build().unwrap();
    let setting = Setting {
        server,
        client,
        clock,
    };
    let (data, error) = all(setting.subscribe()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(data, ["a", "b"]);
    assert_eq!(setting.asked().last().unwrap().as_deref(), Some("1"));
    assert_eq!(setting.waited().len(), 5);
}

#[tokio::test]
async fn comments_keep_a_stream_alive() {
    use tokio::io::AsyncWriteExt as _;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        common::read(&mut connection).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
        connection.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..8 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            connection.write_all(b":\n\n").await.unwrap();
        }
        connection.write_all(b"data: a\n\n").await.unwrap();
    });
    let builder = Client::builder().token("t").base_url(url);
    let client = builder
        .idle_timeout(Duration::from_millis(250))
        .build()
        .unwrap();
    let request = Request::new(&EVENTS, "/thing");
    let response = client.execute::<()>(request).await.unwrap();
    let mut events = response.events().unwrap().into_inner();
    assert_eq!(events.event().await.unwrap().unwrap().data, "a");
}
