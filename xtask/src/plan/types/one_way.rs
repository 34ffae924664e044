//! `readOnly` and `writeOnly`.

use serde_json::Value;

use super::all_of::reference;
use super::budget::Components;
use crate::plan::model::OneWay;

/// References that are followed; a schema that has more refers to itself.
const DEPTH: usize = 64;

/// Whether a property is only received or only sent: by its own schema, by the one that it refers
/// to, or by a part of its `allOf`. Of `anyOf` and `oneOf`, every alternative but null must say so.
pub(super) fn one_way(components: &Components<'_>, schema: &Value) -> Option<OneWay> {
    let is = |keyword: &str| says(components, schema, keyword, DEPTH);
    match (is("readOnly"), is("writeOnly")) {
        (true, false) => Some(OneWay::Received),
        (false, true) => Some(OneWay::Sent),
        _ => None,
    }
}

fn says(components: &Components<'_>, schema: &Value, keyword: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    if let Some(name) = reference(schema) {
        let target = components.get(&name);
        return target.is_some_and(|target| says(components, target, keyword, depth));
    }
    // The schema's own word is the last, also if it is `false`.
    if let Some(own) = schema.get(keyword) {
        return own == &Value::Bool(true);
    }
    let parts = |key: &str| schema.get(key).and_then(Value::as_array);
    let part_says = |part: &Value| components.spend(1) && says(components, part, keyword, depth);
    if parts("allOf").is_some_and(|parts| parts.iter().any(part_says)) {
        return true;
    }
    ["anyOf", "oneOf"].iter().any(|key| {
        let alternatives = parts(key).into_iter().flatten();
        let mut alternatives = alternatives.filter(|schema| schema.get("x-null").is_none());
        let first = alternatives.next().is_some_and(part_says);
        first && alternatives.all(part_says)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_reference_leads_to_counts() {
        let id = json!({"type": "string", "readOnly": true});
        let password = json!({"allOf": [{"type": "string"}, {"writeOnly": true}]});
        let itself = json!({"$ref": "#/components/schemas/Itself"});
        let schemas = [("Id", &id), ("Password", &password), ("Itself", &itself)];
        let components = Components::new(schemas.into_iter(), std::iter::empty(), 0);
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        for (schema, expected) in [
            (to("Id"), Some(OneWay::Received)),
            (to("Password"), Some(OneWay::Sent)),
            (to("Itself"), None),
            (
                json!({"allOf": [to("Id")], "nullable": true}),
                Some(OneWay::Received),
            ),
            (
                json!({"anyOf": [to("Id"), {"x-null": true}]}),
                Some(OneWay::Received),
            ),
            (json!({"anyOf": [to("Id"), {"type": "integer"}]}), None),
            (json!({"allOf": [to("Id")], "readOnly": false}), None),
            (json!({"allOf": [to("Id"), to("Password")]}), None),
        ] {
            assert_eq!(one_way(&components, &schema), expected, "{schema}");
        }
    }
}
