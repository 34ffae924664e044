//! The code and message in an error's body, in the formats that servers use.

use serde_json::{Map, Value};

/// An error's own code and message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reported {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// The code is where the document has it.
    pub(crate) documented: bool,
}

impl Reported {
    /// Reads the code where the document has it; `paths` are those of the document. Otherwise reads
    /// a flat format (`status`, `error_code`, `message`), FastAPI's (`detail`, a string or a list
    /// of `{loc, msg}`), RFC 9457's (`title`, `detail`), and `error`, a string or an object with
    /// the same members. Everything else is ignored.
    pub(crate) fn read(body: &[u8], paths: &[&[&str]]) -> Self {
        let Ok(Value::Object(members)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let reported = Self::of(&members);
        let body = Value::Object(members);
        match paths.iter().find_map(|path| string_at(&body, path)) {
            Some(code) => Self {
                code: Some(code.to_owned()),
                documented: true,
                ..reported
            },
            None => reported,
        }
    }

    fn of(members: &Map<String, Value>) -> Self {
        let own = Self {
            code: text(members, &["error_code", "code"]),
            message: text(members, &["message"])
                .or_else(|| members.get("detail").and_then(detail))
                .or_else(|| text(members, &["error_description", "title"])),
            documented: false,
        };
        match members.get("error") {
            Some(Value::Object(inner)) => {
                let inner = Self::of(inner);
                Self {
                    code: own.code.or(inner.code),
                    message: own.message.or(inner.message),
                    documented: false,
                }
            }
            Some(Value::String(error)) => match own.message {
                Some(message) => Self {
                    code: own.code.or_else(|| Some(error.clone())),
                    message: Some(message),
                    documented: false,
                },
                None => Self {
                    code: own.code,
                    message: Some(error.clone()),
                    documented: false,
                },
            },
            _ => own,
        }
    }
}

/// The string that a path of properties leads to.
fn string_at<'a>(body: &'a Value, path: &[&str]) -> Option<&'a str> {
    let mut value = body;
    for name in path {
        value = value.get(name)?;
    }
    value.as_str()
}

/// The first of `names` that is a string or a number.
fn text(members: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match members.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// FastAPI's `detail`: a string, an object with a message, or `{loc, msg}` for each problem.
fn detail(detail: &Value) -> Option<String> {
    match detail {
        Value::String(text) => Some(text.clone()),
        Value::Object(members) => Reported::of(members).message,
        Value::Array(items) => {
            let lines: Vec<String> = items.iter().filter_map(problem).collect();
            (!lines.is_empty()).then(|| lines.join("; "))
        }
        _ => None,
    }
}

fn problem(item: &Value) -> Option<String> {
    let message = item.get("msg")?.as_str()?;
    let location: Vec<String> = match item.get("loc") {
        Some(Value::Array(steps)) => steps
            .iter()
            .map(|step| {
                step.as_str()
                    .map_or_else(|| step.to_string(), str::to_owned)
            })
            .collect(),
        _ => Vec::new(),
    };
    Some(if location.is_empty() {
        message.to_owned()
    } else {
        format!("{}: {message}", location.join("."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<String>, Option<String>) {
        let Reported { code, message, .. } = Reported::read(body.as_bytes(), &[]);
        (code, message)
    }

    fn both(code: &str, message: &str) -> (Option<String>, Option<String>) {
        (Some(code.to_owned()), Some(message.to_owned()))
    }

    fn message(message: &str) -> (Option<String>, Option<String>) {
        (None, Some(message.to_owned()))
    }

    #[test]
    fn digas_format_is_read() {
        assert_eq!(
            read(r#"{"status":"error","error_code":"forbidden","message":"No."}"#),
            both("forbidden", "No.")
        );
    }

    #[test]
    fn fastapis_details_are_read() {
        assert_eq!(
            read(r#"{"detail":"Not authenticated"}"#),
            message("Not authenticated")
        );
        assert_eq!(
            read(r#"{"detail":[{"loc":["body","events",0],"msg":"Field required"},{"msg":"x"}]}"#),
            message("body.events.0: Field required; x")
        );
        assert_eq!(read(r#"{"detail":{"message":"No."}}"#), message("No."));
    }

    #[test]
    fn nested_and_plain_errors_are_read() {
        assert_eq!(
            read(r#"{"error":{"code":"c","message":"m"}}"#),
            both("c", "m")
        );
        assert_eq!(
            read(r#"{"error":"invalid_client","error_description":"No such client"}"#),
            both("invalid_client", "No such client")
        );
        assert_eq!(read(r#"{"error":"Nope"}"#), message("Nope"));
        assert_eq!(
            read(r#"{"title":"Out of credit"}"#),
            message("Out of credit")
        );
    }

    #[test]
    fn a_code_is_read_where_the_document_has_it() {
        let paths: &[&[&str]] = &[&["failure", "reason"], &["reason"]];
        let read = |body: &str| {
            let reported = Reported::read(body.as_bytes(), paths);
            (reported.code.unwrap_or_default(), reported.documented)
        };
        let code = |code: &str, documented: bool| (code.to_owned(), documented);
        let nested = r#"{"failure":{"reason":"A"},"code":"B"}"#;
        assert_eq!(read(nested), code("A", true));
        assert_eq!(read(r#"{"reason":"C","code":"B"}"#), code("C", true));
        assert_eq!(read(r#"{"reason":1,"code":"B"}"#), code("B", false));
        assert_eq!(read(r#"{"failure":"no"}"#), code("", false));
    }

    #[test]
    fn other_bodies_have_neither_code_nor_message() {
        for body in [
            "",
            "<html>",
            "[]",
            "null",
            r#"{"message":{}}"#,
            r#"{"detail":[1]}"#,
        ] {
            assert_eq!(read(body), (None, None), "{body}");
        }
    }
}
