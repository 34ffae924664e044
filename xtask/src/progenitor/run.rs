//! A run of progenitor.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ::progenitor::{GenerationSettings, Generator, InterfaceStyle};
use proc_macro2::TokenStream;

use super::fault::refused;
use super::stand_in::StandIn;
use crate::Diagnostic;

/// progenitor's client methods and builders.
pub(super) fn run(stand_in: StandIn) -> Result<TokenStream, Diagnostic> {
    let document: openapiv3::OpenAPI =
        serde_json::from_value(stand_in.document).map_err(|error| refused(&error.to_string()))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    for (schema, ty) in stand_in.replaced {
        settings.with_replacement(schema, ty, [].into_iter());
    }
    // progenitor panics on a document that it does not support.
    catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(&document)
    }))
    .map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        refused(
            message
                .or(panic.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked"),
        )
    })?
    .map_err(|error| refused(&error.to_string()))
}
