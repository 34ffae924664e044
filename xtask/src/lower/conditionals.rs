//! Schemas that apply under a condition.

use serde_json::Value;

use super::pointer::{Object, Step};

/// The extension that has the conditional schemas of a schema.
pub(super) const CONDITIONAL: &str = "x-conditional";

/// The schemas below the keyword that apply under a condition: `then`, `else`, and those of
/// `dependentSchemas` (before 2019-09, of `dependencies`). Each has its steps from the keyword.
///
/// The condition is not checked, so such a schema only tells which properties there may be.
pub(super) fn branches<'d>(keyword: &str, value: &'d Value) -> Vec<(Option<Step<'d>>, &'d Value)> {
    let mut found: Vec<(Option<Step<'d>>, &Value)> = match (keyword, value) {
        ("then" | "else", schema) => vec![(None, schema)],
        ("dependentSchemas" | "dependencies", Value::Object(schemas)) => {
            let schemas = schemas.iter();
            schemas
                .map(|(name, schema)| (Some(Step::Key(name)), schema))
                .collect()
        }
        _ => vec![],
    };
    found.retain(|(_, schema)| describes_properties(schema));
    found
}

fn describes_properties(schema: &Value) -> bool {
    let keywords = [
        "$ref",
        "properties",
        "allOf",
        "anyOf",
        "oneOf",
        "then",
        "else",
        "dependentSchemas",
        CONDITIONAL,
    ];
    keywords.iter().any(|keyword| schema.get(keyword).is_some())
}

/// Adds conditional schemas to a lowered schema, which may have some already.
pub(super) fn add(schema: &mut Object, branches: Vec<Value>) {
    if branches.is_empty() {
        return;
    }
    match schema.get_mut(CONDITIONAL).and_then(Value::as_array_mut) {
        Some(known) => known.extend(branches),
        None => {
            schema.insert(CONDITIONAL.to_owned(), Value::Array(branches));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{lowered, lowered_beside};
    use serde_json::json;

    #[test]
    fn schemas_under_a_condition_are_kept_apart() {
        assert_eq!(
            lowered(json!({
                "type": "object", "properties": {"kind": {"type": "string"}},
                "if": {"properties": {"kind": {"const": "card"}}},
                "then": {"required": ["number"], "properties": {"number": {"type": ["string",
                "null"]}}},
                "else": {"required": ["iban"]},
                "dependentSchemas": {"coupon": {"properties": {"owner": {"const": 1}}}}
            })),
            json!({
                "type": "object", "properties": {"kind": {"type": "string"}},
                "x-conditional": [
                    {"required": ["number"], "properties": {"number": {"type": "string",
                        "nullable": true}}},
                    {"properties": {"owner": {"type": "integer", "enum": [1], "x-const": true}}}
                ]
            })
        );
    }

    #[test]
    fn the_schemas_of_old_dependencies_are_conditional_too() {
        assert_eq!(
            lowered_beside(
                json!({
                    "type": "object",
                    "dependencies": {"a": ["b"], "c": {"$ref": "#/components/schemas/Other"}}
                }),
                json!({"Other": {"type": "object", "properties": {"d": {}}}})
            ),
            json!({
                "type": "object", "x-conditional": [{"$ref": "#/components/schemas/Other"}],
                "x-dependent-required": {"a": ["b"]}
            })
        );
    }

    #[test]
    fn conditions_within_conditions_are_lowered() {
        assert_eq!(
            lowered(json!({"if": {}, "then": {"if": {}, "else": {"properties": {"a": true}}}})),
            json!({"x-conditional": [{"x-conditional": [{"properties": {"a": {}}}]}]})
        );
    }
}
