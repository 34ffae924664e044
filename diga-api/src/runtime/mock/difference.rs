//! The first difference between two JSON values.

use serde_json::Value;

/// The first position at which `actual` is not `expected`, with both values; `None` if they are
/// equal.
pub(super) fn difference(expected: &Value, actual: &Value) -> Option<String> {
    let mut path = String::new();
    let (expected, actual) = find(expected, actual, &mut path)?;
    let shown =
        |value: Option<&Value>| value.map_or("nothing".to_owned(), |value| format!("`{value}`"));
    let position = path.strip_prefix('.').unwrap_or(&path);
    let (actual, expected) = (shown(actual), shown(expected));
    Some(match position {
        "" => format!("{actual} is not {expected}"),
        position => format!("at {position}: {actual} is not {expected}"),
    })
}

type Pair<'a> = (Option<&'a Value>, Option<&'a Value>);

fn find<'a>(expected: &'a Value, actual: &'a Value, path: &mut String) -> Option<Pair<'a>> {
    let mut inside = |step: String, expected: Option<&'a Value>, actual: Option<&'a Value>| {
        let length = path.len();
        path.push_str(&step);
        let found = match (expected, actual) {
            (Some(expected), Some(actual)) => find(expected, actual, path),
            (None, None) => None,
            different => Some(different),
        };
        if found.is_none() {
            path.truncate(length);
        }
        found
    };
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let keys = expected.keys().chain(actual.keys());
            let mut steps = keys.map(|key| (format!(".{key}"), expected.get(key), actual.get(key)));
            steps.find_map(|(step, expected, actual)| inside(step, expected, actual))
        }
        (Value::Array(expected), Value::Array(actual)) => {
            let indices = 0..expected.len().max(actual.len());
            let mut steps = indices.map(|at| (format!("[{at}]"), expected.get(at), actual.get(at)));
            steps.find_map(|(step, expected, actual)| inside(step, expected, actual))
        }
        _ => (expected != actual).then_some((Some(expected), Some(actual))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::difference;

    #[test]
    fn the_first_difference_is_reported_with_its_position() {
        let expected = json!({"a": [1, {"b": "x"}], "c": null});
        assert_eq!(difference(&expected, &expected), None);
        for (actual, message) in [
            (
                json!({"a": [1, {"b": "y"}], "c": null}),
                "at a[1].b: `\"y\"` is not `\"x\"`",
            ),
            (
                json!({"a": [1], "c": null}),
                "at a[1]: nothing is not `{\"b\":\"x\"}`",
            ),
            (json!({"a": [1, {"b": "x"}]}), "at c: nothing is not `null`"),
            (
                json!({"a": [1, {"b": "x"}], "c": null, "d": 1}),
                "at d: `1` is not nothing",
            ),
        ] {
            assert_eq!(difference(&expected, &actual).as_deref(), Some(message));
        }
        assert_eq!(
            difference(&json!(1), &json!([])).as_deref(),
            Some("`[]` is not `1`")
        );
    }
}
