//! The second walk: everything except schemas.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::depth;
use super::keywords;
use super::members;
use super::pointer::{
    Address, Object, Path, Step, address, diagnostic, fragment, reference_string,
};
use super::position::Position;
use super::repair::{is_switch, repaired};
use super::security;
use super::survey::Survey;
use crate::diagnostic::Diagnostic;
use crate::note::Note;

/// The most values that references to reusable parts may add to a document.
const INLINED: usize = 4_000_000;

/// Writes the lowered document.
#[derive(Debug)]
pub(super) struct Lowering<'d> {
    source: &'d Value,
    pub(super) survey: Survey<'d>,
    pub(super) path: Path<'d>,
    depth: usize,
    /// Reusable parts that have been lowered, with the number of values in them.
    parts: HashMap<(Position, Address), (Value, usize)>,
    /// Reusable parts that are being lowered.
    inside: Vec<(Position, Address)>,
    inlined: usize,
    callbacks: usize,
    /// Security schemes that the lowered document omits.
    omitted: HashSet<&'d str>,
    notes: Vec<Note>,
}

impl<'d> Lowering<'d> {
    pub(super) fn new(source: &'d Value, survey: Survey<'d>) -> Self {
        Self {
            source,
            survey,
            path: Vec::new(),
            depth: 0,
            parts: HashMap::new(),
            inside: Vec::new(),
            inlined: 0,
            callbacks: 0,
            omitted: security::of_the_connection(source),
            notes: Vec::new(),
        }
    }

    /// The whole document, and what was odd in it.
    pub(super) fn document(mut self) -> Result<(Value, Vec<Note>), Diagnostic> {
        let mut lowered = match self.node(Position::Document, self.source)? {
            Value::Object(map) => map,
            other => return Ok((other, self.notes)),
        };
        lowered.insert("openapi".to_owned(), json!("3.0.3"));
        if let Some(webhooks) = lowered.shift_remove("webhooks") {
            lowered.insert("x-webhooks".to_owned(), webhooks);
        }
        for (key, empty) in [
            ("info", json!({"title": "", "version": ""})),
            ("paths", json!({})),
        ] {
            lowered.entry(key).or_insert(empty);
        }
        let hoisted = std::mem::take(&mut self.survey.hoisted);
        if !hoisted.is_empty() {
            let mut schemas = Object::new();
            for (name, target) in hoisted {
                self.path = target.path;
                schemas.insert(name, self.definition(target.value)?);
            }
            let components = lowered.entry("components").or_insert_with(|| json!({}));
            if let Some(components) = components.as_object_mut()
                && let Some(all) = components
                    .entry("schemas")
                    .or_insert_with(|| json!({}))
                    .as_object_mut()
            {
                all.extend(schemas);
            }
        }
        Ok((Value::Object(lowered), self.notes))
    }

