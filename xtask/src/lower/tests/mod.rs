//! What the rules share in their tests, and tests of the document as a whole.

mod frame;
mod limits;
mod references;

use serde_json::{Value, json};

use super::lower;

/// A document of these components, lowered.
pub(super) fn lowered_schemas(schemas: Value) -> Value {
    let document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "components": {"schemas": schemas}
    });
    match lower(&document) {
        Ok(lowered) => lowered["components"]["schemas"].clone(),
        Err(diagnostic) => panic!("{diagnostic}"),
    }
}

/// A schema, lowered as a component among others.
pub(super) fn lowered_beside(schema: Value, others: Value) -> Value {
    let mut schemas = others;
    schemas["Under test"] = schema;
    lowered_schemas(schemas)["Under test"].clone()
}

/// A schema, lowered as a component.
pub(super) fn lowered(schema: Value) -> Value {
    lowered_beside(schema, json!({}))
}

/// A 3.1 document with these members, lowered.
pub(super) fn document(members: Value) -> Result<Value, crate::diagnostic::Diagnostic> {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}});
    for (key, value) in members.as_object().unwrap() {
        document[key] = value.clone();
    }
    lower(&document)
}

pub(super) fn ok(schema: Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}
