//! Reads lowered schemas: references, and a schema with its `allOf` as one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

/// What a schema may refer to: `components/schemas`.
#[derive(Debug, Default)]
pub(super) struct Schemas {
    components: Map<String, Value>,
    /// The components flattened, by their names, each when it is first asked for.
    flattened: BTreeMap<String, OnceLock<Flat<'static>>>,
}

/// The address of a component's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(usize);

/// A schema whose references and `allOf` are merged into one list of keywords. It borrows what is
/// there already: each request asks for dozens.
#[derive(Debug)]
pub(super) struct Flat<'s> {
    /// Without `allOf`, `anyOf` and `oneOf`.
    pub(super) keywords: Cow<'s, Map<String, Value>>,
    /// Each with its `anyOf` or `oneOf` and its discriminator.
    pub(super) unions: Cow<'s, [Value]>,
}

/// A chain of references, or of nested `allOf`, that is longer has no end.
const LONGEST_CHAIN: usize = 64;

/// The name of the component that a schema is a reference to.
pub(super) fn name(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref")?.as_str()?;
    reference.strip_prefix("#/components/schemas/")
}

/// Whether a keyword of a schema is `true`.
pub(super) fn flag(schema: &Value, keyword: &str) -> bool {
    schema.get(keyword) == Some(&Value::Bool(true))
}

impl Schemas {
    pub(super) fn new(components: Map<String, Value>) -> Self {
        let flattened = components
            .keys()
            .map(|name| (name.clone(), OnceLock::new()));
        Self {
            flattened: flattened.collect(),
            components,
        }
    }

    /// The component of this name.
    fn component(&self, name: &str) -> Option<&Value> {
        let found = self.components.get(name);
        found.or_else(|| {
            let name = name.replace("~1", "/").replace("~0", "~");
            self.components.get(&name)
        })
    }

    /// What tells this schema from every other: the address of the component that it refers to. A
    /// schema of no name has none, since it may be gone before the address is compared.
    pub(super) fn identity(&self, schema: &Value) -> Option<Identity> {
        let component = name(schema).and_then(|name| self.component(name))?;
        Some(Identity(std::ptr::from_ref(self.resolve(component)).addr()))
    }

    /// The schema itself, behind any references.
    pub(super) fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let mut schema = schema;
        for _ in 0..LONGEST_CHAIN {
            match name(schema).and_then(|name| self.component(name)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    /// The schema with everything that its `allOf` adds.
    pub(super) fn flatten<'s>(&'s self, schema: &'s Value) -> Flat<'s> {
        if let Some(flattened) = name(schema).and_then(|name| self.flattened.get(name)) {
            let Flat { keywords, unions } = flattened.get_or_init(|| self.merged(schema));
            return Flat {
                keywords: Cow::Borrowed(keywords),
                unions: Cow::Borrowed(unions),
            };
        }
        let composes =
            |keyword: &String| matches!(keyword.as_str(), "$ref" | "allOf" | "anyOf" | "oneOf");
        match schema.as_object() {
            Some(keywords) if !keywords.keys().any(composes) => Flat {
                keywords: Cow::Borrowed(keywords),
                unions: Cow::Borrowed(&[]),
            },
            _ => self.merged(schema),
        }
    }

    fn merged(&self, schema: &Value) -> Flat<'static> {
        let (mut keywords, mut unions) = (Map::new(), Vec::new());
        self.merge((&mut keywords, &mut unions), schema, &mut Vec::new());
        Flat {
            keywords: Cow::Owned(keywords),
            unions: Cow::Owned(unions),
        }
    }

    /// Adds a schema that is reached through `allOf` of the components on `path`.
    fn merge(
        &self,
        (merged, unions): (&mut Map<String, Value>, &mut Vec<Value>),
        schema: &Value,
        path: &mut Vec<Option<Identity>>,
    ) {
        let Some(keywords) = self.resolve(schema).as_object() else {
            return;
        };
        if path.len() == LONGEST_CHAIN {
            return;
        }
        path.push(self.identity(schema));
        // Written first, so that the outermost `example` and `default` win.
        let own = keywords.iter().filter(|(keyword, _)| *keyword != "allOf");
        for (keyword, value) in own {
            match keyword.as_str() {
                "nullable" | "discriminator" => {}
                // A base that lists the schemas that extend it: they would contain themselves.
                "anyOf" | "oneOf" if self.lists_any_of(value, path) => {}
                "anyOf" | "oneOf" => {
                    let mut union = Map::new();
                    union.insert(keyword.clone(), value.clone());
                    if let Some(discriminator) = keywords.get("discriminator") {
                        union.insert("discriminator".to_owned(), discriminator.clone());
                    }
                    unions.push(Value::Object(union));
                }
                _ => join(merged, keyword, value),
            }
        }
        let parts = keywords.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            self.merge((merged, unions), part, path);
        }
        path.pop();
    }

