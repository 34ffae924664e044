//! Server-sent events of operations that respond with them.

use std::time::Duration;

use futures_util::StreamExt;
use generated_tests::errors::RespondEventsError;
use generated_tests::{Call, Client, RetryPolicy};

use crate::common::{Reply, Server, json, reply};
use crate::wire::Wire;

const ERROR: &str = r#"{"code": "c", "detail": null}"#;

fn events(body: &str) -> Reply {
    reply(200, "content-type: text/event-stream\r\n", body)
}

#[tokio::test]
async fn events_are_a_stream() {
    let body = "event: a\ndata: 1\ndata: 2\nid: 7\n\n: comment\n\ndata: {\"x\": 1}\n\n";
    let wire = Wire::responding(events(body)).await;
    let mut events = wire
        .client
        .respond_events()
        .send()
        .await
        .unwrap()
        .into_inner();
    assert!(wire.header("accept").unwrap().contains("text/event-stream"));
    let first = events.event().await.unwrap().unwrap();
    assert_eq!(
        (&*first.event, &*first.data, &*first.id),
        ("a", "1\n2", "7")
    );
    let second = events.event().await.unwrap().unwrap();
    assert_eq!(second.json::<serde_json::Value>().unwrap()["x"], 1);
    assert!(events.event().await.unwrap().is_none());
    let wire = Wire::json(400, ERROR).await;
    let error = wire.client.respond_events().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(RespondEventsError::Status400(body)) if body.code == "c"));
}

#[tokio::test]
async fn a_subscription_resumes_after_a_connection_ends_and_stops_at_an_error_of_the_operation() {
    let server = Server::start([
        events("id: 7\ndata: a\n\n"),
        events("data: b\n\n"),
        json(400, ERROR),
    ])
    .await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let mut subscription = client
        .respond_events()
        .with_retry_policy(policy)
        .with_header("x-tenant", "blue")
        .subscribe();
    assert_eq!(server.count(), 0);
    for data in ["a", "b"] {
        assert_eq!(subscription.next().await.unwrap().unwrap().data, data);
    }
    let error = StreamExt::next(&mut subscription).await.unwrap();
    let error = error.unwrap_err();
    assert!(
        matches!(error.api(), Some(RespondEventsError::Status400(body)) if body.code == "c"),
        "{error:?}"
    );
    assert!(subscription.next().await.is_none());
    let received = server.received();
    let ids: Vec<_> = received
        .iter()
        .map(|request| (request.header("last-event-id"), request.header("x-tenant")))
        .collect();
    assert_eq!(
        ids,
        [
            (None, Some("blue")),
            (Some("7"), Some("blue")),
            (Some("7"), Some("blue"))
        ]
    );
}

#[tokio::test]
async fn a_subscription_can_be_spawned_without_its_client() {
    let server = Server::start([events("data: a\n\n"), reply(204, "", "")]).await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let subscription = client
        .respond_events()
        .with_retry_policy(policy)
        .subscribe();
    drop(client);
    let events = tokio::spawn(subscription.map(Result::unwrap).collect::<Vec<_>>());
    let events = events.await.unwrap();
    assert_eq!((events.len(), &*events[0].data), (1, "a"));
}

#[tokio::test]
async fn the_bytes_of_events_can_be_taken_before_the_first_event() {
    let wire = Wire::responding(events("data: a\n\n")).await;
    let response = wire.client.respond_events().send().await.unwrap();
    let bytes = response.into_inner().into_bytes().unwrap();
    assert_eq!(bytes.bytes(100).await.unwrap(), "data: a\n\n");
    let response = wire.client.respond_events().send().await.unwrap();
    let mut events = response.into_inner();
    events.event().await.unwrap();
    assert!(events.into_bytes().is_none());
}
