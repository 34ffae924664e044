//! Parameters: path, query, header and cookie.

use serde_json::{Map, Value};

use super::find::Found;
use super::styles::{explode, query_style};
use crate::diagnostic::Diagnostic;
use crate::identifier::{Scope, pascal, snake};
use crate::openapi::media_type::{essence, is_json};
use crate::plan::model::{Kind, Location, Parameter, Shape, Style, Type};
use crate::plan::types::{Builder, default};

/// Names of methods that every builder has.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "ask",
    "body",
    "items",
    "new",
    "options",
    "pages",
    "send",
    "subscribe",
];

/// The operation's parameters and those of its path, in the document's order.
pub(super) fn parameters(
    operation: &Found<'_>,
    hint: &str,
    pointer: &str,
    builder: &mut Builder<'_>,
) -> Result<Vec<Parameter>, Diagnostic> {
    let mut found: Vec<&Value> = Vec::new();
    for holder in [operation.item, operation.operation] {
        for parameter in holder
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let same = |other: &&mut &Value| {
                other.get("name") == parameter.get("name") && other.get("in") == parameter.get("in")
            };
            match found.iter_mut().find(same) {
                Some(other) => *other = parameter,
                None => found.push(parameter),
            }
        }
    }
    let path = operation.path;
    let placeholders = placeholders(path).ok_or_else(|| {
        Diagnostic::new(pointer, format!("the path `{path}` has an unmatched brace"))
            .help("write the path with every `{name}` closed")
    })?;
    let mut scope = Scope::reserving(BUILDER_METHODS);
    let mut parameters = Vec::new();
    let mut described: Vec<String> = Vec::new();
    for parameter in found {
        let Some(mut name) = parameter.get("name").and_then(Value::as_str) else {
            continue;
        };
        let location = match parameter.get("in").and_then(Value::as_str) {
            Some("path") => Location::Path,
            Some("query") => Location::Query,
            Some("header") => Location::Header,
            Some("cookie") => Location::Cookie,
            _ => continue,
        };
        match location {
            Location::Path => {
                let mut placeholders = placeholders.iter();
                let Some(placeholder) = placeholders.find(|own| *own == name || bare(own) == name)
                else {
                    continue;
                };
                described.push(placeholder.clone());
                name = placeholder;
            }
            // OpenAPI 3.1, section 4.8.12.2: these definitions shall be ignored.
            Location::Header
                if ["accept", "content-type", "authorization"]
                    .contains(&name.to_lowercase().as_str()) =>
            {
                continue;
            }
            _ => {}
        }
        parameters.push(parameter_of(
            parameter, name, location, hint, &mut scope, builder,
        ));
    }
    for name in placeholders {
        if !described.contains(&name) {
            let parameter = Value::Object(Map::new());
            described.push(name.clone());
            parameters.push(parameter_of(
                &parameter,
                &name,
                Location::Path,
                hint,
                &mut scope,
                builder,
            ));
        }
    }
    Ok(parameters)
}

fn parameter_of(
    parameter: &Value,
    name: &str,
    location: Location,
    hint: &str,
    scope: &mut Scope,
    builder: &mut Builder<'_>,
) -> Parameter {
    let content = parameter.get("content").and_then(Value::as_object);
    let content = content.and_then(|content| content.iter().next());
    let json =
        content.is_some_and(|(media_type, _)| is_json(media_type) || essence(media_type) == "*/*");
    let content = content.map(|(_, media)| media);
    let hint = format!("{hint}{}", pascal(name));
    let shown = content
        .and_then(|media| media.get("schema"))
        .or(parameter.get("schema"));
    let shape = match shown {
        Some(schema) => builder.shape(schema, &hint),
        None if json => Shape::of(Type::Any),
        None => Shape::of(Type::String),
    };
    // Only JSON can express null; in other styles a null parameter is omitted.
    let shape = match shape.ty {
        Type::Nullable(inner) => *inner,
        _ => shape,
    };
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    let style = match (location, text("style")) {
        _ if json => Style::Json,
        (_, Some("deepObject")) => Style::DeepObject,
        (Location::Query, _) => query_style(parameter),
        (Location::Path, Some("label")) => Style::Label {
            explode: explode(parameter, false),
        },
        (Location::Path, Some("matrix")) => Style::Matrix {
            explode: explode(parameter, false),
        },
        (Location::Path | Location::Header, _) => Style::Simple {
            explode: explode(parameter, false),
        },
        (Location::Cookie, _) => Style::Form {
            explode: explode(parameter, true),
        },
    };
    // progenitor takes types by name, and a tuple has none.
    let shape = match shape.ty {
        Type::Tuple(_) | Type::Null => {
            let id = builder.define(&hint, (format!("`{name}`"), false), Kind::Alias(shape));
            Shape::of(Type::Named(id))
        }
        _ => shape,
    };
    let described = |description: Option<&str>| {
        let description = description.map(str::trim);
        description
            .filter(|description| !description.is_empty())
            .map(str::to_owned)
    };
    let mut docs = described(text("description"))
        .or_else(|| described(shown?.get("description")?.as_str()))
        .unwrap_or_else(|| format!("`{name}`"));
    let required =
        location == Location::Path || parameter.get("required") == Some(&Value::Bool(true));
    if !required {
        docs.extend(
            shown
                .and_then(|schema| schema.get("default"))
                .and_then(default),
        );
    }
    let schema = shown.and_then(Value::as_object);
    let own = |key: &str| {
        parameter
            .get(key)
            .or(schema.and_then(|schema| schema.get(key)))
    };
    Parameter {
        example: own("example").cloned(),
        default: own("default").cloned(),
        wire: name.to_owned(),
        rust: scope.claim(&snake(name)),
        location,
        required,
        shape,
        style,
        allow_reserved: location == Location::Query
            && parameter.get("allowReserved") == Some(&Value::Bool(true)),
        docs,
    }
}

/// The name of a placeholder without the signs of its kind, which is not OpenAPI but common:
/// `{path*}`, `{proxy+}`, `{+path}`, `{path:path}`.
fn bare(placeholder: &str) -> &str {
    let name = placeholder.split(':').next().unwrap_or(placeholder);
    name.trim_start_matches(['+', '*'])
        .trim_end_matches(['+', '*'])
}

/// The names in braces; `None` if a brace is unmatched.
pub(crate) fn placeholders(path: &str) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            return None;
        }
        let (name, after) = after.split_once('}')?;
        if name.contains('{') {
            return None;
        }
        names.push(name.to_owned());
        rest = after;
    }
    (!rest.contains('}')).then_some(names)
}
