//! Components that extend others by `allOf`, as classes extend a base.
//!
//! Two forms of a base need more than its own schema:
//!
//! 1. A base whose `oneOf` or `anyOf` lists the components that extend it. Merged into one of
//!    these, the list would lead back to it without end, so [`Hierarchy::lists_children`] tells
//!    `flatten` to leave it out.
//! 2. A base with a `discriminator` and no list. Where the document says `Pet`, a value is the base
//!    or any component that extends it (OpenAPI 3.0.4 and 3.1.1, section "Discriminator Object"),
//!    so `Pet` becomes a union: see [`Hierarchy::family`].
//!
//! A discriminator is inherited: if `Dog` extends `Pet`, and `Terrier` extends `Dog`, then a `Dog`
//! is a union of itself and `Terrier`, by the property of `Pet`, and a `Pet` one of itself and
//! `Dog`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::all_of::{is_annotation, reference};
use crate::openapi::component::schema_name;

/// References of aliases to aliases that are followed.
const ALIASES: usize = 64;

/// Unions within unions that are visited; documents nest two or three.
const VISITS: usize = 500;

/// How the components of a document extend each other.
pub(super) struct Hierarchy<'a> {
    components: BTreeMap<&'a str, &'a Value>,
    /// The components that each one extends.
    parents: BTreeMap<&'a str, Vec<&'a str>>,
    /// The components that extend each one directly, in alphabetical order.
    children: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Bases whose alternatives extend them.
    lists_children: BTreeSet<&'a str>,
}

/// A base with a discriminator and without a list of the components that extend it.
pub(super) struct Family<'a> {
    pub(super) discriminator: &'a Value,
    /// The components that extend it directly: first those of the mapping, in its order, then the
    /// others, in alphabetical order.
    pub(super) children: Vec<&'a str>,
}

impl<'a> Hierarchy<'a> {
    pub(super) fn of(schemas: impl Iterator<Item = (&'a str, &'a Value)>) -> Self {
        let mut hierarchy = Self {
            components: schemas.collect(),
            parents: BTreeMap::new(),
            children: BTreeMap::new(),
            lists_children: BTreeSet::new(),
        };
        for (name, schema) in hierarchy.components.clone() {
            let mut parents = Vec::new();
            hierarchy.extended(schema, &mut parents);
            parents.retain(|parent| *parent != name);
            hierarchy.parents.insert(name, parents);
        }
        for name in hierarchy.components.clone().into_keys() {
            for parent in hierarchy.parents_of(name).to_vec() {
                if hierarchy.is_child(name, parent) {
                    hierarchy.children.entry(parent).or_default().insert(name);
                }
            }
        }
        let listing = hierarchy.components.iter().filter(|(name, schema)| {
            let mut lists = Vec::new();
            alternatives(schema, &mut lists);
            let mut seen = HashSet::new();
            let mut leads = lists.into_iter();
            leads.any(|alternative| hierarchy.leads_to(alternative, name, &mut seen))
        });
        hierarchy.lists_children = listing.map(|(name, _)| *name).collect();
        hierarchy
    }

