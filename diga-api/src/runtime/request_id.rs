//! The id under which a server logged a call.

use http::HeaderMap;

/// The headers that servers put it in, the most telling first.
const NAMES: [&str; 6] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-correlation-id",
];

/// The first request id in `headers` that is text.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    NAMES
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .find(|id| !id.is_empty())
}
