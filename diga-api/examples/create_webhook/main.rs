//! Creates a webhook, and shows what calling the Diga API looks like: a typed request, the typed
//! response, and with `--demo-errors` typed errors.
//!
//! ```text
//! cargo run --example create_webhook -- [URL] [EVENT...] [--demo-errors]
//! ```

mod arguments;
mod demo_errors;
#[path = "../embedded_diga/mod.rs"]
mod embedded_diga;
mod report;

use std::error::Error;
use std::process::ExitCode;

use arguments::{Arguments, HELP, USAGE};
use demo_errors::demo_errors;
use diga_api::types::{WebhookEvent, WebhookRequest};
use embedded_diga::Diga;

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect().await?;

    let request = WebhookRequest::new(arguments.url, arguments.events);
    let webhook = diga.client.create_webhook(request).send().await?;

    // The typed value, and the response that it came with.
    let events = webhook.subscribed_events.iter().map(WebhookEvent::as_str);
    println!("created webhook {}", webhook.id);
    println!("  url         {}", webhook.url);
    println!("  events      {}", events.collect::<Vec<_>>().join(", "));
    println!("  created     {}", webhook.created_date);
    println!("  status      {}", webhook.status());
    println!("  request id  {}", webhook.request_id().unwrap_or("none"));

    if arguments.demo_errors {
        demo_errors().await?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args_os()) {
        Ok(arguments) if arguments.help => {
            println!("{USAGE}\n{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("error: {error}\n{USAGE}\n`--help` says more");
            return ExitCode::from(2);
        }
    };
    report::exit_code(run(arguments).await)
}
