//! Requests that a service has received.

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

/// A request that a [`Service`](super::Service) has received, and what became of it.
///
/// ```no_run
/// use diga_api::mock::Service;
///
/// # async fn run(service: &Service) {
/// for request in service.requests() {
///     println!("{} {}: {:?}", request.method, request.path, request.status);
/// }
/// # }
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct ReceivedRequest {
    /// The HTTP method.
    pub method: Method,
    /// The path, as it was sent.
    pub path: String,
    /// The query, as it was sent; empty, if there was none.
    pub query: String,
    /// The headers, the credentials among them.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The operation's method in Rust; none, if the document has no such operation.
    pub operation: Option<String>,
    /// The status of the response; none, if the connection was closed instead.
    pub status: Option<StatusCode>,
}

/// Without headers, which hold credentials, and without the body.
impl std::fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("operation", &self.operation)
            .field("status", &self.status.map(|status| status.as_u16()))
            .finish_non_exhaustive()
    }
}
