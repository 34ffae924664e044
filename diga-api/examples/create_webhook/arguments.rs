//! The command line.

use std::ffi::OsString;

use diga_api::types::WebhookEvent;

pub(crate) const USAGE: &str = "\
usage: cargo run --example create_webhook -- [URL] [EVENT...] [--demo-errors]";

pub(crate) const HELP: &str = "
  URL            where Diga sends the events [default: https://example.com/diga/events]
  EVENT...       the events to send [default: status_changed]
  --demo-errors  shows a typed 403 and a typed 422 as well, from an embedded Diga

environment:
  DIGA_API_TOKEN  your token: with it, the real service is called
  DIGA_BASE_URL   the base URL of the real service, if it is not the document's
";

pub(crate) struct Arguments {
    pub(crate) url: String,
    pub(crate) events: Vec<WebhookEvent>,
    pub(crate) demo_errors: bool,
    pub(crate) help: bool,
}

impl Arguments {
    pub(crate) fn parse(
        arguments: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, lexopt::Error> {
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
