//! The id under which a server logged a call.

use http::{HeaderMap, HeaderName};

/// The headers in which servers send the id, the most specific first. They are static, so that no
/// name is parsed for each response.
pub(crate) static REQUEST_ID_HEADERS: [HeaderName; 6] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("request-id"),
    HeaderName::from_static("x-amzn-requestid"),
    HeaderName::from_static("x-amz-request-id"),
    HeaderName::from_static("x-ms-request-id"),
    HeaderName::from_static("x-correlation-id"),
];

/// The first request id in `headers`.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS
        .iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .find(|id| !id.is_empty())
}
