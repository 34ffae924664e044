//! The first walk: the target of every reference, and which schemas become components.
//!
//! OpenAPI 3.0.3 has no `$defs`, and its references name components only. So every schema that
//! something refers to becomes a component, wherever the document has it. Which ones these are is
//! known only after all references have been followed, so this walk comes first and changes
//! nothing:
//!
//! 1. Walk the document, and from each reference its target, each part once.
//! 2. A schema that is a target, and not yet a component, gets a name derived from its path.
//! 3. Record what was found under the *address* of the value: a target's name under the target's
//!    address, a reference's target under the address of the object with `$ref`.
//!
//! The second walk visits the same borrowed document and looks each value up by its address. Two
//! values never share one while the document is borrowed, and the same value has one address
//! however it was reached: by its path, by an anchor, or through other references.
//!
//! Example: in `Note.properties.author: {$ref: "#/$defs/Person"}`, the walk finds the schema at
//! `#/components/schemas/Note/$defs/Person`, names it `Person` under its address, and records it
//! for the object with `$ref`. The second walk writes it to `components.schemas.Person`, and the
//! reference as `#/components/schemas/Person`.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::keywords::is_dropped;
use super::names::{self, Names};
use super::pointer::{Address, Path, Step, address, diagnostic, reference_string};
use super::position::Position;
use super::resolve::{Resolver, Target};
use super::shape;
use crate::diagnostic::Diagnostic;
use crate::openapi::component::schema_reference;

/// References to references that are followed; a longer chain counts as dangling.
const CHAIN: usize = 100;

/// The findings of the first walk.
#[derive(Debug)]
pub(super) struct Survey<'d> {
    document: &'d Value,
    resolver: Resolver<'d>,
    /// The names of the components, both from the document and added.
    pub(super) names: Names,
    /// The schemas that become components, in the order in which they were found.
    pub(super) hoisted: Vec<(String, Target<'d>)>,
    /// From an object with `$ref` to the schema it names.
    pub(super) schemas: HashMap<Address, &'d Value>,
    /// From an object with `$ref` to the part that it refers to.
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
            survey.names.record(schema, name);
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
                    if let Some(text) = reference_string(map) {
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
            // Nothing is generated from examples and links, so their references may dangle.
            None if matches!(position, Position::Example | Position::Link) => Ok(()),
            None if self.is_cyclic(position, text) => Err(self.cyclic(text)),
            None => Err(self.dangling(text)),
        }
    }

    /// Whether following a reference that has no target comes back to a part where it was already.
    fn is_cyclic(&mut self, position: Position, text: &str) -> bool {
        let path = self.path.clone();
        let Some(mut target) = self.resolver.resolve(text, &path) else {
            return self.resolver.is_exhausted();
        };
        let mut seen = HashSet::new();
        while seen.insert(address(target.value)) {
            let next = target.value.as_object().and_then(reference_string);
            let Some(next) = next.filter(|_| position.is_referable()) else {
                return false;
            };
            match self.resolver.resolve(next, &target.path) {
                Some(next) => target = next,
                None => return self.resolver.is_exhausted(),
            }
        }
        true
    }

    /// The final target of a reference, past parts that are only references.
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
                alone.then(|| reference_string(map)).flatten()
            });
            let Some(next) = next else {
                return Some(target);
            };
            let path = std::mem::take(&mut target.path);
            target = self.resolver.resolve(next, &path)?;
        }
        // A cycle of references alone, which `cycles` resolves.
        (position == Position::Schema).then_some(target)
    }

    /// Treats a dynamic reference as a static one, unless its target is a placeholder that accepts
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

    /// Names a schema as a component, unless it already is one.
    fn component(&mut self, target: &Target<'d>) {
        if self.names.of(address(target.value)).is_none() {
            let candidates = names::candidates(self.document, &target.path);
            self.hoist(target.clone(), &candidates);
        }
    }

    fn hoist(&mut self, target: Target<'d>, candidates: &[String]) {
        let name = self.names.give(target.value, candidates);
        self.hoisted.push((name, target.clone()));
        self.open.push_back(Open {
            position: Position::Schema,
            target,
            reusable: None,
        });
    }

    /// Names the schema of a reusable part as a component, so that each use has the same type.
    fn share(&mut self, schema: &'d Value) {
        let Some(stem) = self.reusable.clone() else {
            return;
        };
        let mut target = Target {
            value: schema,
            path: self.path.clone(),
        };
        let mut stem = heck::ToUpperCamelCase::to_upper_camel_case(stem.as_str());
        // For a list, the name goes to its elements.
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
            let mut candidates = names::candidates(self.document, &target.path);
            candidates.insert(0, stem);
            self.hoist(target, &candidates);
        }
    }

    /// Follows the targets of a discriminator's mapping; those that dangle are ignored.
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

    fn cyclic(&self, text: &str) -> Diagnostic {
        let mut path = self.path.clone();
        path.push(Step::Key("$ref"));
        let why = format!("`$ref` refers to \"{text}\", whose references lead back to it");
        diagnostic(self.document, &path, format!("{why}: they are cyclic"))
            .help("replace one of the references of the cycle by its target")
    }

    fn dangling(&self, text: &str) -> Diagnostic {
        let mut path = self.path.clone();
        path.push(Step::Key("$ref"));
        if text.starts_with('#') {
            let missing = text.trim_start_matches(['#', '/']).replace('/', ".");
            diagnostic(
                self.document,
                &path,
                format!("`$ref` refers to \"{text}\", which is not in the document"),
            )
            .help(format!(
                "add {missing}, or an overlay action that replaces this reference"
            ))
        } else {
            diagnostic(
                self.document,
                &path,
                format!("`$ref` refers to \"{text}\", which is outside the document"),
            )
            .help(
                "bundle the documents into one, or add the schema to components.schemas with an \
                 overlay and refer to it there",
            )
        }
    }
}
