//! Readable names for schemas that have none in the document.

use std::collections::{HashMap, HashSet};

use heck::ToUpperCamelCase as _;
use serde_json::Value;

use super::pointer::{Address, Path, Step, address};
use crate::openapi::method::is_method;

/// The names of `components.schemas`, those of the document and new ones.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_address: HashMap<Address, String>,
    taken: HashSet<String>,
    /// The last number that was appended to a name.
    numbers: HashMap<String, usize>,
}

impl Names {
    /// The name of the schema as a component, if it is one.
    pub(super) fn of(&self, schema: Address) -> Option<&str> {
        self.by_address.get(&schema).map(String::as_str)
    }

    /// Records a name of the document.
    pub(super) fn record(&mut self, schema: &Value, name: &str) {
        self.taken.insert(name.to_owned());
        self.by_address.insert(address(schema), name.to_owned());
    }

    /// Gives a schema the first of the names that is free, or else the first with a number.
    pub(super) fn give(&mut self, schema: &Value, candidates: &[String]) -> String {
        let free = candidates
            .iter()
            .find(|candidate| !self.taken.contains(*candidate));
        let name = match free {
            Some(candidate) => candidate.clone(),
            None => self.numbered(candidates.first().map_or("Schema", String::as_str)),
        };
        self.record(schema, &name);
        name
    }

    fn numbered(&mut self, stem: &str) -> String {
        let number = self.numbers.entry(stem.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{stem}{number}");
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

/// Suitable names for the schema at `path`, the best first.
pub(super) fn candidates(document: &Value, path: &Path<'_>) -> Vec<String> {
    let keys: Vec<String> = path
        .iter()
        .map(|step| match step {
            Step::Key(key) => (*key).to_owned(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let full_name = described(document, &keys);
    if let [.., "$defs" | "definitions", name] = keys.as_slice()
        && !name.is_empty()
    {
        return vec![(*name).to_owned(), full_name];
    }
    vec![full_name]
}

/// A name from the whole path: `ListPetsResponseItem`.
fn described(document: &Value, keys: &[&str]) -> String {
    let (mut name, rest) = match keys {
        ["components", "schemas", name, rest @ ..] => ((*name).to_owned(), rest),
        ["components", section, name, rest @ ..] => {
            let section = section.strip_suffix('s').unwrap_or(section);
            let section = section.strip_suffix("Bodie").unwrap_or(section);
            (
                format!(
                    "{}{}",
                    name.to_upper_camel_case(),
                    section.to_upper_camel_case()
                ),
                rest,
            )
        }
        ["paths", route, method, rest @ ..] if is_method(method) => (
            operation_name(document, "paths", route, method).to_upper_camel_case(),
            rest,
        ),
        ["webhooks", name, method, rest @ ..] if is_method(method) => (
            operation_name(document, "webhooks", name, method).to_upper_camel_case(),
            rest,
        ),
        ["paths" | "webhooks", route, rest @ ..] => (route.to_upper_camel_case(), rest),
        _ => (String::new(), keys),
    };
    let mut rest = rest.iter();
    while let Some(key) = rest.next() {
        match *key {
            "schema" | "allOf" | "anyOf" | "oneOf" | "prefixItems" | "parameters" => {}
            "content" => {
                rest.next();
            }
            "properties" | "$defs" | "definitions" | "patternProperties" | "headers" => {
                if let Some(key) = rest.next() {
                    name.push_str(&key.to_upper_camel_case());
                }
            }
            "items" => name.push_str("Item"),
            "additionalProperties" | "unevaluatedProperties" => name.push_str("Value"),
            "requestBody" => name.push_str("Request"),
            "responses" => {
                name.push_str("Response");
                match rest.next() {
                    None | Some(&"200") => {}
                    Some(status) => name.push_str(&status.to_upper_camel_case()),
                }
            }
            other => match other.parse::<usize>() {
                Ok(index) => name.push_str(&format!("Part{}", index + 1)),
                Err(_) => name.push_str(&other.to_upper_camel_case()),
            },
        }
    }
    if name.is_empty() {
        "Schema".to_owned()
    } else {
        name
    }
}

fn operation_name(document: &Value, section: &str, route: &str, method: &str) -> String {
    document
        .get(section)
        .and_then(|paths| paths.get(route))
        .and_then(|item| item.get(method))
        .and_then(|operation| operation.get("operationId"))
        .and_then(Value::as_str)
        .map_or_else(|| format!("{method} {route}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn candidates_at(pointer: &[&'static str]) -> Vec<String> {
        let document = json!({"paths": {"/pets": {"get": {"operationId": "list_pets"}}}});
        candidates(
            &document,
            &pointer.iter().map(|key| Step::Key(key)).collect(),
        )
    }

    #[test]
    fn a_place_is_named_after_what_holds_it() {
        assert_eq!(
            candidates_at(&["components", "schemas", "Foo", "properties", "bar_baz"]),
            ["FooBarBaz"]
        );
        assert_eq!(
            candidates_at(&["components", "schemas", "Foo", "items", "anyOf", "1"]),
            ["FooItemPart2"]
        );
        assert_eq!(
            candidates_at(&[
                "paths",
                "/pets",
                "get",
                "responses",
                "200",
                "content",
                "application/json",
                "schema",
                "items"
            ]),
            ["ListPetsResponseItem"]
        );
        assert_eq!(
            candidates_at(&[
                "paths",
                "/pets",
                "post",
                "requestBody",
                "content",
                "x",
                "schema"
            ]),
            ["PostPetsRequest"]
        );
    }

    #[test]
    fn a_definition_keeps_its_own_name_where_that_is_free() {
        assert_eq!(
            candidates_at(&["components", "schemas", "Foo", "$defs", "Bar"]),
            ["Bar", "FooBar"]
        );
    }

    #[test]
    fn names_are_unique() {
        let (a, b, c) = (json!(1), json!(2), json!(3));
        let mut names = Names::default();
        let candidates = ["A".to_owned()];
        assert_eq!(names.give(&a, &candidates), "A");
        assert_eq!(names.give(&b, &candidates), "A2");
        assert_eq!(names.give(&c, &candidates), "A3");
        assert_eq!(names.of(address(&b)), Some("A2"));
    }
}
