//! The second walk: schemas.

use serde_json::{Value, json};

use super::document::Lowering;
use super::pointer::{Object, Step, address, fragment, reference_string};
use super::position::Position;
use super::{
    annotations, bounds, conditionals, constants, content, discriminator, keywords, null, objects,
    references, shape, tuples, types,
};
use crate::diagnostic::Diagnostic;
use crate::openapi::component::schema_reference;
use crate::openapi::pointer::escape;

impl<'d> Lowering<'d> {
    /// A schema where it is used; a component becomes a reference.
    pub(super) fn schema(&mut self, value: &'d Value) -> Result<Value, Diagnostic> {
        match self.survey.names.of(address(value)) {
            Some(name) => Ok(reference_to(name)),
            None => self.definition(value),
        }
    }

    /// A schema where it is defined.
    ///
    /// This function and those between its recursive calls have few local variables, since a deep
    /// document needs a stack frame of each for every level.
    pub(super) fn definition(&mut self, value: &'d Value) -> Result<Value, Diagnostic> {
        let mut schema = match value {
            // Null is an empty value in YAML.
            Value::Bool(_) | Value::Null => return Ok(boolean(value != false)),
            Value::Object(map) => self.keywords(value, map)?,
            _ => return Err(self.unexpected(Position::Schema)),
        };
        self.mapping(value, &mut schema);
        self.rules(&mut schema);
        Ok(Value::Object(schema))
    }

    /// Applies the rules, and notes what they correct.
    fn rules(&mut self, schema: &mut Object) {
        for (keyword, what) in apply(schema) {
            let pointer = format!("{}/{}", fragment(&self.path), escape(&keyword));
            self.note_at(pointer, what);
        }
    }

    /// Notes a keyword that is not checked or unknown.
    fn note_keyword(&mut self, map: &Object, key: &'d str) {
        if let Some(what) = keywords::unchecked(map, key) {
            self.note(what);
        }
    }

    /// The conditional schemas below a keyword.
    fn conditional(
        &mut self,
        key: &str,
        value: &'d Value,
        lowered: &mut Object,
    ) -> Result<(), Diagnostic> {
        let mut branches = Vec::new();
        // The lists among them are what `dependentRequired` is.
        if key == "dependencies" {
            lowered.insert(key.to_owned(), value.clone());
        }
        for (step, schema) in conditionals::branches(key, value) {
            self.path.extend(step);
            branches.push(self.node(Position::Schema, schema)?);
            if step.is_some() {
                self.path.pop();
            }
        }
        conditionals::add(lowered, branches);
        Ok(())
    }

    fn keywords(&mut self, schema: &'d Value, map: &'d Object) -> Result<Object, Diagnostic> {
        let mut lowered = Object::with_capacity(map.len());
        for (key, member) in map {
            self.path.push(Step::Key(key));
            self.note_keyword(map, key);
            if keywords::is_dropped(key) {
                self.conditional(key, member, &mut lowered)?;
            } else {
                self.keyword(schema, key, member, &mut lowered)?;
            }
            self.path.pop();
        }
        Ok(lowered)
    }

    fn keyword(
        &mut self,
        schema: &'d Value,
        key: &str,
        member: &'d Value,
        lowered: &mut Object,
    ) -> Result<(), Diagnostic> {
        if key == "$dynamicRef" && schema.get("$ref").is_some() {
            return Ok(());
        }
        if matches!(key, "$ref" | "$dynamicRef") {
            return self.reference(schema, key, member, lowered);
        }
        let position = Position::Schema.member(key).of(member);
        let value = match (position, member) {
            (Position::Opaque, _) => member.clone(),
            // An empty value in YAML.
            (_, Value::Null) => return Ok(()),
            // The rules for these distinguish true, false and a schema.
            (Position::Schema, Value::Bool(_)) if key != "not" => member.clone(),
            (Position::Items, Value::Array(list)) => self.elements(position, list)?,
            _ => self.node(position, member)?,
        };
        lowered.insert(key.to_owned(), value);
        if matches!(key, "anyOf" | "oneOf") {
            self.mark_nulls(key, member, lowered);
        }
        Ok(())
    }

    /// Replaces alternatives that accept only null, also through references, by the schema that the
    /// rules recognize.
    fn mark_nulls(&self, union: &str, source: &'d Value, lowered: &mut Object) {
        let alternatives = lowered.get_mut(union).and_then(Value::as_array_mut);
        let sources = source.as_array();
        for (alternative, source) in alternatives
            .into_iter()
            .flatten()
            .zip(sources.into_iter().flatten())
        {
            if self.is_null(source) {
                *alternative = null::alternative();
            }
        }
    }

    fn reference(
        &mut self,
        schema: &'d Value,
        key: &str,
        text: &Value,
        lowered: &mut Object,
    ) -> Result<(), Diagnostic> {
        let target = self.survey.schemas.get(&address(schema));
        let name = target.and_then(|target| self.survey.names.of(address(target)));
        match name {
            Some(name) => {
                lowered.insert("$ref".to_owned(), Value::String(schema_reference(name)));
                Ok(())
            }
            None if key == "$dynamicRef" => Ok(()),
            None if text.is_string() => Err(self.error("`$ref` does not refer to a schema")),
            None => Err(self.unexpected(Position::Reference)),
        }
    }

    /// The mapping of a discriminator, in full references.
    fn mapping(&self, source: &'d Value, schema: &mut Object) {
        let Some(mapping) = source.as_object().and_then(shape::mapping) else {
            return;
        };
        let mut lowered = Object::new();
        for (value, target) in mapping {
            let target = self.survey.schemas.get(&address(target));
            if let Some(name) = target.and_then(|target| self.survey.names.of(address(target))) {
                lowered.insert(value.clone(), Value::String(schema_reference(name)));
            }
        }
        if let Some(discriminator) = schema
            .get_mut("discriminator")
            .and_then(Value::as_object_mut)
        {
            discriminator.insert("mapping".to_owned(), Value::Object(lowered));
        }
    }

    /// Whether an alternative of the document accepts only null, also through references.
    fn is_null(&self, alternative: &'d Value) -> bool {
        let mut schema = alternative;
        // Chains of references are short; a cycle of them does not accept only null.
        for _ in 0..16 {
            let Some(map) = schema.as_object() else {
                return false;
            };
            if reference_string(map).is_none() {
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

/// The schema that is equivalent to a boolean.
fn boolean(any: bool) -> Value {
    if any { json!({}) } else { json!({ "not": {} }) }
}

fn reference_to(name: &str) -> Value {
    json!({ "$ref": schema_reference(name) })
}

/// The rules, each on one schema whose inner schemas are lowered. Returns keywords whose values
/// were corrected or dropped, each with what was wrong.
pub(super) fn apply(schema: &mut Object) -> Vec<(String, String)> {
    let faults = keywords::check(schema);
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
    faults
}
