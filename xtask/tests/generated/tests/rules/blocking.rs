//! The same operations on the blocking client.

use std::io::{BufRead, Read};

use generated_tests::blocking::{ByteStream, Client, EventStream, JsonLines};
use generated_tests::errors::RespondEventsError;
use generated_tests::forms::{BodyMultipartForm, BodyMultipartOptionalForm};
use generated_tests::responses::RespondBytesOrEventsResponse;
use generated_tests::types::{BodyForm, BodyItem, C09a};
use generated_tests::{Call, RetryPolicy};

use crate::common::{Reply, Server, json, raw, reply};

const A: &str = "00000000-0000-0000-0000-00000000000a";

fn serving(responses: impl IntoIterator<Item = Reply>) -> (Server, Client) {
    let server = Server::on_a_thread(responses);
    let client = generated_tests::Client::builder()
        .base_url(&server.url)
        .retry_policy(RetryPolicy::never())
        .build_blocking()
        .unwrap();
    (server, client)
}

fn pages() -> [Reply; 2] {
    let page = |data: &str, more: bool| {
        let text =
            format!(r#"{{"data":{data},"first_id":null,"last_id":"{A}","has_more":{more}}}"#);
        json(200, &text)
    };
    [page(r#"["a","b"]"#, true), page(r#"["c"]"#, false)]
}

#[test]
fn setters_and_optional_bodies_work_as_in_async_code() {
    let (server, client) = serving([reply(204, "", "")]);
    client.body_optional().send().unwrap();
    client
        .body_optional()
        .body(BodyItem::new("n"))
        .send()
        .unwrap();
    client.body_form(BodyForm::new("a b")).send().unwrap();
    client
        .body_text("é")
        .with_header("x-more", "1")
        .send()
        .unwrap();
    let bodies: Vec<_> = server
        .received()
        .iter()
        .map(|request| request.text())
        .collect();
    assert_eq!(bodies, ["", r#"{"name":"n"}"#, "name=a%20b", "é"]);
    assert_eq!(server.received()[3].header("x-more"), Some("1"));
}

#[test]
fn a_value_that_does_not_convert_is_an_error_before_anything_is_sent() {
    let (server, client) = serving([reply(204, "", "")]);
    let error = client.list_paged().limit(u128::MAX).send().unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(server.count(), 0);
}

#[test]
fn multipart_is_sent() {
    let (server, client) = serving([reply(204, "", "")]);
    client
        .body_multipart_optional()
        .body(BodyMultipartOptionalForm::new())
        .send()
        .unwrap();
    client
        .body_multipart(BodyMultipartForm::new("bytes", "n"))
        .send()
        .unwrap();
    let sent = server.received();
    assert!(
        sent[1]
            .header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    assert!(sent[1].text().contains("bytes"));
}

#[test]
fn pages_and_items_are_iterators() {
    let (server, client) = serving(pages());
    let items: Result<Vec<_>, _> = client.list_paged().limit(2).items().collect();
    assert_eq!(items.unwrap(), ["a", "b", "c"]);
    assert_eq!(server.count(), 2);
    server.then(pages());
    let mut pages = client.list_paged().pages();
    assert_eq!(server.count(), 2);
    assert_eq!(pages.next().unwrap().unwrap().data, ["a", "b"]);
    assert_eq!(server.count(), 3);
    let page = pages.next().unwrap().unwrap();
    assert_eq!((page.status().as_u16(), page.data.len()), (200, 1));
    assert!(pages.next().is_none());
}

#[test]
fn an_iterator_ends_with_an_error() {
    let [first, _] = pages();
    let (server, client) = serving([first, json(404, "{}")]);
    let mut items = client.list_paged().items();
    assert_eq!(items.next().unwrap().unwrap(), "a");
    assert_eq!(items.next().unwrap().unwrap(), "b");
    assert_eq!(items.next().unwrap().unwrap_err().status().unwrap(), 404);
    assert!(items.next().is_none());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn an_iterator_in_an_async_task_ends_with_an_error() {
    let (server, client) = serving(pages());
    let mut items = client.list_paged().items();
    assert!(items.next().unwrap().unwrap_err().is_configuration());
    assert!(items.next().is_none());
    assert_eq!(server.count(), 0);
}

fn bytes(body: &str) -> Reply {
    reply(200, "content-type: application/octet-stream\r\n", body)
}

#[test]
fn bytes_are_read_as_they_arrive() {
    let (_server, client) = serving([bytes("one\ntwo\nthree")]);
    let read = || client.respond_bytes().send().unwrap();
    let response = read();
    assert_eq!(response.status(), 200);
    let mut text = String::new();
    response.into_inner().read_to_string(&mut text).unwrap();
    assert_eq!(text, "one\ntwo\nthree");

    let lines: Result<Vec<_>, _> = read().into_inner().lines().collect();
    assert_eq!(lines.unwrap(), ["one", "two", "three"]);

    let mut stream = read().into_inner();
    let mut four = [0; 4];
    stream.read_exact(&mut four).unwrap();
    assert_eq!(&four, b"one\n");
    let rest: Vec<_> = stream.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(rest, b"two\nthree");

    let mut stream = read().into_inner();
    let mut all = Vec::new();
    while let Some(chunk) = stream.chunk().unwrap() {
        all.extend_from_slice(&chunk);
    }
    assert_eq!(all, b"one\ntwo\nthree");
}

#[test]
fn an_incomplete_body_is_an_error_of_this_crate() {
    let mut half = raw(
        200,
        "content-type: application/octet-stream\r\n",
        "12345678",
    );
    half.truncate(half.len() - 4);
    let (_server, client) = serving([Reply::Bytes(half)]);
    let mut stream = client.respond_bytes().send().unwrap().into_inner();
    let mut read = Vec::new();
    let error = stream.read_to_end(&mut read).unwrap_err();
    let error = error
        .get_ref()
        .unwrap()
        .downcast_ref::<generated_tests::Error>()
        .unwrap();
    assert!(error.is_body(), "{error}");
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0);
}

#[test]
fn a_stream_outlives_its_client() {
    // Larger than the buffers between server and client, so the connection has to stay open.
    let long = "x".repeat(8 << 20);
    let (_server, client) = serving([bytes(&long)]);
    let mut stream = client.respond_bytes().send().unwrap().into_inner();
    drop(client);
    let mut read = Vec::new();
    stream.read_to_end(&mut read).unwrap();
    assert_eq!(read.len(), long.len());
}

#[test]
fn events_are_an_iterator() {
    let body = "event: a\ndata: 1\nid: 7\n\n: comment\n\ndata: 2\n\n";
    let (server, client) = serving([reply(200, "content-type: text/event-stream\r\n", body)]);
    let events: EventStream = client.respond_events().send().unwrap().into_inner();
    let data: Vec<_> = events.map(|event| event.unwrap().data).collect();
    assert_eq!(data, ["1", "2"]);
    server.then([json(400, r#"{"code": "c", "detail": null}"#)]);
    let error = client.respond_events().send().unwrap_err();
    assert!(matches!(error.api(), Some(RespondEventsError::Status400(body)) if body.code == "c"));
}

#[test]
fn json_lines_are_an_iterator() {
    let lines = reply(
        200,
        "content-type: application/x-ndjson\r\n",
        "{\"a\":1}\n{\"a\":2}\n",
    );
    let (_server, client) = serving([lines]);
    let lines: JsonLines<C09a> = client.c09_i().send().unwrap().into_inner();
    let items: Vec<_> = lines.map(|line| line.unwrap().a).collect();
    assert_eq!(items, [1, 2]);
}

#[test]
fn another_media_type_can_be_asked_for() {
    let (server, client) = serving([reply(200, "content-type: text/csv\r\n", "a,b")]);
    assert_eq!(&**client.c21_export().send_csv().unwrap(), "a,b");
    assert_eq!(server.only().header("accept"), Some("text/csv"));
}

#[test]
fn a_subscription_is_an_iterator_that_reconnects() {
    let events = |body: &str| reply(200, "content-type: text/event-stream\r\n", body);
    let (server, client) = serving([
        events("retry: 0\nid: 7\ndata: 1\n\n"),
        events("data: 2\n\n"),
        reply(204, "", ""),
    ]);
    let mut events = client.respond_events().subscribe();
    assert_eq!(server.count(), 0);
    let data: Vec<_> = events.by_ref().map(|event| event.unwrap().data).collect();
    assert_eq!(data, ["1", "2"]);
    assert_eq!(events.get_ref().last_event_id(), "7");
    let received = server.received();
    let ids: Vec<_> = received
        .iter()
        .map(|request| request.header("last-event-id"))
        .collect();
    assert_eq!(ids, [None, Some("7"), Some("7")]);
}

#[test]
fn a_stream_in_a_response_enum_can_be_read() {
    let events = reply(203, "content-type: text/event-stream\r\n", "data: 1\n\n");
    let (_server, client) = serving([bytes("x"), events]);
    let respond = || {
        client
            .respond_bytes_or_events()
            .send()
            .unwrap()
            .into_inner()
    };
    let RespondBytesOrEventsResponse::Status200(stream) = respond() else {
        panic!("not 200");
    };
    let mut text = String::new();
    ByteStream::new(&client, stream)
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "x");
    let RespondBytesOrEventsResponse::Status203(stream) = respond() else {
        panic!("not 203");
    };
    let mut events = EventStream::new(&client, stream);
    assert_eq!(events.next().unwrap().unwrap().data, "1");
    assert!(events.next().is_none());
}
