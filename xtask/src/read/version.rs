//! The version check: which documents are accepted.

use serde_json::Value;

use crate::diagnostic::Diagnostic;

/// Accepts OpenAPI 3.0.x and 3.1.x.
pub(crate) fn check(document: &Value) -> Result<(), Diagnostic> {
    let Some(object) = document.as_object() else {
        return Err(match document {
            Value::Null => Diagnostic::new("#", "the document is empty"),
            _ => Diagnostic::new(
                "#",
                format!("not an OpenAPI document: {}, not an object", kind(document)),
            ),
        });
    };
    let text = |key: &str| {
        object.get(key).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    if let Some(number @ Value::Number(_)) = object.get("openapi") {
        return Err(Diagnostic::new(
            "#/openapi",
            format!("`openapi` is the number {number}, not a string"),
        )
        .help("write it in quotes: `\"openapi\": \"3.1.0\"`"));
    }
    if let Some(version) = text("openapi") {
        let minor = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        return match minor.as_str() {
            "3.0" | "3.1" => Ok(()),
            _ => Err(Diagnostic::new(
                "#/openapi",
                format!("OpenAPI {version} is not supported, only 3.0.x and 3.1.x are"),
            )
            .help("publish the document as OpenAPI 3.1")),
        };
    }
    if let Some(version) = text("swagger") {
        return Err(Diagnostic::new(
            "#/swagger",
            format!("a Swagger {version} document, not OpenAPI 3.0.x or 3.1.x"),
        )
        .help(
            "convert it to OpenAPI 3 first, with `npx swagger2openapi FILE` or at \
            https://converter.swagger.io",
        ));
    }
    if text("asyncapi").is_some() {
        return Err(Diagnostic::new(
            "#/asyncapi",
            "an AsyncAPI document, not OpenAPI 3.0.x or 3.1.x",
        ));
    }
    Err(
        Diagnostic::new("#", "not an OpenAPI document: it has no `openapi` member")
            .help("an OpenAPI document starts with a line such as `openapi: 3.1.0`"),
    )
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::check;

    #[test]
    fn three_zero_and_three_one_pass() {
        for version in ["3.0.0", "3.0.3", "3.1.0", "3.1.1", "3.1"] {
            assert_eq!(check(&json!({"openapi": version})), Ok(()), "{version}");
        }
    }

    #[test]
    fn anything_else_is_refused_in_one_sentence() {
        for (document, why) in [
            (
                json!({"openapi": "3.2.0"}),
                "OpenAPI 3.2.0 is not supported, only 3.0.x and 3.1.x are",
            ),
            (
                json!({"openapi": "3.10.0"}),
                "OpenAPI 3.10.0 is not supported, only 3.0.x and 3.1.x are",
            ),
            (
                json!({"openapi": null}),
                "OpenAPI null is not supported, only 3.0.x and 3.1.x are",
            ),
            (
                json!({"openapi": 3.1}),
                "`openapi` is the number 3.1, not a string",
            ),
            (
                json!({"swagger": "2.0"}),
                "a Swagger 2.0 document, not OpenAPI 3.0.x or 3.1.x",
            ),
            (
                json!({"asyncapi": "2.6.0"}),
                "an AsyncAPI document, not OpenAPI 3.0.x or 3.1.x",
            ),
            (
                json!({"info": {}}),
                "not an OpenAPI document: it has no `openapi` member",
            ),
            (
                json!([]),
                "not an OpenAPI document: an array, not an object",
            ),
            (
                json!("404"),
                "not an OpenAPI document: a string, not an object",
            ),
        ] {
            assert_eq!(check(&document).unwrap_err().why, why);
        }
    }
}
