//! Decides what the code will contain: types, operations, and their names.
//!
//! [`types`] turns schemas into definitions, [`operations`] turns paths into operations, and
//! [`passes`] decides what depends on all of them. The result is the [`model`], and the later
//! stages read nothing else.

pub(crate) mod model;
mod operations;
mod passes;
mod types;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::settings::Settings;
use model::Plan;
use operations::{Operations, security, servers, webhooks};
use types::Builder;

/// Decides everything about the code for a lowered document.
pub(crate) fn plan(lowered: &Value, settings: &Settings) -> Result<Plan, Vec<Diagnostic>> {
    let mut builder = Builder::new(lowered);
    builder.components()?;
    let Operations {
        operations,
        names,
        tags,
        error_codes,
    } = operations::plan(lowered, settings, &mut builder)?;
    let webhooks = webhooks::plan(lowered, &mut builder)?;
    let info = lowered.get("info");
    let info = |key: &str| info.and_then(|info| info.get(key));
    let mut plan = Plan {
        title: info("title")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        version: match info("version") {
            Some(Value::String(version)) => version.clone(),
            Some(version) => version.to_string(),
            None => String::new(),
        },
        server: servers::default(lowered),
        security: security::usual(lowered, &operations),
        definitions: builder.finish(),
        tags,
        operations,
        error_codes,
        webhooks,
        names,
        generics: settings.generics.clone(),
    };
    passes::run(&mut plan);
    Ok(plan)
}
