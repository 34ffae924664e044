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
                 : headers of a part are not supported, and are not sent",
                "note: #/paths/~1a/post/responses/200/content/json: `json` is not a media type \
                 (`type/subtype`, RFC 9110, section 8.3.1), so it is left out",
            ]
        );
    }
}
