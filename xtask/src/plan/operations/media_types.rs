//! The media types of a `content` map.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::openapi::media_type::is_valid;
use crate::openapi::pointer::escape;

/// Refuses what is not a media type: the mistake is the document's, and a guess would send
/// something else.
pub(super) fn check(content: Option<&Value>, pointer: &str) -> Result<(), Diagnostic> {
    let content = content.and_then(Value::as_object);
    for (media_type, _) in content.into_iter().flatten() {
        if !is_valid(media_type) {
            let pointer = format!("{pointer}/content/{}", escape(media_type));
            let why = format!("`{media_type}` is no media type");
            return Err(Diagnostic::new(pointer, why)
                .help("write it as `type/subtype` (RFC 9110, section 8.3.1): `application/json`"));
        }
    }
    Ok(())
}
