//! The name of a generated crate, as it is given on the command line.

use std::fmt;

/// A name that cargo rejects for a package.
#[derive(Debug)]
pub(crate) struct InvalidCrateName;

impl fmt::Display for InvalidCrateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a crate's name has letters, digits, `-` and `_`, and begins with a letter")
    }
}

impl std::error::Error for InvalidCrateName {}

/// Accepts what cargo accepts for a package (the Cargo book, "The `name` field").
pub(crate) fn crate_name(name: &str) -> Result<String, InvalidCrateName> {
    let allowed =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.chars().all(allowed) && name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Ok(name.to_owned())
    } else {
        Err(InvalidCrateName)
    }
}
