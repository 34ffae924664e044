//! Schemas to types.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::Diagnostic;

use super::components::Components;
use super::merge::{flatten, is_annotation, reference, weight};
use super::names::{Scope, pascal, snake};
use super::{
    Definition, Field, Id, Integer, Kind, OneWay, Rest, Rules, Shape, Struct, Type, Uses, enums,
    unions,
};

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

/// What a schema turned out to be: a type, or one that needs a definition.
pub(crate) enum Resolved {
    Shape(Shape),
    Definition(Kind),
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
            let pointer = definition.schema.as_deref().map(super::operations::escape);
            if let Some(place) = self.definitions.get_mut(id) {
                *place = Some(definition);
            }
            let pointer = pointer.unwrap_or_default();
            self.within_bounds(&format!("#/components/schemas/{pointer}"))?;
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
    fn docs(&self, object: &Map<String, Value>, name: &str) -> (String, bool) {
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
                && let Some(resolved) = unions::resolve(self, object, key, alternatives, hint)
            {
                return resolved;
            }
        }
        let ty = match object.get("type").and_then(Value::as_str) {
            Some("boolean") => Type::Bool(None),
            Some("integer") => whole_number(object),
            Some("number") => Type::Number,
            Some("string") => text(object),
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
                text(object)
            }
            _ => Type::Any,
        };
        let rules = Rules::read(object, &ty);
        Resolved::Shape(Shape { ty, rules })
    }

    /// Makes what has its own alternatives, whatever stands around it.
    fn alone<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let product = std::mem::replace(&mut self.product, 1);
        let made = make(self);
        self.product = product;
        made
    }

    fn array(&mut self, object: &Map<String, Value>, hint: &str) -> Type {
        let hint = format!("{hint}Item");
        let everything = Value::Object(Map::new());
        let items = object.get("items").unwrap_or(&everything);
        let Some(prefix) = object.get("x-prefix-items").and_then(Value::as_array) else {
            return Type::List(Box::new(self.shape(items, &hint)));
        };
        let count = |key: &str| object.get(key).and_then(Value::as_u64);
        let length = prefix.len() as u64;
        let closed = object.contains_key("x-items-false")
            || count("maxItems").is_some_and(|max| max <= length);
        let fixed = closed && count("minItems").is_some_and(|min| min >= length);
        if fixed && (1..=8).contains(&prefix.len()) {
            let items = prefix.iter().enumerate();
            return Type::Tuple(
                items
                    .map(|(index, item)| self.shape(item, &format!("{hint}{}", index + 1)))
                    .collect(),
            );
        }
        // Rust has no tuple of varying length.
        Type::List(Box::new(Shape::of(Type::Any)))
    }

    /// What stands under the names that an object does not list.
    fn values(&mut self, object: &Map<String, Value>, schema: &Value, hint: &str) -> Shape {
        let values = self.shape(schema, &format!("{hint}Value"));
        match object.get("x-pattern-properties") {
            Some(Value::Bool(true)) => unions::or_anything(self, values, hint),
            _ => values,
        }
    }

    fn object(&mut self, object: &Map<String, Value>, hint: &str) -> Resolved {
        let nothing = Map::new();
        let properties = object
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&nothing);
        let required: Vec<&str> = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let additional = object.get("additionalProperties");
        let undeclared = required.iter().any(|name| !properties.contains_key(*name));
        if properties.is_empty() {
            let values = match additional {
                Some(schema @ Value::Object(_)) => self.values(object, schema, hint),
                _ => Shape::of(Type::Any),
            };
            let ty = Type::Map(Box::new(values));
            let rules = Rules::read(object, &ty);
            return Resolved::Shape(Shape { ty, rules });
        }
        let mut scope = Scope::reserving(&["new"]);
        let mut fields = Vec::with_capacity(properties.len());
        for (wire, schema) in properties {
            let own = schema.as_object().unwrap_or(&nothing);
            let flag = |key: &str| own.get(key) == Some(&Value::Bool(true));
            let docs = self.docs(own, wire).0;
            fields.push(Field {
                wire: wire.clone(),
                rust: scope.claim(&snake(wire)),
                shape: self.shape(schema, &format!("{hint}{}", pascal(wire))),
                required: required.contains(&wire.as_str()),
                docs,
                deprecated: flag("deprecated"),
                one_way: match (flag("readOnly"), flag("writeOnly")) {
                    (true, false) => Some(OneWay::Received),
                    (false, true) => Some(OneWay::Sent),
                    _ => None,
                },
                tag: false,
            });
        }
        let kept =
            |scope: &mut Scope, shape| Rest::Kept(scope.claim("additional_properties"), shape);
        let rest = match additional {
            Some(schema @ Value::Object(it)) if !it.is_empty() => {
                let values = self.values(object, schema, hint);
                kept(&mut scope, values)
            }
            Some(Value::Bool(true) | Value::Object(_)) => kept(&mut scope, Shape::of(Type::Any)),
            Some(Value::Bool(false)) => Rest::Forbidden,
            // A required property that is not described must be kept all the same.
            _ if undeclared => kept(&mut scope, Shape::of(Type::Any)),
            _ => Rest::Dropped,
        };
        Resolved::Definition(Kind::Struct(Struct { fields, rest }))
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

/// The schema's own words, or its name; and whether it is deprecated.
pub(crate) fn describe(object: &Map<String, Value>, name: &str) -> (String, bool) {
    let text = |key: &str| {
        let text = object.get(key).and_then(Value::as_str);
        text.map(str::trim).filter(|text| !text.is_empty())
    };
    let mut docs = match (text("description"), text("title")) {
        (Some(description), _) => description.to_owned(),
        (None, Some(title)) => title.to_owned(),
        (None, None) => format!("`{name}`"),
    };
    if let Some(default) = object.get("default").filter(|it| !it.is_null()) {
        let default = default.to_string();
        if default.len() <= 80 && !default.contains('`') {
            docs.push_str(&format!("\n\nLeft out, the service takes `{default}`."));
        }
    }
    let deprecated = object.get("deprecated") == Some(&Value::Bool(true));
    (docs, deprecated)
}

fn text(object: &Map<String, Value>) -> Type {
    // A pattern is the document's own grammar, which a parser of the format need not share.
    if object.contains_key("pattern") {
        return Type::Text;
    }
    match object.get("format").and_then(Value::as_str) {
        Some("uuid") => Type::Uuid,
        Some("date-time") => Type::DateTime,
        Some("date") => Type::Date,
        _ => Type::Text,
    }
}

/// Wide enough for every value that the document allows; beyond what JSON readers keep exactly, a
/// number is all there is.
fn whole_number(object: &Map<String, Value>) -> Type {
    let bound = |key: &str| object.get(key).and_then(Value::as_f64);
    let (minimum, maximum) = (bound("minimum"), bound("maximum"));
    let beyond = |limit: Option<f64>, most: f64| limit.is_some_and(|it| it > most);
    let unsigned = object.get("format").and_then(Value::as_str) == Some("uint64");
    if beyond(maximum, u64::MAX as f64) || minimum.is_some_and(|it| it < i64::MIN as f64) {
        return Type::Number;
    }
    let wide = [maximum, minimum]
        .into_iter()
        .any(|limit| beyond(limit, i64::MAX as f64));
    Type::Integer(match (wide || unsigned, minimum) {
        (false, _) => Integer::I64,
        (true, Some(minimum)) if minimum < 0.0 => Integer::I128,
        (true, None) if !unsigned => Integer::I128,
        (true, _) => Integer::U64,
    })
}
