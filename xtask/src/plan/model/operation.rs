//! One HTTP operation.

use std::collections::BTreeSet;

use serde_json::Value;

use super::body::{Body, BodyKind};
use super::condition::Condition;
use super::paging::Paging;
use super::parameter::Parameter;
use super::response::{Content, Response, Status};
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
    /// All of its tags, as indices in `Plan::tags`.
    pub(crate) tags: BTreeSet<usize>,
    pub(crate) summary: Option<String>,
    /// Summary and description.
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) successes: Vec<Response>,
    pub(crate) errors: Vec<Response>,
    /// The methods that send it beside `send`, each for another media type of the response.
    pub(crate) choices: Vec<Choice>,
    /// Alternatives, each a set of schemes; empty if no credentials are needed.
    pub(crate) security: Vec<Vec<Scheme>>,
    /// Index in `Plan::servers`, if it has a server of its own.
    pub(crate) server: Option<usize>,
    /// What `x-pagination` of the document or its overlay says.
    pub(crate) pagination: Option<Value>,
    pub(crate) paging: Option<Paging>,
}

/// A method that sends the request and asks for another media type of the response.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// The suffix of the contents that it receives.
    pub(crate) suffix: String,
    /// The method: `send_csv`.
    pub(crate) method: String,
}

impl Operation {
    /// The successes as `choice` receives them, or `send` without one. A status that the document
    /// does not describe in the chosen media type keeps its main content.
    pub(crate) fn successes_of(&self, choice: Option<&Choice>) -> Vec<Response> {
        let successes = self.successes.iter();
        let chosen = successes.map(|success| {
            let mut others = success.others.iter();
            let other =
                choice.and_then(|choice| others.find(|other| other.suffix == choice.suffix));
            other.map_or_else(|| success.clone(), |other| success.with(other))
        });
        chosen.collect()
    }

    /// `send`, and the methods for other media types.
    pub(crate) fn sends(&self) -> impl Iterator<Item = Option<&Choice>> {
        std::iter::once(None).chain(self.choices.iter().map(Some))
    }

    /// The media types that a choice asks for.
    pub(crate) fn media_types_of(&self, choice: &Choice) -> Vec<&str> {
        let others = self.successes.iter().flat_map(|success| &success.others);
        let own = others.filter(|other| other.suffix == choice.suffix);
        let mut media_types: Vec<&str> = Vec::new();
        for media_type in own.flat_map(|other| &other.media_types) {
            if !media_types.contains(&media_type.as_str()) {
                media_types.push(media_type);
            }
        }
        media_types
    }

    /// The path as it is sent: it begins with a slash, and a fragment, with which some documents
    /// tell operations of one path apart, stays with the client (RFC 9110, section 4.2.5).
    pub(crate) fn template(&self) -> String {
        let mut inside = false;
        let fragment = self.path.char_indices().find(|(_, c)| {
            match c {
                '{' => inside = true,
                '}' => inside = false,
                _ => {}
            }
            *c == '#' && !inside
        });
        let end = fragment.map_or(self.path.len(), |(at, _)| at);
        let path = self.path.get(..end).unwrap_or(&self.path);
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("{slash}{path}")
    }

    /// The redirects that the document describes: they are received instead of followed. 304 leads
    /// nowhere.
    pub(crate) fn redirects(&self) -> Vec<Status> {
        let responses = self.successes.iter().chain(&self.errors);
        let statuses = responses.map(|response| response.status);
        let redirects =
            statuses.filter(|status| status.hundreds() == Some(3) && *status != Status::Code(304));
        redirects.collect()
    }

    /// Whether it is a further method of an operation, for another media type of its body.
    pub(crate) fn is_another(&self) -> bool {
        self.response_stem != self.pascal
    }

    /// The features under which it is in the client: those of its tags.
    pub(crate) fn condition(&self) -> Condition {
        if self.tags.is_empty() {
            Condition::Always
        } else {
            Condition::Tags(self.tags.clone())
        }
    }

    /// Every shape of the operation outside of other shapes, to be changed.
    pub(crate) fn shapes_mut(&mut self) -> Vec<&mut Shape> {
        let parameters = self.parameters.iter_mut();
        let mut shapes: Vec<&mut Shape> =
            parameters.map(|parameter| &mut parameter.shape).collect();
        if let Some(body) = &mut self.body {
            shapes.push(&mut body.shape);
            if let BodyKind::Multipart(multipart) = &mut body.kind {
                shapes.extend(multipart.shapes_mut());
            }
        }
        for response in self.successes.iter_mut().chain(&mut self.errors) {
            shapes.extend(response.contents_mut().filter_map(Content::shape_mut));
        }
        shapes.extend(self.paging.as_mut().map(|paging| &mut paging.item));
        shapes
    }

    /// The same, except the shape that a form replaces.
    pub(crate) fn shapes(&self) -> Vec<&Shape> {
        let parameters = self.parameters.iter();
        let mut shapes: Vec<&Shape> = parameters.map(|parameter| &parameter.shape).collect();
        match self.body.as_ref().map(|body| (&body.kind, &body.shape)) {
            Some((BodyKind::Multipart(multipart), _)) => shapes.extend(multipart.shapes()),
            Some((_, shape)) => shapes.push(shape),
            None => {}
        }
        for response in self.successes.iter().chain(&self.errors) {
            shapes.extend(response.contents().filter_map(Content::shape));
        }
        shapes.extend(self.paging.as_ref().map(|paging| &paging.item));
        shapes
    }

    /// Whether its successes have different contents, so an enum is generated for them.
    pub(crate) fn has_different_successes(&self) -> bool {
        different(&self.successes)
    }
}

/// Whether the contents of the statuses differ.
pub(crate) fn different(successes: &[Response]) -> bool {
    let mut contents = successes.iter().map(|success| &success.content);
    let first = contents.next();
    contents.any(|content| Some(content) != first)
}
