//! The definitions of a document, built schema by schema.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::all_of::{flatten, is_annotation, reference, weight};
use super::budget::Components;
use super::docs::describe;
use super::hierarchy::Hierarchy;
use super::integers::Integers;
use super::names::{TypeNames, by_hand};
use super::resolved::Resolved;
use super::untyped::json_type;
use super::{chosen, constraints, enums, scalars};
use crate::diagnostic::Diagnostic;
use crate::lock::Decisions;
use crate::note::Note;
use crate::openapi::component::schema_reference;
use crate::plan::model::{Definition, Id, Kind, Shape, Type, Uses};

/// Inline schemas deeper than this become plain JSON values.
const DEPTH: usize = 100;

/// Lists of lists of maps deeper than this get a name, since rustc limits the nesting of types.
const NESTED: usize = 16;

/// The cost of a type in the unit of [`Components::spend`].
const TYPE: usize = 200;

/// Turns schemas into shapes, and adds the definitions that these name.
pub(crate) struct Builder<'a> {
    pub(crate) components: Components<'a>,
    pub(super) hierarchy: Hierarchy<'a>,
    order: Vec<(String, &'a Value)>,
    pub(super) ids: HashMap<String, Id>,
    definitions: Vec<Option<Definition>>,
    names: TypeNames,
    /// Rust names of the components.
    named: HashSet<String>,
    depth: usize,
    /// Merged schemas that are being resolved, each with its definition if something in it refers
    /// to it.
    open: Vec<(Value, Option<Id>)>,
    /// The number of combinations of alternatives in the enclosing unions.
    pub(crate) product: usize,
    /// What is read leniently or left out.
    pub(crate) notes: Vec<Note>,
    integers: Integers,
}

