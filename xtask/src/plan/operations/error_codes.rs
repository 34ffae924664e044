//! The error codes of a document, from the examples of its error responses.
//!
//! Documents seldom list the codes of their errors, but their examples show them. The codes are
//! found in four steps:
//!
//! 1. *Candidates* are the string properties of an error's JSON schema, `allOf` included, at the
//!    top or one object below (`{"error": {"code": ...}}`), without `enum`, `const` or `format`.
//! 2. The *values* of a candidate are those in the examples of the media type. The examples of the
//!    schema do not count: they name no operation.
//! 3. A candidate is the code if all its values are identifiers and one of them is written as codes
//!    are: `NOT_FOUND`, `not_found`, `call.not-found`. Of several in one schema, a required
//!    property goes first, then one whose name has the word `code`, then the one with more values,
//!    then the one nearer to the top.
//! 4. A single value in the whole document counts only if it is written `LIKE_THIS`.
//!
//! Of `{"status": "error", "error_code": "CALL_NOT_FOUND", "message": "There is no such call"}`,
//! the code is `error_code`: a message has spaces, and a lower-case word alone is a state.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::responses::read_status;
use crate::identifier::{Scope, pascal};
use crate::lock::Decisions;
use crate::openapi::media_type::is_json;
use crate::openapi::pointer::escape;
use crate::plan::model::{ErrorCode, ErrorCodes, Operation, Status};

/// References and combinations that are followed inside each other.
const DEPTH: usize = 16;

/// How many schemas of one error are visited: combinations may multiply.
const SCHEMAS: usize = 1000;

/// Last words of properties whose values look like codes and are not: identifiers of something
/// other than the kind of error.
const NOT_CODES: &[&str] = &[
    "country",
    "currency",
    "date",
    "field",
    "host",
    "instance",
    "lang",
    "language",
    "loc",
    "locale",
    "location",
    "method",
    "operation",
    "param",
    "parameter",
    "path",
    "pointer",
    "property",
    "ref",
    "service",
    "time",
    "timestamp",
    "trace",
    "uuid",
    "version",
];

/// A property of an error schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// The names that lead to it.
    path: Vec<String>,
    required: bool,
}

/// The value of a candidate in one example.
#[derive(Clone, Debug)]
struct Use {
    operation: usize,
    status: Status,
    value: String,
}

