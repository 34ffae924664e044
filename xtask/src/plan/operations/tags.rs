//! The tags by which a document groups its operations.

use serde_json::Value;

use crate::plan::model::Tag;

/// The tags: those that the document lists, in its order, then those that only operations name.
pub(super) fn tags<'a>(lowered: &Value, operations: impl Iterator<Item = &'a Value>) -> Vec<Tag> {
    let listed = lowered.get("tags").and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(|tag| {
        let description = tag.get("description").and_then(Value::as_str);
        Some((tag.get("name")?.as_str()?, description.unwrap_or_default()))
    });
    let named = operations.flat_map(all).map(|name| (name, ""));
    let mut tags: Vec<Tag> = Vec::new();
    for (name, description) in listed.chain(named) {
        if !tags.iter().any(|tag| tag.name == name) {
            tags.push(Tag {
                name: name.to_owned(),
                docs: description.trim().to_owned(),
            });
        }
    }
    tags
}

/// The tag that an operation is grouped by.
pub(super) fn first(operation: &Value) -> Option<&str> {
    all(operation).next()
}

/// The tags of an operation. An empty name is none.
pub(super) fn all(operation: &Value) -> impl Iterator<Item = &str> {
    let tags = operation.get("tags").and_then(Value::as_array);
    let names = tags.into_iter().flatten().filter_map(Value::as_str);
    names.filter(|name| !name.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{first, tags};

    #[test]
    fn tags_have_the_order_of_the_document() {
        let document = json!({"tags": [{"name": "b", "description": " The bs. "}, {"name": "c"}]});
        let operations = [
            json!({"tags": ["a", "c"]}),
            json!({"tags": ["b", "d"]}),
            json!({}),
        ];
        let tags = tags(&document, operations.iter());
        let found: Vec<_> = tags
            .iter()
            .map(|tag| (tag.name.as_str(), tag.docs.as_str()))
            .collect();
        assert_eq!(found, [("b", "The bs."), ("c", ""), ("a", ""), ("d", "")]);
    }

    #[test]
    fn an_empty_name_is_no_tag() {
        assert_eq!(first(&json!({"tags": ["", "a"]})), Some("a"));
        assert_eq!(first(&json!({"tags": []})), None);
    }
}
