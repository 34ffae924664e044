//! `$ref` with siblings.

use serde_json::{Value, json};

use super::pointer::Object;

/// A reference with siblings becomes the first of `allOf`.
pub(super) fn lower(schema: &mut Object) {
    if schema.len() < 2 {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else {
        return;
    };
    let mut parts = vec![json!({ "$ref": reference })];
    if let Some(Value::Array(others)) = schema.shift_remove("allOf") {
        parts.extend(others);
    }
    schema.shift_insert(0, "allOf".to_owned(), Value::Array(parts));
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered_beside;
    use serde_json::json;

    #[test]
    fn a_plain_reference_stays_as_it_is() {
        let schema = json!({"$ref": "#/components/schemas/A"});
        assert_eq!(lowered_beside(schema.clone(), json!({"A": {}})), schema);
        assert_eq!(
            lowered_beside(
                json!({"$ref": "#/components/schemas/A", "$comment": "x"}),
                json!({"A": {}})
            ),
            schema
        );
    }

    #[test]
    fn what_stands_beside_a_reference_goes_around_it() {
        assert_eq!(
            lowered_beside(
                json!({
                    "$ref": "#/components/schemas/A", "description": "d",
                    "allOf": [{"type": "object"}], "type": ["object", "null"]
                }),
                json!({"A": {"type": "object"}})
            ),
            json!({
                "allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object"}],
                "description": "d", "type": "object", "nullable": true
            })
        );
    }
}
