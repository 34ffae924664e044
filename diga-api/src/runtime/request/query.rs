//! Parameters outside the path: serializes values in the styles of OpenAPI 3.

use serde::Serialize;
use serde_json::Value;

use super::parameter::{Parameter, scalar_string};
use super::percent::encode_into;

/// How a query parameter is serialized (OpenAPI 3.1, section 4.8.12.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// Generated code uses only the styles that the document has.
#[allow(dead_code)]
pub(crate) enum QueryStyle {
    /// `a=1&a=2` exploded, `a=1,2` otherwise.
    Form {
        /// A pair for each item of an array or member of an object.
        explode: bool,
    },
    /// `a=1%202`. (Exploded it is `Form`.)
    SpaceDelimited,
    /// `a=1%7C2`. (Exploded it is `Form`.)
    PipeDelimited,
    /// `a%5Bkey%5D=1`, nested as deep as the value is.
    DeepObject,
}

/// Appends percent-encoded `name=value` pairs to `out`, joined by `&`. Absent and null values are
/// left out.
pub(crate) fn append<T: Serialize + ?Sized>(
    out: &mut String,
    name: &str,
    style: QueryStyle,
    value: &T,
) -> serde_json::Result<()> {
    match Parameter::of(value)? {
        Parameter::Absent => {}
        Parameter::Scalar(text) => pair(out, name, &text),
        Parameter::List(items) => list(out, name, style, &items),
        Parameter::Object(members) => match style {
            QueryStyle::DeepObject => deep(out, name, &Value::Object(members)),
            QueryStyle::Form { explode: true } => {
                for (key, value) in &members {
                    if let Some(text) = scalar_string(value) {
                        pair(out, key, &text);
                    }
                }
            }
            _ => {
                let flat: Vec<Value> = members
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .flat_map(|(key, value)| [Value::String(key), value])
                    .collect();
                joined(out, name, delimiter(style), &flat);
            }
        },
    }
    Ok(())
}

/// A body of `application/x-www-form-urlencoded`: each member of `value` as a parameter in style
/// `form`.
pub(crate) fn form<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let members: serde_json::Map<String, Value> =
        serde_json::from_str(&serde_json::to_string(value)?)?;
    let mut out = String::new();
    for (name, value) in &members {
        append(&mut out, name, QueryStyle::Form { explode: true }, value)?;
    }
    Ok(out)
}

/// The delimiter between the items of an array that is not exploded.
const fn delimiter(style: QueryStyle) -> &'static str {
    match style {
        QueryStyle::SpaceDelimited => "%20",
        QueryStyle::PipeDelimited => "%7C",
        _ => ",",
    }
}

fn list(out: &mut String, name: &str, style: QueryStyle, items: &[Value]) {
    match style {
        QueryStyle::Form { explode: false }
        | QueryStyle::SpaceDelimited
        | QueryStyle::PipeDelimited => {
            joined(out, name, delimiter(style), items);
        }
        _ => {
            for text in items.iter().filter_map(scalar_string) {
                pair(out, name, &text);
            }
        }
    }
}

/// `filter[name][first]=x`, with percent-encoded brackets; an array repeats its key.
fn deep(out: &mut String, key: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                deep(out, &format!("{key}[{member}]"), value);
            }
        }
        Value::Array(items) => {
            for item in items {
                deep(out, key, item);
            }
        }
        scalar => {
            if let Some(text) = scalar_string(scalar) {
                pair(out, key, &text);
            }
        }
    }
}

fn pair(out: &mut String, name: &str, value: &str) {
    key(out, name);
    encode_into(out, value);
}

fn key(out: &mut String, name: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    encode_into(out, name);
    out.push('=');
}

fn joined(out: &mut String, name: &str, delimiter: &str, items: &[Value]) {
    let mut strings = items.iter().filter_map(scalar_string).peekable();
    if strings.peek().is_none() {
        return;
    }
    key(out, name);
    while let Some(text) = strings.next() {
        encode_into(out, &text);
        if strings.peek().is_some() {
            out.push_str(delimiter);
        }
    }
}

