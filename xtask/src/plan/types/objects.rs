//! Objects and arrays to types.

use serde_json::{Map, Value};

use super::builder::Builder;
use super::conditionals::conditional_properties;
use super::constraints;
use super::one_way::one_way;
use super::resolved::Resolved;
use crate::identifier::{Scope, pascal, snake};
use crate::plan::model::{Field, Kind, Rest, Shape, Struct, Type};

impl Builder<'_> {
    pub(super) fn array(&mut self, object: &Map<String, Value>, hint: &str) -> Type {
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
        // Nothing but items of one schema.
        if object.contains_key("x-items-false")
            && let [first, rest @ ..] = prefix.as_slice()
            && rest.iter().all(|item| item == first)
        {
            return Type::List(Box::new(self.shape(first, &hint)));
        }
        // A Rust tuple has a fixed length.
        Type::List(Box::new(Shape::of(Type::Any)))
    }

    /// The type of the properties that an object does not list.
    fn values(&mut self, object: &Map<String, Value>, schema: &Value, hint: &str) -> Shape {
        let values = self.shape(schema, &format!("{hint}Value"));
        match object.get("x-pattern-properties") {
            Some(Value::Bool(true)) => self.or_anything(values, hint),
            _ => values,
        }
    }

    pub(super) fn object(&mut self, object: &Map<String, Value>, hint: &str) -> Resolved {
        let nothing = Map::new();
        let with_conditional;
        let properties = object
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&nothing);
        // An object that describes no property of its own may have any.
        let describes_none = properties.is_empty();
        let properties = match conditional_properties(&self.components, object) {
            conditional if conditional.is_empty() => properties,
            conditional => {
                let conditional = conditional.into_iter();
                let conditional = conditional.filter(|(name, _)| !properties.contains_key(name));
                let own = properties.clone().into_iter();
                with_conditional = own.chain(conditional).collect();
                &with_conditional
            }
        };
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
            let rules = constraints::read(object, &ty);
            return Resolved::Shape(Shape { ty, rules });
        }
        let mut scope = Scope::reserving(&["new"]);
        let mut fields = Vec::with_capacity(properties.len());
        for (wire, schema) in properties {
            let own = schema.as_object().unwrap_or(&nothing);
            let is_deprecated = own.get("deprecated") == Some(&Value::Bool(true));
            let docs = self.docs(own, wire).0;
            fields.push(Field {
                wire: wire.clone(),
                rust: scope.claim(&snake(wire)),
                shape: self.shape(schema, &format!("{hint}{}", pascal(wire))),
                required: required.contains(&wire.as_str()),
                docs,
                example: own.get("example").cloned(),
                deprecated: is_deprecated,
                one_way: one_way(&self.components, schema),
                tag: false,
                lenient: false,
            });
        }
        let retained =
            |scope: &mut Scope, shape| Rest::Retained(scope.claim("additional_properties"), shape);
        let rest = match additional {
            Some(schema @ Value::Object(it)) if !it.is_empty() => {
                let values = self.values(object, schema, hint);
                retained(&mut scope, values)
            }
            Some(Value::Bool(true) | Value::Object(_)) => {
                retained(&mut scope, Shape::of(Type::Any))
            }
            Some(Value::Bool(false)) => Rest::Forbidden,
            // A required property that is not described must be retained.
            _ if undeclared || describes_none => retained(&mut scope, Shape::of(Type::Any)),
            _ => Rest::Dropped,
        };
        let mut rules = constraints::of_properties(object);
        // The type of a required field ensures that it is there.
        rules.required.retain(|name| !properties.contains_key(name));
        Resolved::Definition(Kind::Struct(Struct {
            fields,
            rest,
            rules: Box::new(rules),
        }))
    }
}
