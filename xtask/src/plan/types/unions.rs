//! `oneOf` and `anyOf` to types.

use serde_json::{Map, Value};

use super::all_of::{is_annotation, reference};
use super::builder::Builder;
use super::docs::describe;
use super::resolved::Resolved;
use super::{enums, names};
use crate::identifier::{Scope, pascal};
use crate::openapi::component::schema_name;
use crate::plan::model::{Alternative, Id, Kind, Shape, Type, Union};

/// A union within a union multiplies alternatives; beyond this many, it becomes plain JSON.
const WIDEST: usize = 512;

/// The schema that has alternatives: itself, its keyword for them, and its name as a component.
type Owner<'s> = (&'s Map<String, Value>, &'s str, Option<&'s str>);

impl Builder<'_> {
    /// The type of one of `alternatives`; `None` if they only restrict what the rest of their owner
    /// describes.
    pub(super) fn union(
        &mut self,
        owner: Owner<'_>,
        alternatives: &[Value],
        hint: &str,
    ) -> Option<Resolved> {
        if alternatives
            .iter()
            .all(|alternative| !describes(alternative))
        {
            // `anyOf: [{required: [a]}, {required: [b]}]`
            return None;
        }
        let around = self.product;
        self.product = around.saturating_mul(alternatives.len());
        if self.product > WIDEST {
            self.product = around;
            return Some(Resolved::Shape(Shape::of(Type::Any)));
        }
        let resolved = self.alternatives(owner, alternatives, hint);
        self.product = around;
        Some(resolved)
    }

    /// The type of one of the alternatives.
    fn alternatives(
        &mut self,
        (object, key, component): Owner<'_>,
        alternatives: &[Value],
        hint: &str,
    ) -> Resolved {
        let base = base(object, key);
        let mut nullable = false;
        let mut found: Vec<(Shape, Option<String>)> = Vec::new();
        for (index, alternative) in gather(alternatives).iter().enumerate() {
            let name = self.component(alternative);
            let extends = component.is_some_and(|name| self.hierarchy.extends(alternative, name));
            let schema = if extends {
                alternative.clone()
            } else {
                with_base(&base, alternative)
            };
            let hint = format!("{hint}{}", suffix(object, alternative, index));
            let mut shape = self.shape(&schema, &hint);
            match shape.ty {
                Type::Null => {
                    nullable = true;
                    continue;
                }
                Type::Nullable(inner) => {
                    nullable = true;
                    shape = *inner;
                }
                Type::Any => return Resolved::Shape(Shape::of(Type::Any)),
                _ => {}
            }
            match found.iter_mut().find(|(other, _)| other.ty == shape.ty) {
                // The same type twice: a rule of one does not hold for values of the other.
                Some((other, _)) if other.rules != shape.rules => other.rules = Default::default(),
                Some(_) => {}
                None => found.push((shape, name)),
            }
        }
        simplify(&mut found);
        let tagged = object.contains_key("discriminator");
        let resolved = match found.as_slice() {
            [] => Resolved::Shape(Shape::of(Type::Null)),
            // The one object of a discriminator is one of several, once there are others.
            [(shape, _)] if !tagged || shape.bare().is_none() => Resolved::Shape(shape.clone()),
            _ => {
                let mut union = self.tagged_union(object.get("discriminator"), found, hint);
                union.any_of = key == "anyOf";
                Resolved::Definition(Kind::Union(union))
            }
        };
        match (resolved, nullable) {
            (resolved, false) => resolved,
            (Resolved::Shape(shape), true) => Resolved::Shape(shape.nullable()),
            (Resolved::Definition(kind), true) => {
                let name = format!("{hint}Value");
                let id = self.define(&name, describe(object, &name), kind);
                Resolved::Shape(Shape::of(Type::Named(id)).nullable())
            }
        }
    }

    /// The component that an alternative is, perhaps with annotations of its own.
    fn component(&self, alternative: &Value) -> Option<String> {
        if let Some(name) = reference(alternative) {
            return Some(name);
        }
        let object = alternative.as_object()?;
        let parts = object.get("allOf")?.as_array()?;
        self.component(self.only_reference(object, parts)?)
    }

    /// The union of these shapes, each with the component that it is.
    pub(super) fn tagged_union(
        &self,
        discriminator: Option<&Value>,
        found: Vec<(Shape, Option<String>)>,
        hint: &str,
    ) -> Union {
        let tag = discriminator
            .and_then(|discriminator| discriminator.get("propertyName"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let mapping = discriminator
            .and_then(|discriminator| discriminator.get("mapping"))
            .and_then(Value::as_object);
        let mapping: Vec<(&String, String)> = mapping
            .into_iter()
            .flatten()
            .filter_map(|(tag, target)| Some((tag, schema_name(target.as_str()?)?)))
            .collect();
        let mut scope = Scope::reserving(&["UnknownValue"]);
        let alternatives = found.into_iter().map(|(shape, component)| {
            let name = self.label(&shape.ty);
            let short = name
                .strip_prefix(hint)
                .filter(|rest| rest.starts_with(char::is_uppercase));
            let target = |name: &str| self.hierarchy.target(name).to_owned();
            let own = component.as_deref().map(target);
            let mapped = mapping
                .iter()
                .filter(|(_, name)| Some(target(name)) == own)
                .map(|(tag, _)| (*tag).clone());
            Alternative {
                shape,
                // The pass `unions` adds the constants of the property, once every component is
                // defined.
                tags: mapped.collect(),
                component: component.filter(|_| tag.is_some()),
                ..Alternative::new(scope.claim(short.unwrap_or(&name)))
            }
        });
        Union {
            alternatives: alternatives.collect(),
            tag,
            ..Union::default()
        }
    }

    /// A value of this shape, or any other: for properties of which the document describes only
    /// some.
    pub(super) fn or_anything(&mut self, shape: Shape, hint: &str) -> Shape {
        if shape.ty == Type::Any {
            return shape;
        }
        let alternative = Alternative {
            shape: shape.clone(),
            ..Alternative::new(self.label(&shape.ty))
        };
        let union = Union {
            alternatives: vec![alternative],
            open: true,
            ..Union::default()
        };
        let docs = (
            "A value of the type that the document describes, or any other value.".to_owned(),
            false,
        );
        let id = self.define(&format!("{hint}Value"), docs, Kind::Union(union));
        Shape::of(Type::Named(id))
    }

    fn label(&self, ty: &Type) -> String {
        let named = |id: Id| self.name(id);
        match ty {
            Type::Named(id) => named(*id),
            Type::Any => "Any".to_owned(),
            Type::Null => "Null".to_owned(),
            Type::Bool(_) => "Boolean".to_owned(),
            Type::Integer(_) => "Integer".to_owned(),
            Type::Number => "Number".to_owned(),
            Type::String => "Text".to_owned(),
            Type::Uuid => "Uuid".to_owned(),
            Type::DateTime => "DateTime".to_owned(),
            Type::Date => "Date".to_owned(),
            Type::List(item) => format!(
                "{}List",
                match item.ty {
                    Type::Named(id) => named(id),
                    _ => self.label(&item.ty),
                }
            ),
            Type::Map(_) => "Map".to_owned(),
            Type::Tuple(_) => "Tuple".to_owned(),
            Type::Nullable(inner) | Type::Boxed(inner) | Type::Generic(_, inner) => {
                self.label(&inner.ty)
            }
            Type::Parameter => "Value".to_owned(),
        }
    }
}

/// The keywords beside the alternatives, which hold for each of them.
fn base(object: &Map<String, Value>, key: &str) -> Map<String, Value> {
    let other = |name: &str| name != key && name != "discriminator" && !is_annotation(name);
    let base = object.iter().filter(|(name, _)| other(name));
    base.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn with_base(base: &Map<String, Value>, alternative: &Value) -> Value {
    let typed = alternative.get("type").is_some()
        || reference(alternative).is_some()
        || alternative.get("allOf").is_some();
    if base.is_empty() || (typed && base.keys().all(|key| key == "type")) {
        return alternative.clone();
    }
    let parts = Value::Array(vec![Value::Object(base.clone()), alternative.clone()]);
    Value::Object(Map::from_iter([("allOf".to_owned(), parts)]))
}

/// Whether a schema describes a value, rather than only restricting it.
fn describes(schema: &Value) -> bool {
    schema.as_object().is_some_and(|object| {
        object.keys().any(|key| {
            !is_annotation(key)
                && !matches!(
                    key.as_str(),
                    "required" | "not" | "minProperties" | "maxProperties"
                )
        }) || object.is_empty()
    })
}

/// Joins inline enumerations: `oneOf: [{const: a}, {const: b}]` is one enum. The title of a
/// constant names its variant.
fn gather(alternatives: &[Value]) -> Vec<Value> {
    let constants = |schema: &Value| -> Option<Vec<Value>> {
        let object = schema.as_object()?;
        let plain = |key: &String| key == "enum" || key == "type" || is_annotation(key);
        let values = object.get("enum")?.as_array()?;
        let alike = values.iter().all(Value::is_string) || values.iter().all(Value::is_i64);
        (object.keys().all(plain) && alike && object.get("nullable").is_none())
            .then(|| values.clone())
    };
    let mut gathered: Vec<Value> = Vec::with_capacity(alternatives.len());
    let mut joined: Option<usize> = None;
    for alternative in alternatives {
        let Some(values) = constants(alternative) else {
            gathered.push(alternative.clone());
            continue;
        };
        let names = value_names(alternative, &values);
        let known = joined.and_then(|at| gathered.get_mut(at));
        match known.and_then(Value::as_object_mut) {
            Some(known) => {
                if let Some(Value::Array(known)) = known.get_mut("enum") {
                    known.extend(values);
                }
                for (extension, names) in names {
                    let all = known
                        .entry(extension)
                        .or_insert_with(|| Value::Object(Map::new()));
                    if let Some(all) = all.as_object_mut() {
                        all.extend(names);
                    }
                }
            }
            None => {
                joined = Some(gathered.len());
                let names = names
                    .into_iter()
                    .map(|(extension, names)| (extension.to_owned(), Value::Object(names)));
                let values = [("enum".to_owned(), Value::Array(values))];
                gathered.push(Value::Object(values.into_iter().chain(names).collect()));
            }
        }
    }
    gathered
}

/// The names that an alternative gives its values, by extension.
fn value_names(schema: &Value, values: &[Value]) -> [(&'static str, Map<String, Value>); 2] {
    let names = |extension: &str| match schema.get(extension) {
        Some(Value::Object(names)) => names.clone(),
        _ => Map::new(),
    };
    let mut by_hand = names(enums::BY_HAND);
    let mut upstream = names(enums::UPSTREAM);
    if let [only] = values {
        let title = schema.get("title").and_then(Value::as_str);
        if let Some(title) = title.filter(|title| is_short(title)) {
            let name = Value::String(title.to_owned());
            upstream.entry(enums::key(only)).or_insert(name);
        }
        if let Some(name) = names::by_hand(schema) {
            by_hand.insert(enums::key(only), Value::String(name.to_owned()));
        }
    }
    [(enums::BY_HAND, by_hand), (enums::UPSTREAM, upstream)]
}

/// Whether a title can be a name.
fn is_short(title: &str) -> bool {
    title.len() <= 40 && title.contains(|c: char| c.is_ascii_alphabetic())
}

/// Drops integers beside numbers, which represent them without loss.
fn simplify(found: &mut Vec<(Shape, Option<String>)>) {
    let integer = |ty: &Type| matches!(ty, Type::Integer(_));
    if found.iter().any(|(shape, _)| shape.ty == Type::Number) {
        if let Some((number, _)) = found.iter_mut().find(|(shape, _)| shape.ty == Type::Number) {
            number.rules = Default::default();
        }
        found.retain(|(shape, _)| !integer(&shape.ty));
    }
}

/// What distinguishes the type of an inline alternative: the value of the discriminator, its title,
/// or else its number.
fn suffix(object: &Map<String, Value>, schema: &Value, index: usize) -> String {
    let tag = object.get("discriminator").and_then(|discriminator| {
        let property = discriminator.get("propertyName")?.as_str()?;
        let values = schema.get("properties")?.get(property)?.get("enum")?;
        match values.as_array()?.as_slice() {
            [Value::String(only)] => Some(only.as_str()),
            _ => None,
        }
    });
    let title = schema.get("title").and_then(Value::as_str);
    let name = tag.into_iter().chain(title).find(|name| is_short(name));
    match name {
        Some(name) => pascal(name),
        None => format!("Variant{}", index + 1),
    }
}
