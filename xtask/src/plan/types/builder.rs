//! Schemas to types.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::all_of::{flatten, is_annotation, reference, weight};
use super::budget::Components;
use super::docs::describe;
use super::resolved::Resolved;
use super::{constraints, enums, scalars};
use crate::diagnostic::Diagnostic;
use crate::identifier::{Scope, pascal};
use crate::openapi::component::schema_reference;
use crate::plan::model::{Definition, Id, Kind, Shape, Type, Uses};

/// Inline schemas deeper than this become plain JSON values.
const DEPTH: usize = 100;

/// Lists of lists of maps deeper than this get a name, for Rust nests types only so deep.
const NESTED: usize = 16;

/// What a type costs, in the measure of [`Components::spend`].
const TYPE: usize = 200;

/// Makes definitions of schemas.
pub(crate) struct Builder<'a> {
    pub(crate) components: Components<'a>,
    order: Vec<(String, &'a Value)>,
    ids: HashMap<String, Id>,
    definitions: Vec<Option<Definition>>,
    scope: Scope,
    /// Rust names of the components.
    named: HashSet<String>,
    depth: usize,
    /// Merged schemas that are being resolved, each with its definition if something in it refers
    /// to it.
    open: Vec<(Value, Option<Id>)>,
    /// How many alternatives the unions directly around make, each going with each.
    pub(crate) product: usize,
}

