//! From a request on the wire to the arguments that it was made of, with validation.

use every_operation::{Arguments, Location, Row};
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::document::Document;

/// A request, as it is sent or as it has arrived.
#[derive(Debug)]
pub(crate) struct Request<'r> {
    pub(crate) path: &'r str,
    pub(crate) query: &'r str,
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r [u8],
}

/// The operation as the document writes it.
pub(crate) fn operation<'d>(document: &'d Document, row: &Row) -> &'d Value {
    &document.value["paths"][row.path][row.method.to_ascii_lowercase()]
}

/// The steps from the root to a place in the operation.
pub(crate) fn steps(row: &Row, inner: &[&str]) -> Vec<String> {
    let method = row.method.to_ascii_lowercase();
    let outer = ["paths", row.path, &method];
    let steps = outer.iter().chain(inner);
    steps.map(|step| (*step).to_owned()).collect()
}

/// Whether the schema at these steps allows the value; if not, why.
pub(crate) fn valid(document: &Document, steps: &[String], value: &Value) -> Result<(), String> {
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let validator = document.validator(&steps);
    let wrong: Vec<String> = validator
        .iter_errors(value)
        .map(|error| error.to_string())
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{}: {wrong:?} in {value}", steps.join(" ")))
    }
}

/// The Rust names of the arguments that the operation requires.
pub(crate) fn required(document: &Document, row: &Row) -> Vec<&'static str> {
    let operation = operation(document, row);
    let parameters = row.arguments.iter().filter(|argument| {
        let found = parameter(operation, argument.location, argument.name);
        found.is_some_and(|(_, parameter)| parameter["required"] == true)
    });
    let mut names: Vec<_> = parameters.map(|parameter| parameter.rust_name).collect();
    if operation.pointer("/requestBody/required") == Some(&Value::Bool(true)) {
        names.push("body");
    }
    names
}

/// The parameters that the service sets by default, by name: `language` of a list of templates.
pub(crate) fn defaults<'d>(document: &'d Document, row: &Row) -> Vec<(&'static str, &'d Value)> {
    let operation = operation(document, row);
    let defaults = row.arguments.iter().filter_map(|argument| {
        let (_, parameter) = parameter(operation, argument.location, argument.name)?;
        Some((argument.name, parameter.pointer("/schema/default")?))
    });
    defaults.collect()
}

fn parameter<'d>(
    operation: &'d Value,
    location: Location,
    name: &str,
) -> Option<(usize, &'d Value)> {
    let location = match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        _ => return None,
    };
    let mut parameters = operation.get("parameters")?.as_array()?.iter().enumerate();
    parameters.find(|(_, parameter)| parameter["in"] == location && parameter["name"] == name)
}

