//! From the plan to the wire.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Aspect, Facts};
use super::limits::limits;
use super::{Wire, WireOperation, WireType};
use crate::plan::model::{
    Body, BodyKind, Content, Definition, Id, Kind, Location, OneWay, Operation, Parameter, Part,
    PartKind, Plan, Scheme, Server, Shape, Struct, Style, Union,
};

/// The beginning of the sentence about a default, in the documentation of a field or a parameter.
const DEFAULT: &str = "\n\nDefaults to `";

/// The subject of an operation's own server; no parameter has a name with a space in it.
pub const OWN_SERVER: &str = "own server";

/// The wire of the client that the plan describes.
pub(crate) fn wire(plan: &Plan) -> Wire {
    let definitions = plan.definitions.iter();
    Wire {
        title: plan.title.clone(),
        version: plan.version.clone(),
        server: plan.server.as_ref().map(Server::with_defaults),
        operations: plan
            .operations
            .iter()
            .map(|known| operation(plan, known))
            .collect(),
        types: definitions
            .map(|definition| (definition.rust.clone(), type_wire(definition)))
            .collect(),
    }
}

/// Facts and documentation under construction.
#[derive(Default)]
struct Table {
    facts: Facts,
    docs: BTreeMap<String, String>,
}

impl Table {
    fn add(&mut self, subject: &str, aspect: Aspect, value: impl Into<String>) {
        self.facts
            .insert((subject.to_owned(), aspect), value.into());
    }

    /// The documentation of a subject, in which its default is.
    fn describe(&mut self, subject: &str, docs: &str) {
        let (text, default) = match docs.split_once(DEFAULT) {
            Some((text, rest)) => (text, rest.split_once('`').map(|(value, _)| value)),
            None => (docs, None),
        };
        if let Some(default) = default {
            self.add(subject, Aspect::Default, default);
        }
        self.docs.insert(subject.to_owned(), text.trim().to_owned());
    }
}

fn operation(plan: &Plan, operation: &Operation) -> WireOperation {
    let mut table = Table::default();
    table.describe("", &operation.docs);
    for known in &operation.parameters {
        parameter(known, &mut table);
    }
    if let Some(known) = &operation.body {
        body(known, &mut table);
    }
    if let Some(own) = operation.server.and_then(|index| plan.servers.get(index)) {
        table.add(OWN_SERVER, Aspect::Location, own.with_defaults());
    }
    let successes = operation.successes.iter();
    let successes: Vec<String> = successes.map(|success| success.status.label()).collect();
    table.add("", Aspect::Successes, successes.join(", "));
    for response in operation.successes.iter().chain(&operation.errors) {
        let subject = format!("response {}", response.status.label());
        if !response.media_types.is_empty() {
            let media_types = response.media_types.join(", ");
            table.add(&subject, Aspect::ResponseMediaTypes, media_types);
        }
        table.docs.insert(subject, response.docs.clone());
    }
    let (sent, received) = uses(operation);
    let features = operation.tags.iter().filter_map(|tag| plan.feature(*tag));
    WireOperation {
        rust_name: operation.rust.clone(),
        builder: operation.pascal.clone(),
        response_stem: operation.response_stem.clone(),
        id: operation.id.clone(),
        method: operation.method.to_uppercase(),
        path: operation.path.clone(),
        security: operation.security.iter().map(|all| schemes(all)).collect(),
        deprecated: operation.deprecated,
        features: features.map(str::to_owned).collect(),
        facts: table.facts,
        docs: table.docs,
        sent: reach(plan, sent),
        received: reach(plan, received),
    }
}

fn schemes(all: &[Scheme]) -> BTreeSet<String> {
    let texts = all.iter().map(|scheme| match scheme {
        Scheme::Bearer { .. } => "bearer token".to_owned(),
        Scheme::Basic { .. } => "basic".to_owned(),
        Scheme::ApiKeyHeader { header, .. } => format!("API key in the header `{header}`"),
        Scheme::ApiKeyQuery { parameter, .. } => {
            format!("API key in the query parameter `{parameter}`")
        }
        Scheme::ApiKeyCookie { cookie, .. } => format!("API key in the cookie `{cookie}`"),
        Scheme::Unsupported { name, kind } => format!("`{name}` ({kind})"),
    });
    texts.collect()
}

fn parameter(parameter: &Parameter, table: &mut Table) {
    let subject = parameter.rust.as_str();
    table.add(subject, Aspect::Name, &parameter.wire);
    let location = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    table.add(subject, Aspect::Location, location);
    table.add(subject, Aspect::Style, style(parameter.style));
    if parameter.required {
        table.add(subject, Aspect::Required, "true");
    }
    limits(subject, &parameter.shape, &mut table.facts);
    table.describe(subject, &parameter.docs);
}

fn style(style: Style) -> String {
    let (name, explode) = match style {
        Style::Simple { explode } => ("simple", explode),
        Style::Label { explode } => ("label", explode),
        Style::Matrix { explode } => ("matrix", explode),
        Style::Form { explode } => ("form", explode),
        Style::SpaceDelimited { explode } => ("spaceDelimited", explode),
        Style::PipeDelimited { explode } => ("pipeDelimited", explode),
        Style::DeepObject => ("deepObject", false),
        Style::Json => ("JSON", false),
    };
    if explode {
        format!("{name}, exploded")
    } else {
        name.to_owned()
    }
}

