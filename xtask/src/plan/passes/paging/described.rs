//! `x-pagination`: pages that the document, or its overlay, describes.
//!
//! ```json
//! "x-pagination": {
//!   "items": "data",
//!   "cursor": { "parameter": "cursor", "next": "meta.next" },
//!   "hasMore": "meta.has_more"
//! }
//! ```
//!
//! Fields are named by their path in the response, with dots or as a JSON pointer; `items` is
//! omitted if the response itself is the list. Instead of `cursor` there is one of
//!
//! - `"page": {"parameter": "page", "first": 1, "totalPages": "pages"}`;
//! - `"offset": {"parameter": "skip", "total": "total"}`;
//! - `"url": {"next": "links.next"}`.
//!
//! `hasMore`, `totalPages` and `total` are optional: without any of them, the last page of a list
//! by number or offset is the one before an empty one. `"x-pagination": false` says that a list has
//! no pages.

use serde_json::{Map, Value};

use super::page::{Found, is_repeatable, pointer};
use super::recognize::{List, first};
use crate::diagnostic::Diagnostic;
use crate::plan::model::{
    FieldPath, First, Flag, Last, Location, Operation, Paging, Parameter, Plan, Shape, Step, Type,
};

const STEPS: [&str; 4] = ["cursor", "page", "offset", "url"];

/// The pages that `description` describes, or none if it is `false`.
///
/// # Errors
/// A parameter or field that does not exist or does not have the type that is needed.
pub(super) fn read(
    plan: &Plan,
    operation: &Operation,
    description: &Value,
) -> Result<Option<Paging>, Diagnostic> {
    let at = format!("{}/x-pagination", pointer(operation));
    let refused = |why: String| {
        Diagnostic::new(&at, why)
            .operation(&operation.key)
            .help("correct `x-pagination`, which CONTRIBUTING.md describes, or remove it")
    };
    let description = match description {
        Value::Bool(false) => return Ok(None),
        Value::Object(description) => description,
        _ => {
            return Err(refused(
                "`x-pagination` is neither `false` nor an object".to_owned(),
            ));
        }
    };
    if !is_repeatable(operation) {
        let why = "the operation cannot have pages: its body can be sent only once";
        return Err(refused(why.to_owned()));
    }
    let list = List::of(plan, operation)
        .map_err(|why| refused(format!("the operation cannot have pages: {why}")))?;
    let reader = Reader {
        plan,
        operation,
        list,
    };
    reader
        .paging(description)
        .map(Some)
        .map_err(|Fault(why)| refused(why))
}

/// What is wrong with a description.
struct Fault(String);

struct Reader<'p> {
    plan: &'p Plan,
    operation: &'p Operation,
    list: List<'p>,
}

impl<'p> Reader<'p> {
    fn paging(&self, description: &Map<String, Value>) -> Result<Paging, Fault> {
        let known = ["items", "hasMore"];
        let unknown = description
            .keys()
            .find(|key| !STEPS.contains(&key.as_str()) && !known.contains(&key.as_str()));
        if let Some(unknown) = unknown {
            return Err(Fault(format!(
                "`x-pagination` has an unknown member `{unknown}`"
            )));
        }
        let mut steps = STEPS
            .iter()
            .filter_map(|step| Some((*step, description.get(*step)?)));
        let (Some((kind, step)), None) = (steps.next(), steps.next()) else {
            let steps = STEPS.join("`, `");
            return Err(Fault(format!("`x-pagination` needs one of `{steps}`")));
        };
        let (items, item) = self.items(description)?;
        let more = self.field(description, "hasMore", "a boolean", |field| {
            matches!(field.shape.ty, Type::Bool(None))
        })?;
        let nothing = Map::new();
        let step = step.as_object().unwrap_or(&nothing);
        let integer = |key: &str| self.field(step, key, "an integer", Found::is_integer);
        let path = |field: Option<Found<'_>>| field.map(|field| field.path);
        let step = match kind {
            "cursor" => {
                let parameter = self.parameter(step)?;
                let next = self.required(step, "next", |_| true)?;
                let forward = self.list.cursor(parameter, &next).ok_or_else(|| {
                    Fault(format!(
                        "the field `{}` has not the type of the parameter `{}`",
                        next.wire, parameter.wire
                    ))
                })?;
                Step::Cursor {
                    forward,
                    backward: None,
                }
            }
            "page" => {
                let parameter = self.counting(step)?;
                let number = step
                    .get("first")
                    .and_then(Value::as_i64)
                    .or(first(parameter));
                let number = number.ok_or_else(|| {
                    Fault("`page` needs `first`, the number of the first page".to_owned())
                })?;
                Step::Number {
                    parameter: parameter.rust.clone(),
                    first: First::Number(number),
                    last: path(integer("totalPages")?).map(Last::Pages),
                }
            }
            "offset" => Step::Offset {
                parameter: self.counting(step)?.rust.clone(),
                total: path(integer("total")?),
            },
            _ => Step::Url {
                next: self
                    .required(step, "next", |field| field.shape.ty == Type::String)?
                    .path,
            },
        };
        Ok(Paging {
            item,
            items,
            more: more.map(|field| Flag {
                field: field.path,
                is_last: false,
            }),
            step,
            dropped: vec![],
        })
    }