    /// Whether one of these components is an alternative.
    fn lists_any_of(&self, alternatives: &Value, components: &[Option<Identity>]) -> bool {
        let mut alternatives = alternatives.as_array().into_iter().flatten();
        alternatives.any(|alternative| {
            let identity = self.identity(alternative);
            identity.is_some() && components.contains(&identity)
        })
    }

    /// The schemas that a value may have in the place of `schema`: itself, or the alternatives of a
    /// union.
    pub(super) fn alternatives<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        let mut found = Vec::new();
        self.collect_alternatives(schema, &mut found, 8);
        found
    }

    fn collect_alternatives<'s>(
        &'s self,
        schema: &'s Value,
        found: &mut Vec<&'s Value>,
        fuel: usize,
    ) {
        let resolved = self.resolve(schema);
        let union = ["anyOf", "oneOf"]
            .iter()
            .find_map(|keyword| resolved.get(keyword)?.as_array());
        match (union, fuel.checked_sub(1)) {
            (Some(union), Some(fuel)) if resolved.get("properties").is_none() => {
                for alternative in union {
                    self.collect_alternatives(alternative, found, fuel);
                }
            }
            _ => found.push(schema),
        }
    }

    /// The schema of one property, in whichever alternative has it first.
    pub(super) fn property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let mut alternatives = self.alternatives(schema).into_iter();
        alternatives.find_map(|schema| self.own_property(schema, name, LONGEST_CHAIN))
    }

    fn own_property<'s>(&'s self, schema: &'s Value, name: &str, fuel: usize) -> Option<&'s Value> {
        let fuel = fuel.checked_sub(1)?;
        let resolved = self.resolve(schema);
        let own = resolved.get("properties").and_then(|known| known.get(name));
        own.or_else(|| {
            let mut parts = resolved.get("allOf")?.as_array()?.iter();
            parts.find_map(|part| self.own_property(part, name, fuel))
        })
    }

    /// The schema of one property of an object, if nothing but that schema restricts the property's
    /// value.
    pub(super) fn lone_property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let keywords = self.resolve(schema).as_object()?;
        let alone = |keyword: &String| {
            matches!(
                keyword.as_str(),
                "type"
                    | "properties"
                    | "required"
                    | "additionalProperties"
                    | "title"
                    | "description"
                    | "default"
                    | "example"
                    | "deprecated"
                    | "nullable"
            )
        };
        let properties = keywords.get("properties")?;
        let own = properties.get(name)?;
        keywords.keys().all(alone).then_some(own)
    }

    /// Whether values of a schema may have a property of this name: it is known, or any is allowed.
    pub(super) fn shows(&self, schema: &Value, name: &str) -> bool {
        self.shows_within(schema, name, LONGEST_CHAIN)
    }

    fn shows_within(&self, schema: &Value, name: &str, fuel: usize) -> bool {
        let Some(fuel) = fuel.checked_sub(1) else {
            return false;
        };
        let resolved = self.resolve(schema);
        let known = resolved.get("properties");
        let open = resolved.get("additionalProperties");
        known.is_some_and(|known| known.get(name).is_some())
            || open.is_some_and(|open| *open != Value::Bool(false))
            || ["allOf", "anyOf", "oneOf"].iter().any(|keyword| {
                let parts = resolved.get(keyword).and_then(Value::as_array);
                parts.is_some_and(|parts| {
                    parts.iter().any(|part| self.shows_within(part, name, fuel))
                })
            })
    }

    /// Whether values of the schema are objects of known properties.
    pub(super) fn is_record(&self, schema: &Value) -> bool {
        self.alternatives(schema).into_iter().any(|schema| {
            let flat = self.flatten(schema);
            let properties = flat.keywords.get("properties").and_then(Value::as_object);
            properties.is_some_and(|known| !known.is_empty())
        })
    }

    /// The names by which a schema, or the alternatives of a union, stand in `components`.
    pub(super) fn names<'s>(&'s self, schema: &'s Value) -> Vec<&'s str> {
        let own = name(schema);
        let alternatives = self.alternatives(schema);
        own.into_iter()
            .chain(alternatives.into_iter().filter_map(name))
            .collect()
    }
}

