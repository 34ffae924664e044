//! The constraints of a schema (JSON Schema Validation, section 6).

use serde_json::{Map, Number, Value};

use super::all_of::is_annotation;
use crate::plan::model::{Rules, StringFormat, Type};

/// The rules in `schema` that apply to values of type `ty`.
pub(super) fn read(schema: &Map<String, Value>, ty: &Type) -> Rules {
    let count = |key: &str| count(schema.get(key)?);
    let number = |key: &str| schema.get(key).and_then(Value::as_number).cloned();
    let flag = |key: &str| schema.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut rules = Rules::default();
    match ty {
        Type::String => {
            rules.min_length = count("minLength").filter(|min| *min > 0);
            rules.max_length = count("maxLength");
            rules.pattern = schema
                .get("pattern")
                .and_then(Value::as_str)
                .filter(|pattern| is_pattern(pattern))
                .map(str::to_owned);
            rules.format = match schema.get("format").and_then(Value::as_str) {
                Some("uri") => Some(StringFormat::Uri),
                Some("ipv4") => Some(StringFormat::Ipv4),
                Some("ipv6") => Some(StringFormat::Ipv6),
                _ => None,
            };
        }
        Type::Integer(_) | Type::Number | Type::Exact => {
            rules.minimum = number("minimum");
            rules.maximum = number("maximum");
            rules.exclusive_minimum = flag("exclusiveMinimum");
            rules.exclusive_maximum = flag("exclusiveMaximum");
            if matches!(ty, Type::Integer(_)) {
                within_format(schema, &mut rules);
            }
            rules.multiple_of = number("multipleOf").filter(|n| n.as_f64() > Some(0.0));
        }
        Type::List(_) => {
            rules.min_items = count("minItems").filter(|min| *min > 0);
            rules.max_items = count("maxItems");
            let prefix = schema.get("x-prefix-items").and_then(Value::as_array);
            let prefix = prefix.filter(|_| schema.contains_key("x-items-false"));
            rules.closed_after = prefix.map(|prefix| prefix.len() as u64);
            rules.unique = flag("uniqueItems");
        }
        Type::Map(_) => return of_properties(schema),
        _ => {}
    }
    rules
}

/// The rules for the properties of an object.
pub(super) fn of_properties(schema: &Map<String, Value>) -> Rules {
    let count = |key: &str| count(schema.get(key)?);
    let mut rules = Rules {
        min_items: count("minProperties").filter(|min| *min > 0),
        max_items: count("maxProperties"),
        required: strings(schema.get("required")),
        ..Rules::default()
    };
    for key in ["anyOf", "oneOf"] {
        if let Some(sets) = required_sets(schema.get(key)) {
            rules.required_sets = sets;
            rules.exactly_one = key == "oneOf";
        }
    }
    // Each name must match one of them, so none can be left out.
    rules.names = strings(schema.get("x-property-names"));
    if !rules.names.iter().all(|pattern| is_pattern(pattern)) {
        rules.names.clear();
    }
    let name = schema.get("x-name-rules").and_then(Value::as_object);
    let name = name.map(|name| read(name, &Type::String));
    rules.name = name.filter(|name| !name.is_empty()).map(Box::new);
    let dependent = schema.get("x-dependent-required");
    let dependent = dependent.and_then(Value::as_object).into_iter().flatten();
    rules.dependent = dependent
        .map(|(name, others)| (name.clone(), strings(Some(others))))
        .collect();
    rules
}

/// Narrows the bounds of an integer to those of a format that is smaller than its type.
fn within_format(schema: &Map<String, Value>, rules: &mut Rules) {
    let range: (i64, i64) = match schema.get("format").and_then(Value::as_str) {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        _ => return,
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "the bounds of these formats are exact floats"
    )]
    let (least, greatest) = (range.0 as f64, range.1 as f64);
    let is_within = |bound: &Option<Number>| {
        let bound = bound.as_ref().and_then(Number::as_f64);
        bound.is_some_and(|bound| (least..=greatest).contains(&bound))
    };
    if !is_within(&rules.minimum) {
        rules.minimum = Some(range.0.into());
        rules.exclusive_minimum = false;
    }
    if !is_within(&rules.maximum) {
        rules.maximum = Some(range.1.into());
        rules.exclusive_maximum = false;
    }
}

/// A count. Some tools write it as `1.0`.
fn count(value: &Value) -> Option<u64> {
    let float = || value.as_f64().filter(|float| *float >= 0.0);
    value.as_u64().or_else(|| float().map(|float| float as u64))
}

/// The properties of each of these alternatives, if they require some and describe nothing.
fn required_sets(alternatives: Option<&Value>) -> Option<Vec<Vec<String>>> {
    let set = |alternative: &Value| {
        let members = alternative.as_object()?;
        let only = members
            .keys()
            .all(|key| key == "required" || is_annotation(key));
        only.then(|| strings(members.get("required")))
    };
    alternatives?.as_array()?.iter().map(set).collect()
}

/// Whether a pattern is ECMA-262; no other can be evaluated.
fn is_pattern(pattern: &str) -> bool {
    regress::Regex::with_flags(pattern, "u").is_ok()
}

fn strings(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}
