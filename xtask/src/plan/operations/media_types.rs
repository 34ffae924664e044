//! The media types of a `content` map.

use serde_json::Value;

use crate::note::Note;
use crate::openapi::media_type::is_valid;
use crate::openapi::pointer::escape;

/// Notes headers of parts, which are not sent.
pub(super) fn check_encodings(content: Option<&Value>, pointer: &str, notes: &mut Vec<Note>) {
    let content = content.and_then(Value::as_object);
    for (media_type, media) in content.into_iter().flatten() {
        let encoding = media.get("encoding").and_then(Value::as_object);
        for (part, encoding) in encoding.into_iter().flatten() {
            if encoding.get("headers").is_some() {
                let (media_type, part) = (escape(media_type), escape(part));
                notes.push(Note::new(
                    format!("{pointer}/content/{media_type}/encoding/{part}/headers"),
                    "headers of a part are not supported, and are not sent",
                ));
            }
        }
    }
}

/// Notes keys that are not media types, which the operation goes without.
pub(super) fn check(content: Option<&Value>, pointer: &str, notes: &mut Vec<Note>) {
    let content = content.and_then(Value::as_object);
    for (media_type, _) in content.into_iter().flatten() {
        if !is_valid(media_type) {
            notes.push(Note::new(
                format!("{pointer}/content/{}", escape(media_type)),
                format!(
                    "`{media_type}` is not a media type (`type/subtype`, RFC 9110, section 8.3.1), \
                     so it is left out"
                ),
            ));
        }
    }
}
