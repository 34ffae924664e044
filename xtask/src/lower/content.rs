//! Strings with encoded content.

use serde_json::Value;

use super::pointer::Object;

/// `contentEncoding` and `contentMediaType` become a `format`.
pub(super) fn lower(schema: &mut Object) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    let encoding = encoding.as_ref().and_then(Value::as_str);
    let media_type = media_type.as_ref().and_then(Value::as_str);
    let format = match (encoding, media_type) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => "byte",
        (None | Some("binary"), Some(media_type)) if is_bytes(media_type) => "binary",
        (Some("binary"), None) => "binary",
        _ => return,
    };
    let takes_strings = match schema.get("type") {
        None => !schema.contains_key("$ref"),
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
        Some(kind) => kind == "string",
    };
    if takes_strings {
        schema.entry("type").or_insert_with(|| "string".into());
        schema.entry("format").or_insert_with(|| format.into());
    }
}

/// Whether a media type is certainly binary.
fn is_bytes(media_type: &str) -> bool {
    let media_type = media_type.trim().to_ascii_lowercase();
    matches!(
        media_type.as_str(),
        "application/octet-stream" | "application/pdf" | "application/zip" | "application/gzip"
    ) || ["image/", "audio/", "video/"]
        .iter()
        .any(|family| media_type.starts_with(family))
        && !media_type.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn base64_is_a_format() {
        assert_eq!(
            lowered(json!({"type": "string", "contentEncoding": "base64"})),
            json!({"type": "string", "format": "byte"})
        );
        assert_eq!(
            lowered(json!({"type": "string", "format": "x", "contentEncoding": "base64"})),
            json!({"type": "string", "format": "x"})
        );
    }

    #[test]
    fn bytes_are_binary() {
        for media_type in ["application/octet-stream", "image/png"] {
            assert_eq!(
                lowered(json!({"type": "string", "contentMediaType": media_type})),
                json!({"type": "string", "format": "binary"})
            );
        }
        assert_eq!(
            lowered(json!({"type": "string", "contentMediaType": "application/json"})),
            json!({"type": "string"})
        );
    }

    #[test]
    fn bytes_without_a_type_are_a_string() {
        assert_eq!(
            lowered(json!({"contentMediaType": "application/octet-stream"})),
            json!({"type": "string", "format": "binary"})
        );
    }
}
