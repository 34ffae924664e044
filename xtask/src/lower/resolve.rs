//! From the string of a reference to its target.

use std::collections::HashMap;

use serde_json::Value;

use super::pointer::{Path, Step, reference_string};
use super::position::Position;
use crate::openapi::pointer::{keys, percent_decode};

/// References that one pointer may pass through.
const HOPS: usize = 64;

/// A value of the document and its path.
#[derive(Clone, Debug)]
pub(super) struct Target<'d> {
    pub(super) value: &'d Value,
    pub(super) path: Path<'d>,
}

/// Finds the targets of references.
#[derive(Debug)]
pub(super) struct Resolver<'d> {
    document: &'d Value,
    /// Filled when the first anchor or identifier is looked up.
    index: Option<Index<'d>>,
    /// Whether the last reference passed through more than [`HOPS`] others.
    exhausted: bool,
}

/// Schemas with an identifier of their own.
#[derive(Debug, Default)]
struct Index<'d> {
    identifiers: HashMap<&'d str, Target<'d>>,
    anchors: HashMap<&'d str, Vec<Target<'d>>>,
}

impl<'d> Resolver<'d> {
    pub(super) fn new(document: &'d Value) -> Self {
        Self {
            document,
            index: None,
            exhausted: false,
        }
    }

    /// The target of the reference `text` at `from`; `None` if it dangles or leaves the document.
    pub(super) fn resolve(&mut self, text: &str, from: &[Step<'d>]) -> Option<Target<'d>> {
        self.exhausted = false;
        self.resolve_within(text, from, &mut { HOPS })
    }

    /// Whether the last reference was given up because it passed through too many others.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    fn resolve_within(
        &mut self,
        text: &str,
        from: &[Step<'d>],
        hops: &mut usize,
    ) -> Option<Target<'d>> {
        let Some(left) = hops.checked_sub(1) else {
            self.exhausted = true;
            return None;
        };
        *hops = left;
        let (base, fragment) = text.split_once('#').unwrap_or((text, ""));
        if !base.is_empty() {
            let root = self.identified(base, from);
            return match root {
                Some(root) if fragment.is_empty() => Some(root),
                Some(root) => self.within(root, fragment, hops),
                // A bare name, as discriminators have it.
                None if fragment.is_empty() => self.component(base),
                None => None,
            };
        }
        if fragment.is_empty() {
            return Some(self.enclosing(from));
        }
        let document = self.root();
        if let Some(target) = self.within(document, fragment, hops) {
            return Some(target);
        }
        // Relative to an enclosing schema, as Pydantic writes `#/$defs/Name`.
        if fragment.starts_with('/') {
            let exhausted = self.exhausted;
            for ancestor in self.ancestors(from).into_iter().skip(1).rev() {
                if let Some(target) = self.within(ancestor, fragment, hops) {
                    return Some(target);
                }
            }
            // Relative to the reference itself, every pointer leads back to it.
            self.exhausted = exhausted;
        }
        if !fragment.contains('/') {
            return self
                .anchored(&percent_decode(fragment), from)
                .or_else(|| self.component(fragment));
        }
        // A pointer without its first slash; or the section in which 2.0 had its schemas.
        if !fragment.starts_with('/') {
            let document = self.root();
            return self.within(document, &format!("/{fragment}"), hops);
        }
        let name = fragment
            .strip_prefix("/definitions/")
            .or_else(|| fragment.strip_prefix("/$defs/"))?;
        match keys(&percent_decode(&format!("/{name}"))).as_slice() {
            [name] => self.component(name),
            _ => None,
        }
    }

    fn root(&self) -> Target<'d> {
        Target {
            value: self.document,
            path: Vec::new(),
        }
    }

