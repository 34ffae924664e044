//! The Diga that the examples call: the real one if `DIGA_API_TOKEN` is set, otherwise one that is
//! embedded.

// Each example uses a part of it.
#![allow(dead_code)]

use std::env;
use std::error::Error;

use diga_api::mock::Service;
use diga_api::{Client, ClientBuilder};
use serde_json::Value;

/// A client, and the service that it calls if that is embedded.
pub(crate) struct Diga {
    pub(crate) client: Client,
    /// Made from the vendored document. None if the client calls the real service.
    pub(crate) embedded: Option<Service>,
}

impl Diga {
    /// Starts an embedded Diga, unless there is a token for the real one.
    pub(crate) async fn connect() -> Result<Self, Box<dyn Error>> {
        Self::connect_with(|builder| builder).await
    }

    /// The same, with a client that is set up further.
    pub(crate) async fn connect_with(
        set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, Box<dyn Error>> {
        let embedded = if has_token() {
            None
        } else {
            Some(Service::start().await?)
        };
        let builder = match &embedded {
            None => Client::builder().or_from_env()?,
            Some(service) => {
                eprintln!("{}", note(service));
                service.client_builder()
            }
        };
        let client = set_up(builder).build()?;
        Ok(Self { client, embedded })
    }

    /// At the embedded Diga, something happens that is not a request: the record at `path` gets
    /// these fields. At the real one, it happens by itself.
    pub(crate) fn happens(&self, path: &str, fields: Value) {
        if let Some(service) = &self.embedded {
            let updated = service.update(path, |record| merge(record, fields));
            report(updated.err());
        }
    }

    /// The same for something new: the list at `path` gets a record with these fields.
    pub(crate) fn appears(&self, path: &str, fields: Value) {
        if let Some(service) = &self.embedded {
            let inserted = service.insert(path, |record| merge(record, fields));
            report(inserted.err());
        }
    }
}

/// Whether the real service is called.
pub(crate) fn has_token() -> bool {
    env::var_os("DIGA_API_TOKEN").is_some_and(|token| !token.is_empty())
}

/// What the examples print first when they do not call the real service.
pub(crate) fn note(service: &Service) -> String {
    format!(
        "note: this is an embedded Diga at {}; set DIGA_API_TOKEN to your token to call the real \
         one",
        service.base_url()
    )
}

fn merge(record: &mut Value, fields: Value) {
    if let (Value::Object(record), Value::Object(fields)) = (record, fields) {
        record.extend(fields);
    }
}

/// The document has changed so that an example tells a wrong story.
fn report(error: Option<diga_api::mock::ServiceError>) {
    if let Some(error) = error {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}
