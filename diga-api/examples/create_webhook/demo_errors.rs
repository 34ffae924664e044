//! Two calls that fail, each in a way that the document describes.

use std::error::Error;

use diga_api::errors::CreateWebhookError;
use diga_api::mock::Service;
use diga_api::types::{WebhookEvent, WebhookRequest};

/// Always against an embedded Diga: the real one should not receive invalid calls.
pub(crate) async fn demo_errors() -> Result<(), Box<dyn Error>> {
    let service = Service::start().await?;
    let client = service.client()?;
    let url = "https://example.com/diga/events";

    println!("\na token without permission:");
    service.fail("create_webhook", 403)?;
    let request = WebhookRequest::new(url, [WebhookEvent::StatusChanged]);
    print_error(client.create_webhook(request).send().await.err())?;

    println!("\nan event that this Diga does not know:");
    let request = WebhookRequest::new(url, ["from_the_future".into()]);
    print_error(client.create_webhook(request).send().await.err())
}

/// Branches on the errors that the document describes for this operation.
fn print_error(error: Option<diga_api::Error<CreateWebhookError>>) -> Result<(), Box<dyn Error>> {
    let error = error.ok_or("this should have failed")?;
    println!("  {error}");
    match error.api() {
        Some(CreateWebhookError::Status403(body)) => {
            println!("  CreateWebhookError::Status403");
            println!("    error_code  {}", body.error_code);
            println!("    message     {}", body.message);
        }
        Some(CreateWebhookError::Status422(body)) => {
            println!("  CreateWebhookError::Status422");
            for problem in body.detail.iter().flatten() {
                println!("    loc         {}", serde_json::to_string(&problem.loc)?);
                println!("    msg         {}", problem.msg);
                println!("    type        {}", problem.type_);
            }
        }
        // Another documented status, an undocumented one, or no response at all.
        _ => return Err(error.into()),
    }
    Ok(())
}