impl<'a> Builder<'a> {
    /// Names every component first, so that no inline schema takes a component's name.
    pub(crate) fn new(lowered: &'a Value) -> Self {
        let schemas = lowered
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let order: Vec<_> = schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), schema))
            .collect();
        let mut scope = Scope::default();
        let mut definitions = Vec::new();
        let mut ids = HashMap::new();
        let mut named = HashSet::new();
        for (name, _) in &order {
            let rust = scope.claim(&pascal(name));
            ids.insert(name.clone(), definitions.len());
            named.insert(rust.clone());
            definitions.push(Some(placeholder(rust)));
        }
        Self {
            components: Components::new(
                schemas
                    .into_iter()
                    .flatten()
                    .map(|(name, it)| (name.as_str(), it)),
                weight(lowered),
            ),
            order,
            ids,
            definitions,
            scope,
            named,
            depth: 0,
            open: Vec::new(),
            product: 1,
        }
    }

    /// Defines every component.
    pub(crate) fn components(&mut self) -> Result<(), Diagnostic> {
        for (name, schema) in self.order.clone() {
            let Some(&id) = self.ids.get(&name) else {
                continue;
            };
            let rust = self.name(id);
            let kind = match self.resolve(schema, &rust) {
                Resolved::Definition(kind) => kind,
                Resolved::Shape(shape) => Kind::Alias(shape),
            };
            let nothing = Map::new();
            let (docs, deprecated) = self.docs(schema.as_object().unwrap_or(&nothing), &name);
            let definition = Definition {
                rust,
                schema: Some(name),
                docs,
                deprecated,
                kind,
                uses: Uses::default(),
            };
            let pointer = definition.schema.as_deref().map(schema_reference);
            if let Some(place) = self.definitions.get_mut(id) {
                *place = Some(definition);
            }
            let pointer = pointer.unwrap_or_default();
            self.within_bounds(&pointer)?;
        }
        Ok(())
    }

    /// Refuses a document whose schemas multiply beyond measure; `pointer` is what was looked at
    /// when they did.
    pub(crate) fn within_bounds(&self, pointer: &str) -> Result<(), Diagnostic> {
        match self.components.is_spent() {
            true => Err(Diagnostic::new(
                pointer,
                "its `allOf`, `anyOf` and `oneOf` multiply into more types than can be made",
            )
            .help("name the alternatives in components.schemas and refer to them, each once")),
            false => Ok(()),
        }
    }

    /// All definitions, the components first and in the document's order.
    pub(crate) fn finish(self) -> Vec<Definition> {
        self.definitions.into_iter().flatten().collect()
    }

    /// What a schema says of itself, in its own words or those of its parts.
    pub(super) fn docs(&self, object: &Map<String, Value>, name: &str) -> (String, bool) {
        match object.contains_key("allOf") && !object.contains_key("description") {
            true => describe(
                &flatten(&self.components, &Value::Object(object.clone())),
                name,
            ),
            false => describe(object, name),
        }
    }

    pub(crate) fn name(&self, id: Id) -> String {
        let definition = self.definitions.get(id).and_then(Option::as_ref);
        definition.map(|it| it.rust.clone()).unwrap_or_default()
    }

    /// Adds a definition of a name like `hint`.
    pub(crate) fn define(&mut self, hint: &str, docs: (String, bool), kind: Kind) -> Id {
        let id = self.definitions.len();
        let mut definition = placeholder(self.scope.claim(hint));
        (definition.docs, definition.deprecated) = docs;
        definition.kind = kind;
        self.definitions.push(Some(definition));
        id
    }

    /// The type of a schema that stands where `hint` says.
    pub(crate) fn shape(&mut self, schema: &Value, hint: &str) -> Shape {
        if self.depth >= DEPTH || !self.components.spend(TYPE) {
            return Shape::of(Type::Any);
        }
        // A property that is all of what it stands in and more holds itself.
        let merged = schema.get("allOf").is_some();
        if merged && let Some(at) = self.open.iter().position(|(open, _)| open == schema) {
            let known = self.open.get(at).and_then(|(_, id)| *id);
            let id = known.unwrap_or_else(|| {
                let docs = (String::new(), false);
                self.define(hint, docs, Kind::Alias(Shape::of(Type::Any)))
            });
            if let Some((_, place)) = self.open.get_mut(at) {
                *place = Some(id);
            }
            return Shape::of(Type::Named(id));
        }
        if merged {
            self.open.push((schema.clone(), None));
        }
        self.depth += 1;
        // The place is taken before what is inside takes names.
        let resolved = self.resolve(schema, hint);
        self.depth -= 1;
        let own = merged.then(|| self.open.pop()).flatten();
        if let Some(id) = own.and_then(|(_, id)| id) {
            let nothing = Map::new();
            let docs = self.docs(schema.as_object().unwrap_or(&nothing), hint);
            if let Some(Some(definition)) = self.definitions.get_mut(id) {
                (definition.docs, definition.deprecated) = docs;
                definition.kind = match resolved {
                    Resolved::Definition(kind) => kind,
                    Resolved::Shape(shape) => Kind::Alias(shape),
                };
            }
            return Shape::of(Type::Named(id));
        }
        match resolved {
            Resolved::Shape(shape) if shape.nesting() > NESTED => {
                let docs = (format!("`{hint}`"), false);
                let id = self.define(hint, docs, Kind::Wrapper(shape));
                Shape::of(Type::Named(id))
            }
            Resolved::Shape(shape) => shape,
            Resolved::Definition(kind) => {
                let nothing = Map::new();
                let docs = self.docs(schema.as_object().unwrap_or(&nothing), hint);
                let id = self.define(hint, docs, kind);
                Shape::of(Type::Named(id))
            }
        }
    }

    fn resolve(&mut self, schema: &Value, hint: &str) -> Resolved {
        if let Some(name) = reference(schema) {
            let id = self.ids.get(&name);
            return Resolved::Shape(Shape::of(id.map_or(Type::Any, |id| Type::Named(*id))));
        }
        let Some(object) = schema.as_object() else {
            return Resolved::Shape(Shape::of(Type::Any));
        };
        let flat;
        let object = match object.get("allOf").and_then(Value::as_array) {
            None => object,
            Some(parts) => {
                if let Some(only) = self.only_reference(object, parts) {
                    let nullable = object.get("nullable") == Some(&Value::Bool(true));
                    let shape = self.shape(only, hint);
                    return Resolved::Shape(if nullable { shape.nullable() } else { shape });
                }
                flat = flatten(&self.components, schema);
                &flat
            }
        };
        let nullable = object.get("nullable") == Some(&Value::Bool(true));
        match (self.bare(object, hint), nullable) {
            (resolved, false) => resolved,
            (Resolved::Shape(shape), true) => Resolved::Shape(shape.nullable()),
            (Resolved::Definition(kind), true) => {
                // A component's own name goes to the nullable whole.
                let name = match self.named.contains(hint) {
                    true => format!("{hint}Value"),
                    false => hint.to_owned(),
                };
                let id = self.define(&name, describe(object, &name), kind);
                Resolved::Shape(Shape::of(Type::Named(id)).nullable())
            }
        }
    }

    /// The one reference in an `allOf` that says nothing else.
    fn only_reference<'v>(
        &self,
        object: &Map<String, Value>,
        parts: &'v [Value],
    ) -> Option<&'v Value> {
        let silent = |object: &Map<String, Value>| object.keys().all(|key| is_annotation(key));
        if !object
            .keys()
            .all(|key| key == "allOf" || is_annotation(key))
        {
            return None;
        }
        let mut speaking = parts
            .iter()
            .filter(|part| !part.as_object().is_some_and(silent));
        let only = speaking.next()?;
        if speaking.next().is_some() {
            return None;
        }
        // A wrapper around a wrapper around a reference is a reference still.
        if reference(only).is_some() {
            return Some(only);
        }
        let inner = only.as_object()?;
        self.only_reference(inner, inner.get("allOf")?.as_array()?)
            .map(|_| only)
    }

    /// The type of a schema without `$ref`, `allOf` and `nullable`.
    fn bare(&mut self, object: &Map<String, Value>, hint: &str) -> Resolved {
        if object.contains_key("x-null") {
            return Resolved::Shape(Shape::of(Type::Null));
        }
        if let Some(values) = object.get("enum").and_then(Value::as_array)
            && let Some(resolved) = enums::resolve(values)
        {
            return resolved;
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = object.get(key).and_then(Value::as_array)
                && let Some(resolved) = self.union(object, key, alternatives, hint)
            {
                return resolved;
            }
        }
        let ty = match object.get("type").and_then(Value::as_str) {
            Some("boolean") => Type::Bool(None),
            Some("integer") => scalars::integer(object),
            Some("number") => Type::Number,
            Some("string") => scalars::string(object),
            Some("array") => self.alone(|it| it.array(object, hint)),
            Some("object") => return self.alone(|it| it.object(object, hint)),
            _ if object.contains_key("properties")
                || object.contains_key("additionalProperties") =>
            {
                return self.alone(|it| it.object(object, hint));
            }
            _ if object.contains_key("items") || object.contains_key("x-prefix-items") => {
                self.alone(|it| it.array(object, hint))
            }
            _ if ["pattern", "minLength", "maxLength", "format"]
                .iter()
                .any(|key| object.contains_key(*key))
                && !object.contains_key("minimum") =>
            {
                scalars::string(object)
            }
            _ => Type::Any,
        };
        let rules = constraints::read(object, &ty);
        Resolved::Shape(Shape { ty, rules })
    }

    /// Makes what has its own alternatives, whatever stands around it.
    fn alone<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let product = std::mem::replace(&mut self.product, 1);
        let made = make(self);
        self.product = product;
        made
    }
}

fn placeholder(rust: String) -> Definition {
    Definition {
        rust,
        schema: None,
        docs: String::new(),
        deprecated: false,
        kind: Kind::Alias(Shape::of(Type::Any)),
        uses: Uses::default(),
    }
}