    fn component(&self, name: &str) -> Option<Target<'d>> {
        let keys = ["components", "schemas", name];
        let mut target = self.root();
        for key in keys {
            target = step(&target, key)?;
        }
        Some(target)
    }

    /// Follows a pointer with percent-encoding decoded, or else unchanged.
    fn within(&mut self, root: Target<'d>, fragment: &str, hops: &mut usize) -> Option<Target<'d>> {
        if !fragment.starts_with('/') {
            return None;
        }
        let decoded = percent_decode(fragment);
        let found = self.pointed(root.clone(), &keys(&decoded), hops);
        if found.is_some() || decoded == fragment {
            return found;
        }
        self.pointed(root, &keys(fragment), hops)
    }

    /// Follows a pointer, through references if it leads into them.
    fn pointed(
        &mut self,
        root: Target<'d>,
        tokens: &[String],
        hops: &mut usize,
    ) -> Option<Target<'d>> {
        let mut target = root;
        for token in tokens {
            target = loop {
                if let Some(next) = step(&target, token) {
                    break next;
                }
                let text = target.value.as_object().and_then(reference_string)?;
                let path = target.path.clone();
                target = self.resolve_within(text, &path, hops)?;
            };
        }
        Some(target)
    }

    /// The values on the path to `from`, the document first.
    fn ancestors(&self, from: &[Step<'d>]) -> Vec<Target<'d>> {
        let mut found = vec![self.root()];
        let mut value = self.document;
        for (index, at) in from.iter().enumerate() {
            let inner = match at {
                Step::Key(key) => value.get(*key),
                Step::Index(index) => value.get(*index),
            };
            let Some(inner) = inner else { break };
            value = inner;
            let path = from.get(..=index).unwrap_or(from).to_vec();
            found.push(Target { value, path });
        }
        found
    }

    /// The outermost schema that encloses `from`: the target of `#` within it.
    fn enclosing(&self, from: &[Step<'d>]) -> Target<'d> {
        let mut position = Position::Document;
        let ancestors = self.ancestors(from);
        let mut last = self.root();
        for (depth, ancestor) in ancestors.into_iter().enumerate() {
            if position.of(ancestor.value) == Position::Schema {
                return ancestor;
            }
            position = match from.get(depth) {
                Some(Step::Key(key)) => match (position, *key) {
                    (Position::Components, section) => components(section),
                    (position, key) => position.member(key),
                },
                Some(Step::Index(_)) => position.element(),
                None => position,
            };
            last = ancestor;
        }
        last
    }

    fn identified(&mut self, base: &str, from: &[Step<'d>]) -> Option<Target<'d>> {
        let ancestors = self.ancestors(from);
        let index = self.index();
        if let Some(target) = index.identifiers.get(base) {
            return Some(target.clone());
        }
        // Relative to the identifier of an enclosing schema.
        ancestors.iter().rev().find_map(|ancestor| {
            let own = ancestor.value.get("$id").and_then(Value::as_str)?;
            let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
            let joined = format!("{folder}/{}", base.trim_start_matches("./"));
            index.identifiers.get(joined.as_str()).cloned()
        })
    }

    fn anchored(&mut self, name: &str, from: &[Step<'d>]) -> Option<Target<'d>> {
        let found = self.index().anchors.get(name)?;
        // The one that shares the longest path.
        let shared = |target: &&Target<'d>| {
            let pairs = target.path.iter().zip(from);
            pairs.take_while(|(one, other)| one == other).count()
        };
        let most = found.iter().map(|target| shared(&target)).max()?;
        found.iter().find(|target| shared(target) == most).cloned()
    }

    fn index(&mut self) -> &Index<'d> {
        let document = self.document;
        self.index.get_or_insert_with(|| Index::of(document))
    }
}

impl<'d> Index<'d> {
    fn of(document: &'d Value) -> Self {
        let mut index = Self::default();
        let mut open = vec![Target {
            value: document,
            path: Vec::new(),
        }];
        while let Some(target) = open.pop() {
            match target.value {
                Value::Object(map) => {
                    if let Some(id) = map.get("$id").and_then(Value::as_str) {
                        let id = id.strip_suffix('#').unwrap_or(id);
                        index
                            .identifiers
                            .entry(id)
                            .or_insert_with(|| target.clone());
                    }
                    for keyword in ["$anchor", "$dynamicAnchor"] {
                        if let Some(name) = map.get(keyword).and_then(Value::as_str) {
                            index.anchors.entry(name).or_default().push(target.clone());
                        }
                    }
                    for (key, value) in map.iter().rev() {
                        if value.is_object() || value.is_array() {
                            let mut path = target.path.clone();
                            path.push(Step::Key(key));
                            open.push(Target { value, path });
                        }
                    }
                }
                Value::Array(list) => {
                    for (at, value) in list.iter().enumerate().rev() {
                        if value.is_object() || value.is_array() {
                            let mut path = target.path.clone();
                            path.push(Step::Index(at));
                            open.push(Target { value, path });
                        }
                    }
                }
                _ => {}
            }
        }
        index
    }
}

/// The position of the members of a section of `components`.
pub(super) fn components(section: &str) -> Position {
    match section {
        "schemas" => Position::Schemas,
        "responses" | "requestBodies" => Position::Responses,
        // The same members as headers have.
        "headers" | "parameters" => Position::Headers,
        "examples" => Position::Examples,
        "links" => Position::Links,
        "callbacks" => Position::Callbacks,
        "pathItems" => Position::Paths,
        "securitySchemes" => Position::SecuritySchemes,
        _ => Position::Opaque,
    }
}

fn step<'d>(from: &Target<'d>, token: &str) -> Option<Target<'d>> {
    let (value, at) = match from.value {
        Value::Object(map) => {
            let (key, value) = map.get_key_value(token)?;
            (value, Step::Key(key))
        }
        Value::Array(list) => {
            let index: usize = token.parse().ok()?;
            (list.get(index)?, Step::Index(index))
        }
        _ => return None,
    };
    let mut path = from.path.clone();
    path.push(at);
    Some(Target { value, path })
}
