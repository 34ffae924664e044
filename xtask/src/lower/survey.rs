//! The first walk: what every reference names, and which schemas become components.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::keywords::is_dropped;
use super::names::{self, Names};
use super::pointer::{Address, Path, Step, address, diagnostic, reference_text};
use super::position::Position;
use super::resolve::{Resolver, Target};
use super::shape;
use crate::diagnostic::Diagnostic;
use crate::openapi::component::schema_reference;

/// References that may follow each other before one is taken to dangle.
const CHAIN: usize = 100;

/// What is known of a document before anything is rewritten.
#[derive(Debug)]
pub(super) struct Survey<'d> {
    document: &'d Value,
    resolver: Resolver<'d>,
    /// The components, those that the document names and those that are made.
    pub(super) names: Names,
    /// The schemas made components, in the order they were met.
    pub(super) hoisted: Vec<(String, Target<'d>)>,
    /// From an object with `$ref` to the schema it names.
    pub(super) schemas: HashMap<Address, &'d Value>,
    /// From an object with `$ref` to the part that it stands for.
    pub(super) parts: HashMap<Address, Target<'d>>,
    seen: HashSet<(Position, Address)>,
    open: VecDeque<Open<'d>>,
    path: Path<'d>,
    /// The name of the reusable part that is being walked.
    reusable: Option<String>,
}

#[derive(Debug)]
struct Open<'d> {
    position: Position,
    target: Target<'d>,
    reusable: Option<String>,
}

