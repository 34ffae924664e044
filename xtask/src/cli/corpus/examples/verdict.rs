//! The result of decoding and encoding an example.

use serde_json::Value;

use super::json_eq::{json_eq, retained};

/// The result of an example.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Equal,
    /// Equal except for missing properties.
    Narrowed(Value),
    Lost(Value),
    Refused(String),
    NoType,
}

impl Verdict {
    pub(crate) fn of(value: &Value, result: Option<Value>) -> Self {
        let Some(mut result) = result else {
            return Self::NoType;
        };
        if let Some(error) = result.get("error").and_then(Value::as_str) {
            return Self::Refused(error.to_owned());
        }
        let back = result.get_mut("back").map(Value::take).unwrap_or_default();
        if json_eq(value, &back) {
            Self::Equal
        } else if json_eq(&retained(value, &back), &back) {
            Self::Narrowed(back)
        } else {
            Self::Lost(back)
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Equal => f.write_str("equal"),
            Self::Narrowed(back) => {
                write!(f, "equal except for missing properties: {}", clipped(back))
            }
            Self::Lost(back) => write!(f, "lost: {}", clipped(back)),
            Self::Refused(error) => write!(f, "refused: {error}"),
            Self::NoType => f.write_str("no type"),
        }
    }
}

/// A value as JSON, cut off if it is long.
pub(crate) fn clipped(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(400) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;
    use serde_json::json;

    #[test]
    fn a_verdict_compares_what_came_back() {
        let value = json!({"a": 1, "b": null});
        let of = |result| Verdict::of(&value, Some(result));
        assert_eq!(of(json!({"back": {"a": 1.0}})), Verdict::Equal);
        assert_eq!(of(json!({"back": {}})), Verdict::Narrowed(json!({})));
        assert_eq!(
            of(json!({"back": {"a": 2}})),
            Verdict::Lost(json!({"a": 2}))
        );
        assert_eq!(of(json!({"error": "no"})), Verdict::Refused("no".into()));
        assert_eq!(Verdict::of(&value, None), Verdict::NoType);
    }
}
