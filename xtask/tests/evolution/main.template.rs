//! Calls the old client against a server that responds as the new document describes.
//!
//! Standard input has a line of JSON for each response; `ok` or the error is printed for each.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

fn main() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    for line in input.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let url = serve(&case);
        let client = LIBRARY::Client::builder().base_url(&url).token("t").build().unwrap();
        let result = runtime.block_on(call(case["name"].as_str().unwrap(), &client));
        match result {
            Ok(()) => println!("ok"),
            Err(error) => println!("{}", format!("{error:?}").replace('\n', " ")),
        }
    }
}

async fn call(name: &str, client: &LIBRARY::Client) -> Result<(), LIBRARY::Error> {
    match name {
        // ARMS
        other => panic!("no function for {other}"),
    }
}

/// A server for one request.
fn serve(case: &serde_json::Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let body = case["body"].as_str().unwrap_or_default().to_owned();
    let content_type = case["content_type"].as_str().unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {} x\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: \
         close\r\n\r\n",
        case["status"],
        body.len()
    );
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        // The head, and as much as it announces.
        loop {
            let text = String::from_utf8_lossy(&request).to_lowercase();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.split("content-length: ").nth(1);
                let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
                if body.len() >= length.unwrap_or(0) {
                    break;
                }
            }
            let read = stream.read(&mut buffer).unwrap();
            request.extend_from_slice(&buffer[..read]);
        }
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
    });
    url
}