/// A header or cookie in style `simple`: items joined by commas, members as `key,value` or,
/// exploded, `key=value`, without encoding. `None` if nothing is sent.
pub(crate) fn simple<T: Serialize + ?Sized>(
    value: &T,
    explode: bool,
) -> serde_json::Result<Option<String>> {
    let strings = match Parameter::of(value)? {
        Parameter::Absent => return Ok(None),
        Parameter::Scalar(text) => return Ok(Some(text)),
        Parameter::List(items) => items.iter().filter_map(scalar_string).collect::<Vec<_>>(),
        Parameter::Object(members) => members
            .iter()
            .filter_map(|(key, value)| {
                let between = if explode { '=' } else { ',' };
                Some(format!("{key}{between}{}", scalar_string(value)?))
            })
            .collect(),
    };
    Ok((!strings.is_empty()).then(|| strings.join(",")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::runtime::request::JsonText;

    fn written<T: Serialize>(style: QueryStyle, value: T) -> String {
        let mut out = String::new();
        append(&mut out, "a", style, &value).unwrap();
        out
    }

    const FORM: QueryStyle = QueryStyle::Form { explode: true };

    #[test]
    fn scalars_are_written_by_their_own_type() {
        assert_eq!(written(FORM, "x y&z=é"), "a=x%20y%26z%3D%C3%A9");
        assert_eq!(written(FORM, 0.1_f32), "a=0.1");
        assert_eq!(written(FORM, u64::MAX), "a=18446744073709551615");
        assert_eq!(written(FORM, true), "a=true");
        assert_eq!(written(FORM, ""), "a=");
    }

    #[test]
    fn absent_values_are_left_out() {
        assert_eq!(written(FORM, None::<u8>), "");
        assert_eq!(written(FORM, json!([])), "");
        assert_eq!(written(FORM, json!([null, 1])), "a=1");
        assert_eq!(written(QueryStyle::Form { explode: false }, json!([])), "");
        assert_eq!(written(QueryStyle::DeepObject, json!({"k": null})), "");
    }

    #[test]
    fn arrays_follow_their_style() {
        let items = json!(["x y", 2]);
        assert_eq!(written(FORM, &items), "a=x%20y&a=2");
        assert_eq!(
            written(QueryStyle::Form { explode: false }, &items),
            "a=x%20y,2"
        );
        assert_eq!(written(QueryStyle::SpaceDelimited, &items), "a=x%20y%202");
        assert_eq!(written(QueryStyle::PipeDelimited, &items), "a=x%20y%7C2");
    }

    #[test]
    fn objects_follow_their_style() {
        let object = json!({"k": "v w", "n": 1, "z": null});
        assert_eq!(written(FORM, &object), "k=v%20w&n=1");
        assert_eq!(
            written(QueryStyle::Form { explode: false }, &object),
            "a=k,v%20w,n,1"
        );
        assert_eq!(
            written(QueryStyle::DeepObject, &object),
            "a%5Bk%5D=v%20w&a%5Bn%5D=1"
        );
        assert_eq!(
            written(QueryStyle::DeepObject, json!({"k": {"l": [1, 2]}})),
            "a%5Bk%5D%5Bl%5D=1&a%5Bk%5D%5Bl%5D=2"
        );
    }

    #[test]
    fn a_parameter_described_by_content_is_json() {
        assert_eq!(
            written(
                QueryStyle::Form { explode: true },
                JsonText(&json!({"k": [1]}))
            ),
            "a=%7B%22k%22%3A%5B1%5D%7D"
        );
        assert_eq!(
            simple(&JsonText(&json!({"k": [1, 2]})), false)
                .unwrap()
                .as_deref(),
            Some(r#"{"k":[1,2]}"#)
        );
        assert_eq!(simple(&JsonText(&None::<u8>), false).unwrap(), None);
    }

    #[test]
    fn headers_join_their_items_by_commas() {
        assert_eq!(
            simple(&json!(["x y", 2]), false).unwrap().as_deref(),
            Some("x y,2")
        );
        assert_eq!(
            simple(&json!({"k": 1, "l": 2}), false).unwrap().as_deref(),
            Some("k,1,l,2")
        );
        assert_eq!(
            simple(&json!({"k": 1, "l": 2}), true).unwrap().as_deref(),
            Some("k=1,l=2")
        );
        assert_eq!(simple(&None::<u8>, false).unwrap(), None);
    }
}