/// Finds the codes, and writes them into the responses that they are examples of.
pub(super) fn find(
    lowered: &Value,
    decisions: &Decisions,
    operations: &mut [Operation],
) -> Option<ErrorCodes> {
    let chosen = chosen(lowered, operations);
    let mut paths: Vec<Vec<String>> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (path, uses) in chosen {
        for Use {
            operation,
            status,
            value,
        } in uses
        {
            let errors = operations.get_mut(operation).map(|found| &mut found.errors);
            let mut errors = errors.into_iter().flatten();
            if let Some(error) = errors.find(|error| error.status == status)
                && !error.codes.contains(&value)
            {
                error.codes.push(value.clone());
            }
            seen.insert(value);
        }
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    // Those in the lock first: a variant's name depends only on the codes before it.
    let mut codes: Vec<String> = Vec::new();
    for code in decisions.error_codes.iter().chain(&seen) {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    let mut scope = Scope::reserving(&["UnknownValue"]);
    let codes: Vec<_> = codes
        .into_iter()
        .map(|value| ErrorCode {
            rust: scope.claim(&pascal(&value)),
            value,
        })
        .collect();
    (!codes.is_empty()).then_some(ErrorCodes { paths, codes })
}

/// The property of each error schema that is its code, with its values.
fn chosen(lowered: &Value, operations: &[Operation]) -> Vec<(Vec<String>, Vec<Use>)> {
    // By schema: the name of a component, or where an inline one is.
    let mut schemas: Vec<(String, BTreeMap<Candidate, Vec<Use>>)> = Vec::new();
    for (index, operation) in operations.iter().enumerate() {
        for (status, pointer, media) in error_media(lowered, operation) {
            let Some(schema) = media.get("schema") else {
                continue;
            };
            let name = schema.get("$ref").and_then(Value::as_str);
            let name = name.map_or(pointer, str::to_owned);
            let position = schemas.iter().position(|(known, _)| *known == name);
            let position = position.unwrap_or_else(|| {
                schemas.push((name, BTreeMap::new()));
                schemas.len() - 1
            });
            let Some((_, uses)) = schemas.get_mut(position) else {
                continue;
            };
            let examples = examples(lowered, media);
            if !examples.iter().any(|example| example.is_object()) {
                continue;
            }
            let mut search = Search {
                lowered,
                path: Vec::new(),
                budget: SCHEMAS,
                found: Vec::new(),
            };
            search.visit(schema, 0);
            let found = search.found;
            for candidate in found {
                let values = examples
                    .iter()
                    .filter_map(|example| at(example, &candidate.path));
                let values: Vec<Use> = values
                    .map(|value| Use {
                        operation: index,
                        status,
                        value: value.to_owned(),
                    })
                    .collect();
                uses.entry(candidate).or_default().extend(values);
            }
        }
    }
    let best = schemas.into_iter().filter_map(|(_, uses)| best(uses));
    let best: Vec<(Vec<String>, Vec<Use>)> = best.collect();
    let mut values: BTreeMap<&[String], HashSet<&str>> = BTreeMap::new();
    for (path, uses) in &best {
        let values = values.entry(path).or_default();
        values.extend(uses.iter().map(|found| found.value.as_str()));
    }
    let counts = |path: &[String]| {
        let values = values.get(path);
        values.is_some_and(|values| {
            values.len() > 1 || values.iter().all(|value| is_screaming_snake(value))
        })
    };
    let counted: Vec<bool> = best.iter().map(|(path, _)| counts(path)).collect();
    let candidates = best.into_iter().zip(counted);
    candidates
        .filter_map(|(found, counted)| counted.then_some(found))
        .collect()
}

/// The candidate of one schema that is its code.
fn best(candidates: BTreeMap<Candidate, Vec<Use>>) -> Option<(Vec<String>, Vec<Use>)> {
    let codes = candidates.into_iter().filter(|(candidate, uses)| {
        let values = || uses.iter().map(|found| found.value.as_str());
        names_codes(candidate) && values().all(is_identifier) && values().any(is_code)
    });
    let best = codes.max_by_key(|(candidate, uses)| {
        let values: HashSet<&str> = uses.iter().map(|found| found.value.as_str()).collect();
        let code = words(candidate).iter().any(|word| word == "code");
        let near = std::cmp::Reverse(candidate.path.len());
        (candidate.required, code, values.len(), near)
    });
    best.map(|(candidate, uses)| (candidate.path, uses))
}

/// Status, place and content of each JSON media type of an operation's errors.
fn error_media<'a>(lowered: &'a Value, operation: &Operation) -> Vec<(Status, String, &'a Value)> {
    let pointer = format!(
        "/paths/{}/{}/responses",
        escape(&operation.path),
        operation.method
    );
    let responses = lowered.pointer(&pointer).and_then(Value::as_object);
    let mut found = Vec::new();
    for (key, response) in responses.into_iter().flatten() {
        let Some(status) = read_status(key) else {
            continue;
        };
        if !operation.errors.iter().any(|error| error.status == status) {
            continue;
        }
        let response = resolved(lowered, response);
        let content = response.get("content").and_then(Value::as_object);
        for (media_type, media) in content.into_iter().flatten() {
            if is_json(media_type) {
                found.push((status, format!("{pointer}/{key}/{media_type}"), media));
            }
        }
    }
    found
}

/// The values of `example` and `examples`.
fn examples<'a>(lowered: &'a Value, media: &'a Value) -> Vec<&'a Value> {
    let several = media.get("examples").and_then(Value::as_object);
    let several = several
        .into_iter()
        .flatten()
        .filter_map(|(_, example)| resolved(lowered, example).get("value"));
    media.get("example").into_iter().chain(several).collect()
}

/// A walk through an error schema for its string properties.
struct Search<'a> {
    lowered: &'a Value,
    /// The names that lead to the schema that is being visited.
    path: Vec<String>,
    budget: usize,
    found: Vec<Candidate>,
}

