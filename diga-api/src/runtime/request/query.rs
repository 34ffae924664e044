//! Parameters outside the path: serializes values in the styles of OpenAPI 3.

use serde::Serialize;
use serde_json::Value;

use super::parameter::{Parameter, scalar_string};
use super::percent::{Encode, encode_into, encode_reserved_into};

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
    /// `a=%5B1%2C2%5D`: an array or object as JSON, in a form whose `encoding` says so.
    Json,
}

/// A name with its values, before they are encoded.
pub(super) struct Pair {
    pub(super) name: String,
    /// Several are one value, with `between` between them.
    values: Vec<String>,
    between: char,
}

impl Pair {
    fn one(name: &str, value: String) -> Self {
        Self {
            name: name.to_owned(),
            values: vec![value],
            between: ',',
        }
    }

    /// The value without any encoding.
    pub(super) fn plain(&self) -> String {
        let mut between = [0; 4];
        self.values.join(self.between.encode_utf8(&mut between))
    }
}

/// The style of one field of a form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldStyle {
    pub(crate) name: &'static str,
    pub(crate) style: QueryStyle,
    /// Reserved characters are not encoded.
    pub(crate) reserved: bool,
}

/// Appends `name=value` pairs to `out`, joined by `&`, whose values are encoded by `encode`. Absent
/// and null values are left out.
pub(crate) fn append<T: Serialize + ?Sized>(
    out: &mut String,
    name: &str,
    style: QueryStyle,
    value: &T,
    encode: Encode,
) -> serde_json::Result<()> {
    for pair in pairs(name, style, value)? {
        write(out, &pair, encode);
    }
    Ok(())
}

/// A body of `application/x-www-form-urlencoded`: each member of `value` as a parameter in its
/// style, by default `form`.
pub(crate) fn form<T: Serialize + ?Sized>(
    value: &T,
    styles: &[FieldStyle],
) -> serde_json::Result<String> {
    let members: serde_json::Map<String, Value> =
        serde_json::from_str(&serde_json::to_string(value)?)?;
    let mut out = String::new();
    for (name, value) in &members {
        let own = styles.iter().find(|own| own.name == name);
        let style = own.map_or(QueryStyle::Form { explode: true }, |own| own.style);
        let encode: Encode = if own.is_some_and(|own| own.reserved) {
            encode_reserved_into
        } else {
            encode_into
        };
        append(&mut out, name, style, value, encode)?;
    }
    Ok(out)
}

/// The pairs of a value.
pub(super) fn pairs<T: Serialize + ?Sized>(
    name: &str,
    style: QueryStyle,
    value: &T,
) -> serde_json::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    match Parameter::of(value)? {
        Parameter::Absent => {}
        Parameter::Scalar(text) => pairs.push(Pair::one(name, text)),
        Parameter::List(items) => match style {
            QueryStyle::Json => pairs.push(Pair::one(name, Value::Array(items).to_string())),
            QueryStyle::DeepObject => deep(&mut pairs, name, &Value::Array(items)),
            _ => list(&mut pairs, name, style, &items),
        },
        Parameter::Object(members) => match style {
            QueryStyle::Json => pairs.push(Pair::one(name, Value::Object(members).to_string())),
            QueryStyle::DeepObject => deep(&mut pairs, name, &Value::Object(members)),
            QueryStyle::Form { explode: true } => {
                for (key, value) in &members {
                    match value {
                        Value::Array(items) => list(&mut pairs, key, style, items),
                        scalar => {
                            let text = scalar_string(scalar);
                            pairs.extend(text.map(|text| Pair::one(key, text)));
                        }
                    }
                }
            }
            _ => {
                let flat: Vec<Value> = members
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .flat_map(|(key, value)| [Value::String(key), value])
                    .collect();
                joined(&mut pairs, name, style, &flat);
            }
        },
    }
    Ok(pairs)
}

