//! The HTTP server around an engine.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

use super::engine::Engine;

/// Larger requests end the connection.
const MAX_BODY_BYTES: usize = 64 << 20;

/// A server on a port of its own, which ends when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) base_url: String,
    accepting: AbortHandle,
}

impl Server {
    pub(super) async fn start(engine: Arc<Engine>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let accepting = tokio::spawn(async move {
            // Aborted with the task that holds them.
            let mut connections = JoinSet::new();
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => {
                        // The response is written in two parts, of which the second would wait.
                        let _ = stream.set_nodelay(true);
                        let engine = Arc::clone(&engine);
                        connections.spawn(async move {
                            let respond = service_fn(|request| respond(&engine, request));
                            // A client may go away at any time.
                            let _ = http1::Builder::new()
                                .serve_connection(TokioIo::new(stream), respond)
                                .await;
                        });
                    }
                    // Out of file descriptors, or a connection that is gone already.
                    Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
                }
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self {
            base_url,
            accepting: accepting.abort_handle(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// An error closes the connection.
async fn respond(
    engine: &Engine,
    request: http::Request<Incoming>,
) -> io::Result<http::Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, MAX_BODY_BYTES).collect().await;
    let body = body.map_err(io::Error::other)?.to_bytes();
    let (path, query) = (head.uri.path(), head.uri.query().unwrap_or_default());
    let outcome = engine.respond(&head.method, path, query, head.headers, body);
    if !outcome.latency.is_zero() {
        tokio::time::sleep(outcome.latency).await;
    }
    let reply = outcome.reply.ok_or(io::ErrorKind::ConnectionAborted)?;
    let mut response = http::Response::new(Full::new(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}