    /// Notes something about the value at the current path.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.notes.push(Note::new(fragment(&self.path), what));
    }

    /// Notes something about the value that `pointer` leads to.
    pub(super) fn note_at(&mut self, pointer: String, what: String) {
        self.notes.push(Note::new(pointer, what));
    }

    /// Notes something about a member of the value at the current path.
    fn note_member(&mut self, key: &'d str, what: impl Into<String>) {
        self.path.push(Step::Key(key));
        self.note(what);
        self.path.pop();
    }

    /// The value at `self.path`, lowered.
    pub(super) fn node(
        &mut self,
        position: Position,
        value: &'d Value,
    ) -> Result<Value, Diagnostic> {
        if self.depth > depth::LIMIT {
            return Err(depth::too_deep());
        }
        self.depth += 1;
        let lowered = match value {
            _ if position == Position::Opaque => Ok(value.clone()),
            _ if position == Position::Schema => self.schema(value),
            Value::Object(map) if position.is_referable() && reference_string(map).is_some() => {
                self.part(position, value, map)
            }
            Value::Object(map) if !position.is_list() => self.members(position, map),
            Value::Array(list) if position.is_list() => self.elements(position, list),
            _ => self.leniently(position, value),
        };
        self.depth -= 1;
        lowered
    }

    /// A value of the wrong JSON type, where its meaning is clear.
    fn leniently(&mut self, position: Position, value: &Value) -> Result<Value, Diagnostic> {
        match value {
            // An empty value as YAML writers produce it; an empty object as PHP encodes it.
            Value::Null if !position.is_list() => {
                self.note("null is read as an empty object");
                Ok(Value::Object(repaired(position, Object::new())))
            }
            Value::Array(list) if list.is_empty() => {
                self.note("an empty list is read as an empty object");
                Ok(Value::Object(repaired(position, Object::new())))
            }
            // An example written without the object around it.
            other if position == Position::Example => Ok(json!({ "value": other })),
            _ => Err(self.unexpected(position)),
        }
    }

    pub(super) fn elements(
        &mut self,
        position: Position,
        list: &'d [Value],
    ) -> Result<Value, Diagnostic> {
        let mut lowered = Vec::with_capacity(list.len());
        for (index, element) in list.iter().enumerate() {
            self.path.push(Step::Index(index));
            lowered.push(self.node(position.element(), element)?);
            self.path.pop();
        }
        Ok(Value::Array(lowered))
    }

    fn members(&mut self, position: Position, map: &'d Object) -> Result<Value, Diagnostic> {
        let within = usize::from(position == Position::Callback);
        self.callbacks += within;
        let mut lowered = Object::with_capacity(map.len());
        for (key, value) in map {
            let inner = position.member(key);
            self.inspect(position, key, value);
            if !self.is_retained(position, key, inner, value) {
                continue;
            }
            self.path.push(Step::Key(key));
            if key == "$ref" && position.is_referable() && !value.is_string() {
                return Err(self.unexpected(Position::Reference));
            }
            let value = if (position, key.as_str()) == (Position::Components, "schemas") {
                self.definitions(value)?
            } else {
                self.node(inner, value)?
            };
            lowered.insert(key.clone(), value);
            self.path.pop();
        }
        self.callbacks -= within;
        if matches!(position, Position::Document | Position::Operation)
            && let Some(requirements) = lowered.get_mut("security")
        {
            security::without(requirements, &self.omitted);
        }
        Ok(Value::Object(repaired(position, lowered)))
    }

    /// Notes a member that is unknown, is left out, or has a value that it cannot have.
    fn inspect(&mut self, position: Position, key: &'d str, value: &'d Value) {
        if position == Position::SecuritySchemes && self.omitted.contains(key) {
            let what = "mutual TLS belongs to the connection: configure the certificate in the \
                        client passed to `ClientBuilder::http_client`";
            return self.note_member(key, what);
        }
        let Some(known) = members::known(position) else {
            return;
        };
        if let Some(what) = members::left_out(position, key) {
            let is_empty = value.as_object().is_some_and(Object::is_empty);
            if !is_empty && !value.is_null() {
                self.note_member(key, what);
            }
        } else if !known.contains(&key) && !key.starts_with("x-") {
            self.note_member(key, "unknown member, which is ignored");
        } else if is_switch(key) && !keywords::switch(&mut value.clone()) {
            self.note_member(key, "the value is not a boolean, so it is ignored");
        }
    }

    /// Whether the lowered document retains the member.
    fn is_retained(
        &self,
        position: Position,
        key: &str,
        inner: Position,
        value: &'d Value,
    ) -> bool {
        // An empty section of YAML is omitted; an empty entry of a section has a meaning.
        let is_section = matches!(
            position,
            Position::Document
                | Position::Components
                | Position::PathItem
                | Position::Operation
                | Position::Response
                | Position::RequestBody
                | Position::Parameter
                | Position::Header
                | Position::MediaType
        );
        if is_section && inner != Position::Opaque && value.is_null() {
            return false;
        }
        match position {
            Position::Example | Position::Link => key != "$ref",
            Position::Document => key != "jsonSchemaDialect",
            Position::Info => key != "summary",
            Position::SecuritySchemes => !self.omitted.contains(key),
            Position::Components => inner != Position::Opaque || key.starts_with("x-"),
            // Callbacks within callbacks can recurse without end.
            Position::Operation => key != "callbacks" || self.callbacks == 0,
            Position::Links => value.is_object() && self.has_target(value),
            Position::Examples => self.has_target(value),
            Position::Parameter | Position::Header | Position::MediaType => {
                inner != Position::Examples || value.is_object() || value.is_array()
            }
            _ => true,
        }
    }

    fn has_target(&self, value: &Value) -> bool {
        value.as_object().and_then(reference_string).is_none()
            || self.survey.parts.contains_key(&address(value))
    }

    fn definitions(&mut self, schemas: &'d Value) -> Result<Value, Diagnostic> {
        let Value::Object(map) = schemas else {
            return Err(self.unexpected(Position::Schemas));
        };
        let mut lowered = Object::with_capacity(map.len());
        for (name, schema) in map {
            self.path.push(Step::Key(name));
            lowered.insert(name.clone(), self.definition(schema)?);
            self.path.pop();
        }
        Ok(Value::Object(lowered))
    }

    /// The part that a reference refers to, with the reference's siblings.
    fn part(
        &mut self,
        position: Position,
        value: &'d Value,
        map: &'d Object,
    ) -> Result<Value, Diagnostic> {
        let Some(target) = self.survey.parts.get(&address(value)).cloned() else {
            return Err(self.unexpected(position));
        };
        let key = (position, address(target.value));
        if self.inside.contains(&key) {
            return Err(self
                .error("`$ref` is cyclic: it leads back to itself")
                .help("replace one of the references of the cycle by its target"));
        }
        if !self.parts.contains_key(&key) {
            let path = std::mem::replace(&mut self.path, target.path);
            self.inside.push(key);
            let lowered = match target.value {
                schema if self.survey.names.of(address(schema)).is_some() => {
                    Value::Object(repaired(position, self.around(position, schema)?))
                }
                // A path item that is a reference with siblings.
                Value::Object(inner)
                    if position == Position::PathItem && inner.contains_key("$ref") =>
                {
                    self.node(position, target.value)?
                }
                Value::Object(inner) => self.members(position, inner)?,
                _ => return Err(self.unexpected(position)),
            };
            self.inside.pop();
            self.path = path;
            let size = size(&lowered);
            self.parts.insert(key, (lowered, size));
        }
        let Some((part, size)) = self.parts.get(&key) else {
            return Err(self.unexpected(position));
        };
        self.inlined += size;
        if self.inlined > INLINED {
            return Err(self.error("the references to reusable parts make the document too large"));
        }
        let mut part = part.clone();
        if map.len() > 1
            && let Some(part) = part.as_object_mut()
        {
            self.siblings(position, map, part)?;
        }
        Ok(part)
    }

    /// Wraps a schema in the part that was meant, if the document refers to the schema where it
    /// requires that part.
    fn around(&mut self, position: Position, schema: &'d Value) -> Result<Object, Diagnostic> {
        let schema = json!({ "schema": self.schema(schema)? });
        let part = match position {
            Position::MediaType | Position::Header => schema,
            Position::Response | Position::RequestBody => {
                json!({ "content": { "application/json": schema } })
            }
            _ => return Err(self.unexpected(position)),
        };
        match part {
            Value::Object(part) => Ok(part),
            _ => Err(self.unexpected(position)),
        }
    }

    /// Adds the siblings of a reference, which take precedence over the target's members.
    fn siblings(
        &mut self,
        position: Position,
        map: &'d Object,
        part: &mut Object,
    ) -> Result<(), Diagnostic> {
        for (key, value) in map {
            let counts = match position {
                Position::PathItem => key != "$ref",
                _ => matches!(key.as_str(), "description" | "summary") && value.is_string(),
            };
            let inner = position.member(key);
            if counts && self.is_retained(position, key, inner, value) {
                self.path.push(Step::Key(key));
                let value = self.node(inner, value)?;
                part.insert(key.clone(), value);
                self.path.pop();
            }
        }
        Ok(())
    }

    /// A diagnostic at the current path.
    pub(super) fn error(&self, why: impl Into<String>) -> Diagnostic {
        diagnostic(self.source, &self.path, why)
    }

    /// A diagnostic about a value of the wrong JSON type.
    pub(super) fn unexpected(&self, position: Position) -> Diagnostic {
        let mut found = Some(self.source);
        for step in &self.path {
            found = found.and_then(|value| match step {
                Step::Key(key) => value.get(*key),
                Step::Index(index) => value.get(*index),
            });
        }
        let kind = match found {
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "a boolean",
            Some(Value::Number(_)) => "a number",
            Some(Value::String(_)) => "a string",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
            None => "something else",
        };
        self.error(format!("expected {}, found {kind}", position.expected()))
            .help("correct the document, or add an overlay action that replaces this value")
    }
}

/// The number of values in a value.
fn size(value: &Value) -> usize {
    let mut open = vec![value];
    let mut size = 0;
    while let Some(value) = open.pop() {
        size += 1;
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => open.extend(map.values()),
            _ => {}
        }
    }
    size
}
