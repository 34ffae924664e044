//! The media types of a `content` map.

use serde_json::Value;

use super::multipart::fixed_value;
use crate::note::Note;
use crate::openapi::media_type::{essence, is_valid};
use crate::openapi::pointer::escape;

/// Notes headers of parts that are not sent by themselves.
pub(super) fn check_encodings(content: Option<&Value>, pointer: &str, notes: &mut Vec<Note>) {
    let content = content.and_then(Value::as_object);
    for (media_type, media) in content.into_iter().flatten() {
        let encoding = media.get("encoding").and_then(Value::as_object);
        for (part, encoding) in encoding.into_iter().flatten() {
            let headers = encoding.get("headers").and_then(Value::as_object);
            for (name, header) in headers.into_iter().flatten() {
                // The media type of a part is described by `contentType` alone.
                if name.eq_ignore_ascii_case("content-type") || is_fixed(media_type, name, header) {
                    continue;
                }
                let [media_type, part, name] = [media_type, part, name].map(|step| escape(step));
                notes.push(Note::new(
                    format!("{pointer}/content/{media_type}/encoding/{part}/headers/{name}"),
                    "the header is sent only if the part is a file on which it is set \
                     (`File::with_header`)",
                ));
            }
        }
    }
}

/// Whether a header is sent with its only value.
fn is_fixed(media_type: &str, name: &str, header: &Value) -> bool {
    essence(media_type).starts_with("multipart/") && fixed_value(name, header).is_some()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Settings;

    #[test]
    fn an_odd_media_type_costs_its_operation_a_note() {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {
                "operationId": "create",
                "requestBody": {"content": {
                    "multipart/form-data": {
                        "schema": {"type": "object", "properties": {"a": {"type": "string"}}},
                        "encoding": {"a": {"headers": {"X-A": {"schema": {"type": "string"}}}}},
                    },
                }},
                "responses": {"200": {"description": "d", "content": {
                    "json": {"schema": {"type": "string"}},
                    "application/json": {"schema": {"type": "string"}},
                }}},
            }}},
        });
        let generated = crate::generate(&document, &Settings::of_package("a-api")).unwrap();
        assert!(generated.rust.contains("pub fn create"));
        let notes: Vec<String> = generated.notes.iter().map(ToString::to_string).collect();
        assert_eq!(
            notes,
            [
                "note: #/paths/~1a/post/requestBody/content/multipart~1form-data/encoding/a/headers\
                 /X-A: the header is sent only if the part is a file on which it is set \
                 (`File::with_header`)",
                "note: #/paths/~1a/post/responses/200/content/json: `json` is not a media type \
                 (`type/subtype`, RFC 9110, section 8.3.1), so it is left out",
            ]
        );
    }
}
