//! Discriminators.

use serde_json::{Value, json};

use super::pointer::Object;

/// A discriminator is an object with the property's name; a mapping without entries is dropped.
pub(super) fn lower(schema: &mut Object) {
    match schema.get_mut("discriminator") {
        None => {}
        // The form of Swagger 2.0.
        Some(Value::String(property)) => {
            let property = std::mem::take(property);
            schema.insert(
                "discriminator".to_owned(),
                json!({ "propertyName": property }),
            );
        }
        Some(Value::Object(discriminator))
            if discriminator
                .get("propertyName")
                .is_some_and(Value::is_string) =>
        {
            discriminator.retain(|key, value| {
                key != "mapping" || value.as_object().is_some_and(|mapping| !mapping.is_empty())
            });
        }
        Some(_) => {
            schema.shift_remove("discriminator");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered_beside;
    use serde_json::json;

    #[test]
    fn a_mapping_holds_full_references_and_what_dangles_is_left_out() {
        assert_eq!(
            lowered_beside(
                json!({
                    "oneOf": [{"$ref": "#/components/schemas/A"},
                    {"$ref": "#/components/schemas/B"}],
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {"a": "A", "b": "#/components/schemas/B", "c": "C.json"}
                    }
                }),
                json!({"A": {"type": "object"}, "B": {"type": "object"}})
            ),
            json!({
                "oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"a": "#/components/schemas/A", "b": "#/components/schemas/B"}
                }
            })
        );
    }

    #[test]
    fn a_discriminator_of_2_0_names_its_property() {
        assert_eq!(
            lowered_beside(json!({"discriminator": "kind"}), json!({})),
            json!({"discriminator": {"propertyName": "kind"}})
        );
        assert_eq!(
            lowered_beside(json!({"discriminator": {"mapping": {}}}), json!({})),
            json!({})
        );
    }
}
