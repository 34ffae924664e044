//! Components that refer only to themselves.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::pointer::Object;
use crate::openapi::component::schema_name;

/// Removes references through which a component includes all of itself, since they have no meaning.
///
/// `A: {$ref: B}, B: {$ref: A}` becomes any value, `A: {allOf: [{$ref: A}, {..}]}` becomes its
/// other part.
pub(super) fn cut(document: &mut Value) {
    let Some(schemas) = document
        .get_mut("components")
        .and_then(|components| components.get_mut("schemas"))
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (from, to) in back(schemas) {
        if let Some(schema) = schemas.get_mut(&from) {
            remove(schema, &to);
        }
    }
}

/// The references that close a cycle, as pairs of components.
fn back(schemas: &Object) -> Vec<(String, String)> {
    let edges: HashMap<&str, Vec<String>> = schemas
        .iter()
        .map(|(name, schema)| (name.as_str(), included(schema)))
        .filter(|(_, included)| !included.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut done: HashSet<&str> = HashSet::new();
    for start in schemas.keys() {
        // Each component, with the edges that are still to be followed.
        let mut way: Vec<(&str, std::slice::Iter<'_, String>)> = Vec::new();
        let mut on_way: HashSet<&str> = HashSet::new();
        let mut next = Some(start.as_str());
        loop {
            if let Some(name) = next.take()
                && !done.contains(name)
                && let Some(edges) = edges.get(name)
            {
                on_way.insert(name);
                way.push((name, edges.iter()));
            }
            let Some((name, rest)) = way.last_mut() else {
                break;
            };
            match rest.next() {
                Some(to) if on_way.contains(to.as_str()) => {
                    found.push(((*name).to_owned(), to.clone()));
                }
                Some(to) => next = Some(to),
                None => {
                    done.insert(name);
                    on_way.remove(name);
                    way.pop();
                }
            }
        }
    }
    found
}

/// The components that a schema is equal to or includes by `allOf`.
fn included(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if let Some(name) = referred(schema) {
            names.push(name);
        }
        let all = schema.get("allOf").and_then(Value::as_array);
        open.extend(all.into_iter().flatten().rev());
    }
    names
}

fn referred(schema: &Value) -> Option<String> {
    schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(schema_name)
}

fn remove(schema: &mut Value, name: &str) {
    if referred(schema).as_deref() == Some(name) {
        *schema = Value::Object(Object::new());
        return;
    }
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        let Some(schema) = schema.as_object_mut() else {
            continue;
        };
        let Some(Value::Array(all)) = schema.get_mut("allOf") else {
            continue;
        };
        all.retain(|part| referred(part).as_deref() != Some(name));
        if all.is_empty() {
            schema.shift_remove("allOf");
        } else if let Some(Value::Array(all)) = schema.get_mut("allOf") {
            open.extend(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered_schemas;
    use serde_json::json;

    #[test]
    fn schemas_that_only_name_each_other_are_anything() {
        assert_eq!(
            lowered_schemas(json!({
                "A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"},
                "C": {"$ref": "#/components/schemas/C"}
            })),
            json!({"A": {"$ref": "#/components/schemas/B"}, "B": {}, "C": {}})
        );
    }

    #[test]
    fn a_schema_that_is_all_of_itself_is_what_else_it_holds() {
        assert_eq!(
            lowered_schemas(json!({
                "A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object"}]},
                "B": {"$ref": "#/components/schemas/B", "description": "d"}
            })),
            json!({"A": {"allOf": [{"type": "object"}]}, "B": {"description": "d"}})
        );
    }

    #[test]
    fn recursion_through_properties_stays() {
        let schemas = json!({
            "A": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A"}}}
        });
        assert_eq!(lowered_schemas(schemas.clone()), schemas);
    }
}
