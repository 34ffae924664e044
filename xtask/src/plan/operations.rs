//! Paths to operations.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::bodies::Held;
use super::names::{Scope, pascal, snake};
use super::schemas::Builder;
use super::{
    Answer, Body, Paging, Parameter, Scheme, Shape, answers, bodies, parameters, security,
};
use crate::{Diagnostic, Settings};

/// HTTP methods that a path item can have, in the order of the specification.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Methods that every client has, whatever the document says.
const CLIENT_METHODS: &[&str] = &[
    "base_url",
    "baseurl",
    "builder",
    "clone",
    "from_env",
    "new",
    "request",
    "request_raw",
    "send_raw",
    "with_options",
];

/// Types that the code of an operation names without a path.
const BUILDER_NAMES: &[&str] = &[
    "Body",
    "ByteStream",
    "Client",
    "Err",
    "Error",
    "EventStream",
    "None",
    "Ok",
    "Option",
    "Response",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// One HTTP operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// As the document says it; None if it says none.
    pub(crate) id: Option<String>,
    /// The client's method.
    pub(crate) rust: String,
    /// Its builder, and the stem of its other types.
    pub(crate) pascal: String,
    /// The stem of its answers' types. An operation's methods, one a media type of its body, share
    /// these.
    pub(crate) answers: String,
    /// Its media types, where each has a method of its own.
    pub(crate) media: Vec<String>,
    /// Lower case.
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) docs: String,
    pub(crate) deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) successes: Vec<Answer>,
    pub(crate) errors: Vec<Answer>,
    /// Alternatives, each of schemes that go together; empty if the operation is open.
    pub(crate) security: Vec<Vec<Scheme>>,
    pub(crate) paging: Option<Paging>,
}

impl Operation {
    /// Whether it is a further method of an operation, for another media type of its body.
    pub(crate) fn is_another(&self) -> bool {
        self.answers != self.pascal
    }

    /// Whether its successes have different contents, so that an enum is made of them.
    pub(crate) fn has_different_successes(&self) -> bool {
        let mut contents = self.successes.iter().map(|success| &success.content);
        let first = contents.next();
        contents.any(|content| Some(content) != first)
    }
}

/// What is found of an operation before anything is named.
struct Found<'a> {
    key: String,
    id: Option<&'a str>,
    method: &'static str,
    path: &'a str,
    item: &'a Value,
    operation: &'a Value,
    /// The media types of its body that have a method each, its own first.
    media: Vec<&'a str>,
}

impl Found<'_> {
    /// What the name of the method for a media type is recorded under.
    fn key_of(&self, media_type: &str) -> String {
        format!("{} {}", self.key, bodies::essence(media_type))
    }

    /// What the names of its methods are recorded under; its own first, whatever its body is.
    fn keys(&self) -> Vec<String> {
        let others = self.media.iter().skip(1).map(|it| self.key_of(it));
        std::iter::once(self.key.clone()).chain(others).collect()
    }
}

pub(crate) type Named = (Vec<Operation>, BTreeMap<String, String>);

/// Every operation of the document, in its order.
pub(crate) fn operations(
    lowered: &Value,
    settings: &Settings,
    builder: &mut Builder<'_>,
) -> Result<Named, Vec<Diagnostic>> {
    let found = find(lowered, settings);
    let names = name(&found, settings);
    let mut operations = Vec::with_capacity(found.len());
    let mut diagnostics = Vec::new();
    let mut stems = Scope::reserving(BUILDER_NAMES);
    for it in &found {
        let pointer = format!("#/paths/{}/{}", escape(it.path), it.method);
        let methods: Vec<(String, String)> = it
            .keys()
            .iter()
            .map(|key| names.get(key).cloned().unwrap_or_default())
            .map(|rust| (stems.claim(&pascal(&rust)), rust))
            .collect();
        let stem = methods.first().map(|it| it.0.clone()).unwrap_or_default();
        let label = format!("{} {}", it.method.to_uppercase(), it.path);
        let planned = (|| {
            let parameters =
                parameters::parameters(it.item, it.operation, it.path, &stem, &pointer, builder)?;
            let content = it.operation.pointer("/requestBody/content");
            bodies::known_media_types(content, &format!("{pointer}/requestBody"))?;
            let bodies: Vec<Option<Body>> = methods
                .iter()
                .enumerate()
                .map(|(index, (pascal, _))| {
                    bodies::body(it.operation, it.media.get(index)?, pascal, builder)
                })
                .collect();
            let (successes, errors) =
                answers::answers(it.operation, it.method, &stem, &pointer, builder)?;
            builder.within_bounds(&pointer)?;
            Ok((parameters, bodies, successes, errors))
        })();
        let (parameters, bodies, successes, errors) = match planned {
            Ok(planned) => planned,
            Err(diagnostic) => {
                let mut diagnostic: Diagnostic = diagnostic;
                let overlay = crate::overlay::omission(it.path, it.method);
                diagnostic.help = Some(match diagnostic.help {
                    Some(help) => format!("{help}\n{overlay}"),
                    None => overlay,
                });
                diagnostics.push(diagnostic.operation(match it.id {
                    Some(id) => format!("{label} ({id})"),
                    None => label,
                }));
                continue;
            }
        };
        let text = |key: &str| {
            let text = it.operation.get(key).and_then(Value::as_str);
            text.map(str::trim).filter(|text| !text.is_empty())
        };
        let docs: Vec<&str> = [text("summary"), text("description")]
            .into_iter()
            .flatten()
            .collect();
        let media = match it.media.len() {
            0 | 1 => vec![],
            _ => it.media.iter().map(|it| (*it).to_owned()).collect(),
        };
        for ((pascal, rust), body) in methods.into_iter().zip(bodies) {
            operations.push(Operation {
                id: it.id.map(str::to_owned),
                rust,
                pascal,
                answers: stem.clone(),
                media: media.clone(),
                method: it.method.to_owned(),
                path: it.path.to_owned(),
                docs: docs.join("\n\n"),
                deprecated: it.operation.get("deprecated") == Some(&Value::Bool(true)),
                parameters: parameters.clone(),
                body,
                successes: successes.clone(),
                errors: errors.clone(),
                security: security::security(lowered, it.operation),
                // Known once every type is.
                paging: None,
            });
        }
    }
    match diagnostics.is_empty() {
        true => Ok((operations, names)),
        false => Err(diagnostics),
    }
}

