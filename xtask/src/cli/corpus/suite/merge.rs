//! The documents of the suite as one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};
use xtask::openapi::component::schema_reference;

use super::cases::Case;
use crate::cli::failure::Failure;
use crate::cli::guard;

/// Where references to components begin.
const COMPONENTS: &str = "#/components/schemas/";

/// All documents that can be generated, as one, in which each component has a name of its own.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) document: Value,
    /// The documents in it, as they were read.
    pub(super) originals: BTreeMap<String, Value>,
}

impl Merged {
    /// Reads the documents of the cases, and leaves out those that cannot be generated.
    pub(super) fn read(folder: &Path, cases: &[Case]) -> Result<Self, Failure> {
        let files: BTreeSet<String> = cases.iter().map(Case::file).collect();
        let mut originals = BTreeMap::new();
        let (mut schemas, mut paths) = (Map::new(), Map::new());
        for file in files {
            let original = guard::read(&folder.join(&file))?;
            if guard::generate(&original, &guard::settings("suite", None)).is_err() {
                continue;
            }
            let prefix = prefix(&file);
            let components = original.pointer("/components/schemas");
            for (name, schema) in components.and_then(Value::as_object).into_iter().flatten() {
                let mut schema = schema.clone();
                rename(&mut schema, &prefix);
                let name = format!("{prefix}{name}");
                let content = json!({
                    "application/json": {"schema": {"$ref": schema_reference(&name)}}
                });
                paths.insert(
                    format!("/{name}"),
                    json!({"post": {
                        "operationId": format!("send_{name}"),
                        "requestBody": {"required": true, "content": content},
                        "responses": {"204": {"description": "Fine."}},
                    }}),
                );
                schemas.insert(name, schema);
            }
            originals.insert(file, original);
        }
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "JSON Schema suite", "version": "1"},
            "paths": paths,
            "components": {"schemas": schemas},
        });
        Ok(Self {
            document,
            originals,
        })
    }

    /// The name of a case's schema in the merged document.
    pub(super) fn component(case: &Case) -> String {
        format!("{}{}", prefix(&case.file()), case.component())
    }

    /// Whether the schema of a case has a `type`.
    pub(super) fn is_typed(&self, case: &Case) -> bool {
        let original = self.originals.get(&case.file());
        let schema = original.and_then(|document| document.pointer(case.pointer()));
        schema.is_some_and(|schema| schema.get("type").is_some())
    }
}

/// `optional__format__date-time.json` as the beginning of a name: `OptionalFormatDateTime`.
fn prefix(file: &str) -> String {
    let stem = file.trim_end_matches(".json");
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

/// Lets references to components lead to the renamed ones.
fn rename(schema: &mut Value, prefix: &str) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, prefix)),
        Value::Object(members) => {
            for (key, value) in members {
                match value {
                    Value::String(reference) if key.ends_with("ef") => {
                        if let Some(rest) = reference.strip_prefix(COMPONENTS) {
                            *reference = format!("{COMPONENTS}{prefix}{rest}");
                        }
                    }
                    value => rename(value, prefix),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{prefix, rename};

    #[test]
    fn components_of_one_document_keep_their_references() {
        assert_eq!(
            prefix("optional__format__date-time.json"),
            "OptionalFormatDateTime"
        );
        let mut schema = json!({"items": [{"$ref": "#/components/schemas/Group0/$defs/a"}]});
        rename(&mut schema, "Items");
        assert_eq!(
            schema,
            json!({"items": [{"$ref": "#/components/schemas/ItemsGroup0/$defs/a"}]})
        );
    }
}
