//! diga-api as its users have it: nothing here enables a feature that they do not.

// A helper that panics fails its test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use diga_api::types::{BulkDeleteCallResponse, SpanResponse, WebhookEvent, WebhookRequest};
use diga_api::{Client, RetryPolicy};

/// Runs what a user's `main` would.
fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// A server that responds with each of these in turn; what it received comes from the thread.
fn server(responses: Vec<String>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let each = responses.into_iter().map(|response| {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(10)))
                .unwrap();
            let mut received = Vec::new();
            let mut buffer = [0; 4096];
            while !is_whole(&received) {
                let count = stream.read(&mut buffer).unwrap();
                assert!(count > 0, "the client closed the connection");
                received.extend_from_slice(&buffer[..count]);
            }
            stream.write_all(response.as_bytes()).unwrap();
            String::from_utf8(received).unwrap()
        });
        each.collect()
    });
    (url, thread)
}

/// Whether a request has arrived with the body that it announces.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split_once("content-length: ");
    let length = length.and_then(|(_, rest)| rest.lines().next()?.parse().ok());
    body.len() >= length.unwrap_or(0)
}

fn response(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    )
}

/// A required value of each type that the response has besides.
fn span(duration: &str) -> String {
    format!(
        r#"{{"id": "a", "operation_name": "b", "service_name": "c",
        "start_time": "2026-07-03T10:00:00", "duration_ms": {duration}}}"#
    )
}

#[test]
fn a_call_is_sent_retried_and_decoded() {
    let created = r#"{"id": "0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11",
        "url": "https://example.com/hook",
        "subscribed_events": ["status_changed"], "created_date": "2025-01-02T03:04:05Z"}"#;
    let busy = response("503 Service Unavailable\r\nretry-after: 0", "{}");
    let (url, received) = server(vec![busy, response("200 OK", created)]);
    let retry = RetryPolicy::default().initial_backoff(Duration::from_millis(1));
    let client = Client::builder()
        .token("t0ken")
        .base_url(url)
        .retry_policy(retry)
        .build();
    let request = WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
    let webhook = run(client.unwrap().create_webhook(request).send()).unwrap();
    assert_eq!(webhook.url, "https://example.com/hook");
    let received = received.join().unwrap();
    assert_eq!(received.len(), 2);
    assert!(received[1].starts_with("POST /v1/webhook/ HTTP/1.1\r\n"));
}

#[test]
fn a_request_is_validated_before_it_is_sent() {
    let client = Client::builder()
        .token("t0ken")
        .base_url("http://127.0.0.1:9");
    let request = WebhookRequest::new("not a uri", [WebhookEvent::StatusChanged]);
    let error = run(client.build().unwrap().create_webhook(request).send()).unwrap_err();
    assert!(error.to_string().contains("URI"), "{error}");
}

#[test]
fn every_float_is_decoded_exactly() {
    // xorshift64: random digits without a dependency.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..10_000 {
        let exponent = i64::try_from(next() % 600).unwrap() - 300;
        let text = format!("0.{}{}e{exponent}", next() | 1, next());
        let decoded: SpanResponse = serde_json::from_str(&span(&text)).unwrap();
        // The standard library rounds correctly.
        let expected: f64 = text.parse().unwrap();
        assert_eq!(decoded.duration_ms.to_bits(), expected.to_bits(), "{text}");
        let again = serde_json::to_value(&decoded).unwrap();
        assert_eq!(again["duration_ms"].as_f64(), Some(expected), "{text}");
    }
}

#[test]
fn an_integer_beyond_64_bits_is_decoded_exactly() {
    for text in [
        "9223372036854775808",
        "18446744073709551617",
        "-12345678901234567890123",
    ] {
        let body = format!(r#"{{"deleted":{text}}}"#);
        let decoded: BulkDeleteCallResponse = serde_json::from_str(&body).unwrap();
        assert_eq!(decoded.deleted.to_string(), text);
        assert_eq!(serde_json::to_string(&decoded).unwrap(), body);
    }
}

#[test]
fn an_array_is_not_an_object() {
    let array = serde_json::from_str::<BulkDeleteCallResponse>("[1]");
    assert!(array.is_err(), "{array:?}");
}
