//! Uses the client in a program that is not async: a call, a list, a documented error, and waiting
//! for something to finish.
//!
//! ```text
//! cargo run --features blocking --example blocking
//! ```

mod embedded_diga;

use std::error::Error;

use diga_api::Client;
use diga_api::blocking::Poller;
use diga_api::errors::GetWebhookError;
use diga_api::mock::Service;
use diga_api::types::{WebhookEvent, WebhookRequest};
use uuid::Uuid;

fn main() -> Result<(), Box<dyn Error>> {
    // The embedded Diga needs a runtime; the client has its own.
    let runtime = tokio::runtime::Runtime::new()?;
    let service;
    let client = if embedded_diga::has_token() {
        Client::builder().or_from_env()?.build_blocking()?
    } else {
        service = runtime.block_on(Service::start())?;
        eprintln!("{}", embedded_diga::note(&service));
        service.client_builder().build_blocking()?
    };

    let url = "https://example.com/diga/events";
    let request = WebhookRequest::new(url, [WebhookEvent::StatusChanged]);
    let webhook = client.create_webhook(request).send()?;
    println!("created webhook {}", webhook.id);

    // Pages are requested when they are needed.
    let mut found = false;
    for listed in client.list_webhooks().items() {
        let listed = listed?;
        println!("listed  webhook {} {}", listed.id, listed.url);
        found |= listed.id == webhook.id;
    }
    assert!(found);

    client.delete_webhook(webhook.id).send()?;
    let gone = Poller::new(&client).until(
        || match client.get_webhook(webhook.id).send() {
            Err(error) if matches!(error.api(), Some(GetWebhookError::Status404(_))) => Ok(true),
            other => other.map(|_| false),
        },
        |gone| *gone,
    );
    println!("deleted webhook {}: {}", webhook.id, gone?);

    match client.get_webhook(Uuid::nil()).send() {
        Ok(webhook) => println!("unexpected: {}", webhook.id),
        Err(error) => println!("failed  {error}"),
    }
    Ok(())
}
