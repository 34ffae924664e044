//! One HTTP operation.

use serde_json::Value;

use super::body::{Body, BodyKind, PartKind};
use super::paging::Paging;
use super::parameter::Parameter;
use super::response::{Content, Response};
use super::security::Scheme;
use super::shape::Shape;

/// One HTTP operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// Its key in the lock: the operationId, or `METHOD /path` where there is none of its own.
    pub(crate) key: String,
    /// The operationId, if the document gives one.
    pub(crate) id: Option<String>,
    /// The client's method.
    pub(crate) rust: String,
    /// Its builder, and the stem of its other types.
    pub(crate) pascal: String,
    /// The stem of its response types. The methods of an operation, one for each media type of its
    /// body, share these types.
    pub(crate) response_stem: String,
    /// The media types of its body, if each has a method of its own.
    pub(crate) media: Vec<String>,
    /// Lower case.
    pub(crate) method: String,
    pub(crate) path: String,
    /// Index in `Plan::tags`: the first of its tags.
    pub(crate) tag: Option<usize>,
    pub(crate) summary: Option<String>,
    /// Summary and description.
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) successes: Vec<Response>,
    pub(crate) errors: Vec<Response>,
    /// Alternatives, each a set of schemes; empty if no credentials are needed.
    pub(crate) security: Vec<Vec<Scheme>>,
    /// Index in `Plan::servers`, if it has a server of its own.
    pub(crate) server: Option<usize>,
    /// What `x-pagination` of the document or its overlay says.
    pub(crate) pagination: Option<Value>,
    pub(crate) paging: Option<Paging>,
}

impl Operation {
    /// Whether it is a further method of an operation, for another media type of its body.
    pub(crate) fn is_another(&self) -> bool {
        self.response_stem != self.pascal
    }

    /// Every shape of the operation outside of other shapes, to be changed.
    pub(crate) fn shapes_mut(&mut self) -> Vec<&mut Shape> {
        let parameters = self.parameters.iter_mut();
        let mut shapes: Vec<&mut Shape> =
            parameters.map(|parameter| &mut parameter.shape).collect();
        if let Some(body) = &mut self.body {
            shapes.push(&mut body.shape);
            if let BodyKind::Multipart(parts) = &mut body.kind {
                shapes.extend(parts.iter_mut().filter_map(|part| match &mut part.kind {
                    PartKind::Value(shape) => Some(shape),
                    PartKind::File | PartKind::Files => None,
                }));
            }
        }
        for response in self.successes.iter_mut().chain(&mut self.errors) {
            if let Content::Json(shape) = &mut response.content {
                shapes.push(shape);
            }
        }
        shapes.extend(self.paging.as_mut().map(|paging| &mut paging.item));
        shapes
    }

    /// Whether its successes have different contents, so an enum is generated for them.
    pub(crate) fn has_different_successes(&self) -> bool {
        let mut contents = self.successes.iter().map(|success| &success.content);
        let first = contents.next();
        contents.any(|content| Some(content) != first)
    }
}
