//! Starts the service of this document, calls it, and prints a line of JSON for each response.
//!
//! A process of its own, whose exit code and standard error tell what it could not do.

use std::error::Error;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::mpsc::Sender;
use std::time::Duration;

use LIBRARY::mock::{SampleRequest, Service};

/// A service that takes longer has no end.
const RESPONSE_TIME: Duration = Duration::from_secs(60);

fn main() -> Result<(), Failure> {
    // The service needs a runtime; the calls are made without the client, which would retry them.
    let (sender, receiver) = std::sync::mpsc::channel::<Started>();
    std::thread::spawn(move || {
        let started = serve(&sender);
        // The receiver is gone only if the program ends.
        let _ = started.map_err(|error| sender.send(Err(error)));
    });
    let service = receiver.recv()??;
    for row in OPERATIONS {
        let name = row.0;
        call(&service, row, None)?;
        for label in service.documented_errors(name)? {
            let status = match label.strip_suffix("XX") {
                Some(range) => range.parse().map(|range: u16| range * 100),
                None if label == "default" => Ok(500),
                None => label.parse(),
            };
            if let Ok(status) = status {
                service.fail(name, status)?;
                call(&service, row, Some(status))?;
            }
        }
    }
    Ok(())
}

type Started = Result<Service, Failure>;

/// It crosses threads.
type Failure = Box<dyn Error + Send + Sync>;

/// Starts the service, sends it to the main thread, and serves as long as the program runs.
fn serve(started: &Sender<Started>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = Service::start().await?;
        if started.send(Ok(service)).is_ok() {
            std::future::pending::<()>().await;
        }
        Ok(())
    })
}

fn call(
    service: &Service,
    (name, method, path, headers, query): &(&str, &str, &str, &str, &str),
    asked: Option<u16>,
) -> Result<(), Failure> {
    let sample = service.sample(name)?;
    let response = send(service, &sample, headers, query)?;
    let end = response.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(response.len());
    let head = String::from_utf8_lossy(&response[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
    let header = |wanted: &str| {
        head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case(wanted).then(|| value.to_owned())
        })
    };
    let body = response.get(end + 4..).unwrap_or_default();
    let line = serde_json::json!({
        "operation": name, "method": method, "path": path, "asked": asked,
        "status": status.unwrap_or(0), "content_type": header("content-type"),
        "body": String::from_utf8_lossy(body),
    });
    println!("{line}");
    Ok(())
}

fn send(
    service: &Service,
    sample: &SampleRequest,
    headers: &str,
    query: &str,
) -> Result<Vec<u8>, Failure> {
    let authority = service.base_url().strip_prefix("http://").ok_or("the base URL is not http")?;
    let mut target = sample.path_and_query.clone();
    if !query.is_empty() {
        let mark = if target.contains('?') { '&' } else { '?' };
        target = format!("{target}{mark}{}", &query[1..]);
    }
    let mut request = format!(
        "{} {target} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncontent-length: \
         {}\r\n{headers}",
        sample.method,
        sample.body.len()
    )
    .into_bytes();
    for (name, value) in &sample.headers {
        request.extend_from_slice(format!("{name}: ").as_bytes());
        request.extend_from_slice(value.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    request.extend_from_slice(&sample.body);
    let mut stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(RESPONSE_TIME))?;
    stream.write_all(&request)?;
    let mut response = Vec::new();
    // A response that is cut off, or does not end, is one to report.
    let _ = stream.read_to_end(&mut response);
    Ok(response)
}
