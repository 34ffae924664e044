//! Arguments of a call, from JSON.

use std::fmt;

use diga_api::File;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Arguments;

/// An argument that is missing, or not of its type.
#[derive(Debug)]
pub(crate) struct InvalidArgument {
    name: &'static str,
    error: serde_json::Error,
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the argument `{}`: {}", self.name, self.error)
    }
}

/// An argument; one that is missing is null.
pub(crate) fn required<T: DeserializeOwned>(
    arguments: &Arguments,
    name: &'static str,
) -> Result<T, InvalidArgument> {
    let value = arguments.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| InvalidArgument { name, error })
}

/// The parts of a form; none if there is no body.
pub(crate) fn parts(arguments: &Arguments) -> Result<Arguments, InvalidArgument> {
    if arguments.contains_key("body") {
        required(arguments, "body")
    } else {
        Ok(Arguments::new())
    }
}

/// A file with this content.
pub(crate) fn file(arguments: &Arguments, name: &'static str) -> Result<File, InvalidArgument> {
    required::<String>(arguments, name).map(File::from)
}

#[allow(dead_code)] // unused if no operation has a list of files
/// Files with these contents.
pub(crate) fn files(
    arguments: &Arguments,
    name: &'static str,
) -> Result<Vec<File>, InvalidArgument> {
    let contents: Vec<String> = required(arguments, name)?;
    Ok(contents.into_iter().map(File::from).collect())
}