impl Search<'_> {
    fn visit(&mut self, schema: &Value, depth: usize) {
        if depth > DEPTH || self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let schema = resolved(self.lowered, schema);
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let parts = schema.get(keyword).and_then(Value::as_array);
            for part in parts.into_iter().flatten() {
                self.visit(part, depth + 1);
            }
        }
        let required = schema.get("required").and_then(Value::as_array);
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let property = resolved(self.lowered, property);
            self.path.push(name.clone());
            if property.get("type").is_some_and(|kind| kind == "string") {
                let mut required = required.into_iter().flatten();
                self.add(property, required.any(|required| required == name));
            } else if self.path.len() < 2 {
                self.visit(property, depth + 1);
            }
            self.path.pop();
        }
    }

    /// Adds the property at the present path.
    fn add(&mut self, property: &Value, required: bool) {
        let mut closed = ["format", "enum", "const"].iter();
        let known = |candidate: &Candidate| candidate.path == self.path;
        if !closed.any(|keyword| property.get(keyword).is_some()) && !self.found.iter().any(known) {
            self.found.push(Candidate {
                path: self.path.clone(),
                required,
            });
        }
    }
}

/// What a reference leads to, or the value itself.
fn resolved<'a>(lowered: &'a Value, value: &'a Value) -> &'a Value {
    let mut value = value;
    for _ in 0..DEPTH {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            break;
        };
        let target = reference.strip_prefix('#');
        match target.and_then(|pointer| lowered.pointer(pointer)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

fn at<'a>(example: &'a Value, path: &[String]) -> Option<&'a str> {
    let mut value = example;
    for name in path {
        value = value.get(name)?;
    }
    value.as_str()
}

/// The words of a candidate's own name, in lower case.
fn words(candidate: &Candidate) -> Vec<String> {
    let name = candidate.path.last().map_or("", String::as_str);
    let snake = crate::identifier::snake(name);
    snake.split('_').map(str::to_owned).collect()
}

/// Whether a property of this name may be a code.
fn names_codes(candidate: &Candidate) -> bool {
    let words = words(candidate);
    let last = words.last().map_or("", String::as_str);
    // `request_id`; some services name the code `id`.
    let identifies = last == "id" && words.len() > 1;
    !identifies && !NOT_CODES.contains(&last)
}