/// Adds a keyword to those that are there, both to be obeyed.
fn join(keywords: &mut Map<String, Value>, keyword: &str, value: &Value) {
    let Some(known) = keywords.get_mut(keyword) else {
        keywords.insert(keyword.to_owned(), value.clone());
        return;
    };
    match (keyword, known, value) {
        ("properties", Value::Object(known), Value::Object(more)) => {
            for (name, schema) in more {
                match known.get_mut(name) {
                    None => {
                        known.insert(name.clone(), schema.clone());
                    }
                    Some(own) if own == schema => {}
                    Some(own) => *own = json!({ "allOf": [own.clone(), schema] }),
                }
            }
        }
        ("required", Value::Array(known), Value::Array(more)) => {
            for name in more {
                if !known.contains(name) {
                    known.push(name.clone());
                }
            }
        }
        ("enum", Value::Array(known), Value::Array(more)) => {
            known.retain(|value| more.contains(value));
        }
        ("items", known, more) if known != more => {
            *known = json!({ "allOf": [known.clone(), more] });
        }
        ("minimum" | "minLength" | "minItems" | "minProperties", known, more)
            if known.as_f64() < more.as_f64() =>
        {
            *known = more.clone();
        }
        ("maximum" | "maxLength" | "maxItems" | "maxProperties", known, more)
            if known.as_f64() > more.as_f64() =>
        {
            *known = more.clone();
        }
        ("additionalProperties", known, Value::Bool(false)) => *known = Value::Bool(false),
        ("type", known, more) if known == "number" && more == "integer" => *known = more.clone(),
        (
            "exclusiveMinimum" | "exclusiveMaximum" | "uniqueItems" | "x-items-false",
            known,
            Value::Bool(true),
        ) => {
            *known = Value::Bool(true);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_does_not_lead_back_to_what_extends_it() {
        let base = || json!({"$ref": "#/components/schemas/Base"});
        let components = json!({
            "Base": {
                "required": ["kind"],
                "oneOf": [
                    {"$ref": "#/components/schemas/A"},
                    {"$ref": "#/components/schemas/B"}
                ]
            },
            "A": {"allOf": [base(), {"required": ["a"]}]},
            "B": {"allOf": [base(), {"oneOf": [{"required": ["b"]}]}]}
        });
        let schemas = Schemas::new(components.as_object().unwrap().clone());
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let (base, a, b) = (reference("Base"), reference("A"), reference("B"));
        assert_eq!(schemas.flatten(&base).unions.len(), 1);
        let flat = schemas.flatten(&a);
        assert!(flat.unions.is_empty());
        assert_eq!(flat.keywords["required"], json!(["kind", "a"]));
        // Its own alternatives stay.
        assert_eq!(
            *schemas.flatten(&b).unions,
            [json!({"oneOf": [{"required": ["b"]}]})]
        );
    }
}
