//! What must be true for every document.

use serde_json::Value;
use xtask::Settings;

/// How many bytes of Rust one byte of document may become, at the most.
const GROWTH: usize = 400;

/// Whether a document is generated; an error if what happens is neither that nor a diagnostic.
pub(crate) fn holds(document: &Value) -> Result<bool, String> {
    let settings = Settings::of_package("fuzz-api");
    let generated = match xtask::generate(document, &settings) {
        Ok(generated) => generated,
        Err(diagnostics) => {
            let messages: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
            // A diagnostic about xtask itself is a bug, whichever document leads to it.
            return match messages
                .iter()
                .find(|message| message.contains("this is a bug"))
            {
                None if !messages.is_empty() => Ok(false),
                bug => Err(format!("{bug:?}")),
            };
        }
    };
    let length = document.to_string().len();
    if generated.rust.len() > GROWTH * (length + 1_024) {
        return Err(format!("{length} bytes became {}", generated.rust.len()));
    }
    syn::parse_file(&generated.rust).map_err(|error| format!("not Rust: {error}"))?;
    let schemas = document.pointer("/components/schemas");
    for (name, _) in schemas.and_then(Value::as_object).into_iter().flatten() {
        if !generated.manifest.schemas.contains_key(name) {
            return Err(format!("the manifest lacks {name:?}"));
        }
    }
    Ok(true)
}