fn list(out: &mut Vec<Pair>, name: &str, style: QueryStyle, items: &[Value]) {
    match style {
        QueryStyle::Form { explode: false }
        | QueryStyle::SpaceDelimited
        | QueryStyle::PipeDelimited => joined(out, name, style, items),
        _ => {
            let texts = items.iter().filter_map(scalar_string);
            out.extend(texts.map(|text| Pair::one(name, text)));
        }
    }
}

fn joined(out: &mut Vec<Pair>, name: &str, style: QueryStyle, items: &[Value]) {
    let values: Vec<String> = items.iter().filter_map(scalar_string).collect();
    if values.is_empty() {
        return;
    }
    out.push(Pair {
        name: name.to_owned(),
        values,
        between: match style {
            QueryStyle::SpaceDelimited => ' ',
            QueryStyle::PipeDelimited => '|',
            _ => ',',
        },
    });
}

/// `filter[name][first]=x`. An array of scalars repeats its key; of objects or arrays, which could
/// not be distinguished then, each has its index: `filter[0][name]=x`.
fn deep(out: &mut Vec<Pair>, key: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                deep(out, &format!("{key}[{member}]"), value);
            }
        }
        Value::Array(items) => {
            let is_scalar = |item: &Value| !item.is_object() && !item.is_array();
            if items.iter().all(is_scalar) {
                for item in items {
                    deep(out, key, item);
                }
            } else {
                for (index, item) in items.iter().enumerate() {
                    deep(out, &format!("{key}[{index}]"), item);
                }
            }
        }
        scalar => out.extend(scalar_string(scalar).map(|text| Pair::one(key, text))),
    }
}

/// Appends a pair, its values encoded by `encode`.
fn write(out: &mut String, pair: &Pair, encode: Encode) {
    if !out.is_empty() {
        out.push('&');
    }
    encode_into(out, &pair.name);
    out.push('=');
    for (index, value) in pair.values.iter().enumerate() {
        if index > 0 {
            out.push_str(match pair.between {
                ' ' => "%20",
                '|' => "%7C",
                _ => ",",
            });
        }
        encode(out, value);
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
        append(&mut out, "a", style, &value, encode_into).unwrap();
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
        let decoded = |text: String| text.replace("%5B", "[").replace("%5D", "]");
        assert_eq!(
            decoded(written(
                QueryStyle::DeepObject,
                json!({"or": [{"x": 1, "y": 2.0}, {"x": [3, [4]]}]})
            )),
            "a[or][0][x]=1&a[or][0][y]=2&a[or][1][x][0]=3&a[or][1][x][1]=4"
        );
        assert_eq!(
            written(FORM, json!({"n": 1, "none": [], "tags": ["x y", null, 2]})),
            "n=1&tags=x%20y&tags=2"
        );
    }

    #[test]
    fn reserved_characters_stay_where_they_are_allowed() {
        let mut out = String::new();
        let all = "a/b?c=d:@!$'()*,;&#[]+% é";
        append(&mut out, "a&b", FORM, all, encode_reserved_into).unwrap();
        assert_eq!(out, "a%26b=a/b?c=d:@!$'()*,;%26%23%5B%5D%2B%25%20%C3%A9");
    }

    #[test]
    fn each_field_of_a_form_has_its_style() {
        let field = |name, style| FieldStyle {
            name,
            style,
            reserved: name == "link",
        };
        let styles = [
            field("flat", QueryStyle::Form { explode: false }),
            field("deep", QueryStyle::DeepObject),
            field("json", QueryStyle::Json),
            field("link", FORM),
        ];
        let body = json!({
            "deep": {"k": [1]}, "flat": ["x", "y z"], "json": {"a": [1.5]}, "link": "a/b",
            "none": null, "plain": [1.0, "a/b"],
        });
        assert_eq!(
            form(&body, &styles).unwrap(),
            "deep%5Bk%5D=1&flat=x,y%20z&json=%7B%22a%22%3A%5B1.5%5D%7D&link=a/b&plain=1&plain=a%2Fb"
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