    /// The bases whose alternatives extend them.
    pub(super) fn listing(&self) -> impl Iterator<Item = &'a str> {
        self.lists_children.iter().copied()
    }

    /// Whether the alternatives of the component extend it.
    fn lists_children(&self, name: &str) -> bool {
        self.lists_children.contains(name)
    }

    /// Whether an alternative of the component `base` extends it, and so has all of its keywords.
    pub(super) fn extends(&self, alternative: &Value, base: &str) -> bool {
        self.lists_children(base) && self.leads_to(alternative, base, &mut HashSet::new())
    }

    /// The component that a name means once components that are only references are followed.
    pub(super) fn target<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        let mut name = name;
        for _ in 0..ALIASES {
            let schema = self.components.get(name).copied();
            let only = schema.and_then(Value::as_object).filter(|object| {
                let mut keys = object.keys();
                object.contains_key("$ref") && keys.all(|key| key == "$ref" || is_annotation(key))
            });
            let next = only.and_then(|object| schema_name(object.get("$ref")?.as_str()?));
            match next.and_then(|next| self.components.get_key_value(next.as_str())) {
                Some((next, _)) => name = next,
                None => break,
            }
        }
        name
    }

    /// Whether a component with nothing of its own is one of the components that extend a base, and
    /// not another name of the base.
    pub(super) fn is_kind_of_its_own(&self, name: &str) -> bool {
        self.parents_of(name).iter().any(|parent| {
            let children = self.children.get(parent);
            children.is_some_and(|children| children.contains(name))
                && (self.lists_children(parent) || self.discriminator(parent).is_some())
        })
    }

    /// The family of a component, if it is the base of one.
    pub(super) fn family(&self, name: &str) -> Option<Family<'a>> {
        let mut lists = Vec::new();
        alternatives(self.components.get(name)?, &mut lists);
        let children = self.children.get(name)?;
        if !lists.is_empty() {
            return None;
        }
        let discriminator = self.discriminator(name)?;
        let mapped = mapped(discriminator);
        let mapped: Vec<&str> = mapped.iter().map(|target| self.target(target)).collect();
        let mut children: Vec<&str> = children.iter().copied().collect();
        children.sort_by_key(|child| {
            let position = mapped.iter().position(|target| target == child);
            position.unwrap_or(usize::MAX)
        });
        Some(Family {
            discriminator,
            children,
        })
    }

    /// Its own discriminator, else the nearest that it inherits.
    fn discriminator(&self, name: &str) -> Option<&'a Value> {
        let mut open = vec![self.components.get_key_value(name)?];
        let mut seen = HashSet::new();
        while !open.is_empty() {
            let mut next = Vec::new();
            for (name, schema) in open {
                if !seen.insert(*name) {
                    continue;
                }
                if let Some(found) = own_discriminator(schema) {
                    return Some(found);
                }
                let parents = self.parents_of(name).iter();
                next.extend(parents.filter_map(|parent| self.components.get_key_value(parent)));
            }
            open = next;
        }
        None
    }

    fn parents_of(&self, name: &str) -> &[&'a str] {
        self.parents.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a component whose `allOf` names `parent` is a kind of it. One that says nothing else
    /// is, unless it is made to be another name: it allows null too, or neither the mapping nor the
    /// alternatives name it.
    fn is_child(&self, name: &str, parent: &str) -> bool {
        let Some(Value::Object(object)) = self.components.get(name) else {
            return false;
        };
        if self.descends(parent, name) {
            // They extend each other.
            return false;
        }
        let is_plain = |key: &String| key == "allOf" || is_annotation(key);
        let parts = object.get("allOf").and_then(Value::as_array);
        let described = |part: &&Value| {
            let only_annotations =
                |object: &Map<String, Value>| object.keys().all(|key| is_annotation(key));
            !part.as_object().is_some_and(only_annotations)
        };
        let alone = object.keys().all(is_plain)
            && parts.is_some_and(|parts| parts.iter().filter(described).count() == 1);
        if !alone {
            return true;
        }
        let mapped = self
            .discriminator(parent)
            .map(mapped)
            .filter(|mapped| !mapped.is_empty());
        let is_mapped = mapped.is_none_or(|mapped| mapped.iter().any(|target| target == name));
        let mut listed = Vec::new();
        if let Some(parent) = self.components.get(parent) {
            alternatives(parent, &mut listed);
        }
        let mut listed = listed.into_iter().filter_map(reference);
        object.get("nullable") != Some(&Value::Bool(true))
            && (is_mapped || listed.any(|listed| listed == name))
    }

    /// Whether a component extends another, directly or not.
    fn descends(&self, name: &str, from: &str) -> bool {
        let mut open: Vec<&str> = self.parents_of(name).to_vec();
        let mut seen = HashSet::new();
        while let Some(name) = open.pop() {
            if name == from {
                return true;
            }
            if seen.insert(name) {
                open.extend(self.parents_of(name));
            }
        }
        false
    }

    /// The components that the `allOf` of a schema names.
    fn extended(&self, schema: &'a Value, found: &mut Vec<&'a str>) {
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            let name = reference(part);
            let known = name.and_then(|name| self.components.get_key_value(name.as_str()));
            match known {
                Some((name, _)) => {
                    let name = self.target(name);
                    if !found.contains(&name) {
                        found.push(name);
                    }
                }
                None => self.extended(part, found),
            }
        }
    }

    /// Whether a schema, or an alternative of it, extends a component.
    fn leads_to(&self, schema: &Value, base: &str, seen: &mut HashSet<String>) -> bool {
        if let Some(name) = reference(schema) {
            let name = self.target(&name);
            if name == base || seen.len() > VISITS || !seen.insert(name.to_owned()) {
                return false;
            }
            let inner = self.components.get(name);
            return self.descends(name, base)
                || inner.is_some_and(|inner| self.leads_to(inner, base, seen));
        }
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            let name = reference(part);
            let name = name.as_deref().map(|name| self.target(name));
            let is = name.is_some_and(|name| name == base || self.descends(name, base));
            if is || self.leads_to(part, base, seen) {
                return true;
            }
        }
        let mut lists = Vec::new();
        alternatives(schema, &mut lists);
        lists
            .into_iter()
            .any(|alternative| self.leads_to(alternative, base, seen))
    }
}

