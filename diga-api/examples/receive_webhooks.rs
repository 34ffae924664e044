//! Receives webhook deliveries with axum, and prints what arrives.
//!
//! ```text
//! cargo run --example receive_webhooks                # receives one, which it sends itself
//! cargo run --example receive_webhooks -- 3000 https://my.example.com/diga/events  # with a token
//! ```
//!
//! Diga's documentation describes neither the payload nor a signature. The body is therefore taken
//! as raw bytes and read as JSON of any shape, and *nothing is verified*: anybody who knows the URL
//! can send to it. Keep the URL secret, and ask the API before you act on a delivery.

mod embedded_diga;

use std::error::Error;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use diga_api::Client;
use diga_api::types::{WebhookEvent, WebhookRequest};
use embedded_diga::Diga;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Responds at once; work that takes longer belongs in a task of its own.
async fn receive(headers: HeaderMap, body: Bytes) -> StatusCode {
    println!(
        "received {} bytes, {:?}",
        body.len(),
        headers.get("content-type")
    );
    match serde_json::from_slice::<Value>(&body) {
        Ok(event) => println!("{event:#}"),
        // Not refused: it would only be sent again.
        Err(error) => println!("not JSON: {error}"),
    }
    StatusCode::NO_CONTENT
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect().await?;
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().unwrap_or_else(|| "0".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let local = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/diga/events", post(receive));
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });

    let url = arguments
        .next()
        .unwrap_or_else(|| format!("{local}/diga/events"));
    let request = WebhookRequest::new(url, [WebhookEvent::StatusChanged]);
    let webhook = diga.client.create_webhook(request).send().await?;
    println!("webhook {} calls {}", webhook.id, webhook.url);
    if diga.embedded.is_none() {
        return Ok(serving.await??); // until it is stopped
    }

    // A payload that is made up.
    let event = json!({ "event": "status_changed", "call": { "status": "completed" } });
    let sender = Client::builder().base_url(local).token("none").build()?;
    let delivery = sender
        .request_raw(http::Method::POST, "/diga/events")
        .json(&event);
    println!("delivered: {}", delivery.send().await?.status());
    Ok(())
}
