//! What a call travels over, and the connections of the HTTP/1.1 server.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// What a call travels over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Plain,
    Tls,
    /// HTTP/2 over TLS.
    Http2,
}

impl Wire {
    pub const ALL: [Self; 3] = [Self::Plain, Self::Tls, Self::Http2];

    /// Half of the calls travel unencrypted.
    pub fn of(call: u32) -> Self {
        match call % 4 {
            0 | 1 => Self::Plain,
            2 => Self::Tls,
            _ => Self::Http2,
        }
    }

    pub fn scheme(self) -> &'static str {
        match self {
            Self::Plain => "http",
            Self::Tls | Self::Http2 => "https",
        }
    }

    pub fn protocol(self) -> &'static str {
        match self {
            Self::Plain | Self::Tls => "http/1.1",
            Self::Http2 => "h2",
        }
    }
}

/// A connection of HTTP/1.1.
pub trait Connection: AsyncRead + AsyncWrite + Unpin + Send {
    fn tcp(&self) -> &TcpStream;
}

impl Connection for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Connection for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}
