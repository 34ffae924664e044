//! What the document requires of a value, as prose.

use std::fmt::Display;

use crate::plan::model::{Plan, Rules, Shape, Type};

/// A pattern that is longer than this is not shown.
const PATTERN: usize = 80;

/// A documentation text with a paragraph about the bounds of the value.
pub(crate) fn with_bounds(plan: &Plan, docs: &str, shape: &Shape) -> String {
    match bounds(plan, shape) {
        Some(bounds) if docs.is_empty() => bounds,
        Some(bounds) => format!("{docs}\n\n{bounds}"),
        None => docs.to_owned(),
    }
}

/// `At most 100 characters.`
pub(crate) fn bounds(plan: &Plan, shape: &Shape) -> Option<String> {
    let resolved = plan.resolved(shape);
    match &resolved.ty {
        Type::Nullable(inner) | Type::Boxed(inner) => bounds(plan, inner),
        ty => {
            let own = sentences(&shape.rules, ty);
            own.or_else(|| sentences(&resolved.rules, ty))
        }
    }
}

fn sentences(rules: &Rules, ty: &Type) -> Option<String> {
    let mut sentences = Vec::new();
    sentences.extend(count(
        rules.min_length,
        rules.max_length,
        "character",
        "characters",
    ));
    sentences.extend(range(rules));
    if let Some(divisor) = &rules.multiple_of {
        sentences.push(format!("A multiple of {divisor}."));
    }
    let (one, several) = match ty {
        Type::Map(_) => ("entry", "entries"),
        _ => ("item", "items"),
    };
    sentences.extend(count(rules.min_items, rules.max_items, one, several));
    if rules.unique {
        sentences.push("Without duplicates.".to_owned());
    }
    let pattern = rules.pattern.as_deref();
    let shown = |pattern: &&str| pattern.len() <= PATTERN && !pattern.contains(['`', '\n']);
    if let Some(pattern) = pattern.filter(shown) {
        sentences.push(format!("Matches `{pattern}`."));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn count(min: Option<u64>, max: Option<u64>, one: &str, several: &str) -> Option<String> {
    let noun = |count: u64| if count == 1 { one } else { several };
    Some(match (min, max) {
        (None, None) => return None,
        (Some(min), Some(max)) if min == max => format!("Exactly {min} {}.", noun(min)),
        (Some(min), Some(max)) => format!("Between {min} and {max} {}.", noun(max)),
        (Some(min), None) => format!("At least {min} {}.", noun(min)),
        (None, Some(max)) => format!("At most {max} {}.", noun(max)),
    })
}

fn range(rules: &Rules) -> Option<String> {
    let lower = |min: &dyn Display| {
        if rules.exclusive_minimum {
            format!("Greater than {min}")
        } else {
            format!("At least {min}")
        }
    };
    let upper = |max: &dyn Display| {
        if rules.exclusive_maximum {
            format!("less than {max}")
        } else {
            format!("at most {max}")
        }
    };
    Some(match (&rules.minimum, &rules.maximum) {
        (None, None) => return None,
        (Some(min), Some(max)) if !rules.exclusive_minimum && !rules.exclusive_maximum => {
            format!("Between {min} and {max}.")
        }
        (Some(min), Some(max)) => format!("{} and {}.", lower(min), upper(max)),
        (Some(min), None) => format!("{}.", lower(min)),
        (None, Some(max)) => {
            let upper = upper(max);
            let (first, rest) = upper.split_at(1);
            format!("{}{rest}.", first.to_uppercase())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::bounds;
    use crate::plan::model::{Plan, Rules, Shape, Type};

    fn of(ty: Type, rules: Rules) -> Option<String> {
        bounds(&Plan::default(), &Shape { ty, rules })
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        let rules = |min_length, max_length| Rules {
            min_length,
            max_length,
            ..Rules::default()
        };
        for (min, max, expected) in [
            (None, Some(100), "At most 100 characters."),
            (Some(1), None, "At least 1 character."),
            (Some(1), Some(100), "Between 1 and 100 characters."),
            (Some(5), Some(5), "Exactly 5 characters."),
        ] {
            assert_eq!(of(Type::String, rules(min, max)).unwrap(), expected);
        }
        assert_eq!(of(Type::String, rules(None, None)), None);
    }

    #[test]
    fn numbers_have_a_range() {
        let rules = |min: Option<u64>, max: Option<u64>, exclusive| Rules {
            minimum: min.map(Into::into),
            maximum: max.map(Into::into),
            exclusive_maximum: exclusive,
            ..Rules::default()
        };
        for (rules, expected) in [
            (rules(Some(1), Some(1000), false), "Between 1 and 1000."),
            (rules(Some(1), None, false), "At least 1."),
            (rules(Some(0), Some(1), true), "At least 0 and less than 1."),
            (rules(None, Some(9), true), "Less than 9."),
        ] {
            assert_eq!(of(Type::Number, rules).unwrap(), expected);
        }
    }

    #[test]
    fn a_value_that_may_be_null_has_the_bounds_of_the_value() {
        let rules = Rules {
            max_items: Some(3),
            unique: true,
            ..Rules::default()
        };
        let ty = Type::List(Box::new(Shape::of(Type::String)));
        let shape = Shape { ty, rules }.nullable();
        let bounds = bounds(&Plan::default(), &shape).unwrap();
        assert_eq!(bounds, "At most 3 items. Without duplicates.");
    }
}
