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
    /// Time ran out.
    Timeout,
    /// The connection failed between the request and the answer.
    Transport,
    /// A layer that the caller put around the transport.
    Middleware,
    /// The answer's body did not arrive whole.
    Body,
    /// The answer's body is larger than what is read of one.
    Oversized,
    /// A success whose body is not what the document says.
    Decode,
    /// The answer is not a success.
    Status,
}

impl Kind {
    /// What a span says of it (`error.type`).
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Authentication => "authentication",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Middleware => "middleware",
            Self::Body | Self::Oversized => "body",
            Self::Decode => "decode",
            Self::Status => "status",
        }
    }

    /// What a retry makes of it, where no whole answer came.
    pub(crate) const fn outcome(self) -> Outcome {
        match self {
            Self::Connect => Outcome::NotConnected,
            Self::Timeout | Self::Transport | Self::Body => Outcome::NoResponse,
            _ => Outcome::Permanent,
        }
    }
}
