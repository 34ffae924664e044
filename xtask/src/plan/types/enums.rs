//! `enum` to types.

use std::collections::HashSet;

use serde_json::Value;

use super::resolved::Resolved;
use crate::identifier::{Scope, pascal};
use crate::plan::model::{Enum, Kind, Shape, Type, Variant};

/// The type of a value that is one of these; `None` if all of them are null.
pub(super) fn resolve(values: &[Value]) -> Option<Resolved> {
    let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return None;
    }
    if let Some(booleans) = every(&values, Value::as_bool) {
        let first = booleans.first().copied();
        let constant = first.filter(|first| booleans.iter().all(|boolean| boolean == first));
        return Some(Resolved::Shape(Shape::of(Type::Bool(constant))));
    }
    if values
        .iter()
        .any(|value| value.is_object() || value.is_array())
    {
        return Some(Resolved::Shape(Shape::of(Type::Any)));
    }
    if values.iter().any(|value| value.is_f64()) {
        let numbers = values.iter().all(|value| value.is_number());
        let ty = if numbers { Type::Number } else { Type::Any };
        return Some(Resolved::Shape(Shape::of(ty)));
    }
    // The variant for unknown values.
    let mut scope = Scope::reserving(&["UnknownValue"]);
    let mut variants: Vec<Variant> = Vec::with_capacity(values.len());
    let mut seen: HashSet<&Value> = HashSet::new();
    for value in &values {
        if !seen.insert(value) {
            continue;
        }
        let name = match value {
            Value::String(string) => pascal(string),
            other => pascal(&other.to_string()),
        };
        variants.push(Variant {
            rust: scope.claim(&name),
            value: (*value).clone(),
        });
    }
    let strings = values.iter().all(|value| value.is_string());
    Some(Resolved::Definition(Kind::Enum(Enum { variants, strings })))
}

fn every<'a, T>(values: &[&'a Value], read: fn(&'a Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|value| read(value)).collect()
}
