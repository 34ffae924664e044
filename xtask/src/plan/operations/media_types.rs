//! The media types of a `content` map.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::openapi::media_type::is_valid;
use crate::openapi::pointer::escape;

/// Refuses keys that are not media types, since a guess could send the wrong one.
pub(super) fn check(content: Option<&Value>, pointer: &str) -> Result<(), Diagnostic> {
    let content = content.and_then(Value::as_object);
    for (media_type, _) in content.into_iter().flatten() {
        if !is_valid(media_type) {
            let pointer = format!("{pointer}/content/{}", escape(media_type));
            let why = format!("`{media_type}` is not a media type");
            return Err(Diagnostic::new(pointer, why)
                .help("write it as `type/subtype` (RFC 9110, section 8.3.1): `application/json`"));
        }
    }
    Ok(())
}
