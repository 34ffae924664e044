//! The constraints of a schema (JSON Schema Validation, section 6).

use serde_json::{Map, Value};

use super::all_of::is_annotation;
use crate::plan::model::{Rules, StringFormat, Type};

/// The rules in `schema` that apply to values of type `ty`.
pub(super) fn read(schema: &Map<String, Value>, ty: &Type) -> Rules {
    let count = |key: &str| {
        let value = schema.get(key)?;
        // Some tools write counts as `1.0`.
        value
            .as_u64()
            .or_else(|| value.as_f64().filter(|f| *f >= 0.0).map(|f| f as u64))
    };
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
        Type::Map(_) => {
            rules.min_items = count("minProperties").filter(|min| *min > 0);
            rules.max_items = count("maxProperties");
            rules.required = strings(schema.get("required"));
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
        }
        _ => {}
    }
    rules
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
