//! Decides what the code will contain: types, operations, and their names.
//!
//! [`types`] turns schemas into definitions, [`operations`] turns paths into operations, and
//! [`passes`] decides what depends on all of them. The result is the [`model`], and the later
//! stages read nothing else. [`prune`] takes from it what some cargo features need.

pub(crate) mod model;
mod operations;
mod passes;
pub(crate) mod prune;
mod types;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::lock::Decisions;
use crate::settings::Settings;
use model::{Extent, Plan};
use operations::{Operations, notes, security, tag_names, webhooks};
use types::Builder;

/// Decides everything about the code for a lowered document.
pub(crate) fn plan(lowered: &Value, settings: &Settings) -> Result<Plan, Vec<Diagnostic>> {
    let mut builder = Builder::new(lowered, &settings.decisions)?;
    builder.components()?;
    let Operations {
        operations,
        names,
        retired,
        tags,
        servers,
        error_codes,
    } = operations::plan(lowered, &settings.decisions, &mut builder)?;
    let webhooks = webhooks::plan(lowered, &mut builder)?;
    let tag_names = tag_names::names(lowered, &settings.decisions);
    let mut decisions = Decisions {
        operations: names,
        tags: tag_names.present,
        // The passes add the generic types that they find.
        generics: settings.decisions.generics.clone(),
        ..Decisions::default()
    };
    decisions.retired.operations = retired;
    decisions.retired.tags = tag_names.retired;
    let mut notes = std::mem::take(&mut builder.notes);
    notes.extend(notes::notes(lowered));
    let definitions = builder.finish(&settings.decisions, &mut decisions);
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
        server: operations::servers::default(lowered),
        servers,
        security: security::usual(lowered, &operations),
        definitions,
        tags,
        operations,
        error_codes,
        webhooks,
        decisions,
        notes,
        refused: vec![],
        // The last pass finds them.
        conditions: vec![],
        extent: Extent::Whole,
    };
    passes::run(&mut plan);
    if !plan.refused.is_empty() {
        return Err(plan.refused);
    }
    let paged = plan.operations.iter();
    plan.decisions.paged = paged
        .filter(|operation| operation.paging.is_some())
        .map(|operation| operation.key.clone())
        .collect();
    let codes = plan.error_codes.iter().flat_map(|found| &found.codes);
    plan.decisions.error_codes = codes.map(|code| code.value.clone()).collect();
    Ok(plan)
}
