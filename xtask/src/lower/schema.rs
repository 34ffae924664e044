//! The second walk: schemas.

use serde_json::{Value, json};

use super::document::Lowering;
use super::names::pointer_to;
use super::place::Place;
use super::pointer::{Object, Step, address, reference_text};
use super::{
    annotations, bounds, constants, content, discriminator, keywords, null, objects, references,
    shape, tuples, types,
};
use crate::Diagnostic;

impl<'d> Lowering<'d> {
    /// A schema where it is used: a component is referred to.
    pub(super) fn schema(&mut self, value: &'d Value) -> Result<Value, Diagnostic> {
        match self.survey.names.of(address(value)) {
            Some(name) => Ok(json!({ "$ref": pointer_to(name) })),
            None => self.definition(value),
        }
    }

    /// A schema where it is defined.
    pub(super) fn definition(&mut self, value: &'d Value) -> Result<Value, Diagnostic> {
        let map = match value {
            // Null is an empty value in YAML.
            Value::Bool(true) | Value::Null => return Ok(json!({})),
            Value::Bool(false) => return Ok(json!({ "not": {} })),
            Value::Object(map) => map,
            _ => return Err(self.unexpected(Place::Schema)),
        };
        let mut schema = Object::with_capacity(map.len());
        for (key, member) in map {
            if keywords::is_dropped(key) {
                continue;
            }
            self.path.push(Step::Key(key));
            if let Some(member) = self.keyword(value, key, member)? {
                let key = if key == "$dynamicRef" { "$ref" } else { key };
                schema.insert(key.to_owned(), member);
            }
            self.path.pop();
        }
        if let Some(mapping) = shape::mapping(map) {
            self.mapping(mapping, &mut schema);
        }
        apply(&mut schema);
        Ok(Value::Object(schema))
    }

    fn keyword(
        &mut self,
        schema: &'d Value,
        key: &str,
        member: &'d Value,
    ) -> Result<Option<Value>, Diagnostic> {
        if key == "$ref" || key == "$dynamicRef" && schema.get("$ref").is_none() {
            return self.reference(schema, key, member);
        }
        let place = Place::Schema.member(key).of(member);
        match (place, member) {
            (Place::Opaque, _) => Ok(Some(member.clone())),
            // An empty value in YAML.
            (_, Value::Null) => Ok(None),
            (_, Value::Array(list)) if matches!(key, "anyOf" | "oneOf") => {
                let mut lowered = self.elements(place, list)?;
                for (alternative, source) in lowered.as_array_mut().into_iter().flatten().zip(list)
                {
                    if self.is_null(source) {
                        *alternative = null::alternative();
                    }
                }
                Ok(Some(lowered))
            }
            (Place::Items, Value::Array(list)) => self.elements(place, list).map(Some),
            // The rules for these make a difference of true, false and a schema.
            (Place::Schema, Value::Bool(_)) if key != "not" => Ok(Some(member.clone())),
            _ => self.node(place, member).map(Some),
        }
    }

    fn reference(
        &mut self,
        schema: &'d Value,
        key: &str,
        text: &Value,
    ) -> Result<Option<Value>, Diagnostic> {
        let target = self.survey.schemas.get(&address(schema));
        let name = target.and_then(|target| self.survey.names.of(address(target)));
        match name {
            Some(name) => Ok(Some(Value::String(pointer_to(name)))),
            None if key == "$dynamicRef" => Ok(None),
            None if text.is_string() => Err(self.error("`$ref` names no schema")),
            None => Err(self
                .error("expected the text of a reference, found something else")
                .mend("write `$ref: \"#/components/schemas/Name\"`")),
        }
    }

    /// The mapping of a discriminator, in full references.
    fn mapping(&self, mapping: &'d Object, schema: &mut Object) {
        let mut lowered = Object::new();
        for (value, target) in mapping {
            let target = self.survey.schemas.get(&address(target));
            if let Some(name) = target.and_then(|target| self.survey.names.of(address(target))) {
                lowered.insert(value.clone(), Value::String(pointer_to(name)));
            }
        }
        if let Some(discriminator) = schema
            .get_mut("discriminator")
            .and_then(Value::as_object_mut)
        {
            discriminator.insert("mapping".to_owned(), Value::Object(lowered));
        }
    }

    /// Whether an alternative of the document takes null and nothing else, be it through references.
    fn is_null(&self, alternative: &'d Value) -> bool {
        let mut schema = alternative;
        // Chains of references are short; a cycle of them is no null.
        for _ in 0..16 {
            let Some(map) = schema.as_object() else {
                return false;
            };
            if reference_text(map).is_none() {
                break;
            }
            match self.survey.schemas.get(&address(schema)) {
                Some(target) => schema = target,
                None => return false,
            }
        }
        shape::is_null(schema)
    }
}

/// The rules, each on one schema whose inner schemas are lowered.
pub(super) fn apply(schema: &mut Object) {
    keywords::check(schema);
    annotations::lower(schema);
    discriminator::lower(schema);
    constants::lower(schema);
    bounds::lower(schema);
    content::lower(schema);
    tuples::lower(schema);
    objects::lower(schema);
    null::values(schema);
    types::lower(schema);
    null::alternatives(schema);
    constants::infer(schema);
    references::lower(schema);
}
