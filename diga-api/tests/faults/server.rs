//! The faulty server: it draws a fault for each request, and records what it did.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::call::id;
use crate::common::{Received, read};
use crate::fault::{Fault, GARBAGE};
use crate::wire::{Connection, Wire};
use crate::{http2, tls};

/// What every token begins with.
pub const TOKEN: &str = "s3cret-t0ken";

/// What the server records of one call.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// In the order of arrival.
    pub faults: Vec<Fault>,
    /// How often the request was processed.
    pub effects: u32,
}

/// What the server records.
#[derive(Debug, Default)]
pub struct Ledger {
    pub calls: HashMap<u32, Seen>,
    pub connections: u32,
    /// Connections that were reset before anything was read.
    pub reset_at_once: u32,
    /// Requests to another origin that had a credential or a body.
    pub leaks: u32,
    /// Requests to our own origin that had no token.
    pub without_token: u32,
}

#[derive(Clone, Debug)]
pub struct Server {
    pub port: u16,
    wire: Wire,
    seed: u64,
    ledger: Arc<Mutex<Ledger>>,
}

impl Server {
    /// Starts a server that shares its records with those of the other wires.
    pub async fn start(wire: Wire, seed: u64, ledger: Arc<Mutex<Ledger>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            wire,
            seed,
            ledger,
        };
        let this = server.clone();
        let acceptor = tls::acceptor(wire.protocol());
        tokio::spawn(async move {
            loop {
                // Out of file descriptors, for a moment.
                let Ok((connection, _)) = listener.accept().await else {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                };
                let _ = connection.set_nodelay(true);
                let (this, acceptor) = (this.clone(), acceptor.clone());
                tokio::spawn(async move {
                    if this.resets() {
                        return reset(&connection);
                    }
                    if wire == Wire::Plain {
                        return this.serve(connection).await;
                    }
                    let Ok(connection) = acceptor.accept(connection).await else {
                        return;
                    };
                    if wire == Wire::Http2 {
                        http2::serve(this, connection).await;
                    } else {
                        this.serve(connection).await;
                    }
                });
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("{}://127.0.0.1:{}", self.wire.scheme(), self.port)
    }

    /// Counts a connection. Returns whether it is reset before anything is read.
    fn resets(&self) -> bool {
        let mut ledger = self.ledger.lock().unwrap();
        ledger.connections += 1;
        let resets = ledger.connections % 40 == 39;
        ledger.reset_at_once += u32::from(resets);
        resets
    }

    async fn serve(self, mut connection: impl Connection) {
        while let Some(request) = read(&mut connection).await {
            let Some(call) = call_of(&request) else {
                return;
            };
            let fault = self.note(call, &request);
            let away = format!("{}://localhost:{}", self.wire.scheme(), self.port);
            if !respond_with(&mut connection, fault, call, &request, &away).await {
                if matches!(fault, Fault::Reset | Fault::ResetInBody) {
                    reset(connection.tcp());
                }
                return;
            }
        }
    }

    /// Draws the fault and records it.
    pub fn note(&self, call: u32, request: &Received) -> Fault {
        let mut ledger = self.ledger.lock().unwrap();
        let elsewhere = request
            .header("host")
            .is_some_and(|host| !host.starts_with("127."));
        if elsewhere && (request.header("authorization").is_some() || !request.body.is_empty()) {
            ledger.leaks += 1;
        }
        let token = request.header("authorization").unwrap_or_default();
        if !elsewhere && !token.starts_with(&format!("Bearer {TOKEN}")) {
            ledger.without_token += 1;
        }
        let seen = ledger.calls.entry(call).or_default();
        let arrival = u32::try_from(seen.faults.len()).unwrap();
        let fault = if request.line.contains("?again") {
            Fault::RedirectAgain
        } else {
            Fault::draw(self.seed, call, arrival)
        };
        seen.faults.push(fault);
        if fault.acts() {
            seen.effects += 1;
        }
        fault
    }
}

/// The number of the call that a request belongs to: it is the id in its path, or in its body.
pub fn call_of(request: &Received) -> Option<u32> {
    let path = request.line.split([' ', '?']).nth(1)?;
    let body = request.text();
    let id: uuid::Uuid = match path.rsplit('/').next()?.parse() {
        Ok(id) => id,
        Err(_) => body.split('"').nth(3)?.rsplit('/').next()?.parse().ok()?,
    };
    u32::try_from(id.as_u128()).ok()
}

/// Closes the connection with a reset.
fn reset(connection: &tokio::net::TcpStream) {
    let _ = connection.set_zero_linger();
}

/// Responds with `fault`. Returns whether the connection stays open.
async fn respond_with(
    connection: &mut impl Connection,
    fault: Fault,
    call: u32,
    request: &Received,
    away: &str,
) -> bool {
    let right = whole(call);
    let whole = raw_response(200, "", &right);
    // The head, and a part of the body.
    let half = whole.split_at(whole.len() - right.len() / 2).0;
    let target = request.line.split([' ', '?']).nth(1).unwrap_or("/");
    match fault {
        Fault::None => write(connection, &whole).await,
        Fault::ClosedUnderTheClient => {
            write(connection, &whole).await;
            false
        }
        Fault::Informational => {
            let early = "HTTP/1.1 103 Early Hints\r\nlink: </x>; rel=preload\r\n\r\n";
            let processing = "HTTP/1.1 102 Processing\r\n\r\n";
            write(connection, &format!("{processing}{early}{early}{whole}")).await
        }
        Fault::Drip => {
            drip(
                connection,
                &whole,
                whole.len() / 6,
                Duration::from_millis(4),
            )
            .await
        }
        Fault::DripTooLong => drip(connection, &whole, 2, Duration::from_millis(20)).await,
        Fault::Reset | Fault::Closed => false,
        Fault::StallBeforeHead => stall(connection).await,
        Fault::StallInBody => {
            write(connection, half).await;
            stall(connection).await
        }
        Fault::Truncated => {
            write(connection, half).await;
            false
        }
        Fault::ResetInBody => {
            write(connection, half).await;
            // So that it is read before the reset arrives.
            tokio::time::sleep(Duration::from_millis(5)).await;
            false
        }
        Fault::TooLongALength => {
            let claimed = format!("content-length: {}", right.len());
            let more = format!("content-length: {}", right.len() + 20);
            write(connection, &whole.replace(&claimed, &more)).await;
            false
        }
        Fault::TooShortALength => {
            let claimed = format!("content-length: {}", right.len());
            let less = format!("content-length: {}", right.len() - 20);
            write(connection, &whole.replace(&claimed, &less)).await
        }
        Fault::BrokenJson => {
            let broken = right.trim_end_matches('}');
            write(connection, &raw_response(200, "", broken)).await
        }
        Fault::OtherJson => write(connection, &raw_response(200, "", r#"{"id":[5]}"#)).await,
        Fault::Html => {
            let page = "<html><body>Welcome</body></html>";
            let html = raw_response(200, "", page).replace("application/json", "text/html");
            write(connection, &html).await
        }
        Fault::NoGzip => {
            let body = "this is no gzip";
            write(
                connection,
                &raw_response(200, "content-encoding: gzip\r\n", body),
            )
            .await
        }
        Fault::TooLarge => {
            let large = format!("\"{}\"", "x".repeat(1 << 20));
            write(connection, &raw_response(200, "", &large)).await
        }
        Fault::Endless => {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: \
                chunked\r\n\r\n";
            let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
            let mut open = write(connection, head).await;
            // Until the client stops reading, at 256 MiB at the latest.
            for _ in 0..0x4000 {
                open = open && write(connection, &chunk).await;
            }
            false
        }
        Fault::Garbage(which) => {
            write(connection, GARBAGE[which]).await;
            false
        }
        Fault::Status(status, after) => {
            let after = after.map_or(String::new(), |wait| format!("retry-after: {wait}\r\n"));
            write(connection, &raw_response(status, &after, problem())).await
        }
        Fault::Redirect(status) => {
            let location = format!("location: {target}?moved\r\n");
            write(connection, &raw_response(status, &location, "")).await
        }
        Fault::RedirectAgain => {
            let location = format!("location: {target}?again\r\n");
            write(connection, &raw_response(307, &location, "")).await
        }
        Fault::RedirectAway => {
            let location = format!("location: {away}{target}\r\n");
            write(connection, &raw_response(307, &location, "")).await
        }
    }
}

/// The value that is the right response to a call.
pub fn whole(call: u32) -> String {
    let id = id(call);
    format!(
        r#"{{"id":"{id}","url":"https://example.com/{id}","subscribed_events":["status_changed"],
            "created_date":"2025-01-02T03:04:05Z"}}"#
    )
}

/// The body of an error.
pub fn problem() -> &'static str {
    r#"{"status":"error","error_code":"refused","message":"No."}"#
}

fn raw_response(status: u16, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} Whatever\r\ncontent-type: application/json\r\n{headers}content-length: \
         {length}\r\n\r\n{body}"
    )
}

async fn write(connection: &mut impl Connection, text: &str) -> bool {
    connection.write_all(text.as_bytes()).await.is_ok()
}

async fn drip(connection: &mut impl Connection, text: &str, size: usize, pause: Duration) -> bool {
    for piece in text.as_bytes().chunks(size) {
        if connection.write_all(piece).await.is_err() {
            return false;
        }
        tokio::time::sleep(pause).await;
    }
    true
}

/// Waits until the client has gone.
async fn stall(connection: &mut impl Connection) -> bool {
    let _ = connection.read(&mut [0]).await;
    false
}
