//! Starts the service of this document, calls it, and prints a line of JSON for each response.
//!
//! A test program, run as a process of its own: what it cannot do ends it, and fails the document.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use LIBRARY::mock::{SampleRequest, Service};

fn main() {
    // The service needs a runtime; the calls are made without the client, which would retry them.
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(async {
            sender.send(Service::start().await.unwrap()).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let service = receiver.recv().unwrap();
    for row in OPERATIONS {
        let name = row.0;
        call(&service, row, None);
        for label in service.documented_errors(name).unwrap() {
            let status = match label.strip_suffix("XX") {
                Some(range) => range.parse().map(|range: u16| range * 100),
                None if label == "default" => Ok(500),
                None => label.parse(),
            };
            if let Ok(status) = status {
                service.fail(name, status).unwrap();
                call(&service, row, Some(status));
            }
        }
    }
}

fn call(
    service: &Service,
    (name, method, path, headers, query): &(&str, &str, &str, &str, &str),
    asked: Option<u16>,
) {
    let sample = service.sample(name).unwrap();
    let response = send(service, &sample, headers, query);
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
}

fn send(service: &Service, sample: &SampleRequest, headers: &str, query: &str) -> Vec<u8> {
    let authority = service.base_url().strip_prefix("http://").unwrap();
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
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.write_all(&request).unwrap();
    let mut response = Vec::new();
    let _ = stream.read_to_end(&mut response);
    response
}
