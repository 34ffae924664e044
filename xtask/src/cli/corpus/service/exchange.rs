//! A request to the service and its response, held against the document.

use serde::Deserialize;
use serde_json::Value;
use xtask::openapi::pointer::escape;

use crate::cli::corpus::examples::validate::{Validation, Validators};

/// What the program prints of a call.
#[derive(Debug, Deserialize)]
pub(super) struct Exchange {
    /// The operation's name in Rust.
    pub(super) operation: String,
    method: String,
    /// As the document has it.
    path: String,
    /// The status that was asked for; none if the request should succeed.
    asked: Option<u16>,
    status: u16,
    content_type: Option<String>,
    body: String,
}

impl Exchange {
    /// Whether this was a request that should succeed.
    pub(super) fn is_success(&self) -> bool {
        self.asked.is_none()
    }

    /// Whether the document describes this response; if not, why.
    pub(super) fn check(
        &self,
        document: &Value,
        validators: &mut Validators,
    ) -> Result<(), String> {
        let status = self.status;
        let expected = match self.asked {
            Some(asked) => status == asked,
            None => (200..300).contains(&status),
        };
        if !expected {
            let asked = self
                .asked
                .map_or("2XX".to_owned(), |asked| asked.to_string());
            return Err(format!("{status} instead of {asked}: {}", self.body));
        }
        let at = format!("/paths/{}/{}/responses", escape(&self.path), self.method);
        let Some(responses) = document.pointer(&at).and_then(Value::as_object) else {
            return Ok(()); // behind a reference
        };
        let keys = [
            status.to_string(),
            format!("{}XX", status / 100),
            "default".to_owned(),
        ];
        let Some(key) = keys.iter().find(|key| responses.contains_key(*key)) else {
            // A document may describe no success.
            let described = responses.keys().any(|key| key.starts_with('2'));
            return if described || self.asked.is_some() {
                Err(format!("{status} is not documented"))
            } else {
                Ok(())
            };
        };
        let mut at = format!("{at}/{key}");
        if let Some(reference) = document
            .pointer(&format!("{at}/$ref"))
            .and_then(Value::as_str)
        {
            reference.trim_start_matches('#').clone_into(&mut at);
        }
        let Some(content) = document
            .pointer(&format!("{at}/content"))
            .and_then(Value::as_object)
        else {
            return Ok(());
        };
        let media_type = self.content_type.as_deref().unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default();
        let is_wild = |key: &str| key.contains('*');
        let own =
            |key: &&String| key.split(';').next().unwrap_or_default() == essence || is_wild(key);
        let Some(key) = content.keys().find(own) else {
            return if content.is_empty() {
                Ok(())
            } else {
                Err(format!(
                    "{status} with the undocumented media type {media_type:?}"
                ))
            };
        };
        let is_json = essence.ends_with("/json") || essence.ends_with("+json");
        let schema = format!("{at}/content/{}/schema", escape(key));
        if !is_json || document.pointer(&schema).is_none() {
            return Ok(());
        }
        let body: Value = serde_json::from_str(&self.body)
            .map_err(|error| format!("{status} is not JSON: {error}: {}", self.body))?;
        match validators.validate(&schema, &body) {
            Validation::Invalid(why) => Err(format!("{status}: {why} in {}", self.body)),
            Validation::Valid | Validation::NoSchema => Ok(()),
        }
    }
}
