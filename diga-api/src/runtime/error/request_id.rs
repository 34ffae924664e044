//! The id under which a server logged a call.

use http::{HeaderMap, HeaderName};

/// The headers that servers put it in, the most telling first. As names, so that none is parsed for
/// each answer.
static NAMES: [HeaderName; 6] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("request-id"),
    HeaderName::from_static("x-amzn-requestid"),
    HeaderName::from_static("x-amz-request-id"),
    HeaderName::from_static("x-ms-request-id"),
    HeaderName::from_static("x-correlation-id"),
];

/// The first request id in `headers` that is text.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    NAMES
        .iter()
        .filter_map(|name| headers.get(name)?.to_str().ok())
        .find(|id| !id.is_empty())
}
