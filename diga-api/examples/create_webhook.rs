//! Creates a webhook, and shows what calling the Diga API looks like.
//!
//! ```text
//! cargo run --example create_webhook -- [URL] [EVENT...] [--demo-errors]
//! ```
//!
//! With `DIGA_API_TOKEN` it calls the real service; without, an embedded one that responds as the
//! vendored document says.

mod embedded_diga;

use std::env;
use std::error::Error as StdError;
use std::ffi::OsString;
use std::process::ExitCode;

use diga_api::errors::CreateWebhookError;
use diga_api::types::{WebhookEvent, WebhookRequest, WebhookResponse};
use diga_api::{Client, Error, Response};

use embedded_diga::{EmbeddedDiga, TOKEN, TOKEN_WITHOUT_PERMISSION};

const USAGE: &str = "\
usage: cargo run --example create_webhook -- [URL] [EVENT...] [--demo-errors]";

const HELP: &str = "
  URL            where Diga sends the events [default: https://example.com/diga/events]
  EVENT...       the events to send [default: status_changed]
  --demo-errors  shows a typed 403 and a typed 422 as well, from the embedded Diga

environment:
  DIGA_API_TOKEN  your token: with it, the real service is called
  DIGA_BASE_URL   the base URL of the real service, if it is not the document's
";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("error: {error}\n{USAGE}\n`--help` says more");
            return ExitCode::from(2);
        }
    };
    if arguments.help {
        println!("{USAGE}\n{HELP}");
        return ExitCode::SUCCESS;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn StdError>> {
    let embedded;
    let client = if env::var_os("DIGA_API_TOKEN").is_some_and(|token| !token.is_empty()) {
        Client::from_env()?
    } else {
        embedded = EmbeddedDiga::start().await?;
        eprintln!(
            "note: this is an embedded Diga at {}; set DIGA_API_TOKEN to your token to call the \
             real one",
            embedded.url()
        );
        client_of(&embedded, TOKEN)?
    };

    let request = WebhookRequest::new(arguments.url, arguments.events);
    let webhook = client.create_webhook(request).send().await?;
    show(&webhook);

    if arguments.demo_errors {
        demo_errors().await?;
    }
    Ok(())
}

/// Prints a response: the typed value, and its metadata.
fn show(webhook: &Response<WebhookResponse>) {
    println!("created webhook {}", webhook.id);
    println!("  url         {}", webhook.url);
    println!("  events      {}", listed(&webhook.subscribed_events));
    println!("  created     {}", webhook.created_date);
    println!("  status      {}", webhook.status());
    println!("  request id  {}", webhook.request_id().unwrap_or("none"));
}

/// Two calls that fail, each in a way that the document describes, always against an embedded Diga:
/// the real one should not receive invalid calls.
async fn demo_errors() -> Result<(), Box<dyn StdError>> {
    let diga = EmbeddedDiga::start().await?;
    let url = "https://example.com/diga/events";

    println!("\na token without permission:");
    let client = client_of(&diga, TOKEN_WITHOUT_PERMISSION)?;
    let request = WebhookRequest::new(url, [WebhookEvent::StatusChanged]);
    print_error(client.create_webhook(request).send().await)?;

    println!("\nan event that this Diga does not know:");
    let client = client_of(&diga, TOKEN)?;
    let request = WebhookRequest::new(url, ["from_the_future".into()]);
    print_error(client.create_webhook(request).send().await)
}

/// Branches on the errors that the document describes for this operation.
fn print_error(
    result: Result<Response<WebhookResponse>, Error<CreateWebhookError>>,
) -> Result<(), Box<dyn StdError>> {
    let error = match result {
        Ok(webhook) => return Err(format!("this should have failed: {webhook:?}").into()),
        Err(error) => error,
    };
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

fn client_of(diga: &EmbeddedDiga, token: &str) -> Result<Client, Error> {
    Client::builder().base_url(diga.url()).token(token).build()
}

fn listed(events: &[WebhookEvent]) -> String {
    let names: Vec<_> = events.iter().map(WebhookEvent::as_str).collect();
    names.join(", ")
}

/// One line for the error, and one for each cause that adds something.
fn report(error: &dyn StdError) {
    let mut message = error.to_string();
    eprintln!("error: {message}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !message.contains(&line) {
            eprintln!("  caused by: {line}");
        }
        message = line;
        cause = error.source();
    }
}

struct Arguments {
    url: String,
    events: Vec<WebhookEvent>,
    demo_errors: bool,
    help: bool,
}

impl Arguments {
    fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;

        let (mut url, mut events) = (None, Vec::new());
        let (mut demo_errors, mut help) = (false, false);
        let mut parser = lexopt::Parser::from_iter(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("demo-errors") => demo_errors = true,
                Short('h') | Long("help") => help = true,
                Value(value) if url.is_none() => url = Some(value.string()?),
                Value(value) => events.push(WebhookEvent::from(value.string()?)),
                Short(_) | Long(_) => return Err(argument.unexpected()),
            }
        }
        if events.is_empty() {
            events.push(WebhookEvent::StatusChanged);
        }
        Ok(Self {
            url: url.unwrap_or_else(|| "https://example.com/diga/events".to_owned()),
            events,
            demo_errors,
            help,
        })
    }
}