/// The alternatives of a schema itself, in inline parts of its `allOf` too.
fn alternatives<'s>(schema: &'s Value, found: &mut Vec<&'s Value>) {
    for key in ["oneOf", "anyOf"] {
        let list = schema.get(key).and_then(Value::as_array);
        found.extend(list.into_iter().flatten());
    }
    let parts = schema.get("allOf").and_then(Value::as_array);
    for part in parts.into_iter().flatten() {
        alternatives(part, found);
    }
}

/// The discriminator of a schema itself, in inline parts of its `allOf` too.
fn own_discriminator(schema: &Value) -> Option<&Value> {
    if let Some(discriminator) = schema.get("discriminator") {
        return Some(discriminator);
    }
    let mut parts = schema.get("allOf").and_then(Value::as_array)?.iter();
    parts.find_map(own_discriminator)
}

/// The components that a discriminator maps values to.
fn mapped(discriminator: &Value) -> Vec<String> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let targets = mapping.into_iter().flat_map(Map::values);
    targets
        .filter_map(|target| schema_name(target.as_str()?))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn to(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    fn kind_of(name: &str) -> Value {
        json!({"allOf": [to(name), {"properties": {"x": {}}}]})
    }

    fn hierarchy(schemas: &Value) -> Hierarchy<'_> {
        let schemas = schemas.as_object().unwrap().iter();
        Hierarchy::of(schemas.map(|(name, schema)| (name.as_str(), schema)))
    }

    #[test]
    fn a_base_with_a_discriminator_has_the_components_that_extend_it() {
        let schemas = json!({
            "Terrier": kind_of("Dog"), "Dog": kind_of("Other"), "Cat": kind_of("Pet"),
            "Ant": {"allOf": [{"allOf": [to("Pet")]}, {"required": ["legs"]}]},
            "Other": to("Pet"),
            "Pet": {"discriminator": {
                "propertyName": "kind", "mapping": {"d": "#/components/schemas/Dog"}
            }},
            "Plain": {}, "Child": kind_of("Plain")
        });
        let found = hierarchy(&schemas);
        assert_eq!(found.family("Pet").unwrap().children, ["Dog", "Ant", "Cat"]);
        let dogs = found.family("Dog").unwrap();
        assert_eq!(dogs.children, ["Terrier"]);
        assert_eq!(dogs.discriminator["propertyName"], "kind");
        assert!(found.family("Cat").is_none() && found.family("Plain").is_none());
    }

    #[test]
    fn a_component_that_is_nothing_but_its_base_is_a_kind_or_another_name() {
        let alone = json!({"allOf": [to("Pet")], "description": "d"});
        let nullable = json!({"allOf": [to("Pet")], "nullable": true});
        let mapping = json!({"a": "#/components/schemas/A"});
        let mut schemas = json!({
            "Pet": {"discriminator": {"propertyName": "kind"}},
            "A": alone, "B": alone, "C": nullable
        });
        assert_eq!(
            hierarchy(&schemas).family("Pet").unwrap().children,
            ["A", "B"]
        );
        schemas["Pet"]["discriminator"]["mapping"] = mapping;
        let found = hierarchy(&schemas);
        assert_eq!(found.family("Pet").unwrap().children, ["A"]);
        assert!(found.is_kind_of_its_own("A") && !found.is_kind_of_its_own("B"));
    }

    #[test]
    fn a_list_of_what_extends_the_base_is_recognized_at_any_depth() {
        let schemas = json!({
            "Direct": {"oneOf": [to("DirectA")]}, "DirectA": kind_of("Direct"),
            "Deep": {"anyOf": [to("Middle")]}, "Middle": {"oneOf": [to("DeepA")]},
            "DeepA": kind_of("DeepB"), "DeepB": kind_of("Deep"),
            "Inline": {"allOf": [{"oneOf": [kind_of("Inline")]}]},
            "Pet": {"oneOf": [to("Cat")]}, "Cat": {}, "Owned": kind_of("Pet")
        });
        let found = hierarchy(&schemas);
        for name in ["Direct", "Deep", "Inline"] {
            assert!(found.lists_children(name), "{name}");
        }
        assert!(!found.lists_children("Pet") && !found.lists_children("Middle"));
        assert!(found.extends(&to("DirectA"), "Direct"));
    }

    #[test]
    fn components_that_extend_each_other_are_no_family() {
        let schemas = json!({
            "A": {"allOf": [to("B"), {"discriminator": {"propertyName": "kind"}}]},
            "B": kind_of("A"), "C": kind_of("C")
        });
        let found = hierarchy(&schemas);
        assert!(found.family("A").is_none() && found.family("C").is_none());
    }
}
