//! Exclusive bounds: a number in 3.1, a flag beside the bound in 3.0.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::pointer::Object;

/// Numeric `exclusiveMinimum` and `exclusiveMaximum` become bounds with a flag; of two bounds the
/// tighter remains.
pub(super) fn lower(schema: &mut Object) {
    side(schema, "minimum", "exclusiveMinimum", Ordering::Less);
    side(schema, "maximum", "exclusiveMaximum", Ordering::Greater);
}

/// `loose` is how an inclusive bound compares to a tighter exclusive one.
fn side(schema: &mut Object, inclusive: &str, exclusive: &str, loose: Ordering) {
    match schema.get(exclusive).cloned() {
        Some(Value::Bool(_)) if !schema.contains_key(inclusive) => {
            schema.shift_remove(exclusive);
        }
        Some(bound @ Value::Number(_)) => {
            let tighter = match schema.get(inclusive) {
                None => true,
                Some(other) => {
                    let order = compare(other, &bound);
                    order == loose || order == Ordering::Equal
                }
            };
            if tighter {
                schema.insert(inclusive.to_owned(), bound);
                schema.insert(exclusive.to_owned(), json!(true));
            } else {
                schema.shift_remove(exclusive);
            }
        }
        _ => {}
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    let whole = |value: &Value| {
        value
            .as_i64()
            .map(i128::from)
            .or_else(|| value.as_u64().map(i128::from))
    };
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one
            .as_f64()
            .partial_cmp(&other.as_f64())
            .unwrap_or(Ordering::Equal),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::lowered;
    use serde_json::json;

    #[test]
    fn an_exclusive_bound_is_a_bound_with_a_switch() {
        assert_eq!(
            lowered(json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5})),
            json!({
                "type": "number", "exclusiveMinimum": true, "exclusiveMaximum": true,
                "minimum": 0, "maximum": 1.5
            })
        );
    }

    #[test]
    fn of_two_bounds_the_tighter_stays() {
        assert_eq!(
            lowered(json!({"minimum": 5, "exclusiveMinimum": 3})),
            json!({"minimum": 5})
        );
        assert_eq!(
            lowered(json!({"minimum": 3, "exclusiveMinimum": 3})),
            json!({"minimum": 3, "exclusiveMinimum": true})
        );
        assert_eq!(
            lowered(json!({"maximum": 5, "exclusiveMaximum": 3})),
            json!({"maximum": 3, "exclusiveMaximum": true})
        );
    }

    #[test]
    fn the_switch_of_3_0_stays_beside_its_bound() {
        let schema = json!({"minimum": 3, "exclusiveMinimum": true});
        assert_eq!(lowered(schema.clone()), schema);
        assert_eq!(lowered(json!({"exclusiveMinimum": true})), json!({}));
    }
}
