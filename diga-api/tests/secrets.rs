//! A known secret is put everywhere that one can be, and must appear in nothing that is printed.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used)]

mod common;

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::time::Duration;

use common::log::Log;
use common::{Reply, Server, json, reply};
use diga_api::types::{WebhookEvent, WebhookRequest};
use diga_api::{Body, Call, Client, ClientBuilder, File, RetryPolicy, Token};

const SECRET: &str = "s3cret-0123456789";

/// Everything that was printed.
#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &impl Debug) {
        write!(self.0, "{value:?}\n{value:#?}\n").unwrap();
    }

    fn error(&mut self, error: &(dyn StdError + 'static)) {
        let mut cause = Some(error);
        while let Some(error) = cause {
            write!(self.0, "{error}\n{error:?}\n{error:#?}\n").unwrap();
            cause = error.source();
        }
    }
}

fn builders(url: &str) -> Vec<ClientBuilder> {
    let once = || RetryPolicy::default().initial_backoff(Duration::ZERO);
    let builder = || Client::builder().base_url(url).retry_policy(once());
    vec![
        builder().token(SECRET),
        builder().credential("CustomHTTPBearer", SECRET),
        builder().token_provider(|| async { Ok::<_, std::io::Error>(Token::new(SECRET)) }),
        builder().token("x").basic_auth("user", SECRET),
        builder()
            .token(SECRET)
            .layer(tower::limit::ConcurrencyLimitLayer::new(1)),
        builder().token(SECRET).log_bodies(),
    ]
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    let log = Log::collect();
    let mut printed = Printed::default();
    printed.debug(&Token::new(SECRET));
    printed.debug(&Body::from(SECRET.to_owned()));
    printed.debug(&File::from(SECRET.to_owned()));

    // Settings that are rejected.
    for builder in [
        Client::builder().token(format!("{SECRET}\n{SECRET}")),
        Client::builder().token(format!("Bearer {SECRET}")),
        Client::builder().token(SECRET).base_url(SECRET),
        Client::builder().base_url(format!("https://{SECRET}@api.diga.io")),
        Client::builder().base_url(format!("https://user:{SECRET}@api.diga.io")),
        Client::builder().base_url(format!("https://api.diga.io?key={SECRET}")),
        Client::builder().base_url(format!("http://{SECRET}.example")),
        Client::builder().credential("scheme", format!("{SECRET}\u{7f}")),
        Client::builder().basic_auth("a:b", SECRET),
        Client::builder().token(SECRET).user_agent("\n"),
    ] {
        printed.debug(&builder);
        printed.error(&builder.build().unwrap_err());
    }

    // Responses of all kinds, some of which echo the secret.
    let echo =
        format!(r#"{{"error_code":"{SECRET}","message":"no {SECRET}","detail":"{SECRET}"}}"#);
    let invalid =
        format!(r#"{{"id":"{SECRET}","url":"","subscribed_events":[],"created_date":""}}"#);
    let responses = [
        json(200, &invalid),
        json(403, &echo),
        json(401, &echo),
        json(
            422,
            &format!(r#"{{"detail":[{{"loc":["{SECRET}"],"msg":"{SECRET}","type":"x"}}]}}"#),
        ),
        json(429, &echo),
        reply(500, "content-type: text/html\r\n", SECRET),
        reply(404, &format!("x-request-id: {SECRET}\r\n"), ""),
        reply(302, "location: /elsewhere\r\n", &echo),
        Reply::Close,
        Reply::Stall(Vec::new()),
        Reply::Bytes(b"nonsense\r\n\r\n".to_vec()),
    ];
    for response in responses {
        let server = Server::start([response]).await;
        for builder in builders(&server.url) {
            printed.debug(&builder);
            let client = builder.build().unwrap();
            printed.debug(&client);
            let request =
                WebhookRequest::new("https://example.com/hook", [WebhookEvent::StatusChanged]);
            let call = client
                .create_webhook(request)
                .with_timeout(Duration::from_millis(200))
                .with_header("x-key", SECRET)
                .with_query("key", SECRET);
            printed.debug(&call);
            let error = call.send().await.unwrap_err();
            printed.error(&error);
            let erased: diga_api::Error = error.into();
            printed.error(&erased);

            let undocumented = client
                .request_raw(http::Method::POST, "/v1/undocumented")
                .body("text/plain", SECRET.to_owned())
                .with_timeout(Duration::from_millis(200))
                .with_header("x-key", SECRET)
                .with_query("key", SECRET);
            printed.debug(&undocumented);
            if let Err(error) = undocumented.send().await {
                printed.error(&error);
            }
        }
        // It was sent, otherwise this test would prove nothing.
        let received = format!("{:?}", server.received());
        assert!(received.contains(&format!("Bearer {SECRET}")), "{received}");
    }

    for (place, text) in [("what was printed", printed.0), ("the log", log.text())] {
        assert!(text.len() > 1000, "{place} is all but empty");
        for line in text.lines() {
            assert!(!line.contains(SECRET), "in {place}: {line}");
        }
    }
}