fn body(body: &Body, table: &mut Table) {
    table.add("body", Aspect::MediaType, &body.media_type);
    if body.required {
        table.add("body", Aspect::Required, "true");
    }
    limits("body", &body.shape, &mut table.facts);
    table.docs.insert("body".to_owned(), body.docs.clone());
    if let BodyKind::Multipart(parts) = &body.kind {
        for known in &parts.parts {
            part(known, table);
        }
    }
    if let BodyKind::Form(fields) = &body.kind {
        for field in fields {
            let subject = format!("form field {}", field.wire);
            let reserved = field
                .allow_reserved
                .then_some(", reserved characters as they are");
            let style = style(field.style) + reserved.unwrap_or_default();
            table.add(&subject, Aspect::Style, style);
        }
    }
}

fn part(part: &Part, table: &mut Table) {
    let subject = format!("part {}", part.rust);
    table.add(&subject, Aspect::Name, &part.wire);
    if part.required {
        table.add(&subject, Aspect::Required, "true");
    }
    if let Some(content_type) = &part.content_type {
        table.add(&subject, Aspect::MediaType, content_type);
    }
    if let PartKind::Value(shape) = &part.kind {
        limits(&subject, shape, &mut table.facts);
    }
    table.describe(&subject, &part.docs);
}

/// The definitions that are sent and received, before what these contain.
fn uses(operation: &Operation) -> (Vec<Id>, Vec<Id>) {
    let parameters = operation.parameters.iter();
    let mut sent: Vec<Id> = parameters
        .flat_map(|parameter| parameter.shape.ids())
        .collect();
    if let Some(body) = &operation.body {
        sent.extend(body.shape.ids());
        if let BodyKind::Multipart(parts) = &body.kind {
            sent.extend(parts.parts.iter().flat_map(|part| match &part.kind {
                PartKind::Value(shape) => shape.ids(),
                PartKind::File | PartKind::Files => Vec::new(),
            }));
        }
    }
    let responses = operation.successes.iter().chain(&operation.errors);
    let contents = responses.flat_map(|response| response.contents().filter_map(Content::shape));
    let received = contents.flat_map(Shape::ids);
    (sent, received.collect())
}

/// The names of definitions and of all that they contain.
fn reach(plan: &Plan, mut from: Vec<Id>) -> BTreeSet<String> {
    let mut seen: BTreeSet<Id> = BTreeSet::new();
    while let Some(id) = from.pop() {
        if let Some(definition) = plan.definitions.get(id)
            && seen.insert(id)
        {
            from.extend(definition.kind.ids());
        }
    }
    let definitions = seen.into_iter().filter_map(|id| plan.definitions.get(id));
    definitions
        .map(|definition| definition.rust.clone())
        .collect()
}

fn type_wire(definition: &Definition) -> WireType {
    let mut table = Table::default();
    let mut deprecated = BTreeSet::new();
    if definition.deprecated {
        deprecated.insert(String::new());
    }
    table.describe("", &definition.docs);
    match &definition.kind {
        Kind::Struct(structure) => {
            object(structure, &mut table);
            let fields = structure.fields.iter().filter(|field| field.deprecated);
            deprecated.extend(fields.map(|field| field.rust.clone()));
        }
        Kind::Enum(values) => {
            for variant in &values.variants {
                table.add(&variant.rust, Aspect::Name, variant.value.to_string());
            }
        }
        Kind::Union(union) => alternatives(union, &mut table),
        Kind::Alias(shape) | Kind::Wrapper(shape) => limits("", shape, &mut table.facts),
    }
    WireType {
        schema: definition.schema.clone(),
        sent: definition.uses.sent,
        received: definition.uses.received,
        deprecated,
        facts: table.facts,
        docs: table.docs,
    }
}

fn object(structure: &Struct, table: &mut Table) {
    for field in &structure.fields {
        let subject = field.rust.as_str();
        table.add(subject, Aspect::Name, &field.wire);
        if field.required {
            table.add(subject, Aspect::Required, "true");
        }
        if let Some(one_way) = field.one_way {
            let direction = match one_way {
                OneWay::Received => "in responses only",
                OneWay::Sent => "in requests only",
            };
            table.add(subject, Aspect::OneWay, direction);
        }
        limits(subject, &field.shape, &mut table.facts);
        table.describe(subject, &field.docs);
    }
}

fn alternatives(union: &Union, table: &mut Table) {
    if let Some(tag) = &union.tag {
        table.add("", Aspect::Tag, tag);
    }
    for alternative in &union.alternatives {
        let tags: BTreeSet<&String> = alternative.tags.iter().collect();
        let tags: Vec<&str> = tags.into_iter().map(String::as_str).collect();
        table.add(&alternative.rust, Aspect::TagValues, tags.join(", "));
        limits(&alternative.rust, &alternative.shape, &mut table.facts);
    }
}
