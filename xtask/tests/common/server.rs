//! A web server on loopback, for what is vendored.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;

/// A web server on loopback; the function responds to a path, and without a response it is 404.
pub(crate) fn serve(respond: impl Fn(&str) -> Option<Vec<u8>> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..length]).into_owned();
            let found = request.split(' ').nth(1).and_then(&respond);
            let status = if found.is_some() {
                "200 OK"
            } else {
                "404 Not Found"
            };
            let body = found.unwrap_or_default();
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(&body).unwrap();
        }
    });
    base
}

/// A server of these pages.
pub(crate) fn pages(pages: &[(&str, &str)]) -> String {
    let pages: BTreeMap<String, Vec<u8>> = pages
        .iter()
        .map(|(path, body)| ((*path).to_owned(), body.as_bytes().to_vec()))
        .collect();
    serve(move |path| pages.get(path).cloned())
}
