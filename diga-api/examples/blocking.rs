//! Uses the client in a program that is not async.
//!
//! ```text
//! cargo run --features blocking --example blocking
//! ```

mod embedded_diga;

use std::error::Error;

use diga_api::Client;
use diga_api::errors::CreateWebhookError;
use diga_api::types::{WebhookEvent, WebhookRequest};

use embedded_diga::{EmbeddedDiga, TOKEN, TOKEN_WITHOUT_PERMISSION};

fn main() -> Result<(), Box<dyn Error>> {
    // The embedded server needs a runtime; the client has its own.
    let runtime = tokio::runtime::Runtime::new()?;
    let diga = runtime.block_on(EmbeddedDiga::start())?;

    let client = Client::builder()
        .base_url(diga.url())
        .token(TOKEN)
        .build_blocking()?;
    let request = WebhookRequest::new(
        "https://example.com/diga/events",
        [WebhookEvent::StatusChanged],
    );
    let webhook = client.create_webhook(request.clone()).send()?;
    println!("created webhook {}", webhook.id);

    let client = Client::builder()
        .base_url(diga.url())
        .token(TOKEN_WITHOUT_PERMISSION)
        .build_blocking()?;
    match client.create_webhook(request).send() {
        Ok(webhook) => Err(format!("this should have failed: {webhook:?}").into()),
        Err(error) => match error.api() {
            Some(CreateWebhookError::Status403(body)) => {
                println!("forbidden: {}", body.message);
                Ok(())
            }
            _ => Err(error.into()),
        },
    }
}