impl Request<'_> {
    /// The arguments by their Rust names; if the document does not allow the request, why.
    pub(crate) fn arguments(&self, document: &Document, row: &Row) -> Result<Arguments, String> {
        let mut arguments = Arguments::new();
        let path = self.path_values(row)?;
        let query = self.query_values();
        for (name, _) in &query {
            let known = |argument: &&every_operation::Argument| {
                argument.location == Location::Query && argument.name == name
            };
            if row.arguments.iter().find(known).is_none() {
                return Err(format!("{name} is no parameter of the query"));
            }
        }
        for argument in row.arguments {
            let named = |pairs: &[(String, String)]| -> Vec<String> {
                let pairs = pairs.iter().filter(|(name, _)| name == argument.name);
                pairs.map(|(_, value)| value.clone()).collect()
            };
            let values = match argument.location {
                Location::Path => named(&path),
                Location::Query => named(&query),
                Location::Header => {
                    let header = self.headers.get(argument.name);
                    let header = header.and_then(|value| value.to_str().ok());
                    header.map(str::to_owned).into_iter().collect()
                }
                _ => continue,
            };
            if values.is_empty() {
                continue;
            }
            let found = parameter(operation(document, row), argument.location, argument.name);
            let (index, _) = found.ok_or_else(|| format!("no parameter {}", argument.name))?;
            let steps = steps(row, &["parameters", &index.to_string(), "schema"]);
            let value = decoded(document, &steps, &values)?;
            arguments.insert(argument.rust_name.to_owned(), value);
        }
        if let Some(body) = self.body(document, row)? {
            arguments.insert("body".to_owned(), body);
        }
        let required = required(document, row);
        let missing: Vec<_> = required
            .iter()
            .filter(|name| !arguments.contains_key(**name))
            .collect();
        if missing.is_empty() {
            Ok(arguments)
        } else {
            Err(format!("without {missing:?}"))
        }
    }

    fn path_values(&self, row: &Row) -> Result<Vec<(String, String)>, String> {
        let (template, path) = (row.path.split('/'), self.path.split('/'));
        if template.clone().count() != path.clone().count() {
            return Err(format!("{} is not {}", self.path, row.path));
        }
        let mut values = Vec::new();
        for (template, segment) in template.zip(path) {
            let name = template.strip_prefix('{');
            if let Some(name) = name.and_then(|name| name.strip_suffix('}')) {
                values.push((name.to_owned(), unescaped(segment)));
            } else if template != segment {
                return Err(format!("{} is not {}", self.path, row.path));
            }
        }
        Ok(values)
    }

    fn query_values(&self) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs
            .map(|(name, value)| (unescaped(name), unescaped(value)))
            .collect()
    }

    fn body(&self, document: &Document, row: &Row) -> Result<Option<Value>, String> {
        let content = operation(document, row).pointer("/requestBody/content");
        let Some(content) = content.and_then(Value::as_object) else {
            return if self.body.is_empty() {
                Ok(None)
            } else {
                Err("a body, where none is documented".to_owned())
            };
        };
        if self.body.is_empty() {
            return Ok(None);
        }
        let media_type = self.headers.get("content-type");
        let media_type = media_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let essence = media_type.split(';').next().unwrap_or("");
        if !content.contains_key(essence) {
            return Err(format!("{media_type:?} is not documented"));
        }
        let schema = steps(row, &["requestBody", "content", essence, "schema"]);
        if essence == "multipart/form-data" {
            return self.form(document, row, &schema, media_type).map(Some);
        }
        let body = serde_json::from_slice(self.body).map_err(|error| error.to_string())?;
        valid(document, &schema, &body)?;
        Ok(Some(body))
    }

    /// The parts of a form by their Rust names; each content is a string.
    fn form(
        &self,
        document: &Document,
        row: &Row,
        schema: &[String],
        media_type: &str,
    ) -> Result<Value, String> {
        let (_, boundary) = media_type.split_once("boundary=").ok_or("no boundary")?;
        let delimiter = format!("--{}", boundary.trim_matches('"'));
        let body = String::from_utf8_lossy(self.body);
        let mut parts = Map::new();
        for part in body.split(&delimiter) {
            let Some((head, content)) = part.split_once("\r\n\r\n") else {
                continue;
            };
            let (_, after) = head
                .split_once("; name=\"")
                .ok_or("a part without a name")?;
            let name = after.split('"').next().unwrap_or("");
            let content = content.strip_suffix("\r\n").unwrap_or(content);
            let strings = parts
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(strings) = strings {
                strings.push(Value::from(content));
            }
        }
        // One part, unless the schema takes a list.
        let single = parts.iter().map(|(name, list)| {
            let one = list.as_array().filter(|list| list.len() == 1);
            (name.clone(), one.map_or(list, |list| &list[0]).clone())
        });
        let single = Value::Object(single.collect());
        let value = if valid(document, schema, &single).is_ok() {
            single
        } else {
            let lists = Value::Object(parts);
            valid(document, schema, &lists)?;
            lists
        };
        let known = row
            .arguments
            .iter()
            .filter(|argument| argument.location == Location::Part);
        let renamed = known.filter_map(|part| {
            let value = value.get(part.name)?;
            Some((part.rust_name.to_owned(), value.clone()))
        });
        Ok(Value::Object(renamed.collect()))
    }
}

fn unescaped(string: &str) -> String {
    percent_decode_str(string).decode_utf8_lossy().into_owned()
}

/// The value that these strings stand for, of those that the schema allows.
fn decoded(document: &Document, steps: &[String], strings: &[String]) -> Result<Value, String> {
    let plain: Vec<Value> = strings
        .iter()
        .map(|string| Value::from(string.as_str()))
        .collect();
    let typed = strings.iter().map(|string| {
        serde_json::from_str(string).unwrap_or_else(|_| Value::from(string.as_str()))
    });
    let typed: Vec<Value> = typed.collect();
    let mut candidates = Vec::new();
    if let ([plain], [typed]) = (&*plain, &*typed) {
        candidates.extend([plain.clone(), typed.clone()]);
    }
    candidates.extend([Value::Array(plain), Value::Array(typed)]);
    let allowed = candidates
        .into_iter()
        .find(|candidate| valid(document, steps, candidate).is_ok());
    allowed.ok_or_else(|| format!("{} does not allow {strings:?}", steps.join(" ")))
}