impl<'a> Builder<'a> {
    /// Names every component first, so that no inline schema takes a component's name.
    ///
    /// # Errors
    /// Names chosen by hand that are invalid or taken.
    pub(crate) fn new(lowered: &'a Value, decisions: &Decisions) -> Result<Self, Vec<Diagnostic>> {
        let schemas = lowered
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        let order: Vec<_> = schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), schema))
            .collect();
        let names = TypeNames::new(&order, chosen::inline_names(lowered)?, decisions);
        let mut definitions = Vec::new();
        let mut ids = HashMap::new();
        let mut named = HashSet::new();
        for (name, _) in &order {
            let rust = names.component(name).cloned().unwrap_or_default();
            ids.insert(name.clone(), definitions.len());
            named.insert(rust.clone());
            definitions.push(Some(placeholder(rust)));
        }
        let schemas = schemas.into_iter().flatten();
        let schemas = schemas.map(|(name, schema)| (name.as_str(), schema));
        let hierarchy = Hierarchy::of(schemas.clone());
        Ok(Self {
            components: Components::new(schemas, hierarchy.listing(), weight(lowered)),
            hierarchy,
            order,
            ids,
            definitions,
            names,
            named,
            depth: 0,
            open: Vec::new(),
            product: 1,
            notes: Vec::new(),
            integers: Integers::new(decisions.integers.clone()),
        })
    }

    /// Defines every component.
    pub(crate) fn components(&mut self) -> Result<(), Diagnostic> {
        let mut order = self.order.clone();
        // The names of inline schemas do not depend on the order of the document.
        order.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        for (name, schema) in order {
            let Some(&id) = self.ids.get(&name) else {
                continue;
            };
            let rust = self.name(id);
            let kind = match self.resolve(schema, &rust, Some(&name)) {
                Resolved::Definition(kind) => kind,
                Resolved::Shape(shape) => Kind::Alias(shape),
            };
            let nothing = Map::new();
            let (docs, deprecated) = self.docs(schema.as_object().unwrap_or(&nothing), &name);
            let title = schema.get("title").and_then(Value::as_str);
            let definition = Definition {
                rust,
                schema: Some(name),
                title: title.map(str::to_owned),
                docs,
                deprecated,
                kind,
                uses: Uses::default(),
                generic: None,
            };
            let pointer = definition.schema.as_deref().map(schema_reference);
            if let Some(own) = self.definitions.get_mut(id) {
                *own = Some(definition);
            }
            let pointer = pointer.unwrap_or_default();
            self.within_bounds(&pointer)?;
        }
        Ok(())
    }

    /// Refuses a document whose schemas require more types than the budget allows; `pointer` is the
    /// part that was being built.
    pub(crate) fn within_bounds(&self, pointer: &str) -> Result<(), Diagnostic> {
        if !self.components.is_spent() {
            return Ok(());
        }
        let why = "its `allOf`, `anyOf` and `oneOf` multiply into more types than can be generated";
        let help = "name the alternatives in components.schemas and refer to them, each once";
        Err(Diagnostic::new(pointer, why).help(help))
    }

    /// All definitions, the components first and in the document's order; records their names, and
    /// the width of integers.
    pub(crate) fn finish(self, before: &Decisions, now: &mut Decisions) -> Vec<Definition> {
        self.names.record(before, now);
        now.integers = self.integers.record();
        self.definitions.into_iter().flatten().collect()
    }

    /// The documentation of a schema, from itself or the parts of its `allOf`.
    pub(super) fn docs(&self, object: &Map<String, Value>, name: &str) -> (String, bool) {
        if object.contains_key("allOf") && !object.contains_key("description") {
            let schema = Value::Object(object.clone());
            describe(&flatten(&self.components, &schema), name)
        } else {
            describe(object, name)
        }
    }

    pub(crate) fn name(&self, id: Id) -> String {
        let definition = self.definitions.get(id).and_then(Option::as_ref);
        definition
            .map(|definition| definition.rust.clone())
            .unwrap_or_default()
    }

    /// Adds a definition whose name is `hint` or similar.
    pub(crate) fn define(&mut self, hint: &str, docs: (String, bool), kind: Kind) -> Id {
        let id = self.definitions.len();
        let mut definition = placeholder(self.names.name_inline(hint));
        (definition.docs, definition.deprecated) = docs;
        definition.kind = kind;
        self.definitions.push(Some(definition));
        id
    }

    /// The type of a schema; a definition that it needs is named after `hint`.
    pub(crate) fn shape(&mut self, schema: &Value, hint: &str) -> Shape {
        if self.depth >= DEPTH || !self.components.spend(TYPE) {
            return Shape::of(Type::Any);
        }
        let hint = by_hand(schema).unwrap_or(hint);
        // A property whose `allOf` includes the enclosing schema is recursive, so reuse the
        // definition that is being built.
        let merged = schema.get("allOf").is_some();
        if merged && let Some(at) = self.open.iter().position(|(open, _)| open == schema) {
            let known = self.open.get(at).and_then(|(_, id)| *id);
            let id = known.unwrap_or_else(|| {
                let docs = (String::new(), false);
                self.define(hint, docs, Kind::Alias(Shape::of(Type::Any)))
            });
            if let Some((_, own)) = self.open.get_mut(at) {
                *own = Some(id);
            }
            return Shape::of(Type::Named(id));
        }
        if merged {
            self.open.push((schema.clone(), None));
        }
        self.depth += 1;
        // Added to `open` before the schema's parts are resolved, so that they find it.
        let resolved = self.resolve(schema, hint, None);
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

    /// The type of a schema, which is that of `component` if it is given.
    fn resolve(&mut self, schema: &Value, hint: &str, component: Option<&str>) -> Resolved {
        if let Some(name) = reference(schema) {
            let id = self.ids.get(&name);
            return Resolved::Shape(Shape::of(id.map_or(Type::Any, |id| Type::Named(*id))));
        }
        let Some(object) = schema.as_object() else {
            return Resolved::Shape(Shape::of(Type::Any));
        };
        let mut flat;
        let object = match object.get("allOf").and_then(Value::as_array) {
            None => object,
            Some(parts) => {
                let its_own = component.is_some_and(|name| self.hierarchy.is_kind_of_its_own(name));
                if !its_own && let Some(only) = self.only_reference(object, parts) {
                    let nullable = object.get("nullable") == Some(&Value::Bool(true));
                    let shape = self.shape(only, hint);
                    return Resolved::Shape(if nullable { shape.nullable() } else { shape });
                }
                flat = flatten(&self.components, schema);
                // That a base allows null does not make null one of its kinds.
                if its_own && object.get("nullable").is_none() {
                    flat.remove("nullable");
                }
                &flat
            }
        };
        let nullable = object.get("nullable") == Some(&Value::Bool(true));
        let bare = match component {
            Some(component) => self.family(object, hint, component),
            None => self.bare(object, hint, None),
        };
        match (bare, nullable) {
            (resolved, false) => resolved,
            (Resolved::Shape(shape), true) => Resolved::Shape(shape.nullable()),
            (Resolved::Definition(kind), true) => {
                // The component's own name is that of the nullable type.
                let name = if self.named.contains(hint) {
                    format!("{hint}Value")
                } else {
                    hint.to_owned()
                };
                let id = self.define(&name, describe(object, &name), kind);
                Resolved::Shape(Shape::of(Type::Named(id)).nullable())
            }
        }
    }

    /// The one part of an `allOf` that is a reference, if the others are only annotations.
    pub(super) fn only_reference<'v>(
        &self,
        object: &Map<String, Value>,
        parts: &'v [Value],
    ) -> Option<&'v Value> {
        let only_annotations =
            |object: &Map<String, Value>| object.keys().all(|key| is_annotation(key));
        if !object
            .keys()
            .all(|key| key == "allOf" || is_annotation(key))
        {
            return None;
        }
        let mut others = parts
            .iter()
            .filter(|part| !part.as_object().is_some_and(only_annotations));
        let only = others.next()?;
        if others.next().is_some() {
            return None;
        }
        // The part may be such an `allOf` itself.
        if reference(only).is_some() {
            return Some(only);
        }
        let inner = only.as_object()?;
        self.only_reference(inner, inner.get("allOf")?.as_array()?)
            .map(|_| only)
    }

    /// The type of a schema without `$ref`, `allOf` and `nullable`, which is that of `component` if
    /// it is given.
    pub(super) fn bare(
        &mut self,
        object: &Map<String, Value>,
        hint: &str,
        component: Option<&str>,
    ) -> Resolved {
        if object.contains_key("x-null") {
            return Resolved::Shape(Shape::of(Type::Null));
        }
        if let Some(values) = object.get("enum").and_then(Value::as_array)
            && let Some(resolved) = enums::resolve(values, object)
        {
            return resolved;
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(alternatives) = object.get(key).and_then(Value::as_array)
                && let Some(resolved) = self.union((object, key, component), alternatives, hint)
            {
                return resolved;
            }
        }
        let ty = match json_type(object) {
            Some("boolean") => Type::Bool(None),
            Some("integer") => self.integers.of(object, hint),
            Some("number") => scalars::number(object),
            Some("string") => scalars::string(object),
            Some("array") => self.with_own_product(|builder| builder.array(object, hint)),
            Some("object") => return self.with_own_product(|builder| builder.object(object, hint)),
            _ => Type::Any,
        };
        let rules = constraints::read(object, &ty);
        Resolved::Shape(Shape { ty, rules })
    }

    /// Builds a part whose unions do not multiply with the enclosing ones.
    fn with_own_product<T>(&mut self, build: impl FnOnce(&mut Self) -> T) -> T {
        let product = std::mem::replace(&mut self.product, 1);
        let built = build(self);
        self.product = product;
        built
    }
}

fn placeholder(rust: String) -> Definition {
    Definition {
        rust,
        schema: None,
        title: None,
        docs: String::new(),
        deprecated: false,
        kind: Kind::Alias(Shape::of(Type::Any)),
        uses: Uses::default(),
        generic: None,
    }
}