    fn items(&self, description: &Map<String, Value>) -> Result<(FieldPath, Shape), Fault> {
        let field = self.field(description, "items", "a list", |field| {
            matches!(field.shape.ty, Type::List(_))
        })?;
        match (field, &self.list.page.bare) {
            (Some(field), _) => match &field.shape.ty {
                Type::List(item) => Ok((field.path, (**item).clone())),
                _ => Err(Fault("`items` is not a list".to_owned())),
            },
            (None, Some(item)) => Ok((vec![], item.clone())),
            (None, None) => Err(Fault(
                "`x-pagination` needs `items`, because the response is not a list".to_owned(),
            )),
        }
    }

    /// The field whose path is the value of `key`, if the description has it.
    fn field(
        &self,
        description: &Map<String, Value>,
        key: &str,
        expected: &str,
        fits: impl Fn(&Found<'p>) -> bool,
    ) -> Result<Option<Found<'p>>, Fault> {
        let Some(path) = description.get(key) else {
            return Ok(None);
        };
        let text = path.as_str().unwrap_or_default();
        match self.list.page.at(text) {
            Some(field) if fits(&field) => Ok(Some(field)),
            Some(_) => Err(Fault(format!(
                "`{key}` is `{text}`, which is not {expected}"
            ))),
            None => Err(Fault(format!(
                "`{key}` is {path}, which is no field of the response"
            ))),
        }
    }

    fn required(
        &self,
        description: &Map<String, Value>,
        key: &str,
        fits: impl Fn(&Found<'p>) -> bool,
    ) -> Result<Found<'p>, Fault> {
        let field = self.field(description, key, "a string", fits)?;
        field.ok_or_else(|| {
            Fault(format!(
                "`{key}` is missing: the field that leads to the next page"
            ))
        })
    }

    /// The parameter that a step names.
    fn parameter(&self, step: &Map<String, Value>) -> Result<&'p Parameter, Fault> {
        let name = step
            .get("parameter")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let mut parameters = self.operation.parameters.iter();
        parameters
            .find(|parameter| {
                parameter.wire == name
                    && parameter.location == Location::Query
                    && !parameter.required
            })
            .ok_or_else(|| {
                Fault(format!(
                    "`parameter` is `{name}`, which is no optional parameter of the query"
                ))
            })
    }

    /// The same, for a parameter that is an integer.
    fn counting(&self, step: &Map<String, Value>) -> Result<&'p Parameter, Fault> {
        let parameter = self.parameter(step)?;
        match self.plan.resolved(&parameter.shape).ty {
            Type::Integer(_) => Ok(parameter),
            _ => Err(Fault(format!(
                "the parameter `{}` is not an integer",
                parameter.wire
            ))),
        }
    }
}
