//! Tuples.

use serde_json::{Value, json};

use super::pointer::Object;

/// `prefixItems`, or `items` as a list, becomes `x-prefix-items`; `items` is the schema of the
/// elements after them.
pub(super) fn lower(schema: &mut Object) {
    let rest = schema.shift_remove("additionalItems");
    if let Some(prefix) = schema.shift_remove("prefixItems") {
        schema.insert("x-prefix-items".to_owned(), prefix);
    }
    if schema.get("items").is_some_and(Value::is_array) {
        if let Some(prefix) = schema.shift_remove("items")
            && prefix.as_array().is_some_and(|list| !list.is_empty())
        {
            schema.insert("x-prefix-items".to_owned(), prefix);
        }
        if let Some(rest) = rest {
            schema.insert("items".to_owned(), rest);
        }
    }
    match schema.get("items") {
        Some(Value::Bool(any)) => {
            if !any {
                schema.insert("x-items-false".to_owned(), json!(true));
            }
            schema.insert("items".to_owned(), json!({}));
        }
        Some(_) => {}
        None => {
            let is_list = match schema.get("type") {
                Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "array"),
                Some(kind) => kind == "array",
                None => false,
            };
            if is_list || schema.contains_key("x-prefix-items") {
                schema.insert("items".to_owned(), json!({}));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn a_tuple_keeps_its_schemas_in_an_extension() {
        assert_eq!(
            lowered(json!({
                "type": "array", "minItems": 2, "maxItems": 2,
                "prefixItems": [{"type": "string"}, {"const": null}]
            })),
            json!({
                "type": "array", "minItems": 2, "maxItems": 2,
                "x-prefix-items": [
                    {"type": "string"},
                    {"nullable": true, "enum": [null], "x-null": true}
                ],
                "items": {}
            })
        );
    }

    #[test]
    fn a_closed_tuple_says_so() {
        assert_eq!(
            lowered(json!({"type": "array", "prefixItems": [true], "items": false})),
            json!({"type": "array", "items": {}, "x-prefix-items": [{}], "x-items-false": true})
        );
    }

    #[test]
    fn items_as_a_list_is_a_tuple() {
        assert_eq!(
            lowered(json!({
                "type": "array", "items": [{"type": "string"}],
                "additionalItems": {"type": ["integer", "null"]}
            })),
            json!({
                "type": "array", "x-prefix-items": [{"type": "string"}],
                "items": {"type": "integer", "nullable": true}
            })
        );
    }

    #[test]
    fn a_list_of_anything_says_so() {
        assert_eq!(
            lowered(json!({"type": "array"})),
            json!({"type": "array", "items": {}})
        );
        assert_eq!(
            lowered(json!({"type": "array", "items": true})),
            json!({"type": "array", "items": {}})
        );
    }
}
