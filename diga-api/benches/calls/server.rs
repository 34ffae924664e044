//! A server in a process of its own that responds to every request with the same webhook.

use std::convert::Infallible;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

const WEBHOOK: &str = r#"{"id":"0b4e2b9c-27a5-4d4b-9c4e-0d5f2a1f6c11",
    "url":"https://example.com/diga/events","subscribed_events":["status_changed"],
    "created_date":"2026-01-02T03:04:05Z"}"#;

/// The server, until this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().expect("a path"))
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .expect("a second process");
        let mut url = String::new();
        let output = process.stdout.take().expect("a pipe");
        BufReader::new(output).read_line(&mut url).expect("a line");
        Self {
            process,
            url: url.trim().to_owned(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Prints its address, and runs until it is killed.
pub(crate) fn serve() {
    super::runtime().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        while let Ok((connection, _)) = listener.accept().await {
            let response = service_fn(|request: http::Request<hyper::body::Incoming>| async {
                let _ = request.into_body().collect().await;
                let mut response = Response::new(Full::new(Bytes::from_static(WEBHOOK.as_bytes())));
                let json = http::HeaderValue::from_static("application/json");
                response.headers_mut().insert(CONTENT_TYPE, json);
                Ok::<_, Infallible>(response)
            });
            tokio::spawn(async move {
                let connection = TokioIo::new(connection);
                let _ = http1::Builder::new()
                    .serve_connection(connection, response)
                    .await;
            });
        }
    });
}
