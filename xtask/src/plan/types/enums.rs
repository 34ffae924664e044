//! `enum` to types.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::resolved::Resolved;
use crate::identifier::{Scope, pascal};
use crate::plan::model::{Enum, Kind, Shape, Type, Variant};

/// The extension with which the names of values are chosen by hand: value to name.
pub(super) const BY_HAND: &str = "x-rust-names";

/// The extension with which upstream names values. `lower` turns its list into names by value.
pub(super) const UPSTREAM: &str = "x-enum-varnames";

/// The key of a value in both extensions.
pub(super) fn key(value: &Value) -> String {
    match value {
        Value::String(string) => string.clone(),
        other => other.to_string(),
    }
}

/// The name that an extension of the schema has for a value.
fn given(object: &Map<String, Value>, value: &Value) -> Option<String> {
    let name = |extension: &str| object.get(extension)?.get(key(value))?.as_str();
    let by_hand = name(BY_HAND).map(str::to_owned);
    by_hand.or_else(|| name(UPSTREAM).map(pascal))
}

/// The type of a value that is one of these; `None` if all of them are null. `object` is their
/// schema.
pub(super) fn resolve(values: &[Value], object: &Map<String, Value>) -> Option<Resolved> {
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
    let mut seen: HashSet<&Value> = HashSet::new();
    let values: Vec<&Value> = values
        .into_iter()
        .filter(|value| seen.insert(value))
        .collect();
    // Names that are given come first, so that no other value takes one.
    let names: Vec<Option<String>> = values
        .iter()
        .map(|value| Some(scope.claim(&given(object, value)?)))
        .collect();
    let variants = values.iter().zip(names);
    let variants = variants.map(|(value, name)| Variant {
        rust: name.unwrap_or_else(|| scope.claim(&pascal(&key(value)))),
        value: (*value).clone(),
    });
    let variants = variants.collect();
    let strings = values.iter().all(|value| value.is_string());
    Some(Resolved::Definition(Kind::Enum(Enum { variants, strings })))
}

fn every<'a, T>(values: &[&'a Value], read: fn(&'a Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|value| read(value)).collect()
}
