//! Everything that the code will contain.

use super::condition::Condition;
use super::definition::{Definition, Kind};
use super::error_codes::ErrorCodes;
use super::operation::Operation;
use super::security::Scheme;
use super::server::Server;
use super::shape::{Shape, Type};
use super::tag::Tag;
use crate::diagnostic::Diagnostic;
use crate::lock::Decisions;
use crate::note::Note;

/// Everything that is decided before any code is generated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) title: String,
    pub(crate) version: String,
    /// The server that a client calls by default.
    pub(crate) server: Option<Server>,
    /// The different servers of single operations.
    pub(crate) servers: Vec<Server>,
    /// The security of an endpoint that the document does not describe, as
    /// [`Operation::security`].
    pub(crate) security: Vec<Vec<Scheme>>,
    /// Each one's index is its [`Id`](super::Id).
    pub(crate) definitions: Vec<Definition>,
    /// In the document's order, then those that only operations name.
    pub(crate) tags: Vec<Tag>,
    pub(crate) operations: Vec<Operation>,
    /// The condition of each definition, by its id.
    pub(crate) conditions: Vec<Condition>,
    /// The part of the client that this plan is of.
    pub(crate) extent: Extent,
    /// None if the document gives no codes.
    pub(crate) error_codes: Option<ErrorCodes>,
    pub(crate) webhooks: Vec<Webhook>,
    /// What is decided for the document.
    pub(crate) decisions: Decisions,
    /// What is read leniently, is not checked, or is left out.
    pub(crate) notes: Vec<Note>,
    /// What the passes refuse.
    pub(crate) refused: Vec<Diagnostic>,
}

/// The part of the client that a plan is of. A plan has every definition, since what it emits may
/// name one of another part, but only the operations of its own part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// What some cargo features need, in place of all of it.
    Pruned {
        /// Whether each definition is emitted, by its id.
        definitions: Vec<bool>,
    },
    /// What is in the client under this condition alone, beside its other parts.
    Part(Condition),
}

/// One of the document's `webhooks`.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) name: String,
    pub(crate) rust: String,
    /// The type of the body.
    pub(crate) shape: Shape,
}

impl Plan {
    /// Every shape of the plan outside of other shapes, to be changed.
    pub(crate) fn shapes_mut(&mut self) -> Vec<&mut Shape> {
        let definitions = self.definitions.iter_mut();
        let mut shapes: Vec<&mut Shape> = definitions
            .flat_map(|definition| definition.kind.parts_mut())
            .collect();
        for operation in &mut self.operations {
            shapes.extend(operation.shapes_mut());
        }
        shapes.extend(self.webhooks.iter_mut().map(|webhook| &mut webhook.shape));
        shapes
    }

    /// The definitions that are emitted.
    pub(crate) fn emitted(&self) -> impl Iterator<Item = &Definition> {
        let definitions = self.definitions.iter().enumerate();
        definitions.filter_map(|(id, definition)| {
            let is_emitted = match &self.extent {
                Extent::Whole => true,
                Extent::Pruned { definitions } => definitions.get(id) == Some(&true),
                Extent::Part(condition) => self.conditions.get(id) == Some(condition),
            };
            is_emitted.then_some(definition)
        })
    }

    /// Whether the part has what a client has once: the description of the document, webhooks.
    pub(crate) fn has_root(&self) -> bool {
        !matches!(self.extent, Extent::Part(Condition::Tags(_)))
    }

    /// The cargo feature of a tag, by its index.
    pub(crate) fn feature(&self, tag: usize) -> Option<&str> {
        let tag = self.tags.get(tag)?;
        self.decisions.tags.get(&tag.name).map(String::as_str)
    }

    /// The shape with aliases followed.
    pub(crate) fn resolved<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        let mut shape = shape;
        // No alias leads to itself once the passes have run; until then, this bounds the walk.
        for _ in 0..self.definitions.len() {
            match &shape.ty {
                Type::Named(id) => {
                    match self.definitions.get(*id).map(|definition| &definition.kind) {
                        Some(Kind::Alias(target)) => shape = target,
                        _ => break,
                    }
                }
                _ => break,
            }
        }
        shape
    }

    /// Whether a shape's values are checked before they are sent.
    pub(crate) fn checked(&self, shape: &Shape) -> bool {
        let named = shape.ids();
        let mut definitions = named.iter().filter_map(|id| self.definitions.get(*id));
        shape.has_checks() || definitions.any(|definition| definition.uses.checked)
    }
}
