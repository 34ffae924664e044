//! What a call leaves in spans and logs, and what it does not.

use std::io;
use std::sync::Arc;

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::common::{Server, answer, json};
use super::*;

/// Everything that is logged.
#[derive(Clone, Debug, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn collect(&self) -> tracing::subscriber::DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_span_has_opentelemetrys_names() {
    let log = Log::default();
    let _guard = log.collect();
    let server = Server::start([json(503, ""), answer(404, "x-request-id: req_9\r\n", "")]).await;
    let builder = Client::builder().token("t").base_url(&*server.url);
    let client = builder
        .clock(Arc::new(TestClock::default()))
        .build()
        .unwrap();
    call(&client, &GET).await.unwrap_err();
    let text = log.text();
    let port = server.url.rsplit(':').next().unwrap();
    for said in [
        "otel.name=GET /thing",
        "otel.kind=\"client\"",
        "otel.status_code=\"ERROR\"",
        "http.request.method=\"GET\"",
        "url.template=\"/thing\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "http.response.status_code=404",
        "http.request.resend_count=1",
        "http.response.request_id=\"req_9\"",
        "error.type=404",
        "sending again",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
}

#[tokio::test]
async fn no_secret_is_in_any_log() {
    let log = Log::default();
    let _guard = log.collect();
    let body = r#"{"message":"s3cret-t0ken and s3cret-body"}"#;
    let server = Server::start([json(503, body), json(401, body), json(200, body)]).await;
    let client = client(&server);
    for operation in [&GET, &POST] {
        let options = Options::default()
            .with_header("x-tenant", "s3cret-header")
            .with_query("q", "s3cret-query");
        let _ = call_with(&client, operation, options).await;
    }
    let text = log.text();
    assert!(
        text.contains("otel.name") && !text.contains("s3cret"),
        "{text}"
    );
}
