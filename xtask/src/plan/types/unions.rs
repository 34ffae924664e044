//! `oneOf` and `anyOf` to types.

use serde_json::{Map, Value};

use super::all_of::{is_annotation, reference};
use super::builder::Builder;
use super::docs::describe;
use super::resolved::Resolved;
use crate::identifier::{Scope, pascal};
use crate::openapi::component::schema_name;
use crate::plan::model::{Alternative, Id, Kind, Shape, Type, Union};

/// A union within a union multiplies alternatives; beyond this many, it becomes plain JSON.
const WIDEST: usize = 512;

impl Builder<'_> {
    /// The type of one of `alternatives`; `None` if they only restrict what the rest of `object`
    /// describes.
    pub(super) fn union(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
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
        let resolved = self.alternatives(object, key, alternatives, hint);
        self.product = around;
        Some(resolved)
    }

    /// The type of one of the alternatives.
    fn alternatives(
        &mut self,
        object: &Map<String, Value>,
        key: &str,
        alternatives: &[Value],
        hint: &str,
    ) -> Resolved {
        let base = base(object, key);
        let mut nullable = false;
        let mut found: Vec<(Shape, Option<String>)> = Vec::new();
        for (index, alternative) in gather(alternatives).iter().enumerate() {
            let name = reference(alternative);
            let schema = with_base(&base, alternative);
            let hint = format!("{hint}{}", suffix(alternative, index));
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
        let resolved = match <[_; 1]>::try_from(found) {
            Ok([(shape, _)]) => Resolved::Shape(shape),
            Err(found) if found.is_empty() => Resolved::Shape(Shape::of(Type::Null)),
            Err(found) => Resolved::Definition(Kind::Union(self.named_union(object, found, hint))),
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

    fn named_union(
        &self,
        object: &Map<String, Value>,
        found: Vec<(Shape, Option<String>)>,
        hint: &str,
    ) -> Union {
        let discriminator = object.get("discriminator");
        let tag = discriminator
            .and_then(|discriminator| discriminator.get("propertyName"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        let mapping = discriminator
            .and_then(|discriminator| discriminator.get("mapping"))
            .and_then(Value::as_object);
        let mut scope = Scope::reserving(&["UnknownValue"]);
        let alternatives = found.into_iter().map(|(shape, component)| {
            let name = self.label(&shape.ty);
            let short = name
                .strip_prefix(hint)
                .filter(|rest| rest.starts_with(char::is_uppercase));
            let mut tags: Vec<String> = Vec::new();
            if let (Some(mapping), Some(component)) = (mapping, &component) {
                tags.extend(mapping.iter().filter_map(|(tag, target)| {
                    let name = schema_name(target.as_str()?)?;
                    (name == *component).then(|| tag.clone())
                }));
            }
            Alternative {
                rust: scope.claim(short.unwrap_or(&name)),
                shape,
                // The pass `unions` adds the constants of the property, once every component is
                // defined.
                tags: match (mapping, component) {
                    (None, Some(component)) if tag.is_some() => vec![component],
                    _ => tags,
                },
                lacks_tag: false,
            }
        });
        Union {
            open: false,
            alternatives: alternatives.collect(),
            tag,
        }
    }

    /// A value of this shape, or any other: for properties of which the document describes only
    /// some.
    pub(super) fn or_anything(&mut self, shape: Shape, hint: &str) -> Shape {
        if shape.ty == Type::Any {
            return shape;
        }
        let alternative = Alternative {
            rust: self.label(&shape.ty),
            shape,
            tags: vec![],
            lacks_tag: false,
        };
        let union = Union {
            alternatives: vec![alternative],
            tag: None,
            open: true,
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

/// Joins inline enumerations: `oneOf: [{const: a}, {const: b}]` is one enum.
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
        match (constants(alternative), joined) {
            (Some(values), Some(at)) => {
                let known = gathered.get_mut(at).and_then(|known| known.get_mut("enum"));
                if let Some(Value::Array(known)) = known {
                    known.extend(values);
                }
            }
            (Some(values), None) => {
                joined = Some(gathered.len());
                gathered.push(Value::Object(Map::from_iter([(
                    "enum".to_owned(),
                    Value::Array(values),
                )])));
            }
            (None, _) => gathered.push(alternative.clone()),
        }
    }
    gathered
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

fn suffix(schema: &Value, index: usize) -> String {
    let title = schema.get("title").and_then(Value::as_str);
    match title.filter(|title| title.len() <= 40 && title.contains(char::is_alphanumeric)) {
        Some(title) => pascal(title),
        None => format!("Variant{}", index + 1),
    }
}
