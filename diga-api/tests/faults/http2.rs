//! The faults over HTTP/2, where a stream breaks off and its connection goes on.

use std::time::Duration;

use bytes::Bytes;
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::common::Received;
use crate::fault::Fault;
use crate::server::{Server, call_of, problem, whole};

/// After how many requests the server says that it will accept no more on a connection.
const REQUESTS: u32 = 150;

/// Responds to the requests of a connection.
pub async fn serve(server: Server, connection: TlsStream<TcpStream>) {
    let Ok(mut connection) = h2::server::handshake(connection).await else {
        return;
    };
    let mut requests = 0;
    while let Some(Ok((request, respond))) = connection.accept().await {
        requests += 1;
        if requests == REQUESTS {
            connection.graceful_shutdown();
        }
        tokio::spawn(respond_to(server.clone(), request, respond));
    }
}

async fn respond_to(
    server: Server,
    request: http::Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
) {
    let (head, mut stream) = request.into_parts();
    let mut body = Vec::new();
    while let Some(chunk) = stream.data().await {
        // The client has given up.
        let Ok(chunk) = chunk else { return };
        let _ = stream.flow_control().release_capacity(chunk.len());
        body.extend_from_slice(&chunk);
    }
    let target = head
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    let host = head
        .uri
        .authority()
        .map(|host| ("host".to_owned(), host.to_string()));
    let headers = head
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    let request = Received {
        line: format!("{} {target} HTTP/2", head.method),
        headers: host.into_iter().chain(headers).collect(),
        body,
    };
    let Some(call) = call_of(&request) else {
        return;
    };
    let fault = server.note(call, &request);
    let path = target.split('?').next().unwrap_or("/");
    // The client may have given up.
    let _ = respond_with(&mut respond, fault, call, path, server.port).await;
}

/// Responds with `fault`.
async fn respond_with(
    respond: &mut SendResponse<Bytes>,
    fault: Fault,
    call: u32,
    path: &str,
    port: u16,
) -> Result<(), h2::Error> {
    let right = whole(call);
    let json = [("content-type", "application/json")];
    match fault {
        Fault::None | Fault::ClosedUnderTheClient | Fault::Informational => {
            send(respond, 200, &json, &right).await
        }
        Fault::Drip => drip(respond, &right, right.len() / 6, Duration::from_millis(4)).await,
        Fault::DripTooLong => drip(respond, &right, 2, Duration::from_millis(20)).await,
        Fault::Reset | Fault::Closed | Fault::Garbage(_) => {
            respond.send_reset(Reason::INTERNAL_ERROR);
            Ok(())
        }
        Fault::StallBeforeHead => {
            given_up(|cx| respond.poll_reset(cx).map(drop)).await;
            Ok(())
        }
        Fault::StallInBody => {
            let mut body = head(respond, 200, &json)?;
            write(&mut body, &right[..right.len() / 2], false).await?;
            given_up(|cx| body.poll_reset(cx).map(drop)).await;
            Ok(())
        }
        Fault::Truncated | Fault::ResetInBody => {
            let mut body = head(respond, 200, &json)?;
            write(&mut body, &right[..right.len() / 2], false).await?;
            // So that it is read before the reset arrives.
            tokio::time::sleep(Duration::from_millis(5)).await;
            body.send_reset(Reason::CANCEL);
            Ok(())
        }
        Fault::TooLongALength | Fault::TooShortALength => {
            let wrong = if fault == Fault::TooLongALength {
                right.len() + 20
            } else {
                right.len() - 20
            };
            let wrong = wrong.to_string();
            send(respond, 200, &[json[0], ("content-length", &wrong)], &right).await
        }
        Fault::BrokenJson => send(respond, 200, &json, right.trim_end_matches('}')).await,
        Fault::OtherJson => send(respond, 200, &json, r#"{"id":[5]}"#).await,
        Fault::Html => {
            let html = [("content-type", "text/html")];
            send(respond, 200, &html, "<html><body>Welcome</body></html>").await
        }
        Fault::NoGzip => {
            let gzip = [json[0], ("content-encoding", "gzip")];
            send(respond, 200, &gzip, "this is no gzip").await
        }
        Fault::TooLarge => {
            let large = format!("\"{}\"", "x".repeat(1 << 20));
            send(respond, 200, &json, &large).await
        }
        Fault::Endless => {
            let mut body = head(respond, 200, &json)?;
            let chunk = " ".repeat(0x4000);
            // Until the client stops reading, at 256 MiB at the latest.
            for _ in 0..0x4000 {
                write(&mut body, &chunk, false).await?;
            }
            Ok(())
        }
        Fault::Status(status, after) => {
            let after = after.map(|wait| ("retry-after", wait));
            let headers: Vec<_> = json.into_iter().chain(after).collect();
            send(respond, status, &headers, problem()).await
        }
        Fault::Redirect(status) => {
            let location = format!("{path}?moved");
            send(respond, status, &[("location", &location)], "").await
        }
        Fault::RedirectAgain => {
            let location = format!("{path}?again");
            send(respond, 307, &[("location", &location)], "").await
        }
        Fault::RedirectAway => {
            let location = format!("https://localhost:{port}{path}");
            send(respond, 307, &[("location", &location)], "").await
        }
    }
}

fn head(
    respond: &mut SendResponse<Bytes>,
    status: u16,
    headers: &[(&str, &str)],
) -> Result<SendStream<Bytes>, h2::Error> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    respond.send_response(response.body(()).unwrap(), false)
}

async fn send(
    respond: &mut SendResponse<Bytes>,
    status: u16,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<(), h2::Error> {
    let mut stream = head(respond, status, headers)?;
    write(&mut stream, body, true).await
}

/// Writes as fast as the client reads.
async fn write(stream: &mut SendStream<Bytes>, text: &str, end: bool) -> Result<(), h2::Error> {
    let mut rest = Bytes::copy_from_slice(text.as_bytes());
    while !rest.is_empty() {
        stream.reserve_capacity(rest.len());
        let capacity = std::future::poll_fn(|cx| stream.poll_capacity(cx)).await;
        let Some(capacity) = capacity.transpose()? else {
            return Err(Reason::CANCEL.into());
        };
        let piece = rest.split_to(capacity.min(rest.len()));
        stream.send_data(piece, false)?;
    }
    if end {
        stream.send_data(Bytes::new(), true)?;
    }
    Ok(())
}

async fn drip(
    respond: &mut SendResponse<Bytes>,
    text: &str,
    size: usize,
    pause: Duration,
) -> Result<(), h2::Error> {
    let mut stream = head(respond, 200, &[("content-type", "application/json")])?;
    for piece in text.as_bytes().chunks(size) {
        write(&mut stream, std::str::from_utf8(piece).unwrap(), false).await?;
        tokio::time::sleep(pause).await;
    }
    write(&mut stream, "", true).await
}

/// Waits until the client has given up.
async fn given_up(poll: impl FnMut(&mut std::task::Context<'_>) -> std::task::Poll<()>) {
    let _ = tokio::time::timeout(Duration::from_secs(20), std::future::poll_fn(poll)).await;
}