/// Letters and digits, in parts that `_`, `.` or `-` separates, a letter first.
fn is_identifier(value: &str) -> bool {
    let parts = value.split(['_', '.', '-']);
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && parts
            .into_iter()
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// An identifier of capitals, or of several words in lower case.
fn is_code(value: &str) -> bool {
    let screaming = value.len() > 1
        && value
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let lower =
        value.contains(['_', '.', '-']) && !value.contains(|c: char| c.is_ascii_uppercase());
    is_identifier(value) && (screaming || lower)
}

/// Capitals in several words.
fn is_screaming_snake(value: &str) -> bool {
    is_code(value) && value.contains('_') && value.contains(|c: char| c.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::lower::lower;
    use crate::plan::model::ErrorCodes;
    use crate::plan::plan;
    use crate::settings::Settings;

    /// A document with these error responses of one operation.
    fn document(responses: &Value, schema: &Value) -> Value {
        json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "list", "responses": responses}}},
            "components": {"schemas": {"Failure": schema}},
        })
    }

    /// A response with these examples.
    fn response(examples: &[Value]) -> Value {
        let examples: serde_json::Map<String, Value> = examples
            .iter()
            .enumerate()
            .map(|(index, value)| (format!("e{index}"), json!({"value": value})))
            .collect();
        json!({"description": "d", "content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Failure"}, "examples": examples,
        }}})
    }

    fn found(document: &Value, locked: &[&str]) -> Option<ErrorCodes> {
        let mut settings = Settings::of_package("a-api");
        settings.decisions.error_codes = locked.iter().map(|code| (*code).to_owned()).collect();
        plan(&lower(document).unwrap(), &settings)
            .unwrap()
            .error_codes
    }

    fn codes(document: &Value, locked: &[&str]) -> Vec<(String, String)> {
        let found = found(document, locked).unwrap_or_default();
        let codes = found.codes.into_iter();
        codes.map(|code| (code.value, code.rust)).collect()
    }

    fn values(schema: &Value, examples: &[Value]) -> Vec<String> {
        let document = document(&json!({"400": response(examples)}), schema);
        let codes = codes(&document, &[]).into_iter();
        codes.map(|(value, _)| value).collect()
    }

    fn strings(names: &[&str]) -> Value {
        let properties: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({"type": "string"})))
            .collect();
        json!({"type": "object", "properties": properties, "required": names})
    }

    #[test]
    fn the_code_is_the_property_whose_values_are_identifiers() {
        let schema = strings(&["status", "error_code", "message"]);
        let example = |code: &str| json!({"status": "error", "error_code": code, "message": "No."});
        assert_eq!(
            values(&schema, &[example("NOT_FOUND"), example("GONE")]),
            ["GONE", "NOT_FOUND"]
        );
        assert_eq!(
            values(&schema, &[example("not_found"), example("call.gone")]),
            ["call.gone", "not_found"]
        );
        assert!(values(&schema, &[example("Not found"), example("GONE")]).is_empty());
    }

    #[test]
    fn a_single_value_counts_only_in_capitals_of_several_words() {
        let schema = strings(&["code"]);
        assert_eq!(
            values(&schema, &[json!({"code": "NOT_FOUND"})]),
            ["NOT_FOUND"]
        );
        for code in ["GONE", "not_found", "error"] {
            assert!(
                values(&schema, &[json!({"code": code})]).is_empty(),
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_may_be_one_object_below() {
        let schema = json!({"properties": {"error": strings(&["code", "message"])}});
        let example = |code: &str| json!({"error": {"code": code, "message": "m"}});
        let examples = [example("A_B"), example("C_D")];
        let document = document(&json!({"default": response(&examples)}), &schema);
        let found = found(&document, &[]).unwrap();
        assert_eq!(found.paths, [["error", "code"]]);
    }

    #[test]
    fn identifiers_of_something_else_are_no_codes() {
        let schema = strings(&["request_id", "param"]);
        let example = |id: &str| json!({"request_id": id, "param": "user_id"});
        assert!(values(&schema, &[example("req_1a"), example("req_2b")]).is_empty());
        let schema = json!({"properties": {"code": {"type": "string", "enum": ["A_B", "C_D"]}}});
        assert!(values(&schema, &[json!({"code": "A_B"})]).is_empty());
    }

    #[test]
    fn the_examples_of_a_schema_and_of_successes_do_not_count() {
        let schema =
            json!({"properties": {"code": {"type": "string", "examples": ["A_B", "C_D"]}}});
        let example = [json!({"code": "E_F"})];
        let responses = json!({"200": response(&example), "404": response(&[])});
        assert_eq!(found(&document(&responses, &schema), &[]), None);
    }

    #[test]
    fn a_locked_code_stays_and_keeps_its_variant() {
        let responses = json!({"400": response(&[json!({"code": "NOT_FOUND"})])});
        let document = document(&responses, &strings(&["code"]));
        let pair = |value: &str, rust: &str| (value.to_owned(), rust.to_owned());
        assert_eq!(
            codes(&document, &["not_found", "GONE"]),
            [
                pair("not_found", "NotFound"),
                pair("GONE", "Gone"),
                pair("NOT_FOUND", "NotFound2"),
            ]
        );
    }

    #[test]
    fn codes_that_differ_by_a_letter_stay_apart() {
        let spellings = ["UNATHORIZED_ROLE", "UNAUTHORIZED_ROLE"];
        let examples = spellings.map(|code| json!({"code": code}));
        let responses = json!({"403": response(&examples)});
        let document = document(&responses, &strings(&["code"]));
        let variants: Vec<_> = codes(&document, &[])
            .into_iter()
            .map(|(_, rust)| rust)
            .collect();
        assert_eq!(variants, ["UnathorizedRole", "UnauthorizedRole"]);
    }
}
