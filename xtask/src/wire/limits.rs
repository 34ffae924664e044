//! The constraints of a value as facts.

use super::facts::{Aspect, Facts};
use crate::plan::model::{Rules, Shape, StringFormat, Type};

/// Adds the constraints of a shape, those of its items and values too.
pub(super) fn limits(subject: &str, shape: &Shape, facts: &mut Facts) {
    rules(subject, &shape.rules, facts);
    match &shape.ty {
        Type::Nullable(inner) | Type::Boxed(inner) => limits(subject, inner, facts),
        Type::List(inner) => limits(&format!("{subject}[]"), inner, facts),
        Type::Map(inner) | Type::Generic(_, inner) => {
            limits(&format!("{subject}{{}}"), inner, facts);
        }
        Type::Tuple(items) => {
            for (index, item) in items.iter().enumerate() {
                limits(&format!("{subject}[{index}]"), item, facts);
            }
        }
        _ => {}
    }
}

fn rules(subject: &str, rules: &Rules, facts: &mut Facts) {
    let bound = |number: &Option<serde_json::Number>, exclusive: bool, sign: &str| {
        let sign = if exclusive { sign } else { "" };
        number.as_ref().map(|number| format!("{sign}{number}"))
    };
    let format = rules.format.map(|format| match format {
        StringFormat::Uri => "uri".to_owned(),
        StringFormat::Ipv4 => "ipv4".to_owned(),
        StringFormat::Ipv6 => "ipv6".to_owned(),
    });
    let text = |value: Option<u64>| value.map(|value| value.to_string());
    let all = [
        (Aspect::MinLength, text(rules.min_length)),
        (Aspect::MaxLength, text(rules.max_length)),
        (
            Aspect::Minimum,
            bound(&rules.minimum, rules.exclusive_minimum, ">"),
        ),
        (
            Aspect::Maximum,
            bound(&rules.maximum, rules.exclusive_maximum, "<"),
        ),
        (Aspect::MinItems, text(rules.min_items)),
        (Aspect::MaxItems, text(rules.max_items)),
        (Aspect::Pattern, rules.pattern.clone()),
        (Aspect::Format, format),
        (
            Aspect::MultipleOf,
            rules.multiple_of.as_ref().map(ToString::to_string),
        ),
        (Aspect::UniqueItems, rules.unique.then(|| "true".to_owned())),
    ];
    for (aspect, value) in all {
        if let Some(value) = value {
            facts.insert((subject.to_owned(), aspect), value);
        }
    }
}
