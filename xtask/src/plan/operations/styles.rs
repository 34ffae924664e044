//! The style in which a value is serialized, as a parameter or an `encoding` gives it.

use serde_json::Value;

use crate::plan::model::Style;

/// The style of a query parameter, or of a form's field by its `encoding`.
pub(super) fn query_style(holder: &Value) -> Style {
    match holder.get("style").and_then(Value::as_str) {
        Some("deepObject") => Style::DeepObject,
        Some("spaceDelimited") => Style::SpaceDelimited {
            explode: explode(holder, false),
        },
        Some("pipeDelimited") => Style::PipeDelimited {
            explode: explode(holder, false),
        },
        _ => Style::Form {
            explode: explode(holder, true),
        },
    }
}

/// Whether a list has a pair for each item.
pub(super) fn explode(parameter: &Value, default: bool) -> bool {
    parameter
        .get("explode")
        .and_then(Value::as_bool)
        .unwrap_or(default)
}