/// The types of what the service delivers to its callers' webhooks.
pub(crate) fn webhooks(lowered: &Value, builder: &mut Builder<'_>) -> Vec<(String, Shape)> {
    let webhooks = lowered.get("x-webhooks").and_then(Value::as_object);
    let mut delivered = Vec::new();
    for (name, item) in webhooks.into_iter().flatten() {
        for method in METHODS {
            let content = item
                .get(method)
                .and_then(|it| it.pointer("/requestBody/content"));
            if let Some(schema) = content.and_then(answers::json_schema) {
                let shape = builder.shape(schema, &format!("{}Payload", pascal(name)));
                delivered.push((name.clone(), shape));
            }
        }
    }
    delivered
}

pub(crate) fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn find<'a>(lowered: &'a Value, settings: &Settings) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let paths = lowered.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method).filter(|it| it.is_object()) else {
                continue;
            };
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.map(str::trim).filter(|id| !id.is_empty());
            if let Some(id) = id {
                *seen.entry(id).or_default() += 1;
            }
            found.push(Found {
                key: format!("{} {path}", method.to_uppercase()),
                id,
                method,
                path,
                item,
                operation,
                media: vec![],
            });
        }
    }
    for it in &mut found {
        // An id that two operations share names neither of them.
        if let Some(id) = it.id.filter(|id| seen.get(id) == Some(&1)) {
            it.key = id.to_owned();
        }
        let own = settings.names.get(&it.key);
        it.media = bodies::offered(it.operation, |media_type| {
            match settings.names.get(&it.key_of(media_type)) {
                None => Held::Not,
                name if name == own => Held::Plainly,
                Some(_) => Held::Apart,
            }
        });
    }
    found
}

/// Method names: those that the lock knows stay, the others get theirs in the document's order.
fn name(found: &[Found<'_>], settings: &Settings) -> BTreeMap<String, String> {
    let mut scope = Scope::reserving(CLIENT_METHODS);
    let mut names = BTreeMap::new();
    for key in found.iter().flat_map(Found::keys) {
        if let Some(name) = settings.names.get(&key)
            && snake(name) == *name
            && scope.try_claim(name)
        {
            names.insert(key, name.clone());
        }
    }
    // The name of an operation that is gone means that operation still, to whoever called it.
    for name in settings.names.values() {
        scope.try_claim(name);
    }
    let short: Vec<String> = found.iter().map(|it| snake(&shorten(it))).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in &short {
        *uses.entry(name).or_default() += 1;
    }
    for (it, name) in found.iter().zip(&short) {
        if names.contains_key(&it.key) {
            continue;
        }
        let unique = uses.get(name.as_str()) == Some(&1);
        let name = match unique && scope.try_claim(name) {
            true => name.clone(),
            false => scope.claim(&snake(&it.key)),
        };
        names.insert(it.key.clone(), name);
    }
    for it in found {
        let own = names.get(&it.key).cloned().unwrap_or_default();
        for (media_type, key) in it.media.iter().zip(it.keys()).skip(1) {
            names.entry(key).or_insert_with(|| {
                let suffix = bodies::suffix(media_type);
                scope.claim(&format!("{own}_{suffix}"))
            });
        }
        // What the operation's own method sends, unless that is plain: a media type that comes
        // later changes no type.
        if let Some(first) = it.media.first()
            && (it.media.len() > 1 || !answers::is_json(&bodies::essence(first)))
        {
            names.insert(it.key_of(first), own);
        }
    }
    names
}

/// The operationId without what FastAPI adds to make it unique: the path and the method, with
/// everything but letters, digits and `_` replaced (`fastapi.utils.generate_unique_id`).
fn shorten(found: &Found<'_>) -> String {
    let Some(id) = found.id.filter(|id| found.key == *id) else {
        return found.key.to_lowercase();
    };
    let path: String = found
        .path
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    let suffix = format!("{path}_{}", found.method);
    match id.strip_suffix(&suffix) {
        Some(rest) if !rest.trim_matches('_').is_empty() => rest.to_owned(),
        _ => id.to_owned(),
    }
}
