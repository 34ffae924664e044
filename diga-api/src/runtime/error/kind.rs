//! The stage at which a call failed.

use crate::runtime::retry::Outcome;

/// The stage at which a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub(crate) enum Kind {
    /// The client itself: base URL, credentials, TLS.
    Configuration,
    /// The request, before it was sent.
    InvalidRequest,
    /// The token provider.
    Authentication,
    /// No connection was made.
    Connect,
    /// No connection was made, because the certificate was rejected. Always with
    /// [`Connect`](Self::Connect).
    Certificate,
    /// No connection was made, because the proxy failed. Always with [`Connect`](Self::Connect).
    Proxy,
    /// A time limit was exceeded.
    Timeout,
    /// The connection failed between request and response.
    Transport,
    /// The caller's stream of the request's body, while it was sent.
    RequestBody,
    /// A layer that the caller added around the transport.
    Middleware,
    /// The body of the response is incomplete.
    Body,
    /// The body of the response exceeds the size limit.
    Oversized,
    /// A success whose body does not match the document.
    Decode,
    /// A success that the document does not describe.
    Undocumented,
    /// The status is not a success.
    Status,
    /// The caller stopped polling.
    #[cfg(feature = "blocking")]
    Cancelled,
}

impl Kind {
    /// The value of `error.type` in the span.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Authentication => "authentication",
            Self::Connect => "connect",
            Self::Certificate => "certificate",
            Self::Proxy => "proxy",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::RequestBody => "request_body",
            Self::Middleware => "middleware",
            Self::Body | Self::Oversized => "body",
            Self::Decode => "decode",
            Self::Undocumented => "undocumented_status",
            Self::Status => "status",
            #[cfg(feature = "blocking")]
            Self::Cancelled => "cancelled",
        }
    }

    /// How the retry policy treats a failure without a complete response.
    pub(crate) const fn outcome(self) -> Outcome {
        match self {
            Self::Connect => Outcome::NotConnected,
            Self::Timeout | Self::Transport | Self::Body => Outcome::NoResponse,
            _ => Outcome::Permanent,
        }
    }
}
