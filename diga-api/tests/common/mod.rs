//! A server on loopback that replies exactly as a test says, and records each request byte for
//! byte.

// Each test uses a part of it.
#![allow(dead_code, missing_docs, unreachable_pub)]
// A panic in it fails the test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

pub mod log;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Writes these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Writes these bytes, then neither writes nor closes.
    Stall(Vec<u8>),
    /// Closes the connection.
    Close,
}

/// One request as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    /// `POST /v1/webhook/ HTTP/1.1`
    pub line: String,
    /// Names in lower case, in the order of arrival.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Replies to requests in order; the last reply is repeated for all further requests.
#[derive(Clone, Debug)]
pub struct Server {
    pub url: String,
    received: Arc<Mutex<Vec<Received>>>,
    responses: Arc<Mutex<VecDeque<Reply>>>,
}

impl Server {
    pub async fn start(responses: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            received: Arc::default(),
            responses: Arc::new(Mutex::new(responses.into_iter().collect())),
        };
        let this = server.clone();
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(this.clone().serve(connection));
            }
        });
        server
    }

    /// Starts it on a thread of its own, for tests that block theirs.
    pub fn on_a_thread(responses: impl IntoIterator<Item = Reply>) -> Self {
        let responses: Vec<_> = responses.into_iter().collect();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_all().build().unwrap().block_on(async {
                sender.send(Self::start(responses).await).unwrap();
                std::future::pending::<()>().await;
            });
        });
        receiver.recv().unwrap()
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The only request that arrived.
    pub fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:?}");
        received[0].clone()
    }

    pub fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    /// Replaces the remaining replies.
    pub fn then(&self, responses: impl IntoIterator<Item = Reply>) {
        *self.responses.lock().unwrap() = responses.into_iter().collect();
    }

    fn next(&self) -> Reply {
        let mut responses = self.responses.lock().unwrap();
        match responses.len() {
            0 => Reply::Close,
            1 => responses[0].clone(),
            _ => responses.pop_front().unwrap(),
        }
    }

    async fn serve(self, mut connection: TcpStream) {
        let Some(request) = read(&mut connection).await else {
            return;
        };
        self.received.lock().unwrap().push(request);
        match self.next() {
            Reply::Bytes(bytes) => {
                let _ = connection.write_all(&bytes).await;
                let _ = connection.shutdown().await;
            }
            Reply::Stall(bytes) => {
                let _ = connection.write_all(&bytes).await;
                tokio::time::sleep(Duration::from_secs(3600)).await;
            }
            Reply::Close => {}
        }
    }
}

/// The next request, unless the connection ends first.
pub async fn read(connection: &mut (impl AsyncRead + Unpin)) -> Option<Received> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if connection.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let mut body = bytes.split_off(head + 4);
    let head = String::from_utf8(bytes).ok()?;
    let mut lines = head.trim_end().split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let value = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    if value("transfer-encoding").is_some() {
        while !body.ends_with(b"0\r\n\r\n") {
            if connection.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        body = unchunked(&body);
    }
    let length = value("content-length").map_or(0, |length| length.parse().unwrap());
    while body.len() < length {
        if connection.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Received {
        line,
        headers,
        body,
    })
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
}

/// A whole response: status, headers as lines, body with its length.
pub fn reply(status: u16, headers: &str, body: &str) -> Reply {
    Reply::Bytes(raw(status, headers, body))
}

pub fn json(status: u16, body: &str) -> Reply {
    reply(status, "content-type: application/json\r\n", body)
}

pub fn raw(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Whatever\r\nconnection: close\r\ncontent-length: \
        {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}
