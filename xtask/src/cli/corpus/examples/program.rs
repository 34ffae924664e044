//! The program that tries examples. It is a module inside the crate, because the adaptors that
//! read timestamps and integers are not public.

use std::collections::BTreeMap;
use std::fmt::Write;

use xtask::manifest::TypeRef;

/// The module's source; each type has a number.
pub(crate) fn module(types: &BTreeMap<TypeRef, usize>) -> String {
    let mut arms = String::new();
    for (ty, number) in types {
        let _ = writeln!(arms, "        {number} => go::<{ty}>(text),");
    }
    let program = PROGRAM.replace("        // types\n", &arms);
    program.replace("// wrappers\n", WRAPPERS)
}

/// Types that are read and written as the fields of generated types are, by [`Types::in_module`].
///
/// [`Types::in_module`]: super::types::Types::in_module
pub(crate) const WRAPPERS: &str = r#"/// A timestamp, as a field of one is read and written.
#[derive(Debug, ::serde::Deserialize, ::serde::Serialize)]
struct Stamp(
    #[serde(with = "::serde_with::As::<crate::runtime::model::Timestamp>")]
    ::chrono::DateTime<::chrono::Utc>,
);

/// A date, as a field of one is read and written.
#[derive(Debug, ::serde::Deserialize, ::serde::Serialize)]
struct Day(
    #[serde(with = "::serde_with::As::<crate::runtime::model::Day>")] ::chrono::NaiveDate,
);

/// An integer, as a field of one is read and written.
#[derive(Debug, ::serde::Deserialize, ::serde::Serialize)]
#[serde(bound(
    deserialize = "crate::runtime::model::Integer: ::serde_with::DeserializeAs<'de, T>",
    serialize = "crate::runtime::model::Integer: ::serde_with::SerializeAs<T>"
))]
struct Whole<T>(#[serde(with = "::serde_with::As::<crate::runtime::model::Integer>")] T);
"#;

/// Reads `[number, value]` from each line, and prints the value after decoding and encoding it with
/// the type of that number.
const PROGRAM: &str = r#"//! Tries the examples of the document.

// A type can be deprecated, and a document may have no date.
#![allow(deprecated, dead_code)]

use std::io::BufRead;

// wrappers

fn go<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(
    text: &str,
) -> Result<::serde_json::Value, ::std::boxed::Box<dyn ::std::error::Error>> {
    let value: T = ::serde_json::from_str(text)?;
    let text = ::serde_json::to_string(&value).map_err(|error| format!("encode: {error}"))?;
    Ok(::serde_json::from_str(&text).map_err(|error| format!("encode: {error}"))?)
}

fn pick(
    number: u64,
    text: &str,
) -> Result<::serde_json::Value, ::std::boxed::Box<dyn ::std::error::Error>> {
    match number {
        // types
        _ => Err("no such type".into()),
    }
}

pub fn run() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (number, value): (u64, ::serde_json::Value) =
            ::serde_json::from_str(&line).unwrap_or_default();
        let result = match pick(number, &value.to_string()) {
            Ok(back) => ::serde_json::json!({ "back": back }),
            Err(error) => ::serde_json::json!({ "error": error.to_string() }),
        };
        println!("{result}");
    }
}
"#;
