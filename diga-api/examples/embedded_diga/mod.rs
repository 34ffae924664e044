//! An embedded Diga server on loopback, for demonstrations and tests.
//!
//! The vendored document alone decides which requests it accepts, and its responses have the
//! document's schemas.

pub(crate) mod contract;

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use contract::Contract;

/// The token that may create webhooks.
pub(crate) const TOKEN: &str = "embedded-diga-token";
/// A valid token that must not create webhooks.
pub(crate) const TOKEN_WITHOUT_PERMISSION: &str = "embedded-diga-token-without-permission";

/// The one path that it serves.
pub(crate) const PATH: &str = "/v1/webhook/";

/// No request of this API is larger.
const MAX_BODY_BYTES: usize = 1 << 20;

/// A server that runs until this is dropped.
pub(crate) struct EmbeddedDiga {
    url: String,
    accepting: JoinHandle<()>,
}

impl EmbeddedDiga {
    /// Starts one on a free port.
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let service = Arc::new(Service {
            contract: Contract::of(PATH, "post")?,
            requests: AtomicU64::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let accepting = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let service = Arc::clone(&service);
                tokio::spawn(async move {
                    let response = service_fn(|request| service.respond(request));
                    let connection = TokioIo::new(connection);
                    // A client may close the connection at any time.
                    let _ = http1::Builder::new()
                        .serve_connection(connection, response)
                        .await;
                });
            }
        });
        Ok(Self { url, accepting })
    }

    /// The base URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for EmbeddedDiga {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

struct Service {
    contract: Contract,
    /// The number of requests so far, used as the request id.
    requests: AtomicU64,
}

impl Service {
    async fn respond(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let (head, body) = request.into_parts();
        let (status, json) = if head.uri.path() != PATH {
            (StatusCode::NOT_FOUND, detail("Not Found"))
        } else if head.method != Method::POST {
            (StatusCode::METHOD_NOT_ALLOWED, detail("Method Not Allowed"))
        } else {
            match Limited::new(body, MAX_BODY_BYTES).collect().await {
                Ok(body) => self.create_webhook(&head.headers, &body.to_bytes(), number),
                Err(_) => (StatusCode::PAYLOAD_TOO_LARGE, detail("Content Too Large")),
            }
        };
        let mut response = Response::new(Full::from(json.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            http::HeaderValue::from_static("application/json"),
        );
        if let Ok(id) = format!("req_{number}").parse() {
            headers.insert("x-request-id", id);
        }
        Ok(response)
    }

    /// `POST /v1/webhook/`: checks the credentials before the body, as FastAPI does.
    fn create_webhook(&self, headers: &HeaderMap, body: &[u8], number: u64) -> (StatusCode, Value) {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        match text(AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")) {
            Some(TOKEN) => {}
            Some(TOKEN_WITHOUT_PERMISSION) => {
                // Both strings are examples in the document.
                let json = json!({
                    "status": "error",
                    "error_code": "UNAUTHORIZED_ROLE",
                    "message": "Insufficient permissions to perform this action",
                });
                return (StatusCode::FORBIDDEN, json);
            }
            _ => return (StatusCode::UNAUTHORIZED, detail("Not authenticated")),
        }
        let request = match self.contract.request(text(CONTENT_TYPE), body) {
            Ok(request) => request,
            Err(wrong) => return (StatusCode::UNPROCESSABLE_ENTITY, json!({ "detail": wrong })),
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let millis = now.map_or(0, |elapsed| elapsed.as_millis());
        let millis = u64::try_from(millis).unwrap_or_default();
        let created = i64::try_from(millis)
            .ok()
            .and_then(DateTime::<Utc>::from_timestamp_millis);
        let [.., a, b, c, d, e, f, g, h] = number.to_be_bytes();
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &[0, 0, a, b, c, d, e, f, g, h]);
        let id = id.into_uuid();
        let json = json!({
            "id": id,
            "url": request.get("url"),
            "subscribed_events": request.get("subscribed_events"),
            "created_date": created.unwrap_or_default(),
        });
        (StatusCode::OK, json)
    }
}

/// The body of FastAPI's own errors.
fn detail(text: &str) -> Value {
    json!({ "detail": text })
}
