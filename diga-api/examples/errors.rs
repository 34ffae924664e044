//! Shows every kind of error, each as it prints, and what a program can ask it.
//!
//! ```text
//! cargo run --example errors
//! ```
//!
//! All calls go to an embedded Diga, which fails on demand. With a token, the real service is asked
//! for a webhook that does not exist as well.

mod embedded_diga;

use std::error::Error as StdError;
use std::time::Duration;

use diga_api::errors::GetWebhookError;
use diga_api::mock::{Fault, Service};
use diga_api::types::{WebhookEvent, WebhookRequest};
use diga_api::{Call, Client, Error, RetryPolicy};
use uuid::Uuid;

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    if embedded_diga::has_token() {
        let missing = Client::from_env()?.get_webhook(Uuid::nil()).send().await;
        show("the real service", missing);
    }
    let service = Service::start().await?;
    let client = service.client()?;
    let get = || client.get_webhook(Uuid::nil());

    // Documented: each operation has an enum with a variant for each status.
    let missing = get().send().await;
    if let Some(GetWebhookError::Status404(body)) = missing.as_ref().err().and_then(Error::api) {
        println!("the code is {}", body.error_code);
    }
    show("documented", missing);

    // Retried first, because a GET is safe to repeat.
    service.inject(Fault::unavailable(Duration::from_secs(2)))?;
    show("unavailable", get().send().await);
    service.clear_faults();

    service.inject(Fault::disconnect().once())?;
    let once = get().with_retry_policy(RetryPolicy::never());
    show("disconnected", once.send().await);

    service.inject(Fault::latency(Duration::from_secs(60)).once())?;
    let brief = get().with_timeout(Duration::from_millis(50));
    show("too late", brief.send().await);

    // Not sent, because the document forbids an empty URL.
    let request = WebhookRequest::new("", [WebhookEvent::StatusChanged]);
    show("invalid", client.create_webhook(request).send().await);

    let nobody = Client::builder().base_url(service.base_url()).build()?;
    show("no token", nobody.list_webhooks().send().await);

    drop(service);
    show("no server", get().send().await);
    Ok(())
}

fn show<T>(what: &str, result: Result<T, impl Into<Error>>) {
    let Err(error) = result.map_err(Into::into) else {
        return println!("{what}: succeeded");
    };
    let kinds = [
        (error.is_configuration(), "configuration"),
        (error.is_invalid_request(), "invalid request"),
        (error.is_connect(), "connect"),
        (error.is_timeout(), "timeout"),
        (error.is_transport(), "transport"),
        (error.is_status(), "status"),
        (error.is_retryable(), "retryable"),
    ];
    println!("{what}: {error}");
    for (_, kind) in kinds.into_iter().filter(|(is, _)| *is) {
        println!("    {kind}");
    }
}
