//! What goes wrong with one request, drawn by its number, and the errors that it may cause.

use fastrand::Rng;

use crate::call::{Ending, Kind};
use crate::wire::Wire;

/// What the server does with one request that has reached it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// The whole response.
    None,
    /// The response, after which the connection is closed unannounced.
    ClosedUnderTheClient,
    /// Three informational responses before the response.
    Informational,
    /// The response in small pieces, in time.
    Drip,
    /// The response in small pieces that take too long.
    DripTooLong,
    /// The connection is reset once the request has been read.
    Reset,
    /// The connection is closed once the request has been read.
    Closed,
    /// The request is read, and no response is sent.
    StallBeforeHead,
    /// Half of the response is sent.
    StallInBody,
    /// Half of the response is sent, and the connection is closed.
    Truncated,
    /// Half of the response is sent, and the connection is reset.
    ResetInBody,
    /// The announced length is too large.
    TooLongALength,
    /// The announced length is too small; the connection stays open.
    TooShortALength,
    /// Incomplete JSON.
    BrokenJson,
    /// JSON of another shape.
    OtherJson,
    /// An HTML page.
    Html,
    /// A body that is announced as gzip but is not.
    NoGzip,
    /// A body larger than the client reads.
    TooLarge,
    /// A body without an end.
    Endless,
    /// Something that is not HTTP.
    Garbage(usize),
    /// A status, with a `Retry-After`.
    Status(u16, Option<&'static str>),
    /// A redirect to the response.
    Redirect(u16),
    /// An endless chain of redirects.
    RedirectAgain,
    /// A redirect to another origin.
    RedirectAway,
}

/// Responses that no client can read.
pub const GARBAGE: [&str; 4] = [
    "SSH-2.0-OpenSSH_9.9\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde",
    "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
    "\0\0\0\0\0\0\0\0",
];

const SOON: Option<&str> = Some("0");
/// A date that is past.
const DATE: Option<&str> = Some("Wed, 21 Oct 2015 07:28:00 GMT");
const LATE: Option<&str> = Some("3600");

/// The weight of each fault in the draw.
const WEIGHTS: &[(u32, Fault)] = &[
    (300, Fault::None),
    (60, Fault::ClosedUnderTheClient),
    (30, Fault::Informational),
    (30, Fault::Drip),
    (15, Fault::DripTooLong),
    (40, Fault::Reset),
    (40, Fault::Closed),
    (25, Fault::StallBeforeHead),
    (20, Fault::StallInBody),
    (40, Fault::Truncated),
    (30, Fault::ResetInBody),
    (25, Fault::TooLongALength),
    (15, Fault::TooShortALength),
    (15, Fault::BrokenJson),
    (10, Fault::OtherJson),
    (15, Fault::Html),
    (10, Fault::NoGzip),
    (10, Fault::TooLarge),
    (10, Fault::Endless),
    (6, Fault::Garbage(0)),
    (6, Fault::Garbage(1)),
    (6, Fault::Garbage(2)),
    (6, Fault::Garbage(3)),
    (30, Fault::Status(429, SOON)),
    (10, Fault::Status(429, DATE)),
    (5, Fault::Status(429, LATE)),
    (20, Fault::Status(429, None)),
    (30, Fault::Status(503, SOON)),
    (10, Fault::Status(503, DATE)),
    (30, Fault::Status(503, None)),
    (20, Fault::Status(500, None)),
    (15, Fault::Status(502, None)),
    (15, Fault::Status(504, None)),
    (10, Fault::Status(408, None)),
    (10, Fault::Status(529, None)),
    (20, Fault::Status(401, None)),
    (10, Fault::Status(400, None)),
    (10, Fault::Status(403, None)),
    (10, Fault::Status(404, None)),
    (10, Fault::Redirect(302)),
    (20, Fault::Redirect(307)),
    (10, Fault::Redirect(308)),
    (5, Fault::RedirectAgain),
    (10, Fault::RedirectAway),
];

impl Fault {
    /// What happens to the request that is the `arrival`th of a call.
    pub fn draw(seed: u64, call: u32, arrival: u32) -> Self {
        let mut random = Rng::with_seed(seed);
        let mixed = random.u64(..) ^ (u64::from(call) << 32) ^ u64::from(arrival);
        let mut random = Rng::with_seed(mixed);
        let all: u32 = WEIGHTS.iter().map(|(weight, _)| weight).sum();
        let mut at = random.u32(..all);
        for (weight, fault) in WEIGHTS {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return *fault,
            }
        }
        Self::None
    }

    /// Whether the server processes the request. It does unless it says otherwise, with a redirect,
    /// or with a 429 or 503 and a `Retry-After`.
    pub fn acts(self) -> bool {
        !matches!(
            self,
            Self::Status(429 | 503, Some(_))
                | Self::Status(400 | 401 | 403 | 404, _)
                | Self::Redirect(_)
                | Self::RedirectAgain
                | Self::RedirectAway
        )
    }

    /// Whether a call may end like this because of the fault.
    pub fn explains(self, kind: Kind, wire: Wire, ending: Ending) -> bool {
        let http2 = wire == Wire::Http2;
        match self {
            Self::None | Self::ClosedUnderTheClient | Self::Informational | Self::Drip => {
                ending == Ending::Value
            }
            // The body of a download may take its time while it moves.
            Self::DripTooLong => {
                ending == Ending::Timeout || kind == Kind::Download && ending == Ending::Value
            }
            Self::StallBeforeHead | Self::StallInBody => ending == Ending::Timeout,
            Self::Reset | Self::Closed | Self::Garbage(_) => ending == Ending::Transport,
            // A reset can overtake the head, and a wrong length resets a stream of HTTP/2.
            Self::Truncated | Self::TooLongALength => {
                ending == Ending::Body || http2 && ending == Ending::Transport
            }
            Self::TooLarge | Self::Endless => ending == Ending::Body,
            Self::ResetInBody => matches!(ending, Ending::Body | Ending::Transport),
            Self::TooShortALength if http2 => {
                matches!(ending, Ending::Body | Ending::Transport)
            }
            Self::TooShortALength | Self::BrokenJson | Self::OtherJson | Self::Html => {
                ending == Ending::Decode
            }
            // Whether it is unpacked at all depends on the features.
            Self::NoGzip => matches!(ending, Ending::Body | Ending::Decode),
            Self::Status(status, _) => ending == Ending::Status(status),
            // A call keeps its method, and its body stays with its origin; a stream is gone.
            Self::Redirect(302) => kind != Kind::Get && ending == Ending::Status(302),
            Self::RedirectAway => kind != Kind::Get && ending == Ending::Status(307),
            Self::RedirectAgain => ending == Ending::Status(307),
            Self::Redirect(status) => kind == Kind::Upload && ending == Ending::Status(status),
        }
    }

    /// Whether it can break off another call on the same connection.
    pub fn spoils_the_connection(self) -> bool {
        matches!(self, Self::ClosedUnderTheClient | Self::TooShortALength)
    }

    /// The row of the table.
    pub fn name(self) -> String {
        match self {
            Self::Garbage(_) => "Garbage".to_owned(),
            Self::Status(status, None) => format!("Status {status}"),
            Self::Status(status, Some(_)) => format!("Status {status}, Retry-After"),
            Self::Redirect(status) => format!("Redirect {status}"),
            other => format!("{other:?}"),
        }
    }
}
