//! Everything that the code will contain.

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
#[derive(Debug, Default)]
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