impl<'d> Survey<'d> {
    /// Walks the document and all that it refers to, each part once.
    pub(super) fn of(document: &'d Value) -> Result<Self, Diagnostic> {
        let mut survey = Self {
            document,
            resolver: Resolver::new(document),
            names: Names::default(),
            hoisted: Vec::new(),
            schemas: HashMap::new(),
            parts: HashMap::new(),
            seen: HashSet::new(),
            open: VecDeque::new(),
            path: Vec::new(),
            reusable: None,
        };
        let components = document.get("components");
        let schemas = components.and_then(|components| components.get("schemas"));
        for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
            survey.names.keep(schema, name);
        }
        survey.walk(Position::Document, document)?;
        while let Some(open) = survey.open.pop_front() {
            survey.path = open.target.path;
            survey.reusable = open.reusable;
            survey.walk(open.position, open.target.value)?;
        }
        Ok(survey)
    }

    fn walk(&mut self, position: Position, value: &'d Value) -> Result<(), Diagnostic> {
        let position = position.of(value);
        match value {
            Value::Object(map) => {
                if position.is_referable() {
                    if !self.seen.insert((position, address(value))) {
                        return Ok(());
                    }
                    if let Some(text) = reference_text(map) {
                        self.reference(position, value, text)?;
                    }
                }
                if position == Position::Schema
                    && !map.contains_key("$ref")
                    && let Some(text) = map.get("$dynamicRef").and_then(Value::as_str)
                {
                    self.dynamic(value, text);
                }
                if position == Position::Schema
                    && let Some(mapping) = shape::mapping(map)
                {
                    self.mapping(mapping);
                }
                for (key, member) in map {
                    let inner = position.member(key);
                    if inner == Position::Opaque {
                        continue;
                    }
                    self.path.push(Step::Key(key));
                    if inner == Position::Schema
                        && position != Position::Schema
                        && position != Position::Schemas
                    {
                        self.share(member);
                    }
                    self.walk(inner, member)?;
                    self.path.pop();
                }
            }
            Value::Array(list) => {
                let inner = position.element();
                if inner == Position::Opaque {
                    return Ok(());
                }
                for (index, element) in list.iter().enumerate() {
                    self.path.push(Step::Index(index));
                    self.walk(inner, element)?;
                    self.path.pop();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn reference(
        &mut self,
        position: Position,
        object: &'d Value,
        text: &str,
    ) -> Result<(), Diagnostic> {
        let path = std::mem::take(&mut self.path);
        let found = self.follow(position, text, &path);
        self.path = path;
        match found {
            Some(target) if position == Position::Schema => {
                self.component(&target);
                self.schemas.insert(address(object), target.value);
                Ok(())
            }
            Some(target) => {
                let reusable = match target.path.as_slice() {
                    [
                        Step::Key("components"),
                        Step::Key("responses" | "requestBodies" | "parameters" | "headers"),
                        Step::Key(name),
                    ] => Some((*name).to_owned()),
                    _ => None,
                };
                self.parts.insert(address(object), target.clone());
                self.open.push_back(Open {
                    position,
                    target,
                    reusable,
                });
                Ok(())
            }
            // Nothing is generated from examples and links; theirs may dangle.
            None if matches!(position, Position::Example | Position::Link) => Ok(()),
            None => Err(self.dangling(text)),
        }
    }

    /// What a reference names in the end, past parts that only refer on.
    fn follow(&mut self, position: Position, text: &str, from: &Path<'d>) -> Option<Target<'d>> {
        let mut target = self.resolver.resolve(text, from)?;
        for _ in 0..CHAIN {
            if position == Position::Schema && self.names.of(address(target.value)).is_some() {
                return Some(target);
            }
            let next = target.value.as_object().and_then(|map| {
                let alone = match position {
                    Position::Schema => map.keys().all(|key| key == "$ref" || is_dropped(key)),
                    Position::PathItem => map.len() == 1,
                    _ => true,
                };
                alone.then(|| reference_text(map)).flatten()
            });
            let Some(next) = next else {
                return Some(target);
            };
            let path = std::mem::take(&mut target.path);
            target = self.resolver.resolve(next, &path)?;
        }
        // Round and round: a component that is nothing but itself, which `cycles` knows.
        (position == Position::Schema).then_some(target)
    }

    /// Takes a dynamic reference for a static one, unless what it names is a stand-in that takes
    /// nothing.
    fn dynamic(&mut self, object: &'d Value, text: &str) {
        let path = std::mem::take(&mut self.path);
        let found = self.follow(Position::Schema, text, &path);
        self.path = path;
        if let Some(target) = found
            && !shape::is_never(target.value)
        {
            self.component(&target);
            self.schemas.insert(address(object), target.value);
        }
    }

    /// Makes a schema a component, unless it is one.
    fn component(&mut self, target: &Target<'d>) {
        if self.names.of(address(target.value)).is_none() {
            let wishes = names::wishes(self.document, &target.path);
            self.hoist(target.clone(), &wishes);
        }
    }

    fn hoist(&mut self, target: Target<'d>, wishes: &[String]) {
        let name = self.names.give(target.value, wishes);
        self.hoisted.push((name, target.clone()));
        self.open.push_back(Open {
            position: Position::Schema,
            target,
            reusable: None,
        });
    }

    /// Makes the schema of a reusable part a component, so that each use has the same type.
    fn share(&mut self, schema: &'d Value) {
        let Some(stem) = self.reusable.clone() else {
            return;
        };
        let mut target = Target {
            value: schema,
            path: self.path.clone(),
        };
        let mut stem = heck::ToUpperCamelCase::to_upper_camel_case(stem.as_str());
        // Of a list, the elements are worth a name.
        while !shape::has_shape(target.value) {
            let Some((key, items)) = target
                .value
                .as_object()
                .and_then(|map| map.iter().find(|(key, _)| *key == "items"))
            else {
                return;
            };
            target.path.push(Step::Key(key));
            target.value = items;
            stem.push_str("Item");
        }
        if self.names.of(address(target.value)).is_none() {
            let mut wishes = names::wishes(self.document, &target.path);
            wishes.insert(0, stem);
            self.hoist(target, &wishes);
        }
    }

    /// Follows what a discriminator maps its values to; what dangles is never met.
    fn mapping(&mut self, mapping: &'d serde_json::Map<String, Value>) {
        for value in mapping.values() {
            let Some(text) = value.as_str() else { continue };
            let path = std::mem::take(&mut self.path);
            let escaped = schema_reference(text);
            let found = self
                .follow(Position::Schema, &escaped, &path)
                .or_else(|| self.follow(Position::Schema, text, &path));
            self.path = path;
            if let Some(target) = found {
                self.component(&target);
                self.schemas.insert(address(value), target.value);
            }
        }
    }

    fn dangling(&self, text: &str) -> Diagnostic {
        let mut path = self.path.clone();
        path.push(Step::Key("$ref"));
        if text.starts_with('#') {
            let wanted = text.trim_start_matches(['#', '/']).replace('/', ".");
            diagnostic(
                self.document,
                &path,
                format!("`$ref` names \"{text}\", which the document does not hold"),
            )
            .help(format!(
                "add {wanted}, or an overlay action that replaces this reference"
            ))
        } else {
            diagnostic(
                self.document,
                &path,
                format!("`$ref` names \"{text}\", which lies outside the document"),
            )
            .help(
                "bundle the documents into one, or add the schema to components.schemas with an \
                 overlay and refer to it there",
            )
        }
    }
}
