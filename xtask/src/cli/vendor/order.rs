//! The order of a document that is merged from pages.
//!
//! A page has one operation with its schemas, so no page says in which order the service's own
//! document has them. What the vendored document has keeps its place, and what is new follows what
//! precedes it in the pages: the change of the vendored file is as small as what has changed.

use serde_json::{Map, Value};

/// Arranges paths, methods and components as the vendored document has them; without one, the
/// components by name if most parts have them so.
pub(super) fn arrange(merged: &mut Value, vendored: Option<&Value>, is_sorted: bool) {
    let Value::Object(members) = merged else {
        return;
    };
    for key in ["paths", "components", "webhooks"] {
        let before = vendored.and_then(|document| document.get(key));
        let Some(Value::Object(entries)) = members.get_mut(key) else {
            continue;
        };
        for (name, entry) in entries.iter_mut() {
            let before = before.and_then(|before| before.get(name));
            if let Value::Object(entry) = entry {
                match before.and_then(Value::as_object) {
                    Some(before) => follow(entry, before),
                    None if key == "components" && is_sorted => entry.sort_keys(),
                    None => {}
                }
            }
        }
        if let Some(before) = before.and_then(Value::as_object) {
            follow(entries, before);
        }
    }
    if let Some(before) = vendored.and_then(Value::as_object) {
        follow(members, before);
    }
}

/// Whether most parts that have several components of a kind have them sorted by name.
pub(super) fn are_sorted<'d>(parts: impl Iterator<Item = &'d Value>) -> bool {
    let kinds = parts.filter_map(|document| document.get("components")?.as_object());
    let kinds = kinds.flat_map(Map::values).filter_map(Value::as_object);
    let (mut sorted, mut all) = (0, 0);
    for names in kinds.filter(|names| names.len() > 1) {
        all += 1;
        sorted += usize::from(names.keys().is_sorted());
    }
    2 * sorted > all
}

/// Gives the members the order of others; a new one stays behind the one that it follows.
fn follow(members: &mut Map<String, Value>, order: &Map<String, Value>) {
    let mut sequence: Vec<String> = order
        .keys()
        .filter(|key| members.contains_key(*key))
        .cloned()
        .collect();
    let mut previous: Option<String> = None;
    for key in members.keys() {
        if !order.contains_key(key) {
            let behind = previous
                .as_ref()
                .and_then(|previous| sequence.iter().position(|known| known == previous));
            sequence.insert(behind.map_or(0, |index| index + 1), key.clone());
        }
        previous = Some(key.clone());
    }
    let mut taken = std::mem::take(members);
    for key in sequence {
        if let Some(value) = taken.shift_remove(&key) {
            members.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{are_sorted, arrange};

    #[test]
    fn what_is_known_keeps_its_place_and_what_is_new_follows_its_predecessor() {
        let vendored = json!({
            "paths": {"/c": {"post": 1, "get": 1}, "/a": {}, "/gone": {}},
            "components": {"schemas": {"B": 1, "A": 1}},
        });
        let mut merged = json!({
            "paths": {"/new": {}, "/a": {}, "/b": {}, "/c": {"get": 1, "post": 1}},
            "components": {"schemas": {"A": 1, "B": 1, "C": 1}},
        });
        arrange(&mut merged, Some(&vendored), true);
        assert_eq!(
            merged["paths"].to_string(),
            r#"{"/new":{},"/c":{"post":1,"get":1},"/a":{},"/b":{}}"#
        );
        assert_eq!(
            merged["components"].to_string(),
            r#"{"schemas":{"B":1,"C":1,"A":1}}"#
        );
    }

    #[test]
    fn components_that_most_parts_have_sorted_are_sorted_in_the_whole() {
        let part = |names: &[&str]| {
            let schemas: serde_json::Map<_, _> = names
                .iter()
                .map(|name| ((*name).to_owned(), json!({})))
                .collect();
            json!({"components": {"schemas": schemas}})
        };
        let (sorted, unsorted) = (part(&["A", "B"]), part(&["B", "A"]));
        assert!(are_sorted([&sorted, &unsorted, &sorted].into_iter()));
        assert!(!are_sorted([&sorted, &unsorted, &part(&["A"])].into_iter()));
        let mut merged = unsorted.clone();
        arrange(&mut merged, None, true);
        assert_eq!(merged.to_string(), sorted.to_string());
        arrange(&mut merged, Some(&unsorted), true);
        assert_eq!(merged.to_string(), unsorted.to_string());
    }
}
